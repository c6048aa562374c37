"""What the hub makes of an entry: accepted, rejected by a rule, or held until something else arrives.

Pure: a docket in, a status out, and the docket changed by what was accepted. People are told apart by
name, not by laptop: who made or last changed a record never decides it, wherever they do it.
"""

from __future__ import annotations

from collections.abc import Callable

from kelambu_tui.hub.beginning import HUB
from kelambu_tui.hub.docket import Docket, Item, No, Wait
from kelambu_tui.hub.judging_asking import RULES as ASKING
from kelambu_tui.hub.judging_enrolling import RULES as ENROLLING
from kelambu_tui.ledger.entries import VERSION
from kelambu_tui.ledger.writing import SIGNED_KINDS

ACCEPTED = "accepted"

DECIDING = frozenset(
    {
        "approval.given",
        "approval.returned",
        "approval.rejected",
        "approval.undone",
        "override.given",
        "override.refused",
        "override.undone",
        "desil.decided",
        "desil.undone",
        "place.released",
        "reconciliation.decided",
    }
)
"""Kinds that only a supervisor or the district writes."""

EVERYBODY = frozenset({"account.opened", "device.revoked", "insurer.answered"})
"""Kinds that every laptop needs, wherever it is."""

ONLY_HUB = frozenset({"allotment.lent", "device.revoked"})


def judge(docket: Docket, item: Item) -> tuple[str, str]:
    """Say what becomes of `item` now: its status, and what it waits for where it is held."""
    try:
        _judge(docket, item)
    except No as no:
        return f"rejected:{no.code}", ""
    except Wait as wait:
        return f"held:{wait.code}", wait.key
    return ACCEPTED, ""


def place_of(docket: Docket, item: Item) -> str:
    """Whom an entry concerns: a village, '' everybody, `@device` one laptop."""
    if item.kind in EVERYBODY:
        return ""
    if item.kind == "list.published":
        return f"@{HUB}"
    if item.kind == "allotment.lent":
        return f"@{item.body.get('device', '')}"
    named = item.body.get("village")
    if isinstance(named, str) and is_village(named):
        return named
    if item.kind.startswith("session.") and is_village(item.subject):
        return item.subject
    home = item.body.get("new_family")
    if isinstance(home, dict) and is_village(home.get("village")):
        return str(home["village"])
    for subject in (item.subject, item.body.get("family")):
        if isinstance(subject, str) and subject in docket.places:
            return docket.places[subject][0]
    area = docket.areas.get(item.device, ())
    return area[0] if len(area) == 1 else ""


def is_village(text: object) -> bool:
    """Whether `text` has the form of a village code, `16.06.01.2001`."""
    return isinstance(text, str) and len(text) == 13 and text.isascii() and text.replace(".", "").isdigit()


def _judge(docket: Docket, item: Item) -> None:
    if item.fault:
        raise No(item.fault)
    if item.device == HUB:
        return
    first = docket.revoked.get(item.device)
    if first is not None and item.seq >= first:
        raise Wait("revoked", f"revoked:{item.device}")
    if item.version != VERSION:
        raise Wait("version", f"version:{item.version}")
    _check_author(docket, item)
    if item.kind in SIGNED_KINDS or item.kind == "reconciliation.decided":
        check_signed(docket, item.author, item.device, item.seq)
    rule = _RULES.get(item.kind)
    if rule is None:
        return
    try:
        rule(docket, item)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise No("unreadable") from None


def _check_author(docket: Docket, item: Item) -> None:
    if (item.author, item.device) not in docket.keys or item.author not in docket.staff:
        raise Wait("author_unknown", f"author:{item.author}@{item.device}")
    staff = docket.staff[item.author]
    if item.kind in ONLY_HUB or (item.kind in DECIDING and staff.role not in ("penyelia", "dinas")):
        raise No("role")
    if staff.villages and item.village and item.village not in staff.villages:
        other = docket.places.get(str(item.body.get("other", "")))
        if item.kind != "duplicate.judged" or other is None or other[0] not in staff.villages:
            raise No("area")


def check_signed(docket: Docket, name: str, device: str, seq: int) -> None:
    """Raise `Wait` until `name` has signed the chain of `device` at `seq` or later."""
    if docket.signed.get((name, device), 0) < seq:
        raise Wait("signature", f"signed:{name}@{device}")


def _account_opened(docket: Docket, item: Item) -> None:
    key = docket.keys.get((item.subject, item.device))
    if key is None:
        raise Wait("author_unknown", f"author:{item.subject}@{item.device}")
    if key != item.body["public_key"]:
        raise No("signature")


_RULES: dict[str, Callable[[Docket, Item], None]] = {
    "account.opened": _account_opened,
    **ENROLLING,
    **ASKING,
}
