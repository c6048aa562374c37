"""Proof that the hub has something: its signed answer over the very chain that was sent."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, select

from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def received_up_to(connection: Connection, device: str) -> int:
    """The last sequence number that some receipt covers: what others may have seen is never taken back."""
    newest = select(func.coalesce(func.max(t.receipt.c.seq), 0)).where(t.receipt.c.device == device)
    return int(connection.execute(newest).scalar_one())


def receipt_faults(connection: Connection) -> list[str]:
    """What is called sent without a receipt, and receipts that do not hold."""
    hub_key = connection.execute(select(t.hub_link.c.hub_key)).scalar() or ""
    faults = [
        _("Tanda terima sampai entri {seq} ({device}) tidak sah.").format(seq=row.seq, device=row.device)
        for row in connection.execute(select(t.receipt).order_by(t.receipt.c.device, t.receipt.c.seq))
        if not _answered(hub_key, row) or _head(connection, row) != row.head
    ]
    sent = connection.execute(select(t.device).where(t.device.c.acked > 0)).all()
    if any(row.acked > received_up_to(connection, row.device) for row in sent):
        faults.append(_("Tanda terkirim berubah tanpa bukti terima dari dinas."))
    return faults


def _answered(hub_key: str, row: t.AnyRow) -> bool:
    """Whether the hub signed this answer to the request of this nonce (`kelambu/1 answer`)."""
    content = f"kelambu/1 answer\n{row.nonce}\n{row.status}\n".encode() + row.text
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(hub_key)).verify(row.signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _head(connection: Connection, row: t.AnyRow) -> bytes | None:
    mine = (t.entry.c.device == row.device) & (t.entry.c.seq == row.seq)
    return connection.execute(select(t.entry.c.head).where(mine)).scalar()
