"""What the workforce rules answer with: reasons that name their paragraph, and documents by their day."""

from datetime import date
from typing import Literal

from policy.frozen import Frozen

Hold = Literal["yes", "conditional", "no"]
RuleSet = Literal["CW", "QG"]

COMPETENT_WORKFORCE_FROM = date(2015, 2, 1)  # A Competent Workforce
STATUTORY_GUIDANCE_FROM = date(2022, 3, 1)  # QG 5: March 2022, no day is printed; read as the first


class Reason(Frozen):
    """Why an answer is as it is: a clause, its paragraph, and one sentence that may be shown to the person."""

    rule: str
    para: str
    says: str


def rule_set(on: date) -> RuleSet | None:
    """Return which guidance on qualifications governs a decision of that day (QG 5); none before February 2015."""
    if on >= STATUTORY_GUIDANCE_FROM:
        return "QG"
    return "CW" if on >= COMPETENT_WORKFORCE_FROM else None
