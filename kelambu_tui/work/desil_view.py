"""How a family's desil stands: each source's word, what was proposed, and what the checklist says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.programme.hardship import HardshipReading, read_hardship
from kelambu_tui.store import tables as t
from kelambu_tui.work.desil_sources import DesilOf, conflicting
from kelambu_tui.work.households import HouseholdView, view_household
from kelambu_tui.work.records import check_village
from kelambu_tui.work.workspace import Workspace

ENDED = ("menunggu", "disetujui", "cadangan")
"""States of enrolments that end when another desil is proposed: a place of another desil was promised."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The newest checklist of a family: whose form it is, who filled it in and when, what they answered."""

    person: str
    name: str
    author: str
    at: str
    is_draft: bool
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class DesilView:
    """A family's desil; `fits` are the desils of the programme that the answers fit."""

    household: HouseholdView
    reading: HardshipReading
    answered: Answers | None
    fits: tuple[int, ...]
    is_readable: bool  # whether the checklist has anything to say of the desil in force

    @property
    def conflict(self) -> tuple[DesilOf, ...]:
        """What sources say where they do not agree; () where they do."""
        return conflicting(self.household.desil_sources)

    @property
    def form_of(self) -> str:
        """Whose form (uid) holds the checklist: whoever was asked last, else the head; '' for nobody."""
        if self.answered is not None:
            return self.answered.person
        members = self.household.members
        return members[0].person if members else ""

    @property
    def promised(self) -> int:
        """How many members would have to be queued anew if another desil were proposed."""
        return sum(member.state in ENDED for member in self.household.members)


def desil_view(workspace: Workspace, household: str) -> DesilView:
    """Read how the desil of a family (family id) stands.

    The checklist is the newest of its members': a recorded one, or this user's own draft. Raises
    `NotFound` for a family on no list, `Refused` outside the user's villages.
    """
    with workspace.database.read() as connection:
        view = view_household(connection, workspace, household)
        check_village(workspace, view.village_code)
        answered = _newest_answers(connection, workspace, view)
    answers = answered.answers if answered else {}
    programme = workspace.programme
    bands = sorted(band.desil for band in programme.hardship.bands)
    return DesilView(
        household=view,
        reading=read_hardship(programme, answers, view.desil),
        answered=answered,
        fits=tuple(desil for desil in bands if read_hardship(programme, answers, desil).result == "sesuai"),
        is_readable=view.desil in bands,
    )


def _newest_answers(connection: Connection, workspace: Workspace, view: HouseholdView) -> Answers | None:
    names = {member.person: member.name for member in view.members}
    found: list[Answers] = []
    for table, is_draft in ((t.verification, False), (t.draft, True)):
        statement = select(table.c.person, table.c.author, table.c.at, table.c.answers)
        statement = statement.where(table.c.person.in_(names))
        if is_draft:
            statement = statement.where(table.c.author == workspace.user.name)
        for person, author, at, answers in connection.execute(statement):
            given = {code: answer for code, answer in json.loads(answers).items() if answer}
            if given:
                found.append(Answers(person, names[person], author, at, is_draft, given))
    return max(found, key=lambda one: (one.at, one.is_draft), default=None)
