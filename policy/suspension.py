"""What a recall sets aside, and what its rescission takes up again (notes 1.2, reading R-01)."""

from policy.case import Duty
from policy.duties import Docket


def set_aside(docket: Docket) -> tuple[Duty, ...]:
    """Return the duties set aside once the decision is made: those a suspending arrow ended, or those of before.

    They wait only while the sentence stays where that arrow led. A period of a recurring duty does not wait: taken up
    again, the rule opens the period that then runs.
    """
    s = docket.s
    if s.suspends:
        gone = {settled.duty for settled in docket.settled if settled.how == "lapsed"}
        return tuple(duty for duty in s.case.duties if duty.id in gone and duty.not_before is None)
    return s.case.suspended if s.phase == s.case.phase else ()


def take_up(docket: Docket) -> None:
    """Open again what was set aside, with its limit; one that passed meanwhile falls due today, at short notice."""
    today = docket.s.today
    for duty in docket.s.case.suspended:
        late = duty.due_on is not None and duty.due_on < today and not duty.overdue
        now: dict[str, object] = {"due_on": today, "due_at": None, "work_by": None, "short_notice": True}
        docket.open_again(duty.model_copy(update=now) if late else duty)
