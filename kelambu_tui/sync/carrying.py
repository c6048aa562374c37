"""The carrier: one request to the hub, one answer that is verifiably the hub's, or none.

A captive portal answers 200 and a bad line flips bytes; so whatever does not bear the hub's signature
over this request's nonce is no answer at all. Nothing is followed, nothing is retried here.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Protocol

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.locale import _
from kelambu_tui.sync.signing import is_signed
from kelambu_tui.sync.wire import NONCE, SIGNATURE, answered, new_nonce, read_object

if TYPE_CHECKING:
    import urllib3

MOST_ANSWER = 4 << 20
"""Bytes of an answer."""
CONNECT_SECONDS = 20.0
WAIT_SECONDS = 45.0
"""For the first byte of an answer: a busy hub behind 800 ms of air."""
SLOWEST = 500.0
"""Bytes a second that still count as a connection (4 kbit/s)."""
_PIECE = 1 << 14


class NoAnswer(Refused):
    """Nobody answered, or it was not the hub; nothing was changed, everything can be sent again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub said to one request; its signature has been checked."""

    status: int
    body: bytes
    nonce: str
    signature: bytes
    seconds: float = 0.0
    sent: int = 0
    """Bytes that the request took, head and body."""
    version: str = ""
    """What the hub calls the state of a file that comes in parts; not signed, never believed alone."""

    @property
    def fields(self) -> dict[str, Any]:
        """The body as a JSON object; raises `Unreadable` when it is none."""
        return read_object(self.body)


class Carrier(Protocol):
    """Takes requests to one hub."""

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        nonce: str = "",
    ) -> Answer:
        """Ask, and give the hub's answer; raises `NoAnswer`."""

    def close(self) -> None:
        """Let the connection go."""


class HttpCarrier:
    """A carrier over one kept HTTP connection.

    `hub_key` is what answers are verified with; empty while a laptop that knows only a code joins, whose
    answer the caller then verifies. `ca` (PEM) is the only authority that is believed when it is given.
    """

    def __init__(self, url: str, hub_key: str, ca: str = "") -> None:
        self._hub_key = hub_key
        self._pool, self._prefix = _pool(url, ca)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        nonce: str = "",
    ) -> Answer:
        """Ask, and give the hub's answer; raises `NoAnswer`."""
        from urllib3.exceptions import HTTPError, SSLError
        from urllib3.util import SKIP_HEADER

        nonce = nonce or new_nonce()
        said = {
            NONCE: nonce,
            "User-Agent": SKIP_HEADER,
            "Accept-Encoding": SKIP_HEADER,
            **(headers or {}),
        }
        begun = time.monotonic()
        try:
            status, signature, content, version = self._exchange(method, path, body, said)
        except SSLError:
            raise NoAnswer(
                _(
                    "Sambungan ke hub tidak aman: sertifikatnya tidak cocok. Tidak ada yang dikirim. Pakai"
                    " jaringan lain, atau kirim lewat stick."
                )
            ) from None
        except (HTTPError, http.client.HTTPException, OSError):
            raise NoAnswer(
                _("Hub tidak menjawab. Tidak ada yang hilang; coba lagi, atau pakai stick.")
            ) from None
        seconds = time.monotonic() - begun
        self._verify(nonce, status, content, signature)
        sent = len(body) + sum(len(name) + len(value) + 4 for name, value in said.items()) + len(path) + 20
        return Answer(status, content, nonce, signature, seconds, sent, version)

    def _exchange(
        self, method: str, path: str, body: bytes, headers: Mapping[str, Any]
    ) -> tuple[int, bytes, bytes, str]:
        from urllib3.util import Timeout

        wait = WAIT_SECONDS + len(body) / SLOWEST
        response = self._pool.urlopen(
            method,
            self._prefix + path,
            body=body or None,
            headers=headers,
            redirect=False,
            retries=False,
            timeout=Timeout(connect=CONNECT_SECONDS, read=wait),
            preload_content=False,
            decode_content=False,
        )
        try:
            content = _read(response, time.monotonic() + MOST_ANSWER / SLOWEST)
            signature = _hex(response.headers.get(SIGNATURE, ""))
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return response.status, signature, content, response.headers.get("ETag", "")

    def _verify(self, nonce: str, status: int, body: bytes, signature: bytes) -> None:
        if self._hub_key and is_signed(self._hub_key, "answer", answered(nonce, status, body), signature):
            return
        if not self._hub_key and signature:
            return
        self._pool.close()
        raise NoAnswer(
            _(
                "Yang menjawab bukan hub Anda, atau jawabannya rusak di jalan (mungkin halaman masuk Wi-Fi)."
                " Tidak ada yang dipakai dan tidak ada yang hilang; periksa jaringannya, lalu coba lagi."
            )
        )

    def close(self) -> None:
        """Let the connection go."""
        self._pool.close()


def _pool(url: str, ca: str) -> tuple[urllib3.HTTPConnectionPool, str]:
    import urllib3
    from urllib3.exceptions import LocationValueError
    from urllib3.util import parse_url

    try:
        place = parse_url(url.strip())
    except LocationValueError:
        place = parse_url("")
    if place.scheme not in ("http", "https") or not place.host:
        raise Unreadable(
            _("Alamat hub {url} tidak bisa dipakai. Tulis seperti https://hub.contoh.go.id.").format(url=url)
        )
    prefix = (place.path or "").rstrip("/")
    if place.scheme == "http":
        if not _is_loopback(place.host):
            raise Refused(
                _(
                    "Alamat hub {url} tidak terenkripsi; data warga tidak dikirim lewat itu. Pakai https."
                ).format(url=url)
            )
        return urllib3.HTTPConnectionPool(place.host, place.port or 80, maxsize=1, block=False), prefix
    try:
        context = ssl.create_default_context(cadata=ca or None)
    except (ssl.SSLError, ValueError):
        raise Unreadable(
            _("Sertifikat di dalam undangan rusak. Minta berkas undangan yang baru dari dinas.")
        ) from None
    # With the district's own authority pinned, its certificate is the hub's wherever the hub stands.
    context.check_hostname = not ca
    pool = urllib3.HTTPSConnectionPool(
        place.host,
        place.port or 443,
        maxsize=1,
        block=False,
        ssl_context=context,
        assert_hostname=False if ca else None,
    )
    return pool, prefix


def check_address(url: str, ca: str = "") -> None:
    """Raise `Unreadable` or `Refused` for an address that nothing would be sent to."""
    _pool(url, ca)[0].close()


def is_here(url: str) -> bool:
    """Whether an address is of this very laptop."""
    from urllib3.exceptions import LocationValueError
    from urllib3.util import parse_url

    try:
        return _is_loopback(parse_url(url.strip()).host or "")
    except LocationValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _read(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_ANSWER or time.monotonic() > until:
            raise http.client.HTTPException("an answer without end")
    return b"".join(pieces)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
