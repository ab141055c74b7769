"""Free text as both databases can hold and index it."""

LISTED = 200


def listable(text: str | None, *, at_most: int = LISTED) -> str | None:
    """Return a copy to list by: without NUL, at most so many characters. The journal has the whole."""
    return None if text is None else text.replace("\x00", "")[:at_most]
