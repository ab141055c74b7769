"""Notices by GOV.UK Notify. The notice's key is Notify's `reference`, so that none is sent twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import inf
from threading import local
from time import monotonic
from typing import Protocol, cast

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from activities.notices import Notices, RefusedForGood, TryLater
from register.notices import IN_PRISON
from register.read.lines import Digest, DigestPerson, NoticeLine

NOTIFY = "https://api.notifications.service.gov.uk"
NEVER = frozenset({400, 404, 405, 410, 413, 415, 422})
"""Statuses that say something about this notice. Everything else (no right to send, too many, away) can be mended."""


_WORDS = {
    "opened": "New",
    "reminder": "Soon due",
    "missed": "Missed",
    "changed": "New date",
    "event": "Happened",
    "refused": "Refused",
    "reassigned": "Now yours",
}


class _Client(Protocol):
    """What we use of the official client, which has no types."""

    timeout: tuple[float, float]
    """Seconds to connect, and seconds to be answered."""

    def send_email_notification(
        self, email_address: str, template_id: str, personalisation: Mapping[str, str], reference: str
    ) -> Mapping[str, str]:
        """Send an e-mail and return what Notify says of it."""
        ...

    def get_all_notifications(self, *, reference: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Return what was sent under a reference."""
        ...


class GovUkNotify(Notices):
    """E-mail by GOV.UK Notify, to the mailbox of a role or practitioner.

    `addresses` gives mailboxes by staff code, by `role@` team, prison or region, or by role; `templates` gives Notify's
    template ids by `template@Region` (the Welsh texts, say), by template, or as `default`. Digests need one of their
    own: `digest`, or `digest@Region`.
    """

    def __init__(
        self, api_key: str, *, addresses: Mapping[str, str], templates: Mapping[str, str], url: str = NOTIFY
    ) -> None:
        self._api_key, self._url = api_key, url
        self._addresses, self._templates = dict(addresses), dict(templates)
        self._clients = local()  # the official client is not to be shared between threads
        self._took = inf

    def carries(self, notice: NoticeLine) -> bool:
        """Return whether we know a mailbox and a template."""
        return self._address(notice) is not None and self._template(notice) is not None

    def send(self, notice: NoticeLine, *, within: float) -> str:
        """Send the notice as an e-mail and return Notify's id of it."""
        address, template = self._address(notice), self._template(notice)
        if address is None or template is None:
            raise RefusedForGood(f"no mailbox or no template for {notice.template} to {notice.to}")
        return self._mail(address, template, personalisation(notice), notice.key, within)

    def seconds_each(self) -> float:
        """Return how long Notify took for the last e-mail, whatever it answered."""
        return self._took

    def carries_digest(self, digest: Digest) -> bool:
        """Return whether we know a mailbox, and a template for digests."""
        return self._address(digest) is not None and self._digest_template(digest) is not None

    def send_digest(self, digest: Digest, *, within: float) -> str:
        """Send the digest as an e-mail and return Notify's id of it."""
        address, template = self._address(digest), self._digest_template(digest)
        if address is None or template is None:
            raise RefusedForGood(f"no mailbox or no template for a digest to {digest.recipient}")
        return self._mail(address, template, digest_personalisation(digest), digest.key, within)

    def find(self, key: str, *, within: float) -> str | None:
        """Return Notify's id of the e-mail sent under this key, if there is one."""
        try:
            answer = self._client(within).get_all_notifications(reference=key)
        except APIError as error:
            raise TryLater(f"GOV.UK Notify answered {error.status_code}: {_reasons(error)}") from error
        found = answer["notifications"]
        return str(found[0]["id"]) if found else None

    def _mail(self, address: str, template: str, says: Mapping[str, str], key: str, within: float) -> str:
        try:
            with self._timed():
                answer = self._client(within).send_email_notification(
                    email_address=address,
                    template_id=template,
                    personalisation=says,
                    reference=key,
                )
        except APIError as error:
            fault = f"GOV.UK Notify answered {error.status_code}: {_reasons(error)}"
            if error.status_code in NEVER:
                raise RefusedForGood(fault) from error
            raise TryLater(fault) from error
        return str(answer["id"])

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = monotonic()
        try:
            yield
        finally:
            self._took = monotonic() - began

    def _address(self, told: NoticeLine | Digest) -> str | None:
        places = (told.prison if told.to in IN_PRISON else told.team, told.region)
        at = (f"{told.to}@{place}" for place in places if place)
        return _first(self._addresses, told.practitioner, *at, told.to)

    def _digest_template(self, digest: Digest) -> str | None:
        return _first(self._templates, f"digest@{digest.region}", "digest")

    def _template(self, notice: NoticeLine) -> str | None:
        return _first(self._templates, f"{notice.template}@{notice.region}", notice.template, "default")

    def _client(self, within: float) -> _Client:
        if not hasattr(self._clients, "client"):
            make = cast("Callable[..., _Client]", NotificationsAPIClient)
            self._clients.client = make(self._api_key, base_url=self._url)
        client = cast("_Client", self._clients.client)
        client.timeout = (within / 2, within / 2)
        return client


def personalisation(notice: NoticeLine) -> dict[str, str]:
    """Return what a template may say: never who the person is, only which sentence, or which staff code."""
    due = notice.due_at or notice.due_on
    return {
        "title": notice.title,
        "sentence": notice.sentence_id or notice.staff_id or "",
        "to": notice.to.replace("_", " "),
        "due": f"{due:%-d %B %Y}" if due else "",
        "rules": ", ".join(notice.rules),
        "urgency": notice.urgency,
    }


def digest_personalisation(digest: Digest) -> dict[str, str]:
    """Return what the template of a digest may say: sentences, what is owed and by when, never who a person is."""
    return {
        "day": f"{digest.day:%-d %B %Y}",
        "to": digest.to.replace("_", " "),
        "people": str(len(digest.people)),
        "digest": "\n\n".join(_block(person) for person in digest.people),
    }


def _block(person: DigestPerson) -> str:
    lines = [f"# {', '.join(person.sentences)}"]
    for item in person.items:
        due = f", due {item.due_on:%-d %B %Y}" if item.due_on else ""
        lines.append(f"* {_WORDS.get(item.template, item.template)}: {item.title}{due} ({', '.join(item.rules)})")
    return "\n".join(lines)


def _first(known: Mapping[str, str], *names: str | None) -> str | None:
    return next((known[name] for name in names if name is not None and name in known), None)


def _reasons(error: APIError) -> str:
    said = error.message
    if isinstance(said, list):
        return "; ".join(f"{each.get('error')}: {each.get('message')}" for each in said)
    return str(said)
