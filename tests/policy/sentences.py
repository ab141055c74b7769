"""Random sentences and orders of events, for properties that must hold of all of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from policy.calendar import local_day
from policy.case import Actor, Case, Event, facts_from
from policy.facts import Kind
from policy.vocabulary import ANY_OF, event_kinds, vocabulary

_LEVELS = ["low", "medium", "high", "very_high"]
_REQUIREMENTS = ["rar", "unpaid_work", "programme", "curfew", "exclusion", "alcohol_treatment", "alcohol_abstinence"]
_OPENINGS: dict[Kind, list[str]] = {
    "custodial_sentence": ["reception", "sentence_imposed", "release"],
    "community_order": ["order_made"],
    "suspended_sentence_order": ["order_made"],
}
# Well-trodden paths into a life, so that what comes after is met too: names, and the payload that gets them through.
_ORDER_RUNNING = ["order_made", "allocated", "induction_completed", "plan_signed_off"]
_LICENCE_RUNNING = ["release", "allocated", "induction_completed", "plan_signed_off"]
_PATHS: dict[Kind, list[list[str]]] = {
    "custodial_sentence": [
        ["reception", "allocation_made", "sentence_calculated"],
        ["sentence_imposed", "allocation_made", "sentence_calculated", "pre_release"],
        _LICENCE_RUNNING,
        [*_LICENCE_RUNNING, "recall", "return_to_custody"],
        [*_LICENCE_RUNNING, "poor_engagement", "consider_alternatives"],
    ],
    "community_order": [_ORDER_RUNNING, [*_ORDER_RUNNING, "poor_engagement", "breach_proposed"]],
    "suspended_sentence_order": [_ORDER_RUNNING, [*_ORDER_RUNNING, "application_made"]],
}
_THROUGH: dict[str, dict[str, object]] = {
    "reception": {"status": "sentenced", "prison": "MDI"},
    "sentence_calculated": {"earliest_release_date": "2025-03-03", "release_date": "2025-03-03"},
    "release": {"licence": True},
    "allocated": {"practitioner": "N03A019", "rationale": "fits"},
    "induction_completed": {"pack_signed": True, "dif_done": True},
    "plan_signed_off": {"all_parts": True, "dif_considered": True},
    "breach_proposed": {"report_complete": True, "conversation_tried": True, "rationale": "as reported"},
    "recall": {"alternatives_considered": True, "authorised_by": "head_of_pdu"},
}
BEGIN = datetime(2024, 1, 8, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """A sentence and what is sent to it, in order of time."""

    case: Case
    events: tuple[Event, ...]


def _values(means: str) -> st.SearchStrategy[object]:
    days = st.dates(date(2023, 6, 1), date(2032, 1, 1)).map(date.isoformat)
    known: dict[str, st.SearchStrategy[object]] = {
        "date": days,
        "bool": st.booleans(),
        "int": st.integers(0, 60),
        "number": st.floats(0, 8),
        "text": st.sampled_from(["", "as assessed"]),
        "role": st.sampled_from(["head_of_pdu", "senior_probation_officer", "police", "childrens_services"]),
        "staff": st.just("N03A019"),
        "tier": st.sampled_from(["A1", "B2", "C3", "D0"]),
        "prison": st.sampled_from(["MDI", "LEI"]),
        "requirement": st.sampled_from(_REQUIREMENTS),
        "requirements": st.lists(st.sampled_from(_REQUIREMENTS), unique=True, min_size=1, max_size=3),
        "characteristics": st.just(["race", "age"]),
        "diversity": st.sampled_from([["older"], ["neurodiversity", "sexual_orientation"]]),
        "roles": st.just(["the_person"]),
        "names": st.lists(st.sampled_from(["mental_health", "easy_read"]), unique=True),
        "rules": st.lists(
            st.sampled_from(["MCS-4.19-b", "SMC-5.6-b", "SMC-5.9-a", "SMC-4.45"]), min_size=1, max_size=2
        ),
    }
    if means.startswith(ANY_OF):
        return st.lists(_values(means.removeprefix(ANY_OF)), unique=True, max_size=13)
    if means in known:
        return known[means]
    return st.sampled_from([int(o) if o.strip().isdigit() else o.strip() for o in means.split("|")])


def payloads(event: str) -> st.SearchStrategy[dict[str, object]]:
    """Return payloads in the event's form, keys that may be left out sometimes left out."""
    keys = event_kinds()[event].payload.items()
    required = {k: _values(t) for k, t in keys if not k.endswith("?")}
    optional = {k.rstrip("?"): _values(t) for k, t in keys if k.endswith("?")}
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def facts(draw: st.DrawFn, kind: Kind) -> dict[str, object]:
    """Return facts such as a court or a prison knows at the start."""
    told: dict[str, object] = {"rosh": draw(st.sampled_from(_LEVELS))}
    optional = {
        "tier": st.sampled_from(["A1", "B2", "C3", "D0"]),
        "pcoso": st.booleans(),
        "notification": st.booleans(),
        "domestic_abuse": st.sampled_from(_LEVELS),
        "child_safeguarding": st.sampled_from(["high", "other"]),
        "mappa23_from": st.just(date(2024, 1, 8)),
        "short_sentence_function": st.booleans(),
        "foreign_national": st.booleans(),
    }
    told |= draw(st.fixed_dictionaries({}, optional=optional))
    if kind == "custodial_sentence":
        told["sentence_type"] = draw(st.sampled_from(["standard_determinate", "eds", "life", "ipp"]))
        told["provider"] = draw(st.sampled_from(["nps", "crc", "probation_service"]))
        told["estate"] = draw(st.sampled_from(["male_closed", "open", "women"]))
        if told["sentence_type"] == "standard_determinate":
            told["term_months"] = draw(st.sampled_from([6, 18, 36]))
            told["licence_end_date"] = draw(st.dates(date(2024, 2, 1), date(2026, 1, 1)))
    else:
        told["requirements"] = draw(st.lists(st.sampled_from(_REQUIREMENTS), unique=True, min_size=1, max_size=3))
        told["order_end"] = draw(st.dates(date(2024, 2, 1), date(2026, 1, 1)))
        told["aamr_days"] = draw(st.integers(1, 120))
    return told


@st.composite
def stories(draw: st.DrawFn, most: int = 25) -> Story:
    """Return a random sentence with up to `most` events over up to some years."""
    kind: Kind = draw(st.sampled_from(list(_OPENINGS)))
    case = Case(sentence_id="S-1", kind=kind, facts=facts_from(draw(facts(kind))))
    names = [event.name for event in vocabulary().events(kind)]
    path = draw(st.sampled_from([[opening] for opening in _OPENINGS[kind]] + _PATHS[kind]))
    chosen = [*path, *draw(st.lists(st.sampled_from(names), max_size=most))]
    at, events = BEGIN, []
    for number, name in enumerate(chosen):
        row = event_kinds()[name]
        senders = [role for role in row.by if role != "any"] or ["senior_probation_officer"]
        payload = draw(payloads(name))
        if number < len(path) or name == "recall":
            payload |= _THROUGH.get(name, {})
        events.append(
            Event(
                id=f"e{number}",
                name=name,
                at=at,
                on=local_day(at),
                by=Actor(role=draw(st.sampled_from(senders))),
                payload=payload,  # type: ignore[arg-type]
            )
        )
        at += timedelta(hours=draw(st.sampled_from([0, 1, 5, 24, 72, 24 * 10, 24 * 45, 24 * 200])))
    return Story(case, tuple(events))
