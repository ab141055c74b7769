"""Which awards qualify a probation officer, by the list of Manage the Custodial Sentence (Annex B)."""

from datetime import date
from typing import Literal, get_args

Award = Literal[
    "pqip", "community_justice", "diploma_probation_studies", "diploma_social_work_probation", "cqsw", "other"
]
PQIP_FROM = date(2016, 4, 1)  # MCS Annex B: the PQiP takes the place of what came before it
ENGLAND_AND_WALES = "england_and_wales"
_BEFORE_PQIP = frozenset(get_args(Award)) - {"pqip", "other"}  # the four of Annex B; each keeps its effect for ever


def accepted_po_qualification(*, award: str, awarded_on: date, awarded_in: str, level_5: bool = True) -> bool:
    """Return whether an award makes somebody eligible for a probation officer's post (MCS Annex B).

    The PQiP counts from 1 April 2016. The four before it count whenever they were gained, in England and Wales; that in
    Community Justice (degree or graduate diploma) only with its vocational level 5 diploma.
    """
    if award == "pqip":
        return awarded_on >= PQIP_FROM
    if award == "community_justice" and not level_5:
        return False
    return award in _BEFORE_PQIP and awarded_in == ENGLAND_AND_WALES
