"""Somebody who calls the api: in a role, with a new key for every message unless one is given."""

from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

import httpx

Body = dict[str, Any]
AFTERNOON = datetime(2026, 3, 9, 15, tzinfo=UTC)
ORDER: Body = {
    "kind": "community_order",
    "sentence_id": "CO-1",
    "person": {"crn": "X123456"},
    "facts": {
        "sentenced_on": "2026-03-02",
        "order_end": "2027-03-01",
        "requirements": ["rar"],
        "rosh": "medium",
        "tier": "C2",
        "team": "N03F01",
        "region": "Wales",
        "provider": "probation_service",
    },
    "event": {"name": "order_made", "on": "2026-03-02"},
}
CUSTODY: Body = {
    "kind": "custodial_sentence",
    "sentence_id": "CS-1",
    "person": {"prison_number": "A1234BC"},
    "facts": {
        "sentence_type": "standard_determinate",
        "sentenced_on": "2026-03-02",
        "term_months": 24,
        "omic_live": True,
    },
    "event": {"name": "reception", "on": "2026-03-02", "status": "sentenced", "prison": "LEI", "estate": "male_closed"},
}
ALLOCATION = {"practitioner": "N03A019", "rationale": "Knows the area and the programme."}


class Caller:
    """Calls the api, and says who it is."""

    def __init__(self, client: httpx.AsyncClient, prefix: str = "key") -> None:
        self.client = client
        self._prefix = prefix
        self._numbers = count(1)

    async def get(self, path: str, **params: object) -> httpx.Response:
        """Ask for something."""
        headers = self._identity("probation_practitioner")
        return await self.client.get(path, params=cast("dict[str, str]", params), headers=headers)

    async def post(
        self, path: str, said: object, *, role: str = "probation_practitioner", key: str | None = None
    ) -> httpx.Response:
        """Send a message, under a key of its own."""
        headers = self._identity(role) | {"Idempotency-Key": key or f"{self._prefix}-{next(self._numbers)}"}
        return await self.client.post(path, json=said, headers=headers)

    async def raw(self, path: str, body: bytes, *, content_type: str = "application/json") -> httpx.Response:
        """Send bytes."""
        headers = self._identity("court") | {"Idempotency-Key": "raw", "Content-Type": content_type}
        return await self.client.post(path, content=body, headers=headers)

    async def start(self, said: Body | None = None, *, role: str = "court", **changed: object) -> str:
        """Start a sentence and return the path of it."""
        answer = await self.post("/v1/sentences", {**(said or ORDER), **changed}, role=role)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    async def allocated(self) -> str:
        """Start an order, have a practitioner named, and return the path of the sentence."""
        path = await self.start()
        answer = await self.post(
            f"{path}/allocated", ALLOCATION | {"on": "2026-03-03"}, role="senior_probation_officer"
        )
        assert answer.status_code == 200, answer.text
        return path

    def _identity(self, role: str) -> dict[str, str]:
        return {"X-Actor-Role": role, "X-Actor-Id": "N03A019"}


def refused(answer: httpx.Response, status: int, reason: str) -> dict[str, object]:
    """Return the problem, having checked that it is one of this status and reason."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = cast("dict[str, object]", answer.json())
    assert problem["reason"] == reason
    assert problem["status"] == status
    assert problem["instance"] == answer.request.url.path
    assert problem["userMessage"] == problem["detail"]
    assert str(problem["type"]).startswith("/problems/")
    return problem
