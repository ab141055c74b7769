"""The catalogue is sound, and says by file and row when it is not."""

from datetime import date

import pytest

from policy.catalogue import BadCatalogue, catalogue, read_catalogue
from policy.vocabulary import event_kinds, vocabulary

DAY = date(2024, 1, 8)
ROW = """
[document]
title = "A document"
from = 2020-01-01
[[rule]]
id = "X-1"
kind = "timer"
title = "Something"
para = "1.1"
due = "5 working days after order_made"
owner = "probation_practitioner"
"""


def test_every_row_names_its_source_and_day() -> None:
    for ready in catalogue().rows:
        assert ready.rule.source.strip()
        assert ready.rule.in_force_from >= date(2000, 1, 1)


def test_every_event_has_one_row() -> None:
    assert len(event_kinds()) == len(vocabulary().event)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("order_made", "the_moon", "the_moon"),
        ("5 working days", "5 blue moons", "not a limit"),
        ('para = "1.1"\n', "", "source"),
        ("probation_practitioner", "wizard", "wizard"),
        ('kind = "timer"', 'kind = "magic"', "kind"),
        ('owner = "probation_practitioner"\n', "", "a duty needs an owner"),
        ("due =", 'when = ["happy"]\ndue =', "happy"),
        ("due =", 'when = ["rosh is"]\ndue =', "not a condition"),
        ("due =", 'met_by = ["birthday_party"]\ndue =', "birthday_party"),
        ("5 working days", "someday days", "someday"),
    ],
)
def test_a_fault_is_named_with_file_and_row(old: str, new: str, fault: str) -> None:
    with pytest.raises(BadCatalogue, match=fault) as raised:
        read_catalogue({"rules.toml": ROW.replace(old, new)})
    assert "rules.toml" in str(raised.value)
    assert "X-1" in str(raised.value)


def test_two_versions_of_a_row_may_not_begin_on_the_same_day() -> None:
    with pytest.raises(BadCatalogue, match="X-1: two rows"):
        read_catalogue({"rules.toml": ROW + ROW.split("from = 2020-01-01")[1]})


def test_every_fault_is_listed_not_only_the_first() -> None:
    with pytest.raises(BadCatalogue) as raised:
        read_catalogue(
            {"one.toml": ROW.replace("order_made", "nothing_one"), "two.toml": ROW.replace("order_made", "nothing_two")}
        )
    assert "nothing_one" in str(raised.value)
    assert "nothing_two" in str(raised.value)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "5 working"),
        (date(2023, 8, 29), "5 working"),
        (date(2023, 8, 30), "3 working"),
    ],
)
def test_a_later_row_replaces_the_earlier_from_its_day(on: date, due: str | None) -> None:
    later = (
        ROW.split("from = 2020-01-01")[1]
        .replace("5 working", "3 working")
        .replace('id = "X-1"', 'id = "X-1"\nfrom = 2023-08-30')
    )
    rules = read_catalogue({"rules.toml": ROW + later}).in_force(on=on, kind="community_order")
    found = [ready.rule.due for ready in rules.duties]
    assert found == ([] if due is None else [f"{due} days after order_made"])


def test_a_local_figure_is_unset_until_somebody_sets_it_and_a_region_may_have_its_own() -> None:
    local = """
    [[parameter]]
    name = "oasys_days"
    means = "m"
    source = "s"
    from = 2020-01-01
    [[parameter]]
    name = "oasys_days"
    means = "m"
    source = "s"
    from = 2024-01-01
    value = 20
    [[parameter]]
    name = "oasys_days"
    means = "m"
    source = "s"
    from = 2023-01-01
    value = 15
    region = "Wales"
    """
    rules = read_catalogue({"local.toml": local})
    assert rules.parameter("oasys_days", on=date(2023, 12, 31), region="London") is None
    assert rules.parameter("oasys_days", on=date(2024, 1, 1), region="London") == 20
    assert rules.parameter("oasys_days", on=date(2024, 1, 1), region="Wales") == 15
    assert rules.parameter("nothing", on=date(2024, 1, 1), region=None) is None


def test_every_rule_that_reserves_an_event_to_its_senders_is_in_the_catalogue() -> None:
    ids = {ready.rule.id for ready in catalogue().rows}
    named = {rule for kind in event_kinds().values() for rule in kind.reserved_by}
    assert named
    assert named <= ids


FIGURE = """
[[parameter]]
name = "prison_induction_days"
means = "m"
source = "s"
from = 2020-01-01
set_by = "governor"
"""


def test_a_governors_figure_is_not_read_without_its_equality_check() -> None:
    """MCS-FM-g."""
    assert read_catalogue({"local.toml": FIGURE}).parameter("prison_induction_days", on=DAY, region=None) is None
    with pytest.raises(BadCatalogue, match="equality check"):
        read_catalogue({"local.toml": FIGURE + "value = 2\n"})
    checked = read_catalogue({"local.toml": FIGURE + 'value = 2\nequality_check = "EQ-7"\n'})
    assert checked.parameter("prison_induction_days", on=DAY, region=None) == 2


def test_a_prison_may_have_its_own_figure() -> None:
    own = FIGURE + 'value = 3\nprison = "LEI"\nequality_check = "EQ-8"\n'
    rules = read_catalogue({"local.toml": FIGURE + own})
    assert rules.parameter("prison_induction_days", on=DAY, region=None, prison="LEI") == 3
    assert rules.parameter("prison_induction_days", on=DAY, region=None, prison="MDI") is None


@pytest.mark.parametrize(
    ("site", "fault"),
    [('prison = "LEI"\nprovider = "nps"', "prison or of a provider"), ('provider = "nps"', "by prison")],
)
def test_a_go_live_is_of_one_site_and_key_work_of_a_prison(site: str, fault: str) -> None:
    """MCS-FM-c."""
    row = f'[[go_live]]\nwhat = "key_work"\non = 2019-04-01\nsigned_off = "OMiC Board 12"\n{site}\n'
    with pytest.raises(BadCatalogue, match=fault):
        read_catalogue({"local.toml": row})
