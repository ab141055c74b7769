"""A sample of sentences for assurance: drawn so that the same words draw the same sentences again."""

from hashlib import sha256
from heapq import nsmallest

from sqlmodel import Session, col, select

from policy.facts import Kind
from policy.frozen import Frozen
from register.read.lines import SentenceLine, sentence_line
from register.tables import SentenceRow


class WhichSample(Frozen):
    """From which sentences, how many, and by which words: other words draw another sample."""

    words: str
    size: int
    region: str | None = None
    prison: str | None = None
    team: str | None = None
    kind: Kind | None = None
    final: bool | None = None


def sample(session: Session, which: WhichSample) -> tuple[SentenceLine, ...]:
    """Return the sentences drawn, in the order of the draw. A larger sample by the same words begins with the smaller.

    Everybody who draws from the same sentences by the same words gets the same sample: the order is the hash of the
    words and the sentence's id.
    """
    query = select(SentenceRow.sentence_id).where(col(SentenceRow.staff_id).is_(None))
    for name in ("region", "prison", "team", "kind", "final"):
        if (wanted := getattr(which, name)) is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    drawn = nsmallest(
        which.size, session.exec(query), key=lambda id_: sha256(f"{which.words}\n{id_}".encode()).digest()
    )
    rows = {
        row.sentence_id: row for row in session.exec(select(SentenceRow).where(col(SentenceRow.sentence_id).in_(drawn)))
    }
    return tuple(sentence_line(rows[id_]) for id_ in drawn)
