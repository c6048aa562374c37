"""The dialogs of a session: opening one, nobody at home, closing it; and what their answers do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.ask import Ask, names_field
from kelambu_tui.tui.widgets.choice import Option
from kelambu_tui.tui.widgets.field import choice_field, explained, text_field
from kelambu_tui.tui.writing import short_date

if TYPE_CHECKING:
    from kelambu_tui.work.plan import PlannedFamily
    from kelambu_tui.work.sessions import Present, Session
    from kelambu_tui.work.workspace import Workspace


def opening(workspace: Workspace, villages: Sequence[Option]) -> Ask:
    """Ask for village, day, place, kind of meeting and who is present, and open a session; answers its id.

    With one village there is nothing to choose, so it is only named.
    """
    from kelambu_tui.work.sessions import MEETINGS, meeting_label, open_session

    only = villages[0] if len(villages) == 1 else None

    def do(values: Mapping[str, str], names: Sequence[str]) -> str:
        return open_session(
            workspace,
            only[0] if only else values["village"],
            day=values["day"],
            place=values["place"],
            meeting=values["meeting"],
            present=[read_present(name) for name in names],
        )

    about = _about()
    rows = [
        text_field("session", "day", _("Tanggal"), short_date(workspace.today()), about["day"]),
        choice_field(
            "session",
            "meeting",
            _("Jenis pertemuan"),
            MEETINGS[0],
            about["meeting"],
            [(code, meeting_label(code)) for code in MEETINGS],
        ),
        text_field("session", "place", _("Tempat"), "", about["place"], _("misalnya Balai Desa")),
        names_field("present", _("Yang hadir"), about["present"], _("Nama, Peran (Enter)")),
    ]
    if only is None:
        rows.insert(0, choice_field("session", "village", _("Desa"), "", about["village"], villages))
    title = _("Buka sesi di {village}").format(village=display(only[1], 60)) if only else _("Buka sesi")
    detail = _("Semua yang Anda catat sampai sesi ditutup masuk ke dalamnya.")
    return Ask(title, _("Buka sesi"), do, rows, detail=detail, gathers="present")


def read_present(text: str) -> Present:
    """Read `Nama, Peran`: what stands behind the last comma is the role, for titles hold commas too."""
    from kelambu_tui.work.sessions import Present

    name, comma, role = text.rpartition(",")
    return Present(name.strip() or role.strip(), role.strip() if comma and name.strip() else "")


def present_text(one: Present) -> str:
    """Return somebody who was present as it is typed: `Nama, Peran`."""
    return ", ".join(part for part in (one.name, one.role) if part)


def missing(workspace: Workspace, family: PlannedFamily) -> Ask:
    """Ask when to come again, and note that nobody of `family` was at home; answers the entry."""
    from kelambu_tui.work.sessions import miss_visit

    def do(values: Mapping[str, str], _names: Sequence[str]) -> str:
        return miss_visit(workspace, family.household, next_day=values["next"], note=values["note"])

    about = _about()
    rows = [
        text_field(
            "visit",
            "next",
            _("Datang lagi tanggal"),
            "",
            about["next"],
            _("boleh kosong; seperti 30-11-2026"),
        ),
        text_field("visit", "note", _("Keterangan"), "", about["why"], _("boleh kosong; misalnya di kebun")),
    ]
    title = _("Keluarga {name} tidak di rumah?").format(name=display(family.head, 60))
    return Ask(title, _("Catat"), do, rows, detail=display(family.address, 120))


def closing(workspace: Workspace, session: Session, village: str, counts: str) -> Ask:
    """Show the counts, ask for a note and who else was present, and close the session; answers it."""
    from kelambu_tui.work.sessions import close_session

    known = {present_text(one): one for one in session.present}

    def do(values: Mapping[str, str], names: Sequence[str]) -> Session:
        present = [known.get(name) or read_present(name) for name in names]
        return close_session(workspace, present=present, note=values["note"])

    about = _about()
    rows = [
        text_field(
            "session", "note", _("Catatan berita acara"), session.note, about["note"], _("boleh kosong")
        ),
        names_field("present", _("Yang hadir"), about["present"], _("Nama, Peran (Enter)")),
    ]
    title = _("Tutup sesi di {village}?").format(village=display(village, 60))
    detail = (
        counts + "\n\n" + _("Hitungan ini menjadi tetap dan ditandatangani. Sesi tidak bisa dibuka lagi.")
    )
    return Ask(
        title,
        _("Tutup sesi"),
        do,
        rows,
        detail=detail,
        cautious=True,
        gathers="present",
        names=list(known),
    )


def _about() -> dict[str, tuple[str, ...]]:
    """What F1 says of each field: the rule, an example, a common mistake."""
    return _about_session() | _about_visit()


def _about_session() -> dict[str, tuple[str, ...]]:
    return {
        "village": explained(
            _("Desa tempat Anda bekerja hari ini. Satu sesi hanya untuk satu desa."),
            _("Danau Cala, Lais"),
            _("Membuka sesi di desa tempat menginap, bukan di desa yang dikunjungi."),
        ),
        "day": explained(
            _("Tanggal yang tertulis di berita acara: hari ini, atau hari yang sudah lewat."),
            "23-11-2026",
            _("Menulis tanggal rapat yang belum terjadi."),
        ),
        "meeting": explained(
            _("Apa yang dilakukan: kunjungan dari rumah ke rumah, atau musyawarah desa atau kelurahan."),
            _("musyawarah desa, kalau warga berkumpul dan mengusulkan keluarga baru"),
            _("Memilih musyawarah padahal hanya berkunjung; berita acaranya lalu keliru."),
        ),
        "place": explained(
            _("Tempat berkumpul, supaya dapat dicocokkan nanti. Boleh kosong untuk kunjungan rumah."),
            "Balai Desa Danau Cala",
            _("Menulis nama desa; itu sudah ada di isian Desa."),
        ),
        "present": explained(
            _(
                "Satu orang per baris: nama, koma, perannya; lalu Enter. Hapus pada baris kosong"
                " mengembalikan nama terakhir."
            ),
            _("H. Amin, S.Pd., Kepala Desa"),
            _("Menulis beberapa orang dalam satu baris; yang di belakang koma dibaca sebagai peran."),
        ),
        "note": explained(
            _("Kalimat yang ikut tercetak di berita acara. Boleh kosong."),
            _("Jalan ke RT 004 putus; dua keluarga dikunjungi minggu depan."),
            _("Menulis NIK atau rahasia orang; berita acara dibaca banyak orang."),
        ),
    }


def _about_visit() -> dict[str, tuple[str, ...]]:
    return {
        "next": explained(
            _("Kapan datang lagi: hari ini atau sesudahnya. Boleh kosong bila belum tahu."),
            "30-11-2026",
            _("Menulis tanggal hari kunjungan yang gagal; itu tercatat sendiri."),
        ),
        "why": explained(
            _("Apa yang dikatakan tetangga, supaya kunjungan berikutnya berhasil. Boleh kosong."),
            _("di kebun, pulang sore"),
            _("Menulis \u201ctidak ada\u201d saja; tidak menolong siapa pun yang datang lagi."),
        ),
    }
