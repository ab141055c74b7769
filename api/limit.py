"""No body larger than the limit is read, whatever its length header says."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Declined, problem_response


class BodyLimit:
    """ASGI middleware that counts what streams in and answers 413 as soon as it is too much."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body read, or answer that it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > self._largest:
            await self._too_large(scope, receive, send)
            return
        body, complete = await self._read(receive)
        if len(body) > self._largest:
            await self._too_large(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive, complete=complete), send)

    async def _read(self, receive: Receive) -> tuple[bytes, bool]:
        """Return the body, or what came of it before the limit was passed or the sender went; and whether it is all."""
        body = b""
        while len(body) <= self._largest:
            message = await receive()
            if message["type"] != "http.request":
                return body, False
            body += message.get("body", b"")
            if not message.get("more_body", False):
                return body, True
        return body, False

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        declined = Declined(
            "BodyTooLarge",
            f"The body is larger than {self._largest} bytes.",
            headers={"Connection": "close"},
        )
        await problem_response(str(scope["path"]), declined)(scope, receive, send)


def _replay(body: bytes, receive: Receive, *, complete: bool) -> Receive:
    """Return a receiver that gives the body once, then whatever else arrives (a sender who goes away)."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        if not complete:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": False}

    return once
