"""What the api shows of a qualification: to the roles that need it all of it, to those who take part the rest."""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import Field, JsonValue

from api.entry_views import EntryView, found_views
from api.problems import Declined
from api.views import AnswerView, DiaryView, DutyView, ForecastView, NoticeView, SettledView, View
from policy import confidential
from policy.case import Actor, Case, Decision, Duty, Settled, Value
from policy.confidential import Reads
from policy.facts import Facts
from register.read.lines import JournalLine
from register.read.unrecorded import RecordedFact


class QualificationAnswer(View):
    """What a message did."""

    qualification_id: str
    event_id: str = Field(description="the Idempotency-Key it was sent with")
    number: int = Field(description="its number in the qualification's journal")
    phase: str
    stage: str | None = None
    duplicate: bool = Field(default=False, description="this message had its effect before, and had no other now")
    ignored: str | None = Field(default=None, description="why an event that repeats another had no effect")
    opened: tuple[DutyView, ...] = ()
    settled: tuple[SettledView, ...] = ()


class QualificationView(View):
    """A qualification as it stands after the last event that was decided."""

    qualification_id: str
    staff_id: str
    phase: str
    stage: str | None = None
    final: bool = Field(description="nothing can follow")
    facts: Facts = Field(description="what is known, as far as the role that asks may read it")
    values: dict[str, Value] = Field(description="named decisions as they stand")
    number: int = Field(description="number of the last event decided")
    open_duties: int
    overdue: int = Field(description="duties that must be done and are past their limit")
    next_due: date | None = Field(default=None, description="earliest day on which a duty not yet overdue falls due")
    next_at: datetime | None = Field(default=None, description="when it wakes next by itself")
    withheld: bool = Field(default=False, description="there is more, for other roles to read")


class QualificationDiary(View):
    """A qualification's open duties, dates first."""

    qualification_id: str
    phase: str
    stage: str | None = None
    next_at: datetime | None = None
    items: tuple[DutyView, ...]


class QualificationEntryView(EntryView):
    """One entry of a qualification's journal, and what became of it in the record of the member of staff."""

    record: tuple[RecordedFact, ...] = Field(
        default=(), description="what it established about the member of staff, and whether their record says so"
    )


class QualificationTimeline(View):
    """A page of a qualification's journal."""

    items: tuple[QualificationEntryView, ...]
    next: str | None = Field(default=None, description="cursor of the page that follows; none: there is no more")


def may_read(actor: Actor, staff_id: str | None) -> Reads:
    """Return how much the actor reads. Raises Declined: NotForThisRole."""
    how = confidential.reads(actor, staff_id)
    if how == "nothing":
        raise Declined("NotForThisRole", "This role does not read this qualification.")
    return how


def may_send(actor: Actor, staff_id: str | None) -> Reads:
    """Return how much of the answer the sender reads. A member of staff speaks for the own qualification alone.

    Raises Declined: NotForThisRole.
    """
    if actor.role == confidential.THE_MEMBER_OF_STAFF and actor.id != staff_id:
        raise Declined("NotForThisRole", "This qualification is of another member of staff.")
    return confidential.reads(actor, staff_id)


def view_of(case: Case, how: Reads) -> QualificationView:
    """Return a qualification as it may be read."""
    facts = confidential.shown_facts(case.facts, how)
    return QualificationView(
        qualification_id=case.sentence_id,
        staff_id=case.facts.staff_id or "",
        phase=case.phase,
        stage=case.stage,
        final=case.final,
        facts=facts,
        values=confidential.shown_values(case.values, how),
        number=case.number,
        open_duties=len(case.duties),
        overdue=case.overdue(),
        next_due=case.next_due(),
        next_at=case.next_at,
        withheld=how != "all",
    )


def diary_of(case: Case, diary: DiaryView, how: Reads) -> QualificationDiary:
    """Return the open duties as they may be read."""
    by_id = {duty.id: duty for duty in case.duties}
    return QualificationDiary(
        qualification_id=case.sentence_id,
        phase=diary.phase,
        stage=diary.stage,
        next_at=diary.next_at,
        items=duties_of((by_id[item.id] for item in diary.items), how),
    )


def forecast_view(coming: ForecastView, how: Reads) -> ForecastView:
    """Return what is to come as it may be read."""
    told = {"rule": confidential.WITHHELD, "part": None, "title": confidential.WITHHELD}
    items = tuple(
        item.model_copy(update=told) if item.rule and confidential.is_withheld(item.rule, how) else item
        for item in coming.items
    )
    return coming.model_copy(update={"items": items})


def duties_of(duties: Iterable[Duty], how: Reads) -> tuple[DutyView, ...]:
    """Return duties as they may be read."""
    return tuple(DutyView.model_validate(confidential.shown_duty(duty, how)) for duty in duties)


def settled_of(settled: Iterable[Settled], how: Reads) -> tuple[SettledView, ...]:
    """Return how duties ended, those left out that may not be named."""
    return tuple(SettledView.model_validate(duty) for duty in settled if not confidential.is_withheld(duty.rule, how))


def answer_of(answer: AnswerView, how: Reads) -> QualificationAnswer:
    """Return what a message did, as its sender may read it."""
    named = answer.model_dump(exclude={"sentence_id", "passed_on_to", "opened", "settled"})
    return QualificationAnswer(
        qualification_id=answer.sentence_id,
        opened=tuple(duty for duty in answer.opened if not confidential.is_withheld(duty.rule, how)),
        settled=tuple(duty for duty in answer.settled if not confidential.is_withheld(duty.rule, how)),
        **named,
    )


def entry_view(line: JournalLine, how: Reads, record: Iterable[RecordedFact] = ()) -> QualificationEntryView:
    """Return an entry of the journal as it may be read."""
    decision = line.decision or Decision()
    refusal = line.refusal
    payload: dict[str, JsonValue] = confidential.shown_payload(line.event, line.payload, how)
    return QualificationEntryView(
        number=line.number,
        event_id=line.event_id,
        event=line.event,
        on=line.on,
        at=line.at,
        recorded_at=line.recorded_at,
        by=line.by.role if line.by else None,
        by_id=line.by.id if line.by else None,
        payload=payload,
        outcome="refused" if refusal else "ignored" if decision.ignored else "decided",
        reason=refusal.reason if refusal else None,
        says=refusal.says if refusal else decision.ignored,
        rules=tuple(rule for rule in line.rules if not confidential.is_withheld(rule, how)),
        phase=line.phase,
        stage=line.stage,
        opened=duties_of(decision.opened, how),
        settled=settled_of(decision.settled, how),
        missed=tuple(
            id_ for id_ in decision.missed if not confidential.is_withheld(id_.split("/")[0].split("#")[0], how)
        ),
        told=tuple(NoticeView.model_validate(notice) for notice in decision.notices),
        standings=found_views((refusal or decision).standings),
        record=tuple(fact for fact in record if fact.number == line.number),
    )
