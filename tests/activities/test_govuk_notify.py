"""GOV.UK Notify by its official client, against a server on this machine that speaks its language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from activities.govuk_notify import GovUkNotify, personalisation
from activities.notices import RefusedForGood, TryLater
from register.read.lines import Digest, NoticeLine
from tests.activities.notify_server import API_KEY, NotifyServer, notify_server

ADDRESSES = {"probation_practitioner": "practitioners@example.org", "N03A019": "n03a019@example.org"}
TEMPLATES = {"default": "template-english", "missed@Wales": "template-welsh"}
SOON = 2.0


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    with notify_server() as listening:
        yield listening


@pytest.fixture
def notify(server: NotifyServer) -> GovUkNotify:
    return GovUkNotify(API_KEY, addresses=ADDRESSES, templates=TEMPLATES, url=server.url)


def notice(**changed: object) -> NoticeLine:
    said: dict[str, object] = dict.fromkeys(NoticeLine.model_fields)
    said |= {
        "key": "S-1/4/1",
        "sentence_id": "S-1",
        "number": 4,
        "to": "probation_practitioner",
        "template": "missed",
        "rules": ("SMC-5.6-b",),
        "title": "First face-to-face appointment",
        "urgency": "now",
        "due_on": date(2026, 4, 13),
        "on": date(2026, 4, 14),
        "status": "to_send",
        "attempts": 1,
        "recorded_at": datetime(2026, 4, 14, 0, 0, tzinfo=UTC),
    }
    return NoticeLine.model_validate(said | changed)


def test_a_notice_is_sent_under_its_key_and_says_which_sentence_but_not_whose(
    notify: GovUkNotify, server: NotifyServer
) -> None:
    reference = notify.send(notice(), within=SOON)

    (email,) = server.sent
    assert reference == email["id"]
    assert email["reference"] == "S-1/4/1"
    assert email["email_address"] == "practitioners@example.org"
    assert email["template_id"] == "template-english"
    assert email["personalisation"] == {
        "title": "First face-to-face appointment",
        "sentence": "S-1",
        "to": "probation practitioner",
        "due": "13 April 2026",
        "rules": "SMC-5.6-b",
        "urgency": "now",
    }


def test_the_practitioners_own_mailbox_and_the_texts_of_the_region_come_first(
    notify: GovUkNotify, server: NotifyServer
) -> None:
    notify.send(notice(practitioner="N03A019", region="Wales"), within=SOON)

    assert server.sent[0]["email_address"] == "n03a019@example.org"
    assert server.sent[0]["template_id"] == "template-welsh"


def test_only_a_notice_with_a_mailbox_is_carried(notify: GovUkNotify) -> None:
    assert notify.carries(notice())
    assert not notify.carries(notice(to="court"))


def test_a_notice_without_a_date_says_none() -> None:
    assert personalisation(notice(due_on=None))["due"] == ""


def test_what_was_sent_is_found_by_its_key(notify: GovUkNotify, server: NotifyServer) -> None:
    reference = notify.send(notice(), within=SOON)

    assert notify.find("S-1/4/1", within=SOON) == reference
    assert notify.find("S-1/4/2", within=SOON) is None


@pytest.mark.parametrize("status", [400, 404, 422])
def test_what_is_wrong_with_the_notice_is_refused_for_good(
    notify: GovUkNotify, server: NotifyServer, status: int
) -> None:
    server.answers.append(status)

    with pytest.raises(RefusedForGood, match=f"answered {status} on purpose"):
        notify.send(notice(), within=SOON)


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503])
def test_what_can_be_mended_is_tried_later(notify: GovUkNotify, server: NotifyServer, status: int) -> None:
    server.answers.append(status)

    with pytest.raises(TryLater, match=str(status)):
        notify.send(notice(), within=SOON)


def test_an_answer_that_does_not_come_in_time_is_tried_later_and_found_then(
    notify: GovUkNotify, server: NotifyServer
) -> None:
    server.takes_but_never_answers = True

    with pytest.raises(TryLater):
        notify.send(notice(), within=0.2)

    assert notify.find("S-1/4/1", within=SOON) == server.sent[0]["id"]


def test_a_server_that_is_away_is_tried_later() -> None:
    away = GovUkNotify(API_KEY, addresses=ADDRESSES, templates=TEMPLATES, url="http://127.0.0.1:9")

    with pytest.raises(TryLater):
        away.send(notice(), within=SOON)
    with pytest.raises(TryLater):
        away.find("S-1/4/1", within=SOON)


def test_a_digest_names_sentences_and_dates_the_strictest_first(server: NotifyServer) -> None:
    item = {"template": "opened", "title": "Plan", "rules": ["SMC-7.1-a"], "on": "2026-04-13", "due_at": None}
    people = [
        {
            "sentences": ["S-1", "S-2"],
            "first_due": "2026-04-20",
            "items": [
                item | {"sentence_id": "S-2", "title": "Visit", "due_on": "2026-04-20", "template": "reminder"},
                item | {"sentence_id": "S-1", "due_on": None},
            ],
        }
    ]
    said: dict[str, object] = dict.fromkeys(Digest.model_fields)
    said |= {"key": "digest/N03A019/2026-04-14", "recipient": "N03A019", "practitioner": "N03A019"}
    said |= {"to": "probation_practitioner", "day": "2026-04-14", "people": people, "status": "to_send"}
    said |= {"attempts": 1, "recorded_at": datetime(2026, 4, 14, 6, 30, tzinfo=UTC)}
    digest = Digest.model_validate(said)
    without = GovUkNotify(API_KEY, addresses=ADDRESSES, templates=TEMPLATES, url=server.url)
    notify = GovUkNotify(API_KEY, addresses=ADDRESSES, templates={"digest": "template-digest"}, url=server.url)

    assert not without.carries_digest(digest)
    assert notify.carries_digest(digest)
    notify.send_digest(digest, within=SOON)

    (email,) = server.sent
    assert (email["reference"], email["email_address"]) == ("digest/N03A019/2026-04-14", "n03a019@example.org")
    assert email["personalisation"] == {
        "day": "14 April 2026",
        "to": "probation practitioner",
        "people": "1",
        "digest": "# S-1, S-2\n* Soon due: Visit, due 20 April 2026 (SMC-7.1-a)\n* New: Plan (SMC-7.1-a)",
    }
