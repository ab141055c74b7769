"""Who may read what of a qualification. Facts about a member of staff are for the roles that need them.

All of it: those who decide on them. What is left without what is confidential: those who take part in the process.
Nobody else reads a qualification, and no list of sentences has one.
"""

from collections.abc import Mapping
from functools import cache
from re import findall
from typing import Literal

from pydantic import JsonValue

from policy.case import Actor, Duty, Value
from policy.catalogue import catalogue
from policy.facts import Facts
from policy.qualification_facts import CONFIDENTIAL_FACTS, CONFIDENTIAL_VALUES
from policy.rule import Rule
from policy.vocabulary import event_kinds

Reads = Literal["all", "rest", "nothing"]
READ_ALL = frozenset(
    {"line_manager", "hr_business_partner", "head_of_hr", "workforce_programme", "senior_policy_manager"}
)
READ_THE_REST = frozenset(
    {
        "business_manager",
        "chief_probation_officer",
        "division",
        "head_of_pdu",
        "higher_education_institution",
        "policy_adviser",
        "practice_tutor_assessor",
        "progression_board",
        "community_rehabilitation_company",
        "system",
    }
)
CONFIDENTIAL_WORDS = CONFIDENTIAL_FACTS | CONFIDENTIAL_VALUES | {"matter_known", "matter_open", "pqip_may_be_offered"}
"""Words of conditions whose answer gives away what only some may read."""
THE_MEMBER_OF_STAFF = "staff_member"
MAY_READ = (*sorted(READ_ALL | READ_THE_REST), THE_MEMBER_OF_STAFF)
WITHHELD = "confidential"


def reads(actor: Actor, staff_id: str | None) -> Reads:
    """Return how much of a qualification somebody reads. A member of staff reads his or her own, and no other."""
    if actor.role == THE_MEMBER_OF_STAFF:
        return "all" if staff_id is not None and actor.id == staff_id else "nothing"
    if actor.role in READ_ALL:
        return "all"
    return "rest" if actor.role in READ_THE_REST else "nothing"


def shown_facts(facts: Facts, how: Reads) -> Facts:
    """Return the facts that may be read."""
    if how == "all":
        return facts
    kept = facts.model_fields_set - CONFIDENTIAL_FACTS
    return Facts.model_construct(_fields_set=kept, **{name: getattr(facts, name) for name in kept})


def shown_values(values: Mapping[str, Value], how: Reads) -> dict[str, Value]:
    """Return the named decisions that may be read: what is proposed shows what it rests on."""
    return {name: value for name, value in values.items() if how == "all" or name not in CONFIDENTIAL_VALUES}


def shown_payload(event: str, payload: Mapping[str, JsonValue], how: Reads) -> dict[str, JsonValue]:
    """Return what of a payload may be read."""
    kind = event_kinds().get(event)
    hidden = kind.confidential if kind and how != "all" else ()
    return {key: value for key, value in payload.items() if key not in hidden}


def shown_duty(duty: Duty, how: Reads) -> Duty:
    """Return a duty as it may be read: of what is confidential the owner and the date alone."""
    if how == "all" or not duty.confidential:
        return duty
    return duty.model_copy(update={"id": WITHHELD, "rule": WITHHELD, "part": None, "title": WITHHELD})


def is_withheld(rule: str, how: Reads) -> bool:
    """Return whether a rule may not be named."""
    return how != "all" and rule in _confidential_rules()


def gives_away(rule: Rule) -> bool:
    """Return whether to explain a row is to say what only some may read: of its kind, or of what it rests on."""
    said = (*rule.when, *rule.stays, *rule.require, *rule.opens, rule.met_when or "", rule.decided_by or "")
    return rule.confidential or any(CONFIDENTIAL_WORDS & set(findall(r"\w+", text)) for text in said)


@cache
def _confidential_rules() -> frozenset[str]:
    return frozenset(ready.rule.id for ready in catalogue().rows if ready.rule.confidential)
