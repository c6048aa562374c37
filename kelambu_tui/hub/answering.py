"""What stands around every call: limits before anything is read, and the hub's signature on every answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from kelambu_tui.hub.limits import Limits
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.sync.packing import MOST_PACKED
from kelambu_tui.sync.signing import sign_bytes
from kelambu_tui.sync.wire import NONCE, SIGNATURE, answered

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_SECONDS = 180
"""For the whole of a request's body: 64 KiB at 4 kbit/s."""
_MOST_HEARD = 4 * MOST_PACKED
_NONCE = re.compile(r"[0-9a-f]{32}")


class SignedAnswers:
    """ASGI: reads a bounded body, lets the app answer, signs the answer's bytes over the request's nonce."""

    def __init__(
        self, app: App, key: Any, limits: Limits, seen: Callable[[str, int, float, int], None]
    ) -> None:
        self._app = app
        self._key = key
        self._limits = limits
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        nonce = _header(scope, NONCE)
        answer = _Answer()
        size = 0
        try:
            self._limits.check_address(_address(scope))
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read_body(scope, receive)
            size = len(body)
            await self._app(scope, _once(body), answer.take)
        except Turned as turned:
            answer.turn(turned)
        except TimeoutError:
            answer.turn(Turned(408, "slow", retry=5))
        except Exception as error:  # noqa: BLE001 (the last place: an answer without a traceback)
            answer.fail(error)
        await self._finish(answer, nonce if _NONCE.fullmatch(nonce) else "", send)
        self._seen(str(scope.get("kelambu_call", "other")), answer.status, loop.time() - began, size)

    async def _finish(self, answer: _Answer, nonce: str, send: Send) -> None:
        body = answer.body
        signature = sign_bytes(self._key, "answer", answered(nonce, answer.status, body)).hex()
        headers = [one for one in answer.headers if one[0] != b"content-length"]
        headers += [
            (b"content-length", str(len(body)).encode()),
            (SIGNATURE.lower().encode(), signature.encode()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if answer.is_bodiless else body})


class _Answer:
    """An answer as the app gives it, kept until it can be signed whole."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.is_bodiless = False

    async def take(self, message: Message) -> None:
        """Keep what the app sends."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            self.headers = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", [])]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def turn(self, turned: Turned) -> None:
        """Answer with a refusal."""
        self.status = turned.status
        self.headers = [(b"content-type", b"application/json")]
        if "retry" in turned.fields:
            self.headers.append((b"retry-after", str(turned.fields["retry"]).encode()))
        self.body = json.dumps(turned.document, ensure_ascii=False).encode()

    def fail(self, error: Exception) -> None:
        """Answer a defect, or a database that is not available now; the log says where, without words."""
        from kelambu_tui.hub.noting import note_defect

        busy = note_defect(error)
        self.turn(Turned(503, "busy", retry=5) if busy else Turned(500, "defect"))


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    """The body within its limit; a little more is read to its end, so that our no is heard."""
    stated = _header(scope, "content-length")
    if stated.isdigit() and int(stated) > _MOST_HEARD:
        raise Turned(413, "large")
    body = bytearray()
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Turned(400, "unreadable")
        piece = message.get("body", b"")
        size += len(piece)
        if size <= MOST_PACKED:
            body += piece
        if size > _MOST_HEARD:
            raise Turned(413, "large")
        if not message.get("more_body", False):
            break
    if size > MOST_PACKED:
        raise Turned(413, "large")
    return bytes(body)


def _once(body: bytes) -> Receive:
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _header(scope: Scope, name: str) -> str:
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
