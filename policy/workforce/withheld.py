"""Who may record what of a member of staff, and who may read the ground on which an authorisation was lost."""

from collections.abc import Mapping
from datetime import date

from pydantic import JsonValue

from policy.case import Actor
from policy.confidential import READ_ALL, THE_MEMBER_OF_STAFF
from policy.workforce.practitioner import Practitioner

RECORD = (
    "business_manager",
    "head_of_hr",
    "head_of_pdu",
    "hr_business_partner",
    "line_manager",
    "senior_probation_officer",
    "system",
    "workforce_programme",
)
AUTHORISE = ("head_of_hr", "head_of_operations", "head_of_pdu", "hr_business_partner")
LOOK_UP_LOSSES = (*AUTHORISE, "business_manager", "shared_services_centre")
KEEP_CONFIDENTIAL = ("head_of_hr", "hr_business_partner", "line_manager")
_GROUNDS = "QG-22-"
_ANY_LOSS = "QG-22-a"
_WITHHELD = ("register_decision", "agencies")


def reads_confidential(actor: Actor, known: Practitioner, *, today: date) -> bool:
    """Return whether somebody may read what is confidential: HR, the line manager of today, and the member of staff."""
    if actor.role == THE_MEMBER_OF_STAFF:
        return actor.id == known.staff_id
    if actor.role == "line_manager":
        manager = known.managed_by(today)
        return manager is not None and actor.id == manager
    return actor.role in READ_ALL


def reads_grounds(actor: Actor, known: Practitioner, *, today: date) -> bool:
    """Return whether somebody may read why an authorisation was lost: those who decide on it besides."""
    return actor.role in AUTHORISE or reads_confidential(actor, known, today=today)


def without_grounds(known: Practitioner) -> Practitioner:
    """Return the practitioner as those see them who need not know why an authorisation was lost."""
    given = tuple(one.model_copy(update={"ground": None}) for one in known.authorisations)
    return known.model_copy(update={"authorisations": given}) if given else known


def change_without_grounds(change: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return a change as it was written down, without grounds, decisions on an earlier loss, and who was told."""
    shown = {name: _without_ground(value) for name, value in change.items() if name not in _WITHHELD}
    entered = shown.get("practitioner")
    if isinstance(entered, dict) and isinstance(given := entered.get("authorisations"), list):
        shown["practitioner"] = {**entered, "authorisations": [_without_ground(one) for one in given]}
    return shown


def names_ground(rule: str) -> bool:
    """Return whether a rule gives away on which ground an authorisation was lost."""
    return rule.startswith(_GROUNDS) and rule != _ANY_LOSS


def _without_ground(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: inner for name, inner in value.items() if name != "ground"}
    return value
