"""Where notices go besides the register: the interface, and the provider that there is when none is configured."""

from abc import ABC, abstractmethod

from register.read.lines import Digest, NoticeLine


class RefusedForGood(Exception):
    """The provider will never take this notice; the message says why and names no person."""


class TryLater(Exception):
    """The provider cannot take the notice now. It may have done so all the same: ask by its key before trying again."""


class Notices(ABC):
    """A provider that carries notices to people."""

    @abstractmethod
    def carries(self, notice: NoticeLine) -> bool:
        """Return whether there is an address and a text for the notice. Otherwise the register is where it is read."""

    @abstractmethod
    def send(self, notice: NoticeLine, *, within: float) -> str:
        """Send the notice under its key, `within` so many seconds, and return the provider's own reference.

        Raises RefusedForGood, TryLater.
        """

    @abstractmethod
    def seconds_each(self) -> float:
        """Return how long the provider took for the last thing it was sent: endlessly long until it was sent one."""

    @abstractmethod
    def carries_digest(self, digest: Digest) -> bool:
        """Return whether there is an address and a text for the digest. Otherwise the register is where it is read."""

    @abstractmethod
    def send_digest(self, digest: Digest, *, within: float) -> str:
        """Send the digest under its key, as `send` does a notice. Raises RefusedForGood, TryLater."""

    @abstractmethod
    def find(self, key: str, *, within: float) -> str | None:
        """Return the provider's own reference of what was sent under this key, if it was. Raises TryLater."""


class KeptInTheRegister(Notices):
    """No provider: notices are where they are read."""

    def carries(self, notice: NoticeLine) -> bool:
        """Return False: nothing goes out."""
        del notice
        return False

    def send(self, notice: NoticeLine, *, within: float) -> str:
        """Refuse: nothing goes out."""
        del within
        raise RefusedForGood(f"no provider is configured that could carry {notice.key}")

    def seconds_each(self) -> float:
        """Return no time: nothing goes out."""
        return 0

    def carries_digest(self, digest: Digest) -> bool:
        """Return False: nothing goes out."""
        del digest
        return False

    def send_digest(self, digest: Digest, *, within: float) -> str:
        """Refuse: nothing goes out."""
        del within
        raise RefusedForGood(f"no provider is configured that could carry {digest.key}")

    def find(self, key: str, *, within: float) -> str | None:
        """Return nothing: nothing ever went out."""
        del key, within
        return None
