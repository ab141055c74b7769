"""Cohorts of who the person is: local lists, and what a cohort may never do."""

from datetime import date

import pytest

from policy.catalogue import catalogue, read_catalogue

LISTS = """
[[list]]
name = "gps_areas"
means = "m"
source = "s"
from = 2021-04-12
values = ["north_area"]
[[list]]
name = "gps_areas"
means = "m"
source = "s"
from = 2021-09-29
values = ["north_area", "west_area"]
[[list]]
name = "gps_offences"
means = "m"
source = "s"
from = 2021-01-01
"""


@pytest.mark.parametrize(
    ("on", "area", "answer"),
    [
        (date(2021, 4, 11), "north_area", None),
        (date(2021, 4, 12), "north_area", True),
        (date(2021, 9, 28), "west_area", False),
        (date(2021, 9, 29), "west_area", True),
        (date(2026, 1, 1), "south_area", False),
    ],
)
def test_a_local_list_is_read_as_it_stood_on_the_day(on: date, area: str, answer: bool | None) -> None:
    assert read_catalogue({"local.toml": LISTS}).listed("gps_areas", area, on=on) is answer


def test_a_list_without_values_decides_nothing_until_somebody_sets_it() -> None:
    book = read_catalogue({"local.toml": LISTS})
    assert book.listed("gps_offences", "burglary", on=date(2026, 1, 1)) is None
    book = book.with_listings({"gps_offences": ("burglary",)})
    assert book.listed("gps_offences", "burglary", on=date(2026, 1, 1)) is True
    with pytest.raises(KeyError, match="moon"):
        book.with_listings({"moon": ()})


def test_the_product_sets_no_list_of_its_own() -> None:
    assert {row.name: row.values for row in catalogue().listings} == {"gps_areas": None, "gps_offences": None}


def test_no_rule_is_eased_or_ended_because_somebody_is_a_foreign_national() -> None:
    """SMC 22.3: sentence management goes on in parallel; what the flag may do is ask for more."""
    named = {
        ready.rule.id
        for ready in catalogue().rows
        if any("foreign_national" in text for text in (*ready.rule.when, *ready.rule.stays, *ready.rule.met_by))
    }
    assert named == {"SMC-22.1", "SMC-22.3-a", "SMC-22.4-a", "SMC-22.5"}
