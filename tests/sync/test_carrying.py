"""What counts as an answer: only what the hub signed for this very request; everything else is none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.sync import carrying
from kelambu_tui.sync.carrying import HttpCarrier, NoAnswer, check_address
from kelambu_tui.sync.signing import public_key_of, sign_bytes
from kelambu_tui.sync.wire import SIGNATURE, answered

KEY = Ed25519PrivateKey.generate()
HUB = public_key_of(KEY)
Reply = Callable[[str], bytes]


@contextmanager
def somebody(reply: Reply) -> Iterator[str]:
    """Whoever answers at the hub's address: gets the nonce of each request, answers bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    near, _address = listener.accept()
                    with near:
                        head = near.recv(65536).decode()
                        nonce = next(
                            line.split(": ")[1]
                            for line in head.split("\r\n")
                            if line.startswith("Kelambu-Nonce")
                        )
                        near.sendall(reply(nonce))

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def http(body: bytes, *heads: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *heads, "", ""]
    return "\r\n".join(lines).encode() + body


def signed(body: bytes, nonce: str, key: Ed25519PrivateKey = KEY, status: int = 200) -> bytes:
    signature = sign_bytes(key, "answer", answered(nonce, status, body)).hex()
    return http(body, f"{SIGNATURE}: {signature}", status=f"{status} X")


def _signed_as(status: int, nonce: str) -> bytes:
    return signed(b'{"a":1}', nonce, status=status)


def test_a_signed_answer_counts_whatever_its_status() -> None:
    for status in (200, 409, 503):
        with somebody(partial(_signed_as, status)) as url:
            answer = HttpCarrier(url, HUB).call("GET", "/v1/hello")
            assert (answer.status, answer.fields) == (status, {"a": 1})
            assert answer.sent > 0


PORTAL = b"<html>Selamat datang di Wi-Fi Kafe</html>"
NOT_ANSWERS: dict[str, Reply] = {
    "portal": lambda _nonce: http(PORTAL),
    "redirect": lambda _nonce: http(b"", "Location: http://127.0.0.1:9/masuk", status="302 Found"),
    "another key": lambda nonce: signed(b"{}", nonce, Ed25519PrivateKey.generate()),
    "another nonce": lambda _nonce: signed(b"{}", "0" * 32),
    "a flipped bit": lambda nonce: signed(b'{"acked":50}', nonce).replace(b"50", b"51"),
    "another status": lambda nonce: signed(b"{}", nonce).replace(b" 200 X", b" 201 X"),
    "no hex": lambda _nonce: http(b"{}", f"{SIGNATURE}: zz"),
    "cut short": lambda nonce: signed(b'{"acked":50}', nonce)[:-3],
    "nothing": lambda _nonce: b"",
    "no HTTP": lambda _nonce: b"SSH-2.0-OpenSSH_9.6\r\n",
    "without end": lambda _nonce: http(b"x" * 4096).replace(b"Content-Length: 4096\r\n", b""),
}


@pytest.mark.parametrize("what", NOT_ANSWERS)
def test_everything_else_is_no_answer(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "MOST_ANSWER", 2048)
    with somebody(NOT_ANSWERS[what]) as url, pytest.raises(NoAnswer) as error:
        HttpCarrier(url, HUB).call("GET", "/v1/hello")
    assert "hilang" in str(error.value)


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NoAnswer, match="tidak menjawab"):
        HttpCarrier(f"http://127.0.0.1:{port}", HUB).call("GET", "/v1/hello")


@pytest.mark.parametrize(
    "url", ["", "hub", "ftp://hub.contoh.go.id", "https://", "http://[::1", "javascript:1"]
)
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(Unreadable, match="Alamat hub"):
        check_address(url)


@pytest.mark.parametrize(
    "url", ["http://hub.contoh.go.id", "http://192.168.1.7:8443", "http://127.0.0.1.nip.io"]
)
def test_nothing_travels_in_clear(url: str) -> None:
    with pytest.raises(Refused, match="https"):
        check_address(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost:1/hub", "http://[::1]:1", "https://hub.go.id"]
)
def test_where_something_may_travel(url: str) -> None:
    check_address(url)


def test_a_broken_authority_is_said() -> None:
    with pytest.raises(Unreadable, match="Sertifikat"):
        check_address("https://hub.go.id", "-----BEGIN CERTIFICATE-----\nbukan\n-----END CERTIFICATE-----\n")
