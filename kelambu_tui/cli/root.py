"""`kelambu` itself: which commands there are, each loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from kelambu_tui.cli.ending import WRONG_USE, tell
from kelambu_tui.cli.frame import Worded, WordedGroup, sentence_for
from kelambu_tui.locale import _

_WHERE = {
    "demo": "demo",
    "init": "accounts",
    "user": "accounts",
    "passphrase": "unlocking",
    "unlock": "unlocking",
    "answer": "unlocking",
    "helper": "unlocking",
    "recovery": "recovering",
    "import": "lists",
    "differences": "differences",
    "search": "finding",
    "check": "checking",
    "verify": "verifying",
    "correct": "correcting",
    "history": "correcting",
    "propose": "proposing",
    "desil": "desils",
    "duplicates": "duplicating",
    "queue": "queueing",
    "approvals": "deciding",
    "approve": "deciding",
    "return": "deciding",
    "reject": "deciding",
    "release": "deciding",
    "undo": "undoing",
    "session": "sessions",
    "plan": "planning",
    "prelist": "papers",
    "minutes": "papers",
    "letter": "papers",
    "programme": "programmes",
    "conflicts": "reconciling",
    "join": "syncing",
    "sync": "syncing",
    "bundle": "bundling",
    "pack": "packs",
    "export": "exporting",
    "audit": "auditing",
    "backup": "backing_up",
    "restore": "restoring",
    "doctor": "doctor",
    "generate": "generating",
    "hub": "hub",
}
"""Command -> module of this folder; the module's `COMMANDS` holds it under the same name."""


def _lines() -> dict[str, str]:
    return {
        "demo": _("Buka aplikasi dengan data latihan, tanpa persiapan."),
        "init": _("Buat ruang kerja dengan pengguna pertamanya."),
        "user": _("Tambah atau daftar pengguna."),
        "passphrase": _("Ganti kata sandi Anda sendiri."),
        "unlock": _("Lupa kata sandi: buka dengan jawaban penyelia lewat telepon."),
        "answer": _("Jawab permintaan orang yang lupa kata sandinya (penyelia)."),
        "helper": _("Siapa yang boleh membuka kata sandi Anda lewat telepon."),
        "recovery": _("Slot pemulihan untuk dinas, dan membukanya."),
        "import": _("Masukkan daftar P3KE (CSV atau XLSX)."),
        "differences": _("Lihat apa yang akan diubah daftar baru, lalu terima atau tunda."),
        "search": _("Cari orang menurut nama, NIK, nomor KK, atau alamat."),
        "check": _("Periksa seseorang terhadap aturan program: lolos, gagal, belum tahu."),
        "verify": _("Catat hasil verifikasi seseorang, dan antrekan bila layak."),
        "correct": _("Koreksi yang tertulis di daftar tentang seseorang, dengan alasan."),
        "history": _("Lihat riwayat perubahan isian seseorang."),
        "propose": _("Usulkan keluarga atau anggota yang tidak ada di daftar."),
        "desil": _("Usulkan desil lain untuk satu keluarga, atau putuskan usulan itu."),
        "duplicates": _("Lihat pasangan yang mungkin satu orang, dan putuskan."),
        "queue": _("Lihat antrean, atau antrekan orang yang sudah diverifikasi."),
        "approvals": _("Lihat yang menunggu keputusan Anda sebagai penyelia."),
        "approve": _("Setujui pendaftaran yang menunggu."),
        "return": _("Kembalikan pendaftaran untuk diperbaiki."),
        "reject": _("Tolak pendaftaran dengan kode alasan."),
        "undo": _("Batalkan keputusan Anda yang belum terkirim."),
        "release": _("Lepas tempat yang sudah disetujui; cadangan pertama mendapatkannya."),
        "session": _("Buka dan tutup sesi kerja di satu desa, dan lihat hitungannya."),
        "plan": _("Lihat rencana kunjungan per RT: siapa yang belum, siapa yang didatangi lagi."),
        "prelist": _("Cetak daftar keluarga per RT untuk dibawa berkeliling (PDF atau teks)."),
        "minutes": _("Buat berita acara dari satu sesi (PDF)."),
        "letter": _("Buat surat untuk satu keluarga: apa yang ditemukan dan mengapa (PDF)."),
        "programme": _("Periksa berkas program, coba pada orang-orang di daftar, dan lihat isinya."),
        "conflicts": _("Lihat yang berbeda di dua laptop, dan pilih kunjungan yang benar."),
        "join": _("Gabungkan laptop ini dengan hub dinas."),
        "sync": _("Kirim yang belum terkirim, dan ambil jawaban dari hub."),
        "bundle": _("Kirim lewat stick: tulis untuk hub, baca jawaban hub."),
        "pack": _("Ambil paket desa dari hub: daftar, program, bobot."),
        "export": _("Tulis berkas untuk pihak lain."),
        "audit": _("Periksa buku besar: rantai, tanda tangan, keadaan."),
        "backup": _("Cadangkan ruang kerja ini ke satu berkas terenkripsi, sekali atau tiap hari."),
        "restore": _("Pulihkan ruang kerja dari cadangan."),
        "doctor": _("Periksa ruang kerja ini dan laptop ini, atau perbaiki basis datanya."),
        "generate": _("Buat daftar sintetis untuk latihan dan uji."),
        "hub": _("Jalankan dan kelola hub dinas."),
    }


class Root(WordedGroup):
    """The top of the command line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of a working day."""
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command's module."""
        if cmd_name not in _WHERE:
            return None
        commands: dict[str, Worded] = import_module(f"kelambu_tui.cli.{_WHERE[cmd_name]}").COMMANDS
        return commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with; an unknown one is told with those that look like it."""
        if args[0] not in _WHERE and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=_WHERE, ctx=ctx)
        return super().resolve_command(ctx, args)

    def line_of(self, ctx: click.Context, name: str) -> str:  # noqa: ARG002
        """Return a command's line from here, so that help loads no command."""
        return _lines()[name]


def make_root() -> Root:
    """Build the top group in the language in use."""
    root = Root(
        "kelambu",
        help=_(
            "Verifikasi Pake Kelambu, luring. Tanpa perintah, aplikasi terbuka.\n\n"
            "Kode keluar: 0 selesai, 1 ditolak aturan atau tidak ditemukan, 2 salah pakai atau berkas tidak "
            "terbaca, 3 ruang kerja rusak atau terkunci."
        ),
    )
    root.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=_("Tampilkan versi."),
        )
    )
    return root


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from kelambu_tui import __version__

        click.echo(f"kelambu {__version__}")
        ctx.exit()


def run(words: list[str]) -> int:
    """Run the command that `words` name; returns its exit code."""
    try:
        code = make_root().main(args=words, prog_name="kelambu", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        return WRONG_USE
    except click.UsageError as error:
        tell(sentence_for(error))
        return WRONG_USE
    except click.Abort:
        raise KeyboardInterrupt from None
    return int(code or 0)
