"""A provider that keeps a list."""

from activities.notices import Notices, RefusedForGood, TryLater
from register.read.lines import Digest, NoticeLine


class FakeNotices(Notices):
    """Carries every notice, except to the roles in `unknown`; `away` and `refuses` say what goes wrong.

    `posted` is what people got, in order. `dies_after_posting` loses the answer of that many sendings.
    """

    def __init__(self) -> None:
        self.posted: list[NoticeLine] = []
        self.digests: list[Digest] = []
        self.away = False
        self.refuses: set[str] = set()
        self.dies_after_posting = 0
        self.unknown: set[str] = set()

    @property
    def keys(self) -> list[str]:
        """Return the keys of what people got."""
        return [line.key for line in self.posted]

    def carries(self, notice: NoticeLine) -> bool:
        return notice.to not in self.unknown

    def seconds_each(self) -> float:
        return 0

    def send(self, notice: NoticeLine, *, within: float) -> str:
        if self.away:
            raise TryLater("the provider is away")
        if notice.to in self.refuses:
            raise RefusedForGood(f"no such mailbox for {notice.to}")
        self.posted.append(notice)
        if self.dies_after_posting:
            self.dies_after_posting -= 1
            raise TryLater("the answer was lost")
        return f"posted-{len(self.posted)}"

    def carries_digest(self, digest: Digest) -> bool:
        return digest.to not in self.unknown

    def send_digest(self, digest: Digest, *, within: float) -> str:
        if self.away:
            raise TryLater("the provider is away")
        if digest.to in self.refuses:
            raise RefusedForGood(f"no such mailbox for {digest.to}")
        self.digests.append(digest)
        if self.dies_after_posting:
            self.dies_after_posting -= 1
            raise TryLater("the answer was lost")
        return f"digest-{len(self.digests)}"

    def find(self, key: str, *, within: float) -> str | None:
        if self.away:
            raise TryLater("the provider is away")
        if key.startswith("digest/"):
            return next((f"digest-{n}" for n, digest in enumerate(self.digests, start=1) if digest.key == key), None)
        return next((f"posted-{place}" for place, line in enumerate(self.posted, start=1) if line.key == key), None)
