"""Live a life through the pure engine: every wake of the clock at its own moment, every step at its own."""

from contextlib import suppress
from datetime import datetime

from policy.asks import asked_of
from policy.case import Case, Decision, Event, Refusal
from policy.cases.life import Difference, Expected, Followed, Life, differences
from policy.catalogue import Catalogue
from policy.engine import decide, wake
from policy.explain import Explained, UnknownRule, explain
from policy.workforce.entitled import Found, found

_WAKES = 20_000  # a life that wakes more often than this between two steps has a clock that stands still


class ClockStandsStill(RuntimeError):
    """The clock of a life asks again and again for the same moment; the message names the sentence and the moment."""


def live(life: Life) -> list[Difference]:
    """Return everything in a life that does not come out as told."""
    case, found, rules = life.case(), [], life.rules()
    for number, (step, event) in enumerate(life.events(), start=1):
        decisions: list[Decision] = []
        case = wake_until(case, step.moment(), decisions, rules)
        before = case
        answer = decide(case, event, step.moment(), rules=rules, standings=standings(life, case, event))
        if isinstance(answer, Refusal):
            case = case.refused()
            refused_by, refused = answer.rules, True
        else:
            case = case.after(answer)
            decisions.append(answer)
            refused_by, refused = (), False
        followed = followed_from(before if refused else case, decisions, refused=refused, refused_by=refused_by)
        stands = before if refused else case
        found += [_why(each, stands, step.moment(), rules) for each in differences(life, number, followed)]
    return found


def _why(difference: Difference, case: Case, on: datetime, rules: Catalogue) -> Difference:
    """Return the difference with what each row of its rule makes of the case, and the conditions that speak against."""
    rule = difference.what.rpartition(" ")[2]
    with suppress(UnknownRule):
        rows = explain(case, rule, on=on, rules=rules)
        return difference.model_copy(update={"why": "; ".join(map(_in_short, rows))})
    return difference


def _in_short(row: Explained) -> str:
    against = [f"{reason.words} ({reason.found})" if reason.found else reason.words for reason in row.reasons]
    holds = [reason.holds for reason in row.reasons]
    words = [text for text, held in zip(against, holds, strict=True) if held is False]
    says = f"{row.rule.key}: {row.state.replace('_', ' ')}"
    return f"{says}: not {', not '.join(words)}" if words else says


def standings(life: Life, case: Case, event: Event) -> tuple[Found, ...]:
    """Return what this life knows of the staff an event names, at its moment."""
    return tuple(found(named, life.on_record(named.staff_id), event.at) for named in asked_of(case, event))


def wake_until(case: Case, until: datetime, decisions: list[Decision], rules: Catalogue | None = None) -> Case:
    """Return the case after every wake up to and including a moment; the decisions are added to the list."""
    for _ in range(_WAKES):
        if case.next_at is None or case.next_at > until:
            return case
        decision = wake(case, case.next_at, rules=rules)
        case = case.after(decision) if decision.changes_anything() else case.rearmed(decision)
        decisions.append(decision)
    raise ClockStandsStill(f"{case.sentence_id}: {case.next_at} {case.next_says}")


def followed_from(
    case: Case, decisions: list[Decision], *, refused: bool = False, refused_by: tuple[str, ...] = ()
) -> Followed:
    """Return what followed from the decisions since the last step, and how the case stands."""
    opened: list[Expected] = []
    met: list[str] = []
    missed: list[str] = []
    lapsed: list[str] = []
    told: list[str] = []
    for decision in decisions:
        moved = [duty for duty in decision.changed if duty.id in decision.moved]
        opened += [Expected(rule=d.rule, due=d.due(), owner=d.owner) for d in (*decision.opened, *moved)]
        rule_of = {d.id: d.rule for d in (*decision.opened, *decision.changed, *case.duties)}
        rule_of |= {s.duty: s.rule for s in decision.settled}
        missed += [rule_of[id_] for id_ in decision.missed]
        met += [s.rule for s in decision.settled if s.how == "met"]
        lapsed += [s.rule for s in decision.settled if s.how in {"lapsed", "superseded"}]
        told += [notice.to for notice in decision.notices]
    missed += [duty.rule for duty in case.duties if duty.overdue]
    return Followed(
        phase=case.phase,
        stage=case.stage,
        refused=refused,
        refused_by=refused_by,
        opened=tuple(opened),
        met=tuple(met),
        missed=tuple(missed),
        lapsed=tuple(lapsed),
        told=tuple(dict.fromkeys(told)),
        open_rules=tuple(dict.fromkeys(duty.rule for duty in case.duties)),
        values=dict(case.values),
    )
