"""Sticks at the hub: the same batches as over the network, and one file home for each laptop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import HUB, moment
from kelambu_tui.hub.certifying import join, read_joining
from kelambu_tui.hub.chains import read_devices
from kelambu_tui.hub.folder import HubFolder
from kelambu_tui.hub.pulling import read_rows, written
from kelambu_tui.hub.pushing import Parcel, Receipt, read_parcel, store
from kelambu_tui.hub.refusing import Turned, sentence
from kelambu_tui.hub.sessions import greet
from kelambu_tui.hub.storage import Storage
from kelambu_tui.locale import _
from kelambu_tui.sync.packing import deflate, unpack
from kelambu_tui.sync.signing import sign_bytes
from kelambu_tui.sync.stick import Bundle, home_name, read_file, seal, unseal, write_file
from kelambu_tui.sync.wire import answered, new_nonce

PAGE_BYTES = 1 << 20
"""Unpacked bytes of one page of the stream on a stick."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: entries that were new, entries refused, and the file home."""

    file: Path
    device: str
    first: int
    last: int
    added: int
    refused: int
    status: int
    home: Path | None
    sentence: str = ""


def read_stick(storage: Storage, folder: HubFolder, path: Path, out: Path) -> Read:
    """Read a laptop's file and write its answer into `out`; reading one twice adds nothing.

    Raises `Unreadable` for a file that is damaged, not for this hub, or not its laptop's own.
    """
    bundle = unseal(read_file(path), folder.identity)
    try:
        return _read(storage, folder, path, out, bundle)
    except (KeyError, TypeError, ValueError, IndexError):
        raise Unreadable(
            _("{path} bukan kiriman laptop yang utuh; isinya tidak dipakai.").format(path=path)
        ) from None
    except Turned as turned:
        raise Refused(f"{path.name}: {sentence(turned.code)}") from None


def _read(storage: Storage, folder: HubFolder, path: Path, out: Path, bundle: Bundle) -> Read:
    header = bundle.header
    device, first, last = str(header["device"]), int(header["from"]), int(header["to"])
    if header.get("kind") != "push" or device == HUB or len(header["batches"]) != len(bundle.parts):
        raise ValueError("no laptop's bundle")
    welcome = _welcome(storage, folder, bundle)
    with storage.read() as connection:
        row = read_devices(connection, storage.region, {device}).get(device)
    if row is None or not bundle.is_from(row.public_key):
        raise Unreadable(
            _("{path} bukan dari laptop yang dikenal hub ini; isinya tidak dipakai.").format(path=path)
        )
    status, document, added, refused = _push(storage, folder, bundle, device)
    home = _home(storage, folder, bundle, device, welcome, status, document)
    target = None
    if row.recipient:
        target = out / home_name(device, home[1])
        part = deflate(written(home[0]))
        about = {"kind": "home", "device": device, "at": moment(), "epoch": home[0]["hello"]["epoch"]}
        about |= {"answers_to": {"from": first, "to": last, "head": str(header["head"])}, "since": home[2]}
        write_file(target, seal(folder.signing_key, [row.recipient, folder.recovery], about, [part]))
    said = "" if status == 200 else sentence(str(document["code"]))
    return Read(path, device, first, last, added, refused, status, target, said)


def _welcome(storage: Storage, folder: HubFolder, bundle: Bundle) -> dict[str, Any] | None:
    """Let the laptop join where its file asks for that; raises `Turned` when it may not."""
    asked = bundle.header.get("enrol")
    if asked is None:
        return None
    joining = read_joining(asked)
    if joining.device != bundle.header["device"] or not bundle.is_from(joining.public_key):
        raise Turned(403, "key")
    with storage.write() as connection:
        return join(connection, folder, joining)


def _push(
    storage: Storage, folder: HubFolder, bundle: Bundle, device: str
) -> tuple[int, Mapping[str, Any], int, int]:
    """Take the batches in; answers status and body as the network would, entries added and refused."""
    added = 0
    rejected: list[tuple[int, str]] = []
    receipt = _standing(storage, device)
    try:
        for batch, part in zip(bundle.header["batches"], bundle.parts, strict=True):
            parcel = read_parcel(
                storage, device, int(batch["from"]), unpack(part), head=bytes.fromhex(batch["head"])
            )
            receipt = _store(storage, folder, parcel)
            added += receipt.added
            rejected += receipt.rejected
    except Turned as turned:
        return turned.status, turned.document, added, len(rejected)
    whole = Receipt(receipt.acked, receipt.head, tuple(rejected), receipt.epoch, added)
    return 200, whole.document, added, len(rejected)


def _store(storage: Storage, folder: HubFolder, parcel: Parcel) -> Receipt:
    with storage.write() as connection:
        store(connection, folder, [parcel])
    return parcel.settled()


def _standing(storage: Storage, device: str) -> Receipt:
    with storage.read() as connection:
        row = read_devices(connection, storage.region, {device})[device]
        mine = select(h.hub.c.epoch).where(h.hub.c.region == storage.region)
        return Receipt(row.seq, bytes(row.head), (), str(connection.execute(mine).scalar_one()), 0)


def _home(
    storage: Storage,
    folder: HubFolder,
    bundle: Bundle,
    device: str,
    welcome: dict[str, Any] | None,
    status: int,
    document: Mapping[str, Any],
) -> tuple[dict[str, Any], int, int]:
    """The content of the file home, the cursor that it reaches and the one that it begins after."""
    nonce = str(bundle.header.get("nonce") or new_nonce())
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    signature = sign_bytes(folder.signing_key, "answer", answered(nonce, status, body.encode()))
    with storage.read() as connection:
        hello = greet(connection, folder, device)
        row = read_devices(connection, storage.region, {device})[device]
        since = int(bundle.header.get("cursor") or 0) if bundle.header.get("epoch") == hello["epoch"] else 0
        pages: list[dict[str, Any]] = []
        cursor, more = since, row.revoked_from is None
        while more:
            rows, cursor, more = read_rows(connection, storage.region, row, cursor, PAGE_BYTES)
            pages.append({"rows": rows, "next": cursor, "more": more, "epoch": hello["epoch"]})
    receipt = {"status": status, "body": body, "nonce": nonce, "signature": signature.hex()}
    return {"welcome": welcome, "hello": hello, "receipt": receipt, "pulls": pages}, cursor, since


def read_sticks(
    storage: Storage, folder: HubFolder, files: list[Path], out: Path
) -> tuple[list[Read], list[tuple[Path, str]]]:
    """Read many files; one that cannot be used never holds the others up."""
    done: list[Read] = []
    failed: list[tuple[Path, str]] = []
    for path in files:
        try:
            done.append(read_stick(storage, folder, path, out))
        except KelambuError as error:
            failed.append((path, str(error)))
    return done, failed
