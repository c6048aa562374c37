"""Being let in by the hub: a session of an hour, renewed when it ends, and what each refusal means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kelambu_tui.errors import Locked, Refused
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _
from kelambu_tui.sync.carrying import Answer, Carrier, NoAnswer
from kelambu_tui.sync.link import Link
from kelambu_tui.sync.signing import sign_bytes
from kelambu_tui.sync.wire import JSON, new_nonce, session_claim

SESSION = "/v1/session"
HELLO = "/v1/hello"


class Busy(Refused):
    """The hub asks to come back in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(_("Hub sedang sibuk. Tidak ada yang hilang; Kelambu mencoba lagi sebentar lagi."))
        self.seconds = seconds


class NotWelcome(Refused):
    """The hub says that this laptop's leave was taken."""


class Revoked(Locked):
    """This laptop's leave was taken: what was unsent is sealed to the hub, and the workspace is locked."""


@dataclass
class Session:
    """Requests of one laptop; the token is fetched when it is first needed, and again when it has ended."""

    carrier: Carrier
    link: Link
    device: str
    moment: Callable[[], str]
    hello: Mapping[str, Any] = field(default_factory=dict)
    _token: str = ""

    def call(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask as this laptop; raises `NoAnswer`, and `Busy` when the hub asks for patience."""
        if not self._token:
            self.greet()
        answer = self._call(method, path, body, headers)
        if answer.status == 401:
            self.greet()
            answer = self._call(method, path, body, headers)
        return check_patience(answer)

    def _call(self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None) -> Answer:
        let_in = {"Authorization": f"Bearer {self._token}"}
        return self.carrier.call(method, path, body, {**let_in, **(headers or {})})

    def greet(self) -> Answer:
        """Begin a session; a hub that says hello in the same breath saves a journey."""
        answer = self._greet()
        if answer.status == 401:
            # A signature that was damaged on the way is a stranger's, too.
            answer = self._greet()
        if answer.status != 200:
            raise refusal(answer)
        told = answer.fields
        self._token = str(told.get("token", ""))
        self.hello = told["hello"] if isinstance(told.get("hello"), dict) else {}
        return answer

    def _greet(self) -> Answer:
        nonce, at = new_nonce(), self.moment()
        claim = session_claim(self.device, at, nonce)
        signature = sign_bytes(self.link.key, "session", claim).hex()
        fields = {"device": self.device, "at": at, "signature": signature}
        return check_patience(self.carrier.call("POST", SESSION, canonical(fields), JSON, nonce))

    def read_hello(self) -> Mapping[str, Any]:
        """What the hub said as the session began, or says now."""
        if not self.hello:
            answer = self.call("GET", HELLO)
            if answer.status != 200:
                raise refusal(answer)
            self.hello = answer.fields
        return self.hello


def check_patience(answer: Answer) -> Answer:
    """Give the answer back; raises `Busy` when it only says later."""
    if answer.status not in (429, 503):
        return answer
    retry = answer.fields.get("retry")
    raise Busy(float(retry) if isinstance(retry, int | float) and 0 <= retry <= 3600 else 30.0)


def refusal(answer: Answer) -> Refused:
    """What an answer that is not the expected one means for people, with the next step."""
    fields = answer.fields
    code = str(fields.get("code", ""))
    if answer.status == 403 and code == "revoked":
        return NotWelcome(_("Laptop ini dicabut oleh dinas. Hubungi dinas dan serahkan laptopnya."))
    if answer.status == 401:
        return Refused(
            _("Hub tidak mengenali laptop ini. Minta undangan baru dari dinas; catatan Anda aman.")
        )
    if answer.status == 422:
        return NoAnswer(
            _("Permintaan ini rusak di jalan. Tidak ada yang hilang; coba lagi, atau kirim lewat stick.")
        )
    if answer.status == 426:
        return Refused(
            _("Hub meminta Kelambu yang lebih baru. Catatan Anda aman; perbarui Kelambu, lalu kirim.")
        )
    if answer.status == 403:
        return Refused(
            _("Hub tidak memberi laptop ini wewenang untuk itu. Hubungi dinas; catatan Anda tetap tersimpan.")
        )
    if answer.status == 404:
        return Refused(_("Hub tidak mengenal laptop ini. Minta undangan baru dari dinas; catatan Anda aman."))
    return Refused(
        _("Hub menolak permintaan ini ({status} {code}). Tidak ada yang hilang; hubungi dinas.").format(
            status=answer.status, code=code
        )
    )
