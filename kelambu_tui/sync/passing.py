"""One pass: greet the hub, push until nothing is unsent, pull until there is no more.

Everything that an answer covers is saved in one transaction, so a pass may be cut or cancelled after
any request and the next one goes on from there. The chain fixes the order of a laptop's own entries;
before a long push the first page is pulled, so that returns and approvals do not wait behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import func, select

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.writing import has_unsigned, sign
from kelambu_tui.store import tables as t
from kelambu_tui.sync import joining
from kelambu_tui.sync.ahead import Progress, Report, Stage, Stopped, Tell
from kelambu_tui.sync.answers import take_hello, take_page, take_receipt
from kelambu_tui.sync.carrying import Answer, Carrier, HttpCarrier, NoAnswer
from kelambu_tui.sync.leaving import leave
from kelambu_tui.sync.link import Link, note, read_link
from kelambu_tui.sync.outgoing import Chain, Outgoing, begins_at, next_batch, read_chain
from kelambu_tui.sync.pacing import FIRST_ENTRIES, larger, moment_after, smaller
from kelambu_tui.sync.packing import MOST_UNPACKED, inflate
from kelambu_tui.sync.session import Busy, NotWelcome, Session, refusal
from kelambu_tui.sync.signing import sign_bytes
from kelambu_tui.sync.wire import BATCH, PACKED, push_claim, read_object
from kelambu_tui.work.quota import fill_places
from kelambu_tui.work.workspace import Workspace

_T = TypeVar("_T")

PUSH = "/v1/push"
PULL = "/v1/pull"
PAGE = 128 * 1024
"""Bytes of entries that one pull asks for."""
FIRST_PAGE = 16 * 1024
"""The same before a long push: the newest verdicts, not everything."""
TRIES = 6
"""Times that one request is tried within a pass before the pass gives up."""
_PATIENCE = 20.0
"""Seconds that a pass waits for a busy hub before it leaves that to the next one."""


def run_pass(
    workspace: Workspace,
    *,
    tell: Tell = lambda _progress: None,
    stopped: Stopped = lambda: False,
    open_carrier: joining.Open = HttpCarrier,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Send and receive everything; slow, for a thread. `stopped` is asked between requests.

    Raises `NoAnswer` when the hub cannot be reached, `Forked` when this laptop turned out to be a copy,
    `Revoked` when its leave was taken, `Refused` for the rest; what was acknowledged before stays so.
    """
    with workspace.database.write() as connection:
        link = read_link(connection)
        note(connection, last_try=workspace.pen.moment())
        if has_unsigned(connection, workspace.pen):
            sign(connection, workspace.pen)
    carrier = open_carrier(link.url, link.hub_key, link.ca)
    try:
        return _Pass(workspace, link, carrier, tell, stopped, sleep).run()
    finally:
        carrier.close()


class _Pass:
    """One pass under way."""

    def __init__(
        self,
        workspace: Workspace,
        link: Link,
        carrier: Carrier,
        tell: Tell,
        stopped: Stopped,
        sleep: Callable[[float], None],
    ) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._carrier = carrier
        self._tell = tell
        self._stopped = stopped
        self._sleep = sleep
        self._begun = time.monotonic()
        self._link = link
        self._pace = link.pace
        self._entries = FIRST_ENTRIES
        self._sent = self._total = self._received = self._size = self._conflicts = 0
        self._session = self._session_of(link)

    def _session_of(self, link: Link) -> Session:
        return Session(self._carrier, link, self._workspace.device, self._workspace.pen.moment)

    # --- the whole ---

    def run(self) -> Report:
        """Greet, push, pull, until both directions are empty or somebody stops it."""
        chain = self._chain()
        self._total = chain.unsent
        self._say("greeting")
        complete = False
        try:
            self._greet()
            if self._may_pull_first() and not self._stopped():
                self._pull_page(FIRST_PAGE)
            while not complete and not self._stopped():
                self._push_all()
                complete = self._pull_all() and not self._give_places() and self._nothing_left()
        except NotWelcome as error:
            raise leave(self._workspace, str(error)) from None
        finally:
            self._note_pace()
        at = self._workspace.pen.moment()
        if complete:
            with self._database.write() as connection:
                note(connection, last_full=at)
        self._say("done")
        return self._report(complete, at)

    def _report(self, complete: bool, at: str) -> Report:
        with self._database.read() as connection:
            refused = connection.execute(
                select(func.count()).select_from(t.standing).where(t.standing.c.status != "accepted")
            ).scalar()
            unsent = read_chain(connection, self._workspace.device).unsent
        return Report(
            sent=self._sent,
            received=self._received,
            unsent=unsent,
            refused=int(refused or 0),
            conflicts=self._conflicts,
            complete=complete,
            stopped=not complete and self._stopped(),
            size=self._size,
            seconds=time.monotonic() - self._begun,
            at=at,
        )

    def _chain(self) -> Chain:
        with self._database.read() as connection:
            return read_chain(connection, self._workspace.device)

    def _give_places(self) -> bool:
        """Give places that others released to the reserves of this laptop; answers whether there were any."""
        with self._database.write() as connection:
            given = fill_places(connection, self._workspace)
            if given:
                sign(connection, self._workspace.pen)
        return bool(given)

    def _may_pull_first(self) -> bool:
        """Whether a long push lies ahead, of entries that the hub cannot speak of yet."""
        chain = self._chain()
        return chain.unsent > FIRST_ENTRIES and self._session.hello.get("last") == chain.acked

    def _nothing_left(self) -> bool:
        """Whether nothing was written here while the pass ran."""
        with self._database.read() as connection:
            link = read_link(connection)
            return begins_at(connection, read_chain(connection, self._workspace.device), link.signed) is None

    # --- greeting ---

    def _greet(self) -> None:
        if not self._link.enrolled:
            self._link = self._patiently(lambda: joining.enrol(self._workspace, self._link, self._carrier))
            self._session = self._session_of(self._link)
        answer = self._patiently(self._session.greet)
        self._pace = self._pace.answered(answer.seconds)
        self._size += answer.sent
        hello = self._patiently(self._session.read_hello)
        reason = take_hello(self._workspace, self._link, hello)
        if reason:
            self._push_all()  # set aside at the hub, not lost
            raise NotWelcome(reason)

    # --- sending ---

    def _push_all(self) -> None:
        failures = 0
        while not self._stopped():
            batch = self._next()
            if batch is None:
                return
            self._say("sending")
            try:
                answer = self._push(batch)
                if answer.status in (413, 422) and batch.count > 1 and failures < TRIES:
                    failures += 1
                    self._entries = smaller(batch.count)
                    continue
                self._pushed(batch, answer)
                failures = 0
            except (NoAnswer, Busy) as error:
                failures += 1
                self._entries = smaller(self._entries)
                self._pause(error, failures)

    def _next(self) -> Outgoing | None:
        with self._database.read() as connection:
            chain = read_chain(connection, self._workspace.device)
            signed = read_link(connection).signed
            first = begins_at(connection, chain, signed)
            return None if first is None else next_batch(connection, chain, first, self._entries, signed)

    def _push(self, batch: Outgoing) -> Answer:
        claim = push_claim(self._workspace.device, batch.last, batch.head)
        signature = sign_bytes(self._link.key, "push", claim).hex()
        headers = {BATCH: signature, "Content-Type": PACKED}
        answer = self._session.call("POST", f"{PUSH}?from={batch.first}", batch.packed, headers)
        self._size += answer.sent
        self._pace = self._pace.carried(answer.sent, answer.seconds)
        return answer

    def _pushed(self, batch: Outgoing, answer: Answer) -> None:
        before = self._chain().acked
        take_receipt(self._workspace, batch.last, batch.signed, answer)
        if answer.status == 200:
            self._sent += max(0, self._chain().acked - before)
            self._entries = larger(max(self._entries, batch.count), answer.seconds)
        self._total = max(self._total, self._sent + self._chain().unsent)
        self._say("sending")

    # --- receiving ---

    def _pull_all(self) -> bool:
        """Pull until there is no more; answers whether that point was reached."""
        while not self._stopped():
            self._say("receiving")
            if not self._pull_page(PAGE):
                return True
        return False

    def _pull_page(self, most: int) -> bool:
        """Pull once; answers whether there is more."""
        with self._database.read() as connection:
            cursor = read_link(connection).cursor
        answer = self._patiently(lambda: self._session.call("GET", f"{PULL}?cursor={cursor}&max={most}"))
        if answer.status != 200:
            raise refusal(answer)
        page = read_object(inflate(answer.body, MOST_UNPACKED))
        taken = take_page(self._workspace, page)
        self._received += taken.others
        self._conflicts += taken.conflicts
        return bool(page.get("more"))

    # --- patience ---

    def _patiently(self, ask: Callable[[], _T]) -> _T:
        failures = 0
        while True:
            try:
                return ask()
            except (NoAnswer, Busy) as error:
                failures += 1
                self._pause(error, failures)

    def _pause(self, error: Refused, failures: int) -> None:
        """Wait a moment before the same request is tried again; give up after some tries."""
        wait = error.seconds if isinstance(error, Busy) else moment_after(failures)
        if failures >= TRIES or wait > _PATIENCE or self._stopped():
            raise error
        self._say("waiting", wait)
        self._sleep(wait)

    def _note_pace(self) -> None:
        with self._database.write() as connection:
            note(connection, rate=self._pace.rate, delay=self._pace.delay)

    def _say(self, stage: Stage, wait: float = 0.0) -> None:
        left = self._total - self._sent
        share = left / max(self._entries, 1)
        seconds = wait + (self._pace.seconds_for(left * _ENTRY_BYTES, int(share) + 1) if left else 0.0)
        self._tell(Progress(stage, self._sent, self._total, self._received, seconds))


_ENTRY_BYTES = 150
"""What an entry takes on its way, all included (docs/reliability.md has the measured figure)."""
