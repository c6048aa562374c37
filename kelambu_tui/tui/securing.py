"""The dialogs about keys: lock and passphrase, a forgotten passphrase, and a supervisor's answer to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.errors import Refused
from kelambu_tui.locale import _
from kelambu_tui.tui.idle import Idle, Pin, is_pin
from kelambu_tui.tui.settings import MOST_MINUTES, least_minutes, write_lock_minutes
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.decide import Report
from kelambu_tui.tui.widgets.field import FieldRow
from kelambu_tui.tui.widgets.line import Line, Secret

if TYPE_CHECKING:
    from kelambu_tui.tui.desk import Desk
    from kelambu_tui.work.answering import Answer


def _secret(key: str, label: str, *about: str) -> FieldRow:
    return FieldRow("secret", key, label, Secret(key), about)


def _typed(row: FieldRow) -> str:
    """A passphrase as it was typed: blanks at its ends count."""
    return row.editor.value


def security(desk: Desk, idle: Idle) -> Ask:
    """Return the dialog for idle lock, PIN and passphrase; it answers what was changed, in sentences."""
    least = least_minutes(desk.workspace.practice)
    minutes = FieldRow(
        "lock",
        "minutes",
        _("Kunci sesudah (menit)"),
        Line(str(idle.minutes), max_length=3),
        (_("Menit tanpa tombol sampai layar tertutup."),),
    )
    pin = _secret("pin", _("PIN baru (4-6 angka)"), _("Hanya untuk sesi ini, tidak pernah disimpan."))
    old = _secret("passphrase", _("Kata sandi sekarang"), _("Perlu untuk setiap perubahan di sini."))
    new = _secret("new", _("Kata sandi baru"), _("Sedikitnya 8 huruf atau angka; kosong: tetap yang lama."))
    again = _secret("again", _("Sekali lagi"))

    def do(values: Mapping[str, str], _names: Sequence[str]) -> list[str]:
        wanted = _minutes(values["minutes"], least)
        if _typed(pin) and not is_pin(_typed(pin)):
            raise Refused(_("PIN terdiri dari 4 sampai 6 angka."))
        if _typed(new) != _typed(again):
            raise Refused(_("Kedua kata sandi baru tidak sama. Ketik ulang."))
        return _secured(desk, idle, _typed(old), wanted, _typed(pin), _typed(new))

    title = _("Kunci dan kata sandi")
    detail = _("Yang dikosongkan tidak berubah.")
    return Ask(title, _("Simpan"), do, (old, minutes, pin, new, again), detail=detail)


def _minutes(text: str, least: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= MOST_MINUTES):
        sentence = _("Menit: angka dari {least} sampai {most}.")
        raise Refused(sentence.format(least=least, most=MOST_MINUTES))
    return int(text)


def _secured(desk: Desk, idle: Idle, old: str, minutes: int, pin: str, new: str) -> list[str]:
    from kelambu_tui.work.passphrases import change_passphrase
    from kelambu_tui.work.workspace import confirm_identity

    done: list[str] = []
    if new:
        change_passphrase(desk.workspace, old, new)
        done.append(_("Kata sandi sudah diganti."))
    else:
        confirm_identity(desk.workspace, old)
    if minutes != idle.minutes:
        idle.minutes = minutes
        write_lock_minutes(desk.workspace.folder, minutes)
        done.append(_("Layar terkunci sesudah {count} menit.").format(count=minutes))
    if pin:
        desk.pin = Pin(pin)
        done.append(_("PIN berlaku sampai Anda keluar."))
    return done or [_("Tidak ada yang diubah.")]


def answering(desk: Desk) -> Ask:
    """Return the dialog in which a supervisor answers who forgot their passphrase; it answers an `Answer`."""
    request = FieldRow(
        "call", "request", _("Angka permintaan"), Line(max_length=40), (_("Tiga kelompok, lima angka."),)
    )
    own = _secret("passphrase", _("Kata sandi Anda"))

    def do(values: Mapping[str, str], _names: Sequence[str]) -> Answer:
        from kelambu_tui.work.answering import answer_request

        return answer_request(desk.workspace, values["request"], _typed(own))

    detail = _("Pastikan itu suara orangnya. Jawaban Anda tercatat di buku besar.")
    return Ask(_("Jawab permintaan lewat telepon"), _("Jawab"), do, (request, own), detail=detail)


def answered(answer: Answer) -> Report:
    """Return the dialog with the groups to read out."""
    title = _("Bacakan kepada {name} (laptop {device})").format(name=answer.account, device=answer.device)
    lines = [answer.groups, _("Berlaku satu kali, untuk permintaan ini saja.")]
    if answer.again:
        lines.append(_("Perhatian: permintaan yang sama sudah pernah dijawab di sini."))
    return Report(title, lines)


def forgotten(folder: Path, name: str, request: str) -> Ask:
    """Return the dialog for `name` who forgot their passphrase; it answers the helper's name."""
    groups = FieldRow(
        "call", "answer", _("Jawaban penyelia"), Line(max_length=60), (_("Enam kelompok, lima angka."),)
    )
    new = _secret("new", _("Kata sandi baru"), _("Sedikitnya 8 huruf atau angka."))
    again = _secret("again", _("Sekali lagi"))

    def do(values: Mapping[str, str], _names: Sequence[str]) -> str:
        from kelambu_tui.work.unlocking import finish

        if _typed(new) != _typed(again):
            raise Refused(_("Kedua kata sandi baru tidak sama. Ketik ulang."))
        return finish(folder, name, values["answer"], _typed(new))

    title = _("Lupa kata sandi: {name}").format(name=name)
    detail = _("Telepon penyelia Anda dan bacakan angka ini; berlaku satu jam:\n\n    {request}")
    return Ask(title, _("Ganti kata sandi"), do, (groups, new, again), detail=detail.format(request=request))
