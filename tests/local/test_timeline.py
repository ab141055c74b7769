from datetime import UTC, date, datetime, timedelta
from io import StringIO

from rich.console import Console

from local.telling import table
from local.timeline import folded, rows
from policy.case import Actor, Decision, Duty, Notice, Refusal, Settled
from register.read.lines import JournalLine

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
PRACTITIONER = Actor(role="probation_practitioner", id="fictional")


def line(number: int, event: str, **said: object) -> JournalLine:
    at = START + timedelta(days=number)
    plain: dict[str, object] = {
        "number": number,
        "event_id": str(number),
        "event": event,
        "on": at.date(),
        "at": at,
        "by": None if event == "time" else PRACTITIONER,
        "recorded_at": at,
        "payload": {},
        "decision": None,
        "refusal": None,
        "rules": (),
        "phase": "active",
        "stage": None,
    }
    return JournalLine.model_validate(plain | said)


def duty(number: int) -> Duty:
    return Duty(
        id=f"SMC-5.9-a/{number}",
        rule="SMC-5.9-a",
        title="Monthly face-to-face appointment",
        owner="probation_practitioner",
        opened_on=START.date(),
        due_on=date(2027, 3, 31),
    )


def met(number: int) -> Decision:
    settled = Settled(duty=f"SMC-5.9-a/{number - 1}", rule="SMC-5.9-a", how="met", on=START.date())
    return Decision(settled=(settled,), opened=(duty(number),))


def test_a_row_says_what_was_opened_met_and_missed_with_the_titles_of_their_rules() -> None:
    told = rows(
        [
            line(1, "order_made", decision=Decision(phase="active", opened=(duty(1),))),
            line(2, "appointment_outcome", decision=met(2)),
            line(3, "time", decision=Decision(missed=("SMC-5.9-a/2",))),
        ]
    )
    changes = [[(duty.change, duty.rule, duty.title) for duty in row.duties] for row in told]
    title = "Monthly face-to-face appointment"
    assert changes == [
        [("opened", "SMC-5.9-a", title)],
        [("met", "SMC-5.9-a", title), ("opened", "SMC-5.9-a", title)],
        [("missed", "SMC-5.9-a", title)],
    ]


def test_a_refusal_is_told_with_its_reason_and_rules() -> None:
    refusal = Refusal(reason="NotYours", rules=("SMC-5.4-b",), says="Allocation is the senior officer's decision.")
    (row,) = rows([line(1, "allocated", refusal=refusal)])
    assert (row.refused, row.rules) == ("NotYours", ("SMC-5.4-b",))


def test_each_role_is_told_once_with_all_the_rules_it_was_told_on() -> None:
    notices = tuple(
        Notice(key=f"S-1/1/{n}", to=to, template="opened", rules=(rule,), title="Something")
        for n, (to, rule) in enumerate([("governor", "A-1"), ("court", "A-2"), ("governor", "A-3")])
    )
    (row,) = rows([line(1, "reception", decision=Decision(notices=notices))])
    assert [(told.role, told.rules) for told in row.told] == [("governor", ("A-1", "A-3")), ("court", ("A-2",))]


def test_what_comes_again_and_again_is_told_once_with_how_often() -> None:
    timeline = rows(
        [
            line(1, "order_made", decision=Decision(opened=(duty(1),))),
            *(line(n, "appointment_outcome", decision=met(n)) for n in range(2, 12)),
        ]
    )
    short = folded(timeline)
    assert [row.event for row in short] == ["order_made", "appointment_outcome"]
    assert (short[1].again, short[1].last_on) == (9, timeline[-1].on)


def test_a_change_of_phase_and_a_refusal_always_stand_for_themselves() -> None:
    refusal = Refusal(reason="No", says="No.")
    timeline = rows(
        [
            *(line(n, "transfer", phase=f"phase{n}", decision=Decision()) for n in range(1, 7)),
            *(line(n, "release", phase="phase6", refusal=refusal) for n in range(7, 13)),
        ]
    )
    assert folded(timeline) == timeline


def test_the_table_shows_the_rules_beside_what_rests_on_them() -> None:
    timeline = rows([line(1, "order_made", decision=Decision(phase="active", opened=(duty(1),), rules=("SMC-5.4-a",)))])
    console = Console(width=140)
    with console.capture() as capture:
        console.print(table(timeline))
    words = " ".join(capture.get().split())
    assert "2 Mar 2027 order made · probation practitioner" in words
    assert "→ active" in words
    assert "Monthly face-to-face appointment, by 31 Mar 2027" in words
    assert "SMC-5.9-a" in words


def test_items_of_checklists_are_counted_and_not_listed() -> None:
    item = duty(1).model_copy(
        update={"id": "SMC-5.8-b/1", "rule": "SMC-5.8-b", "title": "An item", "status": "checklist"}
    )
    told = rows([line(1, "order_made", decision=Decision(phase="active", opened=(duty(1), item)))])
    console = Console(width=160, record=True, file=StringIO())
    console.print(table(told))
    text = console.export_text()
    assert "+ 1 item of checklists" in text
    assert "An item" not in text
