"""Several laptops, the hub's own functions, and a carrier that loses, repeats, damages and cuts."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select, update

from kelambu_tui.hub import certifying, pulling, pushing, sessions
from kelambu_tui.hub import tables as h
from kelambu_tui.hub.beginning import new_epoch, opened
from kelambu_tui.hub.calls import device_row
from kelambu_tui.hub.folder import HubFolder, open_folder
from kelambu_tui.hub.refusing import Turned
from kelambu_tui.hub.storage import Storage
from kelambu_tui.store import tables as t
from kelambu_tui.sync import joining, passing
from kelambu_tui.sync.ahead import Report
from kelambu_tui.sync.carrying import Answer, NoAnswer
from kelambu_tui.sync.packing import unpack
from kelambu_tui.sync.signing import is_signed, sign_bytes
from kelambu_tui.sync.wire import BATCH, Invitation, answered, new_nonce
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace

VILLAGE = "16.06.02.2001"
STAFF = {"siti": "fasilitator", "rina": "fasilitator", "budi": "penyelia", "ratna": "penyelia"}
"""Who works where: each on a laptop of their own."""


@dataclass
class Office:
    """A hub in this process, which can be put back to an earlier copy of itself."""

    folder: HubFolder
    storage: Storage

    @classmethod
    def at(cls, folder: Path) -> Office:
        """Open the hub in `folder`."""
        found = open_folder(folder)
        return cls(found, opened(found))

    def invitation(self, *users: tuple[str, str], villages: tuple[str, ...] = (VILLAGE,)) -> Invitation:
        """Make an invitation for one laptop and its people."""
        with self.storage.write() as connection:
            code = certifying.invite(connection, self.folder.region, "laptop", villages, users)
        return Invitation(
            "http://127.0.0.1:1", code, self.folder.public_key, self.folder.recipient, self.folder.recovery
        )

    def keep(self) -> Path:
        """Copy the database as it is now."""
        target = self.folder.folder / "hub.kept"
        with self.storage.write():
            for suffix in ("", "-wal"):
                source = self.folder.database_path.with_name(f"hub.db{suffix}")
                if source.exists():
                    shutil.copyfile(source, f"{target}{suffix}")
                else:
                    Path(f"{target}{suffix}").unlink(missing_ok=True)
        return target

    def put_back(self, kept: Path) -> None:
        """Restore the copy: what came after it is lost, and the cursors start over."""
        self.storage.close()
        for suffix in ("", "-wal", "-shm"):
            here = self.folder.database_path.with_name(f"hub.db{suffix}")
            here.unlink(missing_ok=True)
            if Path(f"{kept}{suffix}").exists():
                shutil.copyfile(f"{kept}{suffix}", here)
        self.storage = opened(self.folder)
        with self.storage.write() as connection:
            connection.execute(update(h.hub).values(epoch=new_epoch()))

    def answer(self, method: str, path: str, body: bytes, headers: Mapping[str, str], nonce: str) -> Answer:
        """Answer a request as the hub's app does, signed."""
        try:
            status, content = (
                200,
                self._call(f"{method} {path.partition('?')[0]}", path, body, headers, nonce),
            )
        except Turned as turned:
            status, content = turned.status, json.dumps(turned.document).encode()
        signature = sign_bytes(self.folder.signing_key, "answer", answered(nonce, status, content))
        return Answer(status, content, nonce, signature, 0.01, len(body))

    def _call(self, name: str, path: str, body: bytes, headers: Mapping[str, str], nonce: str) -> bytes:
        query = dict(part.split("=") for part in path.partition("?")[2].split("&") if part)
        if name == "POST /v1/enrol":
            with self.storage.write() as connection:
                return _json(
                    certifying.join(connection, self.folder, certifying.read_joining(json.loads(body)))
                )
        if name == "POST /v1/session":
            asked = json.loads(body)
            with self.storage.read() as connection:
                token = sessions.open_session(
                    connection,
                    self.folder,
                    asked["device"],
                    asked["at"],
                    nonce,
                    bytes.fromhex(asked["signature"]),
                )
                hello = sessions.greet(connection, self.folder, asked["device"])
            return _json({"token": token, "minutes": 60, "hello": hello})
        device = sessions.read_token(self.folder.session_key, headers["Authorization"].partition(" ")[2])
        if name == "POST /v1/push":
            signature = bytes.fromhex(headers[BATCH])
            receipt = pushing.take(
                self.storage, self.folder, device, int(query["from"]), unpack(body), signature
            )
            return _json(receipt.document)
        assert name == "GET /v1/pull"
        with self.storage.read() as connection:
            row = device_row(connection, self.folder.region, device, welcome=True)
            return pulling.pull(connection, self.folder.region, row, int(query["cursor"]), int(query["max"]))

    def statuses(self) -> dict[tuple[str, int], str]:
        """The newest word of the hub on every entry that it has."""
        statement = select(h.stream.c.device, h.stream.c.seq, h.stream.c.status).order_by(h.stream.c.change)
        with self.storage.read() as connection:
            return {(row.device, row.seq): row.status for row in connection.execute(statement)}

    def approved(self) -> dict[int, int]:
        """Approved places for each desil, as the hub counts them."""
        from collections import Counter

        given = select(h.enrolment.c.desil).where(h.enrolment.c.state == "disetujui")
        with self.storage.read() as connection:
            return dict(Counter(connection.execute(given).scalars()))


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


Fault = Callable[[Random], str]


@dataclass
class Road:
    """Carries requests to an office; `faults` is the share of requests that something happens to."""

    office: Callable[[], Office]
    chance: Random = field(default_factory=lambda: Random(0))
    faults: float = 0.0
    hub_key: str = ""
    earlier: Answer | None = None
    happened: list[str] = field(default_factory=list)

    def open(self, _url: str, hub_key: str, _ca: str) -> Road:
        """Be this laptop's carrier."""
        self.hub_key = hub_key
        return self

    def close(self) -> None:
        """Nothing to let go."""

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        nonce: str = "",
    ) -> Answer:
        """Ask; raises `NoAnswer` where nothing arrived that the hub has signed for this request."""
        nonce = nonce or new_nonce()
        what = "" if self.chance.random() >= self.faults else self.chance.choice(_FAULTS)
        self.happened.append(what)
        if what == "lost":
            raise NoAnswer("lost")
        if what == "damaged request" and body:
            at = self.chance.randrange(len(body))
            body = body[:at] + bytes([body[at] ^ 1 << self.chance.randrange(8)]) + body[at + 1 :]
        if what == "cut request":
            body = body[: len(body) // 2]
        if what == "twice":
            self._ask(method, path, body, headers or {}, nonce)
        answer = self._ask(method, path, body, headers or {}, nonce)
        if what == "answer lost":
            raise NoAnswer("lost")
        if what == "answer damaged":
            answer = replace(answer, body=answer.body[:-1] + b"?")
        if what == "portal":
            answer = replace(answer, status=200, body=b"<html>Masuk</html>")
        if what == "earlier answer" and self.earlier is not None:
            answer = replace(self.earlier, nonce=nonce)
        self.earlier = answer
        if not is_signed(
            self.hub_key, "answer", answered(nonce, answer.status, answer.body), answer.signature
        ):
            raise NoAnswer("not the hub")
        return answer

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str], nonce: str) -> Answer:
        try:
            return self.office().answer(method, path, body, headers, nonce)
        except (ValueError, KeyError, TypeError, AssertionError, sqlite3.Error):
            raise NoAnswer("the hub could not read it") from None
        except Exception as error:
            from kelambu_tui.errors import KelambuError

            if isinstance(error, KelambuError):
                raise NoAnswer(str(error)) from None
            raise


_FAULTS = (
    "lost",
    "answer lost",
    "twice",
    "damaged request",
    "cut request",
    "answer damaged",
    "portal",
    "earlier answer",
)


def join(workspace: Workspace, office: Office, *users: tuple[str, str], road: Road | None = None) -> None:
    """Let a laptop and its people join the hub."""
    joining.invite(workspace, office.invitation(*users))
    road = road or Road(lambda: office)
    with workspace.database.read() as connection:
        from kelambu_tui.sync.link import read_link

        link = read_link(connection)
    joining.enrol(workspace, link, road.open("", link.hub_key, ""))


def sync(workspace: Workspace, road: Road) -> Report:
    """One pass over the road, without waiting."""
    return passing.run_pass(workspace, open_carrier=road.open, sleep=lambda _seconds: None)


STATE = (
    t.verification,
    t.enrolment,
    t.verdict,
    t.override,
    t.session,
    t.missed_visit,
    t.correction,
    t.desil_change,
    t.insurer_file,
)
"""What must be the same on every laptop of an area."""


def state_of(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """What this laptop says of people, without what is told only where it was written."""
    with workspace.database.read() as connection:
        found = {
            table.name: sorted(tuple(row) for row in connection.execute(select(table))) for table in STATE
        }
        people = select(t.person.c.uid, t.person.c.name, t.person.c.id).where(t.person.c.intake_id == -1)
        visits = select(t.conflict).where(t.conflict.c.code.in_(("visits", "witnesses", "linked")))
        found["conflict"] = sorted(tuple(row) for row in connection.execute(visits))
        found["people"] = sorted((uid, name) for uid, name, _id in connection.execute(people))
        return found


def new_laptop(folder: Path, owner: tuple[str, str], *others: tuple[str, str]) -> Workspace:
    """A practice workspace of its own, whose first user is signed in."""
    from kelambu_tui.work import accounts

    workspace = spaces.create(folder, *owner, "", practice=True)
    for name, role in others:
        accounts.add_user(workspace, name, role, "")
    return workspace
