"""Who may take part: one-time codes, laptops that join, people and the keys that they sign with."""

from __future__ import annotations

import json
import secrets
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, insert, select, update

from kelambu_tui.errors import Refused
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB, NEW_DEVICE, moment
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.hub.storage import put_rows
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _
from kelambu_tui.sync.signing import is_signed, is_sound, sign_document
from kelambu_tui.sync.wire import document_fields

CODE_HOURS = 72
ROLE_DAYS = 90
ROLES = ("fasilitator", "penyelia", "dinas")


@dataclass(frozen=True, slots=True)
class Joining:
    """A laptop's request to join, as it came; nothing of it has been believed yet."""

    code: str
    device: str
    public_key: str
    recipient: str
    name: str
    accounts: Sequence[Mapping[str, Any]]
    signed: bytes
    signature: bytes


def invite(
    connection: Connection,
    region: str,
    name: str,
    villages: Sequence[str],
    users: Sequence[tuple[str, str]],
    now: datetime | None = None,
) -> str:
    """Make a one-time code (65 bits, 72 hours) for a laptop and the people who may work on it.

    Raises `Refused` for a person who has another role here already.
    """
    for person, role in users:
        check_role(connection, region, person, role)
    code = b32encode(secrets.token_bytes(9)).decode()[:13]
    until = (now or datetime.now(UTC)) + timedelta(hours=CODE_HOURS)
    row = {
        "region": region,
        "code": _digest(code),
        "name": name,
        "villages": json.dumps(list(villages)),
        "users": json.dumps([list(one) for one in users]),
        "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    connection.execute(insert(h.invite), row)
    return code


def check_role(connection: Connection, region: str, person: str, role: str) -> None:
    """Raise `Refused` where somebody is known here in another role."""
    known = select(h.staff.c.role).where(h.staff.c.region == region, h.staff.c.name == person)
    held = connection.execute(known).scalar()
    if held is not None and held != role:
        raise Refused(
            _("{name} sudah terdaftar sebagai {role}. Pakai nama lain, atau peran yang sama.").format(
                name=person, role=held
            )
        )


def join(connection: Connection, folder: HubFolder, asked: Joining) -> dict[str, Any]:
    """Take a laptop in with its people; the same request again gets the same answer.

    Raises `Turned` for a code, key or signature that does not hold, and for a device id that is taken.
    """
    region = folder.region
    if not is_sound(asked.public_key) or not is_signed(
        asked.public_key, "enrol", asked.signed, asked.signature
    ):
        raise Turned(403, "key")
    found = (h.invite.c.region == region) & (h.invite.c.code == _digest(asked.code))
    invited = connection.execute(select(h.invite).where(found)).first()
    here = (h.device.c.region == region) & (h.device.c.device == asked.device)
    known = connection.execute(select(h.device).where(here)).first()
    if known is not None and (known.public_key != asked.public_key or asked.device == HUB):
        raise Turned(409, "device_taken")
    if invited is None or invited.device not in (None, asked.device):
        raise Turned(403, "code")
    if invited.device is None:
        if invited.until < moment():
            raise Turned(403, "code")
        connection.execute(update(h.invite).where(found).values(device=asked.device))
    if known is None:
        new = {"region": region, "device": asked.device, "name": invited.name or asked.name}
        new |= {"public_key": asked.public_key, "recipient": asked.recipient, "villages": invited.villages}
        connection.execute(insert(h.device), NEW_DEVICE | new | {"joined_at": moment()})
    _certify_invited(connection, region, invited, asked)
    if known is not None:
        from kelambu_tui.hub.district import settle

        settle(connection, folder, {(str(account["name"]), asked.device) for account in asked.accounts})
    return answer_joined(connection, folder, asked.device)


def _certify_invited(connection: Connection, region: str, invited: h.AnyRow, asked: Joining) -> None:
    roles: dict[str, str] = dict(json.loads(invited.users))
    villages = json.loads(invited.villages)
    for account in asked.accounts:
        name, key = str(account["name"]), str(account["public_key"])
        if name in roles and is_sound(key):
            certify(connection, region, name, roles[name], villages, asked.device, key)


def certify(
    connection: Connection, region: str, name: str, role: str, villages: Sequence[str], device: str, key: str
) -> None:
    """Believe what `name` signs with `key` on `device`; their area grows by `villages`.

    An empty area is the whole regency. A key that was certified before for this laptop stays.
    """
    known = connection.execute(
        select(h.staff).where(h.staff.c.region == region, h.staff.c.name == name)
    ).first()
    area = list(villages)
    if known is not None and area:
        held = json.loads(known.villages)
        area = sorted({*held, *area}) if held else []
    columns = ("region", "name", "role", "villages", "at")
    put_rows(connection, h.staff, columns, [(region, name, role, json.dumps(area), moment())])
    mine = (
        (h.credential.c.region == region) & (h.credential.c.name == name) & (h.credential.c.device == device)
    )
    if connection.execute(select(h.credential.c.public_key).where(mine)).first() is None:
        row = {"region": region, "name": name, "device": device, "public_key": key, "signed": 0}
        connection.execute(insert(h.credential), row)


def answer_joined(connection: Connection, folder: HubFolder, device: str) -> dict[str, Any]:
    """The certificates of a laptop and its people, and by whom it knows the hub."""
    region = folder.region
    here = (h.device.c.region == region) & (h.device.c.device == device)
    row = connection.execute(select(h.device).where(here)).one()
    fields = {
        "kind": "device",
        "device": device,
        "public_key": row.public_key,
        "villages": json.loads(row.villages),
        "at": row.joined_at,
    }
    epoch = connection.execute(select(h.hub.c.epoch).where(h.hub.c.region == region)).scalar_one()
    return {
        "certificate": document_fields(sign_document(folder.signing_key, "certificate", fields)),
        "roles": role_documents(connection, folder, device),
        "hub_key": folder.public_key,
        "recipient": folder.recipient,
        "recovery": folder.recovery,
        "epoch": epoch,
        "district": folder.district,
    }


def role_documents(connection: Connection, folder: HubFolder, device: str) -> list[dict[str, str]]:
    """The role certificates of everybody who works on a laptop, each good for 90 days from now."""
    until = (datetime.now(UTC) + timedelta(days=ROLE_DAYS)).date().isoformat()
    on = h.staff.join(
        h.credential, (h.credential.c.region == h.staff.c.region) & (h.credential.c.name == h.staff.c.name)
    )
    rows = connection.execute(
        select(h.staff, h.credential.c.public_key)
        .select_from(on)
        .where(h.staff.c.region == folder.region, h.credential.c.device == device)
        .order_by(h.staff.c.name)
    )
    return [
        document_fields(
            sign_document(
                folder.signing_key,
                "certificate",
                {
                    "kind": "role",
                    "name": row.name,
                    "public_key": row.public_key,
                    "role": row.role,
                    "villages": json.loads(row.villages),
                    "until": until,
                },
            )
        )
        for row in rows
    ]


def read_joining(fields: Mapping[str, Any]) -> Joining:
    """A request to join out of JSON; raises `Turned` for what is none."""
    names = ("code", "device", "public_key", "name")
    try:
        rest = {name: value for name, value in fields.items() if name != "signature"}
        accounts = [dict(one) for one in fields["accounts"]]
        if not all(isinstance(fields[name], str) and len(fields[name]) <= 200 for name in names):
            raise ValueError
        if not all(isinstance(one["name"], str) and isinstance(one["public_key"], str) for one in accounts):
            raise ValueError
        if not is_name(fields["device"]) or len(accounts) > 100:
            raise ValueError
        return Joining(
            code=fields["code"],
            device=fields["device"],
            public_key=fields["public_key"],
            recipient=_recipient(fields.get("recipient", "")),
            name=_tidy(fields["name"]),
            accounts=accounts,
            signed=canonical(rest),
            signature=bytes.fromhex(fields["signature"]),
        )
    except (KeyError, TypeError, ValueError, UnicodeError, RecursionError):
        raise Turned(422, "unreadable") from None


def is_name(text: str) -> bool:
    """Whether `text` may be a device id: short, plain, nothing that a file name or a header minds."""
    return 0 < len(text) <= 32 and text.isascii() and text.replace("-", "").isalnum()


def _tidy(name: str) -> str:
    return "".join(char for char in name if char.isprintable())[:60].strip()


def _recipient(text: object) -> str:
    from pyrage import RecipientError, x25519

    if not text:
        return ""
    try:
        return str(x25519.Recipient.from_str(str(text)))
    except RecipientError:
        raise ValueError("no age recipient") from None


def _digest(code: str) -> str:
    return blake2b(code.encode(), digest_size=32, person=b"kelambu-code").hexdigest()
