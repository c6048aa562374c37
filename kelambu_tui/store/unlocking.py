"""A forgotten passphrase, opened by phone: what lies on the laptop, and what a supervisor holds.

For each supervisor who may help (a *helper*) the laptop draws a random master of 32 bytes, seals it to
the helper's public key, and forgets it. From the master come five codes of 24 digits; the laptop keeps
the database key and the person's seed sealed under each code together with the device secret. So the
files of the laptop open nothing without a code, a code opens nothing without the laptop, and only the
helper's private key gives codes. A challenge names the code that is wanted; the answer is that code,
shifted by a number that follows from the challenge, so that it fits no other request.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from kelambu_tui.errors import Locked, NotFound, Refused
from kelambu_tui.locale import _
from kelambu_tui.store import codes
from kelambu_tui.store.slots import Opened, write_private
from kelambu_tui.store.spoken import heard, spoken

CODES = 5
"""Times that one preparation can be answered before the laptop meets its helpers again."""

CHALLENGE_GROUPS, ANSWER_GROUPS = 3, 6
VALID = 3600.0
"""Seconds that a challenge waits for its answer."""

_TAG, _NONCE = 7, 4


@dataclass(frozen=True, slots=True)
class Helper:
    """Who may answer: name and public Ed25519 key (hex)."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Round:
    """One preparation of an account: what goes to its helpers, by the ledger or by a file."""

    account: str
    device: str
    round: str
    sealed: tuple[tuple[str, str, str], ...]
    """Each helper's name, key, and the master sealed to it (hex)."""

    @property
    def tag(self) -> str:
        """Seven digits by which a challenge names this preparation."""
        said = json.dumps([self.account, self.device, self.round]).encode()
        return f"{int.from_bytes(blake2b(said, digest_size=8).digest()) % 10**_TAG:0{_TAG}d}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer opened, who gave it, and which code it was."""

    opened: Opened
    helper: str
    round: str
    index: int


# --- the laptop, while its person is signed in ---


def prepare(
    folder: Path, account: str, device: str, opened: Opened, secret: bytes, helpers: Sequence[Helper]
) -> Round:
    """Make new codes for `account`, sealed to each of `helpers`; the codes of before open nothing more."""
    made = secrets.token_hex(8)
    sealed: list[tuple[str, str, str]] = []
    boxes: list[dict[str, Any]] = []
    for helper in helpers:
        master = secrets.token_bytes(32)
        context = codes.context(account, device, made)
        sealed.append((helper.name, helper.key, codes.seal_master(master, context, helper.key)))
        kept = [
            codes.box(
                opened,
                codes.code(master, index),
                secret,
                codes.bound(account, device, made, helper.key, index),
            )
            for index in range(CODES)
        ]
        boxes.append({"name": helper.name, "key": helper.key, "codes": kept})
    fields = {
        "version": 1,
        "device": device,
        "round": made,
        "used": 0,
        "helpers": boxes,
        "practice": opened.practice,
    }
    write_private(_path(folder, account), json.dumps(fields).encode())
    return Round(account, device, made, tuple(sealed))


def prepared_for(folder: Path, account: str, device: str) -> frozenset[str]:
    """Public keys of the helpers who can still answer for `account` on this laptop."""
    fields = _load(folder, account)
    if fields is None or fields["used"] >= CODES or fields["device"] != device:
        return frozenset()
    return frozenset(str(helper["key"]) for helper in fields["helpers"])


# --- the laptop, with nobody signed in ---


def ask(folder: Path, account: str, *, uptime: float | None = None, now: float | None = None) -> str:
    """Give the challenge to read to a helper; the same one until it expires.

    Raises `Refused` where nobody can help by phone.
    """
    fields = _fields(folder, account)
    up, at = time.monotonic() if uptime is None else uptime, time.time() if now is None else now
    if not _is_valid(fields, up, at):
        nonce = f"{secrets.randbelow(10**_NONCE):0{_NONCE}d}"
        fields["asked"] = {"nonce": nonce, "uptime": up, "at": at}
        write_private(_path(folder, account), json.dumps(fields).encode())
    return spoken(_challenge(account, fields))


def open_answer(
    folder: Path,
    account: str,
    answer: str,
    secret: bytes,
    *,
    uptime: float | None = None,
    now: float | None = None,
) -> Answered:
    """Open what the answer to the challenge that is waiting opens.

    Raises `Unreadable` for a misheard answer, `Refused` when no challenge waits or it has expired, and
    `Locked` for an answer that does not fit.
    """
    digits = heard(answer, ANSWER_GROUPS)
    fields = _fields(folder, account)
    up, at = time.monotonic() if uptime is None else uptime, time.time() if now is None else now
    if not _is_valid(fields, up, at):
        raise Refused(_("Angka permintaan sudah lewat satu jam. Buat yang baru, lalu telepon lagi."))
    code = f"{(int(digits) - codes.shift(_challenge(account, fields))) % codes.ALL:024d}"
    index = int(fields["used"])
    for helper in fields["helpers"]:
        bound = codes.bound(account, fields["device"], fields["round"], helper["key"], index)
        plain = codes.unbox(helper["codes"][index], code, secret, bound)
        if plain is not None:
            opened = Opened(plain[:32], plain[32:], bool(fields["practice"]))
            return Answered(opened, str(helper["name"]), str(fields["round"]), index)
    raise Locked(
        _("Jawaban itu bukan untuk permintaan ini. Periksa dengan penyelia bahwa angka permintaannya sama.")
    )


def spend(folder: Path, account: str) -> None:
    """Destroy the code that was used, and the challenge with it."""
    fields = _fields(folder, account)
    for helper in fields["helpers"]:
        helper["codes"][fields["used"]] = None
    fields["used"] += 1
    fields.pop("asked", None)
    write_private(_path(folder, account), json.dumps(fields).encode())


# --- the helper ---


def answer(seed: bytes, challenge: str, rounds: Sequence[Round]) -> tuple[str, Round, int]:
    """Answer `challenge` with the helper's signing `seed`: the groups to read out, for whom, which code.

    Raises `Unreadable` for a misheard challenge and `NotFound` when none of `rounds`, newest first, is
    meant or sealed to this helper.
    """
    digits = heard(challenge, CHALLENGE_GROUPS)
    tag, index = digits[:_TAG], int(digits[_TAG])
    own = SigningKey(seed).verify_key.encode().hex()
    for one in rounds:
        mine = next((box for _name, public, box in one.sealed if public == own), None)
        if one.tag == tag and mine is not None and index < CODES:
            context = codes.context(one.account, one.device, one.round)
            master = codes.open_master(seed, mine, context, one.account)
            shifted = (int(codes.code(master, index)) + codes.shift(digits)) % codes.ALL
            return spoken(f"{shifted:024d}"), one, index
    raise NotFound(
        _(
            "Permintaan itu tidak dikenal di sini. Laptop pemintanya belum pernah menyiapkan bantuan Anda, "
            "atau persiapannya belum terkirim."
        )
    )


def _challenge(account: str, fields: dict[str, Any]) -> str:
    tag = Round(account, fields["device"], fields["round"], ()).tag
    return f"{tag}{fields['used']}{fields['asked']['nonce']}"


def _is_valid(fields: dict[str, Any], uptime: float, now: float) -> bool:
    asked = fields.get("asked")
    if not isinstance(asked, dict):
        return False
    passed = uptime - asked["uptime"] if uptime >= asked["uptime"] else uptime
    return bool(max(passed, abs(now - asked["at"])) <= VALID)


# --- the file ---


def _path(folder: Path, account: str) -> Path:
    return folder / "accounts" / f"{account}.unlock"


def _load(folder: Path, account: str) -> dict[str, Any] | None:
    """The prepared codes, or None where there are none that this program can use."""
    try:
        fields = json.loads(_path(folder, account).read_bytes())
        whole = (
            fields["version"] == 1 and isinstance(fields["device"], str) and isinstance(fields["round"], str)
        )
        whole = whole and type(fields["used"]) is int and 0 <= fields["used"] <= CODES
        for helper in fields["helpers"]:
            whole = whole and isinstance(helper["key"], str) and len(helper["codes"]) == CODES
        return fields if whole and isinstance(fields["practice"], bool) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _fields(folder: Path, account: str) -> dict[str, Any]:
    fields = _load(folder, account)
    if fields is None or fields["used"] >= CODES or not fields["helpers"]:
        raise Refused(
            _(
                "Untuk {name} belum ada penyelia yang dapat membuka lewat telepon di laptop ini. "
                "Penyelia yang punya akun di sini, atau dinas dengan kunci pemulihannya, dapat membantu."
            ).format(name=account)
        )
    return fields
