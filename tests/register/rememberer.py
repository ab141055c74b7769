"""A process of its own that remembers one entry: `python -m tests.register.rememberer URL [--and-hang]`.

It reads the entry from its first line of input, says `ready`, and begins at the second line. With --and-hang it writes
all of the entry, says `written`, and waits without committing for somebody to kill it.
"""

import json
import sys

from policy.case import Case, Decision, Event, Refusal
from register.connection import connect, writing
from tests.register.lives import Entry


def written(entry: Entry) -> str:
    """Return the entry as a line of text."""
    models = ("event", "decision", "refusal", "opened_with")
    values = {name: getattr(entry, name) for name in ("sentence_id", "number", "prison_number", "crn")}
    return json.dumps(
        values | {name: value.model_dump(mode="json") if (value := getattr(entry, name)) else None for name in models}
    )


def read(line: str) -> Entry:
    """Return the entry that a line of text holds."""
    values = json.loads(line)
    for name, model in (("event", Event), ("decision", Decision), ("refusal", Refusal), ("opened_with", Case)):
        if values[name] is not None:
            values[name] = model.model_validate(values[name])
    return Entry(**values)


def main(url: str, *, hangs: bool) -> None:
    """Remember the entry given on the input."""
    entry = read(sys.stdin.readline())
    print("ready", flush=True)  # noqa: T201 - the test reads it
    sys.stdin.readline()
    with writing(connect(url)) as session:
        remembered = entry.into(session)
        if hangs:
            print("written", flush=True)  # noqa: T201 - the test reads it
            sys.stdin.readline()
    print("duplicate" if remembered.duplicate else "first", flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(sys.argv[1], hangs="--and-hang" in sys.argv)
