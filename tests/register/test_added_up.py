"""What staff journals add up to: made again from the journal, whichever release wrote it."""

import json
from datetime import date

from alembic import command
from pydantic import JsonValue
from sqlalchemy import Engine, text

from policy.workforce.changes import STAFF_CHANGE
from register.added_up import add_up_again, folded, is_added_up
from register.connection import connect, reading, writing
from register.migrate import configuration, upgrade
from register.practitioners import practitioner, record
from register.read.coverage import coverage
from register.read.practitioners import WhichPractitioners, needing_attention, practitioners
from tests.register.test_practitioners import HR, NOW, PERSON, registered, written

BEFORE: dict[str, JsonValue] = {
    **json.loads(json.dumps(PERSON)),
    "fte": 1.0,
    "provider": "probation_service",
}
ENTERED: dict[str, JsonValue] = {
    "what": "registered",
    "on": "2026-03-09",
    "practitioner": {**BEFORE, "fte": 0.8, "line_manager": "N03S001"},
    "former_staff_ids": [],
    "register_decision": None,
}
MOVED: dict[str, JsonValue] = {
    "what": "employment",
    "on": "2026-04-01",
    "employment_start": None,
    "employment_last_day": None,
    "fte": 1.0,
    "pro_rata": None,
    "provider": None,
    "line_manager": "N03S002",
}
_ROW = text(
    "INSERT INTO practitioner (staff_id, number, line_manager, practitioner, recorded_at, changed_at)"
    " VALUES ('N03A019', 2, 'N03S002', :known, :at, :at)"
)
_ENTRY = text(
    "INSERT INTO staff_journal (staff_id, number, event_id, what, effective_on, change, reasons, register_entries,"
    " actor_role, at, recorded_at) VALUES ('N03A019', :number, :event_id, :what, :on, :change, '[]', '[]',"
    " 'hr_business_partner', :at, :at)"
)


def as_before(engine: Engine) -> None:
    """Write somebody down as the release before did: fraction, provider and line manager without a day."""
    known = {**BEFORE, "line_manager": "N03S002"}
    with writing(engine) as session:
        connection = session.connection()
        connection.execute(_ROW, {"known": json.dumps(known), "at": NOW})
        for number, said in enumerate((ENTERED, MOVED), start=1):
            entry = {"number": number, "event_id": f"e-{number}", "what": said["what"], "on": said["on"], "at": NOW}
            connection.execute(_ENTRY, entry | {"change": json.dumps(said)})


def test_a_register_of_the_release_before_is_added_up_again_with_days(empty_register_url: str) -> None:
    engine = connect(empty_register_url)
    command.upgrade(configuration(engine), "0008")
    as_before(engine)
    upgrade(empty_register_url)
    with reading(engine) as session:
        known = practitioner(session, "N03A019")
        assert known is not None
        assert known == folded(session, "N03A019")
        days = (date(2026, 3, 31), date(2026, 4, 1))
        assert [(known.fraction(on), known.managed_by(on)) for on in days] == [(0.8, "N03S001"), (1.0, "N03S002")]
        for manager, on, found in (("N03S001", days[0], 1), ("N03S001", days[1], 0), ("N03S002", days[1], 1)):
            which = WhichPractitioners(on=on, line_manager=manager)
            assert len(practitioners(session, which, NOW).items) == found
        page = needing_attention(session, WhichPractitioners(on=days[0]), NOW, within_days=200)
        assert [each.staff_id for each in page.items] == ["N03A019"]
        assert [group.practitioners for group in coverage(session, NOW, by="team")] == [1]
    with writing(engine) as session:  # sent again since, as it was
        again = record(session, "N03A019", STAFF_CHANGE.validate_python(ENTERED), event_id="e-1", by=HR, at=NOW)
    assert getattr(again, "duplicate", None) is True
    engine.dispose()


def test_what_is_behind_is_added_up_once_and_what_is_not_is_left(register: Engine) -> None:
    for staff_id in ("N03A019", "N03A020", "N03A021"):
        written(register, registered(staff_id), staff_id=staff_id)
    assert is_added_up(register)
    assert add_up_again(register) == 0
    with writing(register) as session:
        session.connection().execute(text("UPDATE practitioner SET added_up = 0 WHERE staff_id <> 'N03A019'"))
        session.connection().execute(text("DELETE FROM practitioner_period WHERE staff_id <> 'N03A019'"))
    assert not is_added_up(register)
    assert add_up_again(register) == 2
    assert is_added_up(register)
    with reading(register) as session:
        assert [group.practitioners for group in coverage(session, NOW, by="region")] == [3]
