"""Joining: from an invitation, or a code read out over the phone, to a laptop that the hub knows.

The laptop makes a key of its own; the one-time code lets the hub sign a certificate for it. With an
invitation file nothing needs a network: the first bundle on a stick asks to be enrolled as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.exchange.practice import check_real
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.sync.carrying import Answer, Carrier, HttpCarrier, NoAnswer, check_address, is_here
from kelambu_tui.sync.link import Link, find_link, note_roles, waiting_keys, write_link
from kelambu_tui.sync.signing import (
    Signed,
    is_signed,
    is_sound,
    public_key_of,
    read_document,
    sign_bytes,
)
from kelambu_tui.sync.wire import (
    JSON,
    Invitation,
    answered,
    document_fields,
    fingerprint,
    read_fields,
    tidy_code,
    unreadable_answer,
)
from kelambu_tui.work.workspace import Workspace

ENROL = "/v1/enrol"
Open = Callable[[str, str, str], Carrier]
"""Opens a carrier: address, hub key, authority."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a hub answered to a code, not kept yet: somebody compares the fingerprint first."""

    link: Link
    roles: tuple[Signed, ...]
    fingerprint: str


def invite(workspace: Workspace, invitation: Invitation) -> Link:
    """Keep an invitation: from now on the laptop can send, over the network or on a stick.

    Raises `Refused` in practice or where the laptop belongs to a hub already, `Unreadable` for an address
    that is none.
    """
    check_real(workspace.folder)
    _check_place(workspace, invitation.url, invitation.ca)
    _check_keys(invitation)
    with workspace.database.write() as connection:
        _check_free(find_link(connection))
        link = _new_link(connection, invitation)
        write_link(connection, link)
    return link


def ask(workspace: Workspace, code: str, url: str, open_carrier: Open = HttpCarrier) -> Welcome:
    """Join with a typed code: ask the hub at `url`, whose key nobody here knows yet, to let us in.

    Nothing is kept before `accept`. Raises `NoAnswer`, and `Refused` when the hub does not know the code.
    """
    code = tidy_code(code)
    check_real(workspace.folder)
    _check_place(workspace, url)
    with workspace.database.write() as connection:
        known = find_link(connection)
        _check_free(known)
        link = _new_link(connection, Invitation(url, code))
        if known is None:
            write_link(connection, link)
    carrier = open_carrier(url, "", "")
    try:
        answer = carrier.call("POST", ENROL, canonical(enrol_request(workspace, link)), JSON)
    finally:
        carrier.close()
    fields = answer.fields
    key = str(fields.get("hub_key", ""))
    signed = answered(answer.nonce, answer.status, answer.body)
    if answer.status == 200 and not (is_sound(key) and is_signed(key, "answer", signed, answer.signature)):
        raise unreadable_answer()
    return welcome(replace(link, hub_key=key), answer, workspace.pen.moment())


def enrol(workspace: Workspace, link: Link, carrier: Carrier) -> Link:
    """Use the invitation that is kept; raises `NoAnswer`, and `Refused` when the hub says no."""
    answer = carrier.call("POST", ENROL, canonical(enrol_request(workspace, link)), JSON)
    return accept(workspace, welcome(link, answer, workspace.pen.moment()))


def enrol_request(workspace: Workspace, link: Link) -> dict[str, Any]:
    """Who this laptop is and who works on it, signed with the laptop's key."""
    with workspace.database.read() as connection:
        people = connection.execute(select(t.account).order_by(t.account.c.name)).all()
        here = set(_people_here(workspace))
    fields: dict[str, Any] = {
        "code": link.code,
        "device": workspace.device,
        "public_key": public_key_of(link.key),
        "recipient": _recipient(link.identity),
        "name": workspace.device,
        "accounts": [
            {
                "name": row.name,
                "role": row.role,
                "villages": json.loads(row.villages),
                "public_key": row.public_key,
            }
            for row in people
            if row.name in here
        ],
    }
    return fields | {"signature": sign_bytes(link.key, "enrol", canonical(fields)).hex()}


def welcome(link: Link, answer: Answer, at: str) -> Welcome:
    """Read the answer to an enrolment; raises `Refused` with the reason where the hub refused."""
    if answer.status == 422:
        raise NoAnswer(_("Permintaan ini rusak di jalan; kode Anda belum terpakai. Coba lagi."))
    if answer.status != 200:
        raise Refused(_why_not(answer))
    return welcomed(link, answer.fields, at)


def welcomed(link: Link, fields: Mapping[str, Any], at: str) -> Welcome:
    """Read what a hub gives a laptop that it enrolled, over the network or on a stick."""
    certificate = read_fields(fields.get("certificate"))
    named = read_document(link.hub_key, "certificate", certificate)
    if named.get("kind") != "device" or named.get("public_key") != public_key_of(link.key):
        raise unreadable_answer()
    texts = {name: fields.get(name) for name in ("recipient", "recovery", "district")}
    if not all(isinstance(one, str | None) for one in texts.values()) or not texts["recipient"]:
        raise unreadable_answer()
    roles = fields.get("roles")
    documents = tuple(read_fields(one) for one in roles) if isinstance(roles, list) else ()
    for one in documents:
        read_document(link.hub_key, "certificate", one)
    kept = replace(
        link,
        certificate=certificate,
        recipient=texts["recipient"],
        recovery=texts["recovery"] or "",
        epoch=str(fields.get("epoch") or ""),
        district=texts["district"] or "",
        code="",
        joined_at=at,
    )
    return Welcome(kept, documents, fingerprint(link.hub_key))


def accept(workspace: Workspace, found: Welcome) -> Link:
    """Keep the hub: this laptop belongs to it from now on."""
    with workspace.database.write() as connection:
        before = find_link(connection)
        if before is not None and before.hub_key != found.link.hub_key:
            _check_free(before)
        write_link(connection, found.link)
        note_roles(connection, [document_fields(one) for one in found.roles])
    return found.link


def _check_keys(invitation: Invitation) -> None:
    from pyrage import RecipientError, x25519

    for recipient in (invitation.recipient, invitation.recovery):
        try:
            if recipient:
                x25519.Recipient.from_str(recipient)
        except RecipientError:
            raise Unreadable(
                _("Undangan ini rusak: kunci hub di dalamnya tidak terbaca. Minta yang baru dari dinas.")
            ) from None


def _new_link(connection: Connection, invitation: Invitation) -> Link:
    """A hub to ask, with the keys that one was asked with before, else new ones."""
    from pyrage import x25519

    known = waiting_keys(connection)
    key, identity = known or (Ed25519PrivateKey.generate(), str(x25519.Identity.generate()))
    return Link(
        url=invitation.url,
        hub_key=invitation.hub_key,
        recipient=invitation.recipient,
        recovery=invitation.recovery,
        ca=invitation.ca,
        key=key,
        identity=identity,
        code=invitation.code,
    )


def _recipient(identity: str) -> str:
    from pyrage import x25519

    return str(x25519.Identity.from_str(identity).to_public())


def _people_here(workspace: Workspace) -> list[str]:
    """Who signs in on this laptop: names that the ledger knows from elsewhere do not."""
    from kelambu_tui.work.workspace import known_users

    return [user.name for user in known_users(workspace.folder)]


def _check_place(workspace: Workspace, url: str, ca: str = "") -> None:
    """Practice data never reaches a district: a practice workspace joins only a hub on the same laptop."""
    check_address(url, ca)
    if workspace.practice and not is_here(url):
        raise Refused(
            _("Ruang latihan hanya bergabung dengan hub latihan di laptop ini, bukan dengan {url}.").format(
                url=url
            )
        )


def _check_free(link: Link | None) -> None:
    if link is not None and link.enrolled:
        raise Refused(
            _(
                "Laptop ini sudah bergabung dengan {district} ({url}). Satu laptop hanya punya satu hub."
            ).format(district=link.district or _("sebuah hub"), url=link.url)
        )


def _why_not(answer: Answer) -> str:
    try:
        code = str(answer.fields.get("code", ""))
    except KelambuError:
        code = ""
    if answer.status in (429, 503):
        return _("Hub sedang sibuk. Kode Anda belum terpakai; tunggu sebentar, lalu coba lagi.")
    if code == "code":
        return _("Kode ini salah ketik, sudah dipakai, atau lewat 72 jam. Periksa, atau minta yang baru.")
    if code == "device_taken":
        return _("Nomor laptop ini sudah dipakai laptop lain di hub. Hubungi dinas.")
    return _(
        "Hub tidak menerima kode ini ({code}). Periksa kodenya, atau minta yang baru dari dinas."
    ).format(code=code or answer.status)
