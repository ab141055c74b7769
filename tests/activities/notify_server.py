"""A stand-in for GOV.UK Notify that speaks its HTTP interface on this machine."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlparse
from uuid import uuid4

API_KEY = "test-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"


class NotifyServer:
    """What was sent, and what to answer next.

    `answers` holds statuses for the next sendings; when it is empty they are taken (201). `takes_but_never_answers`
    takes e-mails and keeps the sender waiting until `let_go` is set. `seconds` is how long each answer takes.
    """

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.answers: deque[int] = deque()
        self.asked_for: list[str] = []
        self.takes_but_never_answers = False
        self.seconds = 0.0
        self.let_go = Event()
        self.holds = Event()
        self.url = ""

    @property
    def references(self) -> list[object]:
        """Return the reference of everything that was sent, in order."""
        return [each["reference"] for each in self.sent]

    def take(self, email: dict[str, object]) -> tuple[int, dict[str, object]]:
        """Take an e-mail, or answer with the next status."""
        status = self.answers.popleft() if self.answers else 201
        if status >= 400:
            said = [{"error": "BadRequestError", "message": f"answered {status} on purpose"}]
            return status, {"status_code": status, "errors": said}
        self.sent.append({**email, "id": str(uuid4())})
        taken = self.sent[-1]
        Event().wait(self.seconds)
        if self.takes_but_never_answers:
            self.holds.set()
            self.let_go.wait(60)
        return 201, taken

    def found(self, reference: str) -> dict[str, object]:
        """Return what was sent under a reference."""
        self.asked_for.append(reference)
        return {"notifications": [each for each in self.sent if each["reference"] == reference], "links": {}}


@contextmanager
def notify_server() -> Iterator[NotifyServer]:
    """Give a server that listens."""
    notify = NotifyServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(*notify.take(json.loads(self.rfile.read(length))))

        def do_GET(self) -> None:
            (reference,) = parse_qs(urlparse(self.path).query)["reference"]
            self._answer(200, notify.found(reference))

        def _answer(self, status: int, said: dict[str, object]) -> None:
            body = json.dumps(said).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except BrokenPipeError:
                return  # who asked has gone

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    notify.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        notify.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
