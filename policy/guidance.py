"""Where staff find the current guidance for what they owe (MCS 4.3, Annex A)."""

from typing import Literal

Guidance = Literal["EQUIP", "HMPPS intranet"]
_IN_THE_UNIT = frozenset({"offender_management_unit", "prison_offender_manager", "quality_manager"})
_NATIONAL_PROBATION = frozenset(
    {
        "community_offender_manager",
        "probation_practitioner",
        "probation_officer",
        "probation_services_officer",
        "senior_probation_officer",
        "head_of_pdu",
        "head_of_service",
        "duty_manager",
        "victim_liaison_officer",
    }
)


def guidance(role: str, *, provider: str | None = None) -> Guidance:
    """Return where the staff of a role look: EQUIP in prison units and the national service, else the intranet.

    `provider` is the sentence's: a rehabilitation company's staff have no access to EQUIP, whatever their role.
    """
    if role in _IN_THE_UNIT or (role in _NATIONAL_PROBATION and provider != "crc"):
        return "EQUIP"
    return "HMPPS intranet"
