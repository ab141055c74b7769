"""Who is told of a lost authorisation, at once and without the ground: that is for those who need it (QG 23)."""

from policy.case import Notice
from policy.workforce.authorisation import Consequences
from policy.workforce.authorising import Authorised
from register.notices import LINE_MANAGER, STAFF_MEMBER

_ROLES = {
    "HR Business Partner": "hr_business_partner",
    "MoJ Shared Services Centre": "shared_services_centre",
    "staff member": STAFF_MEMBER,
}
_RULES = {"hr_business_partner": "QG-23-a", "shared_services_centre": "QG-23-a"}
_AGENCIES = "other relevant agencies"
_SAYS = {"suspend": "Authorisation suspended", "withdraw": "Authorisation withdrawn"}


def told_of(staff_id: str, number: int, change: Authorised, follows: Consequences) -> tuple[Notice, ...]:
    """Return the notices of a decision on an authorisation: none of one that is given or restored."""
    if not follows.tell:
        return ()
    agencies = change.agencies if _AGENCIES in follows.tell else ()
    roles = (*(_ROLES[name] for name in follows.tell if name != _AGENCIES), LINE_MANAGER, *agencies)
    return tuple(
        Notice(
            key=f"staff/{staff_id}/{number}/{role}",
            to=role,
            template="event",
            rules=(_RULES.get(role, "QG-23-b"),),
            title=_SAYS[change.asked],
            urgency="now",
        )
        for role in dict.fromkeys(roles)
    )
