"""Asks the local API, as a person in a role would."""

import json
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from pydantic import JsonValue

LONGEST_SECONDS = 60.0


class Asker(NamedTuple):
    """Who asks: a role of the vocabulary and a staff code, both made up here."""

    role: str
    staff: str


class Reply(NamedTuple):
    """What came back: the status, and the body where it is JSON."""

    status: int
    body: JsonValue


class Api:
    """The API on this machine."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """Ask at this address."""
        self.host = host
        self.port = port

    def get(self, path: str, asker: Asker | None = None) -> Reply:
        """Read something. Raises OSError when nobody answers."""
        return self._ask("GET", path, asker, None, None)

    def post(self, path: str, asker: Asker, body: JsonValue, key: str) -> Reply:
        """Send something under an idempotency key: the same key twice has one effect."""
        return self._ask("POST", path, asker, body, key)

    def _ask(self, method: str, path: str, asker: Asker | None, body: JsonValue, key: str | None) -> Reply:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if asker:
            headers |= {"X-Actor-Role": asker.role, "X-Actor-Id": asker.staff}
        if key:
            headers["Idempotency-Key"] = key
        connection = HTTPConnection(self.host, self.port, timeout=LONGEST_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        except HTTPException as fault:
            raise ConnectionError(str(fault)) from fault
        finally:
            connection.close()
        return Reply(response.status, _json(text))


def _json(text: bytes) -> JsonValue:
    try:
        read: JsonValue = json.loads(text)
    except ValueError:
        return text.decode(errors="replace")
    return read
