"""`session` and `plan`: a day's work in a village, and who is left to visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.cli.showing import shortest_prefixes, village_label
from kelambu_tui.display import display
from kelambu_tui.errors import Refused
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.session_counts import Counts
    from kelambu_tui.work.sessions import Present, Session
    from kelambu_tui.work.workspace import Workspace

session = WordedGroup("session", help=_("Buka dan tutup sesi kerja di satu desa, dan lihat hitungannya."))


@command(
    "open",
    _(
        "Buka sesi di DESA (kode atau nama). Semua yang Anda catat sampai sesi ditutup masuk ke dalamnya.\n\n"
        'Contoh: kelambu session open "Danau Cala" --meeting musdes --present "Amin, Kepala Desa"'
    ),
    of=session,
)
@click.argument("village", metavar="DESA")
@click.option("--date", "day", metavar="TANGGAL", default="", help=_("Tanggal sesi; hari ini kalau kosong."))
@click.option("--place", metavar="TEMPAT", default="", help=_("Tempat pertemuan, misalnya Balai Desa."))
@click.option(
    "--meeting",
    metavar="JENIS",
    default="kunjungan",
    help=_("kunjungan, musdes, muskel, atau lainnya (kunjungan)."),
)
@click.option(
    "--present",
    metavar='"NAMA, PERAN"',
    multiple=True,
    help=_("Siapa yang hadir dan sebagai apa; boleh berkali-kali."),
)
def open_(asked: Asked, village: str, day: str, place: str, meeting: str, present: tuple[str, ...]) -> int:
    """Open a session."""
    from kelambu_tui.work.sessions import open_session, read_session

    with entered(asked) as here:
        made = open_session(
            here.workspace, village, day=day, place=place, meeting=meeting, present=_people(present)
        )
        opened = read_session(here.workspace, made)
    text = _("Sesi dibuka di {village}, {day}. ID: {session}")
    answer(
        asked.json,
        _document(opened),
        lambda: text.format(village=village_label(opened.village), day=opened.day, session=opened.id),
    )
    return DONE


@command(
    "close",
    _(
        "Tutup sesi Anda yang terbuka: hitungannya menjadi tetap dan ditandatangani. Sesudah itu berita "
        "acaranya dapat dibuat dengan `kelambu minutes`."
    ),
    of=session,
)
@click.option("--note", metavar="TEKS", default="", help=_("Catatan untuk berita acara."))
@click.option(
    "--present",
    metavar='"NAMA, PERAN"',
    multiple=True,
    help=_("Ganti daftar yang hadir; boleh berkali-kali."),
)
def close(asked: Asked, note: str, present: tuple[str, ...]) -> int:
    """Close the open session."""
    from kelambu_tui.work.sessions import close_session

    with entered(asked) as here:
        closed = close_session(here.workspace, note=note, present=_people(present) or None)
        labels = _outcome_labels(here.workspace)
    assert closed.counts is not None
    counts = closed.counts
    answer(asked.json, _document(closed, counts), lambda: _text(closed, counts, labels))
    return DONE


@command("list", _("Daftar sesi di wilayah Anda, yang terbaru di atas."), of=session)
def list_(asked: Asked) -> int:
    """List sessions."""
    from kelambu_tui.work.sessions import meeting_label, sessions

    with entered(asked) as here:
        found = sessions(here.workspace)
    if not found:
        tell(_("Belum ada sesi. Buka dengan `kelambu session open DESA`."))
    short = shortest_prefixes([one.id for one in found])
    headings = ("ID", _("Tanggal"), _("Desa"), _("Jenis"), _("Petugas"), _("Keadaan"), _("Diperiksa"))
    rows = [
        (
            short[one.id],
            one.day,
            village_label(one.village),
            meeting_label(one.meeting),
            one.author,
            _("terbuka") if one.is_open else _("ditutup"),
            one.counts.checked if one.counts else "",
        )
        for one in found
    ]
    answer(
        asked.json,
        [_document(one) for one in found],
        lambda: table(headings, rows, right=frozenset({6})) if rows else "",
    )
    return DONE


@command("show", _("Tunjukkan satu sesi dan hitungannya; tanpa ID, sesi yang terbuka."), of=session)
@click.argument("session_id", metavar="[ID]", required=False, default="")
def show(asked: Asked, session_id: str) -> int:
    """Show one session."""
    from kelambu_tui.errors import NotFound
    from kelambu_tui.work.sessions import count_session, current_session, read_session

    with entered(asked) as here:
        found = read_session(here.workspace, session_id) if session_id else current_session(here.workspace)
        if found is None:
            raise NotFound(_("Tidak ada sesi yang terbuka. Sebutkan ID-nya; lihat `kelambu session list`."))
        counts = count_session(here.workspace, found.id)
        labels = _outcome_labels(here.workspace)
    answer(asked.json, _document(found, counts), lambda: _text(found, counts, labels))
    return DONE


@command(
    "missed",
    _("Catat bahwa tidak ada orang di rumah. KELUARGA: kode lima huruf dari prelist, atau ID keluarga."),
    of=session,
)
@click.argument("family", metavar="KELUARGA")
@click.option("--next", "next_day", metavar="TANGGAL", default="", help=_("Kapan datang lagi."))
@click.option("--note", metavar="TEKS", default="", help=_("Keterangan, misalnya: di kebun."))
def missed(asked: Asked, family: str, next_day: str, note: str) -> int:
    """Note that nobody was at home."""
    from kelambu_tui.work.sessions import miss_visit

    with entered(asked) as here:
        household = _household(here.workspace, family)
        entry = miss_visit(here.workspace, household, next_day=next_day, note=note)
    document = {"household": household, "next": next_day, "note": note, "entry": entry}
    answer(asked.json, document, lambda: _("Tercatat: {family} tidak di rumah.").format(family=household))
    return DONE


def _household(workspace: Workspace, text: str) -> str:
    """Take a short code or a family id; a code that names several families is asked about."""
    from kelambu_tui.errors import NotFound
    from kelambu_tui.work.plan import family_of_code, is_short_code

    if not is_short_code(text):
        return text.strip()
    try:
        found = family_of_code(workspace, text)
    except NotFound:
        if text.strip().isdigit():  # a family id that looks like a code
            return text.strip()
        raise
    if len(found) > 1:
        raise Refused(
            _("Kode {code} dipakai beberapa keluarga: {families}. Sebut salah satu ID itu.").format(
                code=text.strip().upper(), families=", ".join(found)
            )
        )
    return found[0]


def _people(words: tuple[str, ...]) -> list[Present]:
    """Read `Nama, Peran`: what stands behind the last comma is the role, for titles hold commas too."""
    from kelambu_tui.work.sessions import Present

    parted = (word.rpartition(",") for word in words)
    return [Present(name.strip() or role.strip(), role.strip() if name else "") for name, _c, role in parted]


def _outcome_labels(workspace: Workspace) -> dict[str, str]:
    from kelambu_tui.locale import pick

    return {outcome.code: pick(outcome.label) for outcome in workspace.programme.outcomes}


def _document(one: Session, counts: Counts | None = None) -> dict[str, Any]:
    from dataclasses import asdict

    told = counts or one.counts
    return {
        "session": one.id,
        "village": one.village,
        "day": one.day.isoformat(),
        "place": one.place,
        "meeting": one.meeting,
        "present": [[person.name, person.role] for person in one.present],
        "author": one.author,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "counts": asdict(told) if told else None,
        "note": one.note,
        "head": one.head,
    }


def _text(one: Session, counts: Counts, labels: dict[str, str]) -> str:
    from kelambu_tui.work.sessions import meeting_label

    lines = [
        f"{village_label(one.village)}, {one.day}, {meeting_label(one.meeting)}"
        + (f", {display(one.place)}" if one.place else ""),
        _("Terbuka sejak {at}").format(at=one.opened_at)
        if one.is_open
        else _("Ditutup {at}").format(at=one.closed_at),
        _(
            "Keluarga: {families}; selesai {done}, sebagian {begun}, tidak di rumah {missed}, belum {left}"
        ).format(
            families=counts.families,
            done=counts.done,
            begun=counts.begun,
            missed=counts.missed,
            left=counts.left,
        ),
        _("Orang diperiksa: {checked}").format(checked=counts.checked),
        *(f"  {labels.get(code, code)}: {number}" for code, number in counts.outcomes.items()),
        _("Diantrekan: {queued}; ditarik: {withdrawn}; dugaan ganda diputuskan: {judged}").format(
            queued=counts.queued, withdrawn=counts.withdrawn, judged=counts.judged
        ),
        _("Data diperbaiki: {corrected} orang, {nik} di antaranya NIK; usulan baru: {proposed}").format(
            corrected=counts.corrected, nik=counts.nik_corrected, proposed=counts.proposed
        ),
        *(f"- {display(person.name)}, {display(person.role)}".rstrip(", ") for person in one.present),
        *([display(one.note, 600)] if one.note else []),
        *([_("Sidik: {head}").format(head=one.head)] if one.head else []),
    ]
    return "\n".join(lines)


COMMANDS = {"session": session}
