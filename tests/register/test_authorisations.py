"""Authorisations lost: who is told and of what, the register of losses, and what it asks of those who hire (QG 23)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from policy.case import Refusal
from register.connection import reading, writing
from register.practitioners import record
from register.read.losses import Loss, losses
from register.read.notices import WhichNotices, notices
from tests.register.test_practitioners import HR, NOW, change, registered, written

LATER = datetime(2026, 4, 1, 9, tzinfo=UTC)


def decided(asked: str, at: datetime = NOW, **said: object) -> dict[str, object]:
    status = {"grant": "active", "restore": "active", "suspend": "suspended", "withdraw": "withdrawn"}[asked]
    ground = said.pop("ground", None)
    given = {"status": status, "since": at} | ({"ground": ground} if ground else {})
    return {"asked": asked, "authorisation": given, **said}


def lost(register: Engine, asked: str, ground: str = "misconduct", agencies: tuple[str, ...] = ()) -> None:
    written(register, change("authorisation", **decided(asked, ground=ground, agencies=agencies)))


def found(register: Engine, *codes: str) -> tuple[Loss, ...]:
    with reading(register) as session:
        return losses(session, codes)


def told(register: Engine) -> dict[str, str | None]:
    with reading(register) as session:
        lines = notices(session, WhichNotices()).items
    assert all(line.urgency == "now" and line.staff_id == "N03A019" and line.sentence_id is None for line in lines)
    assert not any("misconduct" in line.model_dump_json() for line in lines)
    return {line.to: line.practitioner for line in lines}


def refused(register: Engine, what: str, **said: object) -> str:
    with writing(register) as session:
        answer = record(session, "N03A019", change(what, **said), event_id="no", by=HR, at=NOW)
    assert isinstance(answer, Refusal)
    return answer.reason


@pytest.mark.parametrize("asked", ["suspend", "withdraw"])
def test_a_loss_is_told_at_once_to_those_it_matters_to_and_never_with_its_ground(register: Engine, asked: str) -> None:
    written(register, registered(line_manager="N03S001"))
    assert told(register) == {}
    lost(register, asked, agencies=("police",))
    assert told(register) == {
        "hr_business_partner": None,
        "shared_services_centre": None,
        "staff_member": "N03A019",
        "line_manager": "N03S001",
        "police": None,
    }


def test_the_register_of_losses_has_who_was_withdrawn_and_nobody_merely_suspended(register: Engine) -> None:
    written(register, registered())
    lost(register, "suspend", "misconduct_investigation")
    assert found(register, "N03A019") == ()
    lost(register, "withdraw", "misconduct")
    (entry,) = found(register, "N03A019")
    assert (entry.ground, entry.region, entry.since) == ("misconduct", "Wales", NOW)


def test_nothing_is_lost_without_a_ground_or_twice_and_nothing_given_twice(register: Engine) -> None:
    written(register, registered())
    assert refused(register, "authorisation", **decided("suspend")) == "AuthorisationStands"
    assert refused(register, "authorisation", **decided("grant")) == "AuthorisationStands"
    lost(register, "withdraw")
    assert refused(register, "authorisation", **decided("withdraw", ground="capability")) == "AuthorisationStands"
    early = decided("restore", datetime(2026, 3, 9, 14, 59, tzinfo=UTC), register_decision="seen")
    assert refused(register, "authorisation", **early) == "StaffChangeContradicts"


def test_whoever_was_withdrawn_is_authorised_again_only_by_a_decision_on_the_register(register: Engine) -> None:
    written(register, registered())
    lost(register, "withdraw")
    assert refused(register, "authorisation", **decided("restore", LATER)) == "LossOfAuthorisationKnown"
    again = decided("restore", LATER, register_decision="Head of Operations, HR-2026-114")
    answer = written(register, change("authorisation", **again))
    assert [given.status for given in answer.practitioner.authorisations] == ["active", "withdrawn", "active"]
    assert len(found(register, "N03A019")) == 1


def test_another_area_cannot_hire_without_knowing_of_the_loss(register: Engine) -> None:
    written(register, registered())
    lost(register, "withdraw", "dismissed")
    with writing(register) as session:
        said = registered("N07A100", former_staff_ids=["N03A019"])
        answer = record(session, "N07A100", said, event_id="hire", by=HR, at=NOW)
        assert isinstance(answer, Refusal)
        assert (answer.reason, answer.rules) == ("LossOfAuthorisationKnown", ("QG-23-d",))
    said = registered("N07A100", former_staff_ids=["N03A019"], register_decision="HR-2026-115")
    written(register, said, staff_id="N07A100")
    third = registered("N56A001", former_staff_ids=["N07A100"])
    with writing(register) as session:
        answer = record(session, "N56A001", third, event_id="hire", by=HR, at=NOW)
    assert isinstance(answer, Refusal), "the codes lead back to the first"
