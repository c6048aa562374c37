"""The form of a proposal: one line a field, each with what is wrong or odd about it below."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from kelambu_tui.tui.widgets.field import FieldRow, handled

if TYPE_CHECKING:
    from kelambu_tui.work.proposal_page import ProposalCheck

PATIENCE = 2.0
"""Seconds to wait for the keys that fields have not handled yet; a field that closes handles none."""


class ProposalForm(VerticalScroll, inherit_bindings=False):
    """The rows of one proposal; `typed()` is what they hold."""

    class Edited(Message):
        """Something in the form was changed by the person."""

    def __init__(self, rows: Sequence[FieldRow]) -> None:
        super().__init__(id="form", can_focus=False)
        self.rows = tuple(rows)
        self._last = self.typed()

    def compose(self) -> ComposeResult:
        """Lay out the rows, top to bottom."""
        yield from self.rows

    def typed(self) -> dict[str, str]:
        """Return what the form holds, as typed, without what is empty."""
        return {row.key: row.value for row in self.rows if row.value.strip()}

    def row(self, key: str) -> FieldRow | None:
        """Return the row of a field, where the form has it."""
        return next((row for row in self.rows if row.key == key), None)

    def show(self, check: ProposalCheck) -> None:
        """Say under each field what is wrong, else what is odd about it."""
        for row in self.rows:
            fault = check.faults.get(row.key, "")
            row.tell(fault or check.remarks.get(row.key, ""), "red" if fault else "amber")

    async def caught_up(self) -> Mapping[str, str] | None:
        """Wait until every key that a field was given is in it; answers what that changed, else None."""
        waiting = [asyncio.create_task(handled(row.editor)) for row in self.rows]
        await asyncio.wait(waiting, timeout=PATIENCE)
        return self._changed()

    def on_field_row_edited(self, event: FieldRow.Edited) -> None:
        """Notice an edit, and only an edit: widgets also report the value that they were made with."""
        event.stop()
        if self._changed() is not None:
            self.post_message(self.Edited())

    def _changed(self) -> Mapping[str, str] | None:
        typed = self.typed()
        changed, self._last = typed != self._last, typed
        return typed if changed else None
