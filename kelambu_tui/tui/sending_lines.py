"""What Kirim says: its lists, and the sentences above and below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.writing import bar, day_and_clock, full_moment, number

if TYPE_CHECKING:
    from kelambu_tui.store.mounts import Stick as Mounted
    from kelambu_tui.sync.ahead import Estimate, Progress
    from kelambu_tui.sync.bundles import Stick
    from kelambu_tui.sync.homes import Home
    from kelambu_tui.sync.pack import Taken
    from kelambu_tui.work.sending import Sending, Standstill, Unsent
    from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """All that Kirim shows."""

    sending: Sending
    estimate: Estimate
    sticks: Sequence[Stick]
    approved: int
    needs_pack: bool


def read_standing(workspace: Workspace) -> Standing:
    """Gather it; for a thread."""
    from kelambu_tui.sync.ahead import estimate
    from kelambu_tui.sync.bundles import sticks
    from kelambu_tui.sync.pack import needs_pack
    from kelambu_tui.work.overview import overview
    from kelambu_tui.work.sending import sending

    return Standing(
        sending(workspace),
        estimate(workspace),
        sticks(workspace),
        overview(workspace).approved,
        needs_pack(workspace),
    )


def look() -> list[Mounted]:
    """The sticks in this laptop."""
    from kelambu_tui.store.mounts import mounted_sticks

    return mounted_sticks()


def first_place(workspace: Workspace) -> Path:
    """Where a picker begins: the first stick, else at home, in practice beside the practice data."""
    sticks = look()
    if sticks:
        return sticks[0].path
    return workspace.folder if workspace.practice else Path.home()


def part_columns() -> tuple[Column, ...]:
    """What is unsent, by kind and session."""
    return (
        Column(_("Jumlah"), width=7, right=True),
        Column(_("Jenis catatan"), width=24),
        Column(_("Sesi"), share=1),
        Column(_("Sejak"), width=11),
    )


def part_cells(part: Unsent) -> tuple[Cell, ...]:
    """One kind in one session."""
    return (
        Cell(number(part.count), "strong"),
        Cell(part.kind),
        Cell(display(part.session, 60) or _("di luar sesi"), "" if part.session else "muted"),
        Cell(day_and_clock(part.since), "muted"),
    )


def stand_columns() -> tuple[Column, ...]:
    """What the hub has but does not count."""
    return (
        Column(_("Keadaan"), width=9),
        Column(_("Jenis catatan"), width=20),
        Column(_("Tentang"), share=1),
        Column(_("Oleh"), width=10),
        Column(_("Waktu"), width=11),
    )


def stand_cells(stand: Standstill) -> tuple[Cell, ...]:
    """One entry that stands still."""
    return (
        Cell(_("menunggu") if stand.held else _("ditolak"), "amber" if stand.held else "red"),
        Cell(stand.kind),
        Cell(display(stand.name, 60)),
        Cell(display(stand.author, 30), "muted"),
        Cell(day_and_clock(stand.at), "muted"),
    )


def hub_words(sending: Sending) -> str:
    """Which hub, for the end of the title line."""
    if not sending.url:
        return _("belum ada hub")
    name = display(sending.district, 40) or display(sending.url, 50)
    return _("hub {name}").format(name=name) if sending.enrolled else _("undangan belum terpakai")


def state_words(standing: Standing, join_key: str, pack_key: str) -> str:
    """The first lines: sent or not, since when, how much and how long; the next step where there is none."""
    sending = standing.sending
    lines = [_sent_words(sending)]
    if not sending.url:
        words = _("Bergabunglah dulu dengan hub dinas: tekan {key}, pakai undangan dari dinas.")
        lines.append(words.format(key=join_key))
    elif not sending.enrolled:
        lines.append(_("Laptop ini bergabung saat kirim pertama, atau lewat stick pertama."))
    elif standing.needs_pack:
        words = _("Belum ada daftar keluarga di laptop ini: tekan {key} untuk mengambil paket desa.")
        lines.append(words.format(key=pack_key))
    if sending.unsent and sending.url:
        lines.append(_ahead_words(standing.estimate))
    return "\n".join(lines)


def _sent_words(sending: Sending) -> str:
    if sending.unsent:
        words = _("{count} catatan belum terkirim sejak {since}.")
        return words.format(count=number(sending.unsent), since=day_and_clock(sending.since))
    if sending.last_full:
        return _("Terkirim: semua keluar dan masuk sampai {at}.").format(at=full_moment(sending.last_full))
    if sending.url:
        return _("Semua catatan sudah di hub; kabar dari hub belum diambil semua. Kirim sekali lagi.")
    return _("Belum ada catatan, dan belum ada hub.")


def _ahead_words(ahead: Estimate) -> str:
    words = (
        _("Kira-kira {kilobytes} KB, {seconds} detik (menurut sambungan terakhir).")
        if ahead.measured
        else _("Kira-kira {kilobytes} KB, {seconds} detik (di jaringan 2G; belum pernah diukur).")
    )
    return words.format(
        kilobytes=number(-(-ahead.size // 1024)), seconds=number(max(1, round(ahead.seconds)))
    )


def nothing_words(sending: Sending) -> str:
    """What an empty list of unsent entries says."""
    return _("Tidak ada yang menunggu dikirim.") if sending.url else _("Belum ada hub untuk dikirimi.")


def meter_words(progress: Progress | None) -> str:
    """Where a pass is: a bar, entries, seconds left."""
    if progress is None:
        return _("Menyambung ke hub…")
    stages = {
        "greeting": _("Menyapa hub"),
        "sending": _("Mengirim"),
        "receiving": _("Menerima"),
        "waiting": _("Menunggu jaringan"),
        "done": _("Selesai"),
    }
    share = progress.sent / progress.total if progress.total else 1.0
    full, rest = bar(share, 20, "#", ".")
    words = _("{stage}: [{full}{rest}] {sent}/{total} terkirim, {received} diterima").format(
        stage=stages[progress.stage],
        full=full,
        rest=rest,
        sent=number(progress.sent),
        total=number(progress.total),
        received=number(progress.received),
    )
    left = _("{seconds} detik lagi").format(seconds=number(round(progress.seconds)))
    return f"{words}, {left}" if progress.seconds >= 1 else words


def stick_words(sticks: Sequence[Stick]) -> str:
    """The newest stick, and how many never came back."""
    if not sticks:
        return _("Stick: belum pernah ditulis.")
    newest = sticks[0]
    words = _("Stick {at}: catatan {first}-{last}, {state}.").format(
        at=day_and_clock(newest.at),
        first=number(newest.first),
        last=number(newest.last),
        state=newest.words,
    )
    lost = sum(one.lost for one in sticks)
    if lost:
        more = _("{count} stick lama tidak kembali: cari, isinya tersegel.")
        words += " " + more.format(count=number(lost))
    return words


def home_words(home: Home) -> tuple[str, str]:
    """What reading a file from the hub brought, and its tone."""
    if home.again:
        return (
            _("Hub kehilangan sebagian catatan karena dipulihkan. Tulis stick lagi; isinya lengkap."),
            "amber",
        )
    if home.known:
        return _("Berkas ini sudah pernah dibaca; tidak ada yang berubah."), ""
    words = _("Tanda terima dibaca sampai catatan {acked}; {received} catatan orang lain masuk.")
    return words.format(acked=number(home.acked), received=number(home.received)), "done"


def read_from_hub(workspace: Workspace, path: Path) -> tuple[str, str]:
    """Read a file of the hub's, an answer or a village pack; what it brought, and its tone."""
    from kelambu_tui.sync.homes import kind_of, read_home

    if kind_of(workspace, path) != "pack":
        return home_words(read_home(workspace, path))
    from kelambu_tui.sync.pack import read_pack_file, take_pack

    return pack_words([take_pack(workspace, read_pack_file(workspace, path))])


def take_packs(workspace: Workspace) -> tuple[str, str]:
    """Fetch and take the packs of this laptop's villages; what they brought, and its tone."""
    from kelambu_tui.sync.fetching import fetch_pack
    from kelambu_tui.sync.pack import take_pack, villages_here

    villages = villages_here(workspace)
    if not villages:
        return _("Laptop ini untuk seluruh kabupaten: pakai `kelambu pack --village KODE`."), "amber"
    return pack_words([take_pack(workspace, fetch_pack(workspace, village)) for village in villages])


def pack_words(taken: Sequence[Taken]) -> tuple[str, str]:
    """What packs brought, and its tone."""
    words = _("Paket desa masuk: {added} baris baru, {changed} berubah.")
    first = words.format(
        added=number(sum(one.report.added for one in taken)),
        changed=number(sum(one.report.changed for one in taken)),
    )
    if any(one.programme for one in taken):
        first += " " + _("Program baru berlaku saat Anda masuk lagi.")
    return first, "done"
