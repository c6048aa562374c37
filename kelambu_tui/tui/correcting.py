"""The dialogs that change what is known of a person or a family: a correction, another desil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.field_rules import rule_of
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.choice import Option
from kelambu_tui.tui.widgets.field import FieldRow, choice_field, text_field
from kelambu_tui.tui.widgets.household import desil_line, relation_word
from kelambu_tui.tui.widgets.states import state_word

if TYPE_CHECKING:
    from kelambu_tui.work.corrections import ListedPerson, ListField
    from kelambu_tui.work.desil_view import DesilView
    from kelambu_tui.work.workspace import Workspace


def correcting(workspace: Workspace, whose: ListedPerson, one: ListField) -> Ask:
    """Ask for another value of a field of the list, why, and what was seen; answers the entry's id."""
    from kelambu_tui.work.corrections import correct

    def do(values: Mapping[str, str], _names: Sequence[str]) -> str:
        return correct(
            workspace,
            whose.person,
            one.field,
            values["value"],
            reason=values["reason"],
            evidence=values["evidence"],
        )

    return Ask(
        _("Koreksi {field}: {name}").format(field=one.label.lower(), name=display(whose.name, 60)),
        _("Catat koreksi"),
        do,
        [_value_row(one), *reason_rows()],
        detail=_detail(whose, one),
        required=_reason_required(),
    )


def _reason_required() -> dict[str, str]:
    return {"reason": _("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti.")}


def reason_rows(evidence: str = "") -> list[FieldRow]:
    """Return the two rows that every change asks for: why, and what was seen."""
    return [
        text_field(
            "change",
            "reason",
            _("Alasan") + " *",
            "",
            (_("Mengapa diubah. Orang lain memeriksanya nanti, jadi tulis selengkapnya."),),
            _("misalnya menurut KTP"),
        ),
        text_field(
            "change",
            "evidence",
            _("Bukti"),
            evidence,
            (_("Apa yang Anda lihat sendiri: KTP, KK, akta, foto, keterangan ketua RT."),),
            _("misalnya KTP dilihat"),
        ),
    ]


def _value_row(one: ListField) -> FieldRow:
    from kelambu_tui.work.corrections import CHOICES, shown_value

    label = _("Yang benar")
    about = (one.label, *rule_of(one.field), _("Kosongkan untuk kembali ke tulisan daftar."))
    if one.field in CHOICES:
        options = [_option(one.field, code) for code in CHOICES[one.field]]
        return choice_field("change", "value", label, one.value, about, options, _("menurut daftar"))
    example = _("misalnya 23-11-1980") if one.field == "birth_date" else _("menurut daftar")
    return text_field("change", "value", label, shown_value(one.field, one.value), about, example)


def _option(field: str, code: str) -> Option:
    words = {"L": _("laki-laki"), "P": _("perempuan")}
    word = relation_word(code) if field == "relation" else words.get(code, code.lower())
    return code, word


def _detail(whose: ListedPerson, one: ListField) -> str:
    from kelambu_tui.work.corrections import shown_value

    listed = shown_value(one.field, one.listed) or _("kosong")
    lines = [
        _("Daftar {source} menulis: {value}").format(source=display(whose.source, 40), value=listed),
        _("Kosongkan untuk kembali ke tulisan daftar."),
    ]
    if whose.promised:
        sentence = _("Usulannya {state}: koreksi menggugurkannya, dan ia perlu diantrekan lagi.")
        lines.append(sentence.format(state=state_word(whose.state)))
    return "\n".join(lines)


def proposing(workspace: Workspace, view: DesilView) -> Ask:
    """Ask for another desil than the family's, why, and what was seen; answers the entry's id."""
    from kelambu_tui.work.desil import HIGHEST, propose_desil

    family = view.household

    def do(values: Mapping[str, str], _names: Sequence[str]) -> str:
        return propose_desil(
            workspace, family.household, int(values["desil"]), values["reason"], values["evidence"]
        )

    desils = [(str(desil), _desil_words(desil, view.fits)) for desil in range(1, HIGHEST + 1)]
    row = choice_field(
        "change",
        "desil",
        _("Desil yang diusulkan") + " *",
        "",
        (_("Desil 1 paling miskin. Daftar periksa menilai desil yang ada di program."),),
        [option for option in desils if option[0] != str(family.desil)],
    )
    seen = view.reading.drivers if view.reading.result == "tidak_sesuai" else ()
    evidence = _("daftar periksa: {answers}").format(answers=", ".join(seen)) if seen else ""
    return Ask(
        _("Usulkan desil lain: keluarga {name}").format(name=display(family.head_name, 60)),
        _("Usulkan"),
        do,
        [row, *reason_rows(evidence)],
        detail="\n".join(_proposal_lines(view)),
        required={"desil": _("Pilih dulu desil yang diusulkan.")} | _reason_required(),
    )


def _proposal_lines(view: DesilView) -> list[str]:
    change = view.household.desil_change
    lines = [_("{desil}. Penyelia yang memutuskan.").format(desil=desil_line(view.household))]
    if change is not None and change.state == "menunggu":
        waiting = _("Usulan {who} yang menunggu (desil {desil}) diganti.")
        lines.append(waiting.format(who=display(change.asked_by, 40), desil=change.desil))
    if view.promised:
        ended = _("Usulan {count} anggota keluarga gugur dan perlu diantrekan lagi.")
        lines.append(ended.format(count=view.promised))
    return lines


def _desil_words(desil: int, fits: Sequence[int]) -> str:
    words = _("desil {desil}").format(desil=desil)
    return words + " " + _("(daftar periksa: sesuai)") if desil in fits else words
