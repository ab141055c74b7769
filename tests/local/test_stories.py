from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from local.stories import STORIES, Step, names, read
from policy.vocabulary import TIME, event_kinds, payload_model, roles

WANTED = ("two-years", "life", "community-order", "unpaid-work", "suspended")


def test_the_five_lives_a_newcomer_is_promised_are_told_in_order() -> None:
    assert names() == WANTED


@pytest.mark.parametrize("name", WANTED)
def test_every_story_speaks_the_vocabulary(name: str) -> None:
    story = read(name)
    for moment in story.moments():
        if moment.event == TIME:
            continue
        assert moment.by in roles()
        assert event_kinds()[moment.event].accepted_by(story.kind)
        payload_model(moment.event).model_validate(moment.payload)


@pytest.mark.parametrize("name", WANTED)
def test_a_story_is_told_in_the_order_of_time(name: str) -> None:
    moments = read(name).moments()
    assert list(moments) == sorted(moments, key=lambda moment: moment.at)


def test_a_repeated_step_comes_again_on_working_days_until_its_last(tmp_path: Path) -> None:
    (tmp_path / "monthly.toml").write_text(
        """
        [[life]]
        id = "S-1"
        title = "Monthly"
        kind = "community_order"
        why = "to count"
        [[life.step]]
        on = 2027-01-31
        every = "1 month"
        until = 2027-04-30
        event = "contact_recorded"
        by = "probation_practitioner"
        with = { contact_on = "that day" }
        """
    )
    moments = read("monthly", tmp_path).moments()
    assert [moment.on for moment in moments] == [
        date(2027, 1, 29),
        date(2027, 2, 26),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]
    assert [moment.payload for moment in moments] == [{"contact_on": moment.on.isoformat()} for moment in moments]
    assert moments[2].at == datetime(2027, 3, 31, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "step",
    [
        {"event": "release", "by": "prison"},
        {"on": date(2027, 1, 4), "at": datetime(2027, 1, 4, tzinfo=UTC), "event": "release", "by": "prison"},
        {"on": date(2027, 1, 4), "event": "release", "by": "prison", "every": "1 month"},
        {"on": date(2027, 1, 4), "event": "release"},
        {"on": date(2027, 1, 4), "event": "time", "by": "prison"},
    ],
    ids=["without a day", "with two", "again without an end", "without a sender", "time with a sender"],
)
def test_a_step_that_cannot_be_told_is_refused(step: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Step.model_validate(step)


def test_every_story_says_in_its_file_only_what_lives_say() -> None:
    assert {path.stem for path in STORIES.iterdir()} == set(WANTED)
