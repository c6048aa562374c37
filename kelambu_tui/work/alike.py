"""Who on the list may be the person that somebody is about to propose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kelambu_tui.errors import KelambuError, NotFound
from kelambu_tui.matching.explaining import explain
from kelambu_tui.matching.records import Record
from kelambu_tui.people.nik import read_nik
from kelambu_tui.work.finding import Finder
from kelambu_tui.work.households import read_household
from kelambu_tui.work.list_values import read_list_value
from kelambu_tui.work.records import covered_village, read_record
from kelambu_tui.work.suspicions import STRONG
from kelambu_tui.work.workspace import Workspace

LEAST_LETTERS = 3
"""Letters of a name from which names that sound like it are looked for."""

LEAST_SCORE = 0.75
"""How well a name must fit to be shown where nothing but the name is known yet."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be of the person on the page; `probability` is None where only the name is alike."""

    person: str
    name: str
    household: str
    village: str
    rt: str
    probability: float | None
    why: str

    @property
    def strong(self) -> bool:
        """Whether this keeps somebody out of the queue until it is settled."""
        return self.probability is not None and self.probability >= STRONG


def alike(
    workspace: Workspace, finder: Finder | None, family: str, typed: Mapping[str, str], limit: int = 5
) -> list[Alike]:
    """Compare a proposal for `family` ('' for a new one) as it is typed with everyone, likeliest first.

    Below them those whose name sounds alike, as soon as the search is ready (`finder`). The first call
    brings everybody into memory, so call it in a worker.
    """
    record = _record(workspace, family, typed)
    if not (record.name or record.nik):
        return []
    workspace.watch.keep_up()
    found: dict[str, Alike] = {}
    for pair in workspace.watch.likely(record):
        person = pair.b if pair.a == record.id else pair.a
        if len(found) < limit:
            _add(workspace, found, person, pair.probability, explain(pair))
    if finder is not None and len("".join(record.name.split())) >= LEAST_LETTERS:
        for hit in finder.search(record.name, limit):
            near = not record.village or hit.village == record.village
            if len(found) < limit and near and hit.score >= LEAST_SCORE:
                _add(workspace, found, hit.person, None, "")
    return list(found.values())


def _add(
    workspace: Workspace, found: dict[str, Alike], person: str, probability: float | None, why: str
) -> None:
    if person in found:
        return
    try:
        with workspace.database.read() as connection:
            record = read_record(connection, person, workspace.today())
    except NotFound:  # withdrawn in the meantime
        return
    found[person] = Alike(person, record.name, record.household, record.village, record.rt, probability, why)


def _record(workspace: Workspace, family: str, typed: Mapping[str, str]) -> Record:
    """What is typed so far as it would be compared; half a NIK or an unreadable field says nothing yet."""

    def read(name: str) -> str:
        try:
            return read_list_value(workspace, name, typed.get(name, ""))
        except KelambuError:
            return ""

    village, address = "", read("address")
    if family:
        view = read_household(workspace, family)
        village, address = view.village_code, view.address
    else:
        try:
            village = covered_village(workspace, typed.get("village", ""))
        except KelambuError:
            village = ""
    return Record(
        id="",
        name=read("name"),
        birth_date=read("birth_date"),
        sex=read("sex"),
        nik=read_nik(typed.get("nik", ""), workspace.today()).digits,
        village=village,
        address=address,
        household=family,
        relation=read("relation") if family else "KEPALA KELUARGA",
    )
