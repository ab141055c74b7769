"""The decision: one event, one case, one answer. Pure: the same questions get the same answers for ever.

The steps, in order: is the event known, well-formed, and not a repeat; do the gates let it through; what does it
teach; which duties does it meet; where does the lifecycle go; which duties lapse, move and open; which have run out of
time; what do the named decisions say now; who is told; when does the clock have something to do next.
"""

from datetime import datetime

from policy.calendar import Calendar, local_day
from policy.case import Case, Decision, Event, Refusal, Value
from policy.catalogue import Arrow, Catalogue, Rules, catalogue
from policy.decided import decisions_of
from policy.diary import next_moment
from policy.duties import Docket
from policy.easing import ease_again
from policy.effects import take_in
from policy.facts import Facts
from policy.gates import refusal
from policy.notices import notices
from policy.reassess import count_again
from policy.situation import Situation
from policy.suspension import set_aside, take_up
from policy.vocabulary import ENDED, REASSESS, START, TIME, MalformedPayload, event_kinds, read_payload
from policy.workforce.entitled import Found

_TURNS = 12  # a lifecycle that has not come to rest after so many arrows has a loop
BEFORE = "before"
EASING = ("SMC-HDR-b",)
REGIONS = ("phase", "stage")


class RestlessLifecycle(RuntimeError):
    """The lifecycle's arrows go round in a circle; the message names the places."""


def decide(
    case: Case,
    event: Event,
    on: datetime,
    *,
    known: Calendar | None = None,
    rules: Catalogue | None = None,
    standings: tuple[Found, ...] = (),
) -> Decision | Refusal:
    """Return what follows from an event, or the named refusal of it. `on` is the instant it is decided, with zone.

    `known` is the calendar of bank holidays and `rules` the catalogue, where not the product's own. `standings` is what
    the register says of the staff the event names.
    """
    kind = event_kinds().get(event.name)
    if kind is None or not kind.accepted_by(case.kind):
        return Refusal(reason="UnknownEvent", says=f"A {case.kind} knows no event called {event.name}.")
    try:
        payload = read_payload(event.name, dict(event.payload))
    except MalformedPayload as fault:
        return Refusal(reason="MalformedPayload", says=f"{event.name}: {fault}.")
    s = Situation(case, event, payload, on, known or Calendar(), _book(case, event, rules), standings)
    in_force = s.catalogue.in_force(on=s.today, kind=case.kind)
    if case.phase in kind.ignored_in:
        return Decision(
            ignored=f"{event.name} repeats what is already so: the sentence is in {case.phase}.",
            next_at=case.next_at,
            next_says=case.next_says,
        )
    if refused := refusal(s, kind, in_force):
        return refused
    return _follow(s, in_force)


def next_structural(
    case: Case, on: datetime, *, known: Calendar | None = None, rules: Catalogue | None = None
) -> datetime | None:
    """Return the next moment at which more changes than a reminder or the end of a recurring period."""
    event = time_at(on)
    s = Situation(case, event, {}, on, known or Calendar(), _book(case, event, rules))
    in_force = s.catalogue.in_force(on=s.today, kind=case.kind)
    return next_moment(s, in_force, Docket(s, in_force), structural=True)[0]


def wake(case: Case, moment: datetime, *, known: Calendar | None = None, rules: Catalogue | None = None) -> Decision:
    """Return what time reaching a moment changes. Time is never refused."""
    answer = decide(case, time_at(moment), moment, known=known, rules=rules)
    if isinstance(answer, Refusal):
        raise TypeError(f"time was refused: {answer.reason} {answer.says}")
    return answer


def time_at(moment: datetime) -> Event:
    """Return the event of time reaching a moment."""
    return Event(id=f"time/{moment.isoformat()}", name=TIME, at=moment, on=local_day(moment))


def _book(case: Case, event: Event, rules: Catalogue | None) -> Catalogue:
    """Return the rules an event is decided by, in the edition the sentence lives under or begins to."""
    book = rules or catalogue()
    return book.under(book.latest if _takes_the_latest(case, event) else case.edition)


def _takes_the_latest(case: Case, event: Event) -> bool:
    """Return whether the sentence lives under the latest edition from this event on: it begins, or is reassessed."""
    return case.phase == START or event.name == REASSESS


def _follow(s: Situation, rules: Rules) -> Decision:
    docket = Docket(s, rules)
    if s.event.name != TIME:
        take_in(s)
        docket.meet()
    docket.run_out()
    _move(s, rules)
    if s.resumes:
        take_up(docket)
    if s.event.name == REASSESS:
        ease_again(docket)
    docket.reconcile()
    if s.event.name == REASSESS:
        count_again(docket)
    docket.run_out()
    values = _values(s)
    final = s.phase in ENDED
    next_at, next_says = (None, None) if final else next_moment(s, rules, docket)
    said: dict[str, object] = {"next_at": next_at, "next_says": next_says}
    optional: dict[str, object] = {
        "phase": s.phase if s.phase != s.case.phase else None,
        "facts": Facts.model_validate(s.new_facts) if s.new_facts else None,
        "marks": s.new_marks,
        "values": values,
        "opened": docket.opened(),
        "changed": docket.changed(),
        "moved": tuple(docket.moved),
        "missed": tuple(docket.missed),
        "settled": tuple(docket.settled),
        "before": docket.before() if s.event.name == REASSESS else (),
        "last": docket.last,
        "notices": notices(s, rules, docket),
        "rules": tuple(dict.fromkeys((*s.transition_rules, *(EASING if docket.easing.applied else ())))),
        "standings": s.standings,
        "eased_by": tuple(dict.fromkeys(docket.easing.applied)),
        "final": final,
    }
    said |= {name: value for name, value in optional.items() if value}
    if _takes_the_latest(s.case, s.event) and s.catalogue.edition != s.case.edition:
        said["edition"] = s.catalogue.edition
    if s.stage != s.case.stage:
        said["stage"] = s.stage
    if (aside := set_aside(docket)) != s.case.suspended:
        said["suspended"] = aside
    return Decision.model_validate(said)


def _move(s: Situation, rules: Rules) -> None:
    """Let the lifecycle come to rest: the event's own arrows once for each region, then those that need no event."""
    taken = [next((a for a in rules.arrows if _is_for(a, region, s) and _leads(s, a)), None) for region in REGIONS]
    for arrow in taken:
        if arrow:
            _go(s, arrow)
    for _ in range(_TURNS):
        arrow = next((a for a in rules.arrows if not a.transition.on and _leads(s, a)), None)
        if arrow is None:
            return
        _go(s, arrow)
    raise RestlessLifecycle(f"{s.case.sentence_id}: {s.entered}")


def _is_for(arrow: Arrow, region: str, s: Situation) -> bool:
    return arrow.transition.region == region and s.event.name in arrow.transition.on


def _leads(s: Situation, arrow: Arrow) -> bool:
    transition = arrow.transition
    here = s.phase if transition.region == "phase" else s.stage
    if here == transition.to or not (
        (here or "start") in transition.out_of or ("live" in transition.out_of and _live(s))
    ):
        return False
    if arrow.at and not ((limit := arrow.at.find(s)) and s.today >= limit.on):
        return False
    if arrow.before and not ((limit := arrow.before.find(s)) and s.today < limit.on):
        return False
    return all(condition(s) for condition in arrow.when)


def _live(s: Situation) -> bool:
    return s.phase not in ENDED | {"terminating", "start"}


def _go(s: Situation, arrow: Arrow) -> None:
    transition = arrow.transition
    to = transition.to
    if to == BEFORE:
        to = s.facts.stage_before or transition.out_of[0]
    if to == "compliance_concern":
        s.learn(stage_before=s.phase if transition.region == "phase" else s.stage)
    s.suspends, s.resumes = s.suspends or transition.suspends, s.resumes or transition.resumes
    s.go(transition.region, to, transition.rules, anew=not transition.resumes)


def _values(s: Situation) -> dict[str, Value]:
    answers = {name: s.value(name) for name in decisions_of(s.case.kind)}
    return {name: answer for name, answer in answers.items() if s.case.values.get(name) != answer}
