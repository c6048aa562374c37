"""The prelist of a village by RT: what somebody carries from door to door and writes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kelambu_tui.display import display
from kelambu_tui.exchange.papers.delivering import Paper, check_place, deliver
from kelambu_tui.exchange.papers.typesetting import typeset
from kelambu_tui.exchange.papers.walking import Door, Neighbours, age_words, rt_number, walk
from kelambu_tui.exchange.papers.wording import (
    day_in_words,
    in_indonesian,
    plain_day,
    regency_words,
    village_words,
)
from kelambu_tui.people.birth import read_date
from kelambu_tui.people.nik import NikState, mask
from kelambu_tui.people.villages import find_village
from kelambu_tui.work.plan import BEGUN, DONE, MISSED
from kelambu_tui.work.records import PersonRecord, covered_village
from kelambu_tui.work.workspace import Workspace

ENDINGS = (".pdf", ".txt")

LEGEND = "* ada yang bukan tulisan daftar: dikoreksi, atau diisi saat kunjungan"

_WIDTH = 80
_NIKS = {
    NikState.MISSING: "tanpa NIK",
    NikState.DAMAGED: "NIK rusak",
    NikState.INVALID: "NIK tidak sah",
}
_STATES = {DONE: "sudah diperiksa", BEGUN: "sebagian sudah diperiksa", MISSED: "tidak di rumah"}


def prelist(
    workspace: Workspace, out: Path, village: str = "", rt: str | None = None, *, force: bool = False
) -> Paper:
    """Write the families of a village, or of one RT, to `out`: a PDF, or plain text for `.txt`.

    Without `village` all of the user's villages. Raises `Refused`, `NotFound` or `Unreadable` for a
    place that cannot be, and as `check_place`, `walk`, `typeset` and `deliver` do.
    """
    check_place(out, ENDINGS, force=force)
    code = covered_village(workspace, village)
    groups = walk(workspace, code, None if rt is None else rt_number(rt))
    data = prelist_data(workspace, groups)
    if out.suffix.lower() == ".txt":
        content = prelist_text(data).encode()
    else:
        # Hundreds of families: the text twin is there for who cannot see the sheet.
        content = typeset("prelist", data, workspace.folder / "papers", tagged=False)
    return deliver(workspace, out, "prelist", data["people"], content)


def prelist_data(workspace: Workspace, groups: list[Neighbours]) -> dict[str, Any]:
    """Return what the template prints: every text one harmless line, every NIK masked."""
    doors = [door for group in groups for door in group.doors]
    members = [member for door in doors for member in door.members]
    with in_indonesian():
        return {
            "programme": workspace.programme.name,
            "regency": regency_words(workspace.programme.regency),
            "day": day_in_words(workspace.today()),
            "by": display(workspace.user.name, 60),
            "practice": workspace.practice,
            "families": len(doors),
            "people": len(members),
            "starred": any(_starred(member) for member in members),
            "groups": [_group(workspace, group) for group in groups],
        }


def _group(workspace: Workspace, group: Neighbours) -> dict[str, Any]:
    village = find_village(group.village)
    return {
        "village": village_words(village, group.village),
        "kecamatan": village.kecamatan if village else "",
        "rt": display(group.rt, 10) or "-",
        "rw": display(group.rw, 10) or "-",
        "people": sum(len(door.members) for door in group.doors),
        "families": [_family(workspace, door) for door in group.doors],
    }


def _family(workspace: Workspace, door: Door) -> dict[str, Any]:
    family = door.family
    return {
        "code": family.code,
        "head": display(family.head or (door.members[0].name if door.members else "")),
        "address": display(family.address),
        "desil": str(family.desil or "-"),
        "done": family.state == DONE,
        "state": "; ".join(word for word in (_new(door), _STATES.get(family.state, "")) if word),
        "next": f"datang lagi {plain_day(read_date(family.next))}" if family.next else "",
        "note": display(family.note, 120),
        "members": [_member(workspace, one) for one in door.members],
    }


def _new(door: Door) -> str:
    return "usulan baru" if door.members and all(one.proposed for one in door.members) else ""


def _member(workspace: Workspace, record: PersonRecord) -> dict[str, Any]:
    return {
        "name": ("*" if _starred(record) else "") + display(record.name, 100),
        "age": age_words(record.birth_date, workspace.today()),
        "relation": display(record.relation.lower(), 40),
        "nik": _NIKS.get(record.nik.state) or mask(record.nik.text),
        "sound": record.nik.state not in _NIKS,
        "done": record.verified is not None,
    }


def _starred(record: PersonRecord) -> bool:
    """Whether something that stands on the sheet is not what the list says."""
    return any(field in record.replaced for field in ("name", "birth_date", "relation", "nik"))


def prelist_text(data: dict[str, Any]) -> str:
    """Return the same as plain text, 80 columns wide; each RT begins on a sheet of its own."""
    sheets = [_sheet(data, group, at, len(data["groups"])) for at, group in enumerate(data["groups"], 1)]
    return "\f".join(sheets)


def _sheet(data: dict[str, Any], group: dict[str, Any], number: int, of: int) -> str:
    place = f"{group['village']}, Kecamatan {group['kecamatan']}, {data['regency']}"
    lines = [
        ("LATIHAN - " if data["practice"] else "") + "PRELIST KELUARGA - " + data["programme"],
        place,
        f"RT {group['rt']} / RW {group['rw']}: {len(group['families'])} keluarga, {group['people']} orang",
        f"{data['day']} - dibuat {data['by']} - lembar {number} dari {of}",
        *([LEGEND] if data["starred"] else []),
        "=" * _WIDTH,
    ]
    for family in group["families"]:
        lines += _family_lines(family)
    return "\n".join(lines) + "\n"


def _family_lines(family: dict[str, Any]) -> list[str]:
    box = "[x]" if family["done"] else "[ ]"
    lines = [
        f"{box} {family['code']}  {_cut(family['head'], 56)}  desil {family['desil']}",
        f"           {_cut(family['address'], 69)}",
    ]
    for one in family["members"]:
        mark = "x" if one["done"] else "_"
        who = f"{_cut(one['name'], 28):28} {one['age']:>6}  {_cut(one['relation'], 15):15}"
        lines.append(f"         {mark} {who} {one['nik']}")
    told = "; ".join(part for part in (family["state"], family["next"], family["note"]) if part)
    lines.append(_cut(f"           Catatan: {told + ' ' if told else ''}".ljust(_WIDTH, "_"), _WIDTH))
    return [*lines, ""]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
