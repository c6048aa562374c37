"""A household in words: for the preview beside a list, and the facts of its house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.corrected import STAR, list_line, starred
from kelambu_tui.tui.widgets.states import state_cell
from kelambu_tui.tui.writing import fit

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.households import HouseholdView, Member

MUTED, ACCENT = "dim", "bold"


def place_line(view: HouseholdView) -> str:
    """Return address, RT/RW and village as one line."""
    village = view.village.label if view.village else view.village_code
    address = view.address
    if view.rt and "RT" not in address.upper():
        address += f" RT {view.rt}" + (f" RW {view.rw}" if view.rw else "")
    return ", ".join(display(part) for part in (address.strip(), village) if part)


def desil_line(view: HouseholdView) -> str:
    """Return the desil with the source and period that it comes from, and what others say of it."""
    source = " ".join(part for part in (view.desil_source, view.desil_period) if part)
    if view.desil is None:
        return _("Desil belum tahu ({source})").format(source=display(source))
    line = _("Desil {desil} menurut {source}").format(desil=view.desil, source=display(source))
    besides = _besides(view)
    return f"{line} ({', '.join(besides)})" if besides else line


def _besides(view: HouseholdView) -> list[str]:
    """Return other desils than the one in force: the list's, other sources', a proposed one."""
    change = view.desil_change
    besides = []
    if change is not None and change.state == "disetujui" and view.listed_desil not in (None, view.desil):
        besides.append(_("daftar {desil}").format(desil=view.listed_desil))
    else:
        others = {one.source: one.desil for one in reversed(view.desil_sources) if one.desil != view.desil}
        besides += [f"{display(source, 20)} {desil}" for source, desil in others.items()]
    if change is not None and change.state == "menunggu":
        besides.append(_("diusulkan {desil}").format(desil=change.desil))
    return besides


def person_id(person: str) -> str:
    """Return the ID of whom the pointer is on, as one can type it where another record is asked for."""
    return _("ID yang ditunjuk {person}").format(person=display(person, 30))


def relation_word(relation: str) -> str:
    """Return the relation to the head in short, small letters."""
    words = {
        "KEPALA KELUARGA": _("kepala"),
        "ISTRI/SUAMI": _("istri/suami"),
        "ANAK": _("anak"),
        "LAINNYA": _("lainnya"),
    }
    return words.get(relation, relation.lower())


def household_text(view: HouseholdView, programme: Programme, width: int, pointed: str = "") -> Text:
    """Return the household as a preview of `width` cells; person `pointed` stands out, with ID."""
    text = Text()
    text.append(fit(_("Keluarga {name}").format(name=view.head_name), width).rstrip() + "\n", "bold")
    text.append(display(place_line(view)) + "\n", MUTED)
    text.append(desil_line(view) + "\n", MUTED)
    text.append((person_id(pointed) if pointed else "") + "\n\n", MUTED)
    shown = next((member for member in view.members if member.person == pointed), None)
    if shown is not None and shown.replaced:
        text.append(list_line(shown.replaced) + "\n\n", MUTED)
    for member in view.members:
        text.append(_member_line(member, programme, width) + "\n", ACCENT if member.person == pointed else "")
    if not (shown and shown.replaced) and any(member.replaced for member in view.members):
        text.append("\n" + _("{star} bukan dari daftar").format(star=STAR) + "\n", MUTED)
    facts = housing_facts(view.housing)
    if facts:
        text.append("\n" + ", ".join(f"{label.lower()} {value}" for label, value in facts), MUTED)
    return text


def _member_line(member: Member, programme: Programme, width: int) -> str:
    state = state_cell(programme, member.state or member.outcome).text
    name = max(12, width - 35)
    age = starred("" if member.age is None else str(member.age), member.replaced, "birth_date")
    relation = fit(starred(relation_word(member.relation), member.replaced, "relation"), 11)
    who = fit(starred(member.name, member.replaced, "name"), name)
    return f"{who} {relation} {fit(age, 4, True)}  {fit(state, 14)}"


def housing_facts(housing: dict[str, str]) -> list[tuple[str, str]]:
    """Return what the list says of the house, as (label, value), without what it leaves empty; help last."""
    labels = _labels()
    facts = [(label, value) for name, label in labels.items() if (value := _fact(housing.get(name, "")))]
    known = [name for name in _HELP if housing.get(name)]
    if known:
        received = [label for name, label in _HELP.items() if housing.get(name, "").lower() == "ya"]
        facts.append((_("Bantuan"), ", ".join(received) or _("tidak ada")))
    return facts


def _fact(value: str) -> str:
    """Return a value in small letters; BAGUS/KUALITAS TINGGI says the same twice, KOSONG says nothing."""
    words = display(value).lower()
    if words.endswith(("/kualitas tinggi", "/kualitas rendah")):
        words = words.partition("/")[0]
    return "" if words == "kosong" else words


_HELP = {
    "pkh": "PKH",
    "bpnt": "BPNT",
    "bst": "BST",
    "bpum": "BPUM",
    "sembako": "Sembako",
    "kur": "KUR",
    "prakerja": "Prakerja",
}
"""Programmes of help that the list names, as they are called."""


def _labels() -> dict[str, str]:
    return {
        "home_ownership": _("Rumah"),
        "floor": _("Lantai"),
        "wall": _("Dinding"),
        "roof": _("Atap"),
        "floor_quality": _("Mutu lantai"),
        "wall_quality": _("Mutu dinding"),
        "roof_quality": _("Mutu atap"),
        "water": _("Air minum"),
        "toilet": _("Jamban"),
        "lighting": _("Penerangan"),
        "power_watt": _("Daya listrik"),
        "fuel": _("Bahan bakar"),
        "savings": _("Simpanan"),
        "stunting": _("Stunting"),
        "percentile": _("Persentil"),
        "updated_year": _("Diperbarui"),
    }


def housing_text(housing: dict[str, str], width: int) -> Text:
    """Return the facts of the house in columns that fill `width` cells."""
    facts = housing_facts(housing)
    if not facts:
        return Text(
            _("Daftar ini tidak memuat keadaan rumah; isi lewat daftar periksa saat kunjungan."), MUTED
        )
    columns = max(1, width // 38)
    size = width // columns
    rows = -(-len(facts) // columns)
    text = Text()
    for row in range(rows):
        for label, value in facts[row::rows]:
            text.append(fit(label, 13) + " ", MUTED)
            text.append(fit(value, size - 15) + " ")
        text.append("\n")
    return text
