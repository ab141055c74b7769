"""Pages: a list in an order that does not move, continued after the last row somebody saw.

A cursor is that row's place, so rows added or gone before it shift nothing. It is opaque and belongs to one list with
one set of filters; anything else is refused by name.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Generic, TypeVar

from pydantic import BaseModel, JsonValue

from policy.frozen import Frozen
from register.faults import BadCursor

Line = TypeVar("Line")
PAGE = 50
LARGEST_PAGE = 500
_LARGEST_NUMBER = 2**63 - 1


class Page(Frozen, Generic[Line]):
    """Some rows of a list, and the cursor of those that follow: nothing when there are none."""

    items: tuple[Line, ...]
    next: str | None


class Place:
    """Where a list goes on: made from a cursor, and makes the next one. Raises BadCursor.

    `types` are those of the columns that order the list: str, int or date.
    """

    def __init__(self, name: str, which: BaseModel, types: tuple[type, ...], cursor: str | None, limit: int) -> None:
        if not 1 <= limit <= LARGEST_PAGE:
            raise BadCursor(f"a page has 1 to {LARGEST_PAGE} rows, not {limit}")
        self._of = sha256(f"{name} {which.model_dump_json()}".encode()).hexdigest()[:12]
        self._types = types
        self.limit = limit
        self.after = None if cursor is None else self._read(cursor)

    def page(self, lines: Sequence[Line], last: Sequence[object]) -> Page[Line]:
        """Return the page made of what was found; `lines` has one more than fits when the list goes on.

        `last` is the place of the last line that fits.
        """
        goes_on = len(lines) > self.limit
        return Page(items=tuple(lines[: self.limit]), next=self._write(last) if goes_on else None)

    def goes_on_after(self, last: Sequence[object]) -> str:
        """Return the cursor of what follows a place: for a list that fills its pages in another way."""
        return self._write(last)

    def _write(self, place: Sequence[object]) -> str:
        values = [value.isoformat() if isinstance(value, date) else value for value in place]
        return urlsafe_b64encode(json.dumps([self._of, *values]).encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[object, ...]:
        try:
            of, *values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            place = tuple(_as(kind, value) for kind, value in zip(self._types, values, strict=True))
        except (ValueError, TypeError, RecursionError):
            raise BadCursor("the cursor is not one this list gave out") from None
        if of != self._of:
            raise BadCursor("the cursor belongs to another list, or to other filters")
        return place


def _as(kind: type, value: JsonValue) -> object:
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, bool) or not isinstance(value, kind):
        raise TypeError(value)
    if isinstance(value, int) and not 0 <= value <= _LARGEST_NUMBER:
        raise ValueError(value)
    if isinstance(value, str) and ("\x00" in value or not value.encode()):
        raise ValueError(value)
    return value
