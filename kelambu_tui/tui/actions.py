"""Every action of the app in one table: it feeds the bindings, the key line and the help.

An action belongs to a place: `app` (everywhere), `list` (any drawn list), `dialog`, or a screen. Its id is
what `keys.toml` names; `footer` orders it in the key line (0: help only).
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


def later(text: str) -> str:
    """Mark `text` for translation where it stands in a table; it is translated when it is drawn."""
    return text


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does."""

    id: str
    key: str
    call: str
    label: str
    footer: int = 0
    help: str = ""

    @property
    def place(self) -> str:
        """Where the action lives: the part of the id before the dot."""
        return self.id.partition(".")[0]


_ = later

ACTIONS: tuple[Action, ...] = (
    Action(
        "app.help",
        "f1,question_mark",
        "app.help",
        _("Bantuan"),
        1,
        _("Jelaskan isian ini, lalu semua tombol"),
    ),
    Action("app.today", "f2", "app.go('beranda')", _("Beranda"), 0, _("Apa yang menunggu hari ini")),
    Action("app.search", "f3", "app.go('cari')", _("Cari"), 0, _("Cari orang atau keluarga")),
    Action(
        "app.queue", "f4", "app.go('antrean')", _("Antrean"), 0, _("Yang sudah diantrekan dan jawabannya")
    ),
    Action(
        "app.approvals",
        "f5",
        "app.go('persetujuan')",
        _("Persetujuan"),
        0,
        _("Yang menunggu keputusan penyelia"),
    ),
    Action("app.send", "f6", "app.go('kirim')", _("Kirim"), 0, _("Yang belum terkirim dan berkas ekspor")),
    Action(
        "app.duplicates",
        "f12",
        "app.go('ganda')",
        _("Ganda"),
        0,
        _("Pasangan catatan yang mungkin satu orang"),
    ),
    Action("app.theme", "f8", "app.theme", _("Terang/gelap"), 0, _("Ganti tampilan terang atau gelap")),
    Action(
        "app.switch_user", "f9", "app.switch_user", _("Ganti pemakai"), 0, _("Tutup sesi, orang lain masuk")
    ),
    Action(
        "app.lock", "ctrl+p", "app.lock", _("Kunci"), 0, _("Tutup layar; kata sandi atau PIN membukanya lagi")
    ),
    Action("app.quit", "f10", "app.quit", _("Keluar"), 0, _("Simpan yang terakhir diketik, lalu keluar")),
    Action(
        "app.copy_or_hint",
        "ctrl+c",
        "app.quit_hint",
        _("Cara keluar"),
        0,
        _("Mengingatkan tombol untuk keluar"),
    ),
    Action("list.up", "up", "up", _("Naik")),
    Action("list.down", "down", "down", _("Turun")),
    Action("list.page_up", "pageup", "page_up", _("Satu layar naik")),
    Action("list.page_down", "pagedown", "page_down", _("Satu layar turun")),
    Action("list.first", "home", "first", _("Baris pertama")),
    Action("list.last", "end", "last", _("Baris terakhir")),
    Action("list.open", "enter", "choose", _("Buka")),
    Action("masuk.quit", "escape", "app.quit", _("Keluar"), 3),
    Action(
        "masuk.practice",
        "f7",
        "practice",
        _("Latihan"),
        4,
        _("Ruang latihan: data rekaan, atau kembali darinya"),
    ),
    Action(
        "masuk.forgot", "ctrl+l", "forgot", _("Lupa sandi"), 5, _("Buka dengan jawaban penyelia di telepon")
    ),
    Action("kunci.open", "enter", "open", _("Buka"), 1),
    Action("masuk.next", "enter", "submit", _("Masuk"), 2, _("Pilih nama, lalu masuk")),
    Action("beranda.open", "enter", "open", _("Buka"), 2, _("Buka catatan yang ditunjuk")),
    Action("beranda.search", "c", "app.go('cari')", _("Cari"), 0),
    Action(
        "beranda.session", "s", "app.go('sesi')", _("Sesi"), 4, _("Buka atau lanjutkan sesi di satu desa")
    ),
    Action(
        "beranda.requests",
        "m",
        "app.go('permintaan')",
        _("Permintaan"),
        0,
        _("Usulan desil dan izin yang menunggu jawaban penyelia"),
    ),
    Action(
        "beranda.conflicts",
        "b",
        "app.go('selisih')",
        _("Selisih"),
        0,
        _("Yang berbeda di dua laptop, dan catatan yang tidak dihitung"),
    ),
    Action(
        "beranda.lists",
        "d",
        "app.go('daftar')",
        _("Daftar"),
        0,
        _("Muat daftar; terima yang berubah di dalamnya"),
    ),
    Action(
        "beranda.practice",
        "f7",
        "practice",
        _("Latihan"),
        5,
        _("Ruang latihan: data rekaan, atau kembali darinya"),
    ),
    Action(
        "beranda.security",
        "k",
        "app.security",
        _("Kunci dan sandi"),
        0,
        _("Ganti kata sandi, PIN sesi ini, menit sampai layar terkunci"),
    ),
    Action(
        "beranda.answer",
        "j",
        "app.answer_call",
        _("Jawab telepon"),
        0,
        _("Penyelia: bantu orang yang lupa kata sandinya"),
    ),
    Action("beranda.reload", "r", "reload", _("Muat ulang")),
    Action(
        "beranda.backup",
        "a",
        "backup",
        _("Cadangkan"),
        0,
        _("Buat cadangan sekarang, atau pasang cadangan harian ke stik"),
    ),
    Action(
        "beranda.duplicates",
        "g",
        "app.go('ganda')",
        _("Ganda"),
        0,
        _("Pasangan catatan yang mungkin satu orang"),
    ),
    Action("cari.open", "enter", "open", _("Buka"), 2, _("Buka keluarga dari orang yang ditunjuk")),
    Action(
        "cari.verify", "ctrl+r", "verify", _("Verifikasi"), 3, _("Langsung ke formulir orang yang ditunjuk")
    ),
    Action("cari.preview", "f7", "preview", _("Pratinjau"), 4, _("Tampilkan keluarganya di bawah daftar")),
    Action(
        "cari.reveal",
        "ctrl+l",
        "reveal",
        _("Lihat NIK"),
        0,
        _("Tampilkan NIK utuh; dicatat siapa yang melihat"),
    ),
    Action(
        "cari.propose", "ctrl+n", "propose", _("Usulkan"), 7, _("Tidak ada di daftar: usulkan keluarga baru")
    ),
    Action("cari.back", "escape", "back", _("Kosong"), 6, _("Kosongkan pencarian, lalu kembali")),
    Action("keluarga.open", "enter", "open", _("Buka"), 2, _("Buka formulir anggota yang ditunjuk")),
    Action(
        "keluarga.correct", "k", "correct", _("Koreksi"), 3, _("Koreksi tulisan daftar tentang anggota ini")
    ),
    Action("keluarga.desil", "d", "desil", _("Desil"), 4, _("Desil menurut tiap sumber; usul desil lain")),
    Action(
        "keluarga.benefits",
        "m",
        "benefits",
        _("Manfaat"),
        5,
        _("Manfaat dan iuran anggota ini; informasi, bukan penetapan"),
    ),
    Action(
        "keluarga.duplicates",
        "g",
        "duplicates",
        _("Ganda"),
        6,
        _("Bandingkan anggota yang ditunjuk dengan catatan yang mirip"),
    ),
    Action(
        "keluarga.history", "h", "history", _("Riwayat"), 0, _("Siapa mengubah apa pada anggota ini, mengapa")
    ),
    Action(
        "keluarga.reveal",
        "ctrl+l",
        "reveal",
        _("Lihat NIK"),
        0,
        _("Tampilkan NIK utuh; dicatat siapa yang melihat"),
    ),
    Action("keluarga.back", "escape", "back", _("Kembali"), 7),
    Action("koreksi.open", "enter", "open", _("Koreksi"), 2, _("Koreksi isian yang ditunjuk, dengan alasan")),
    Action("koreksi.history", "h", "history", _("Riwayat"), 3, _("Siapa mengubah isian ini, kapan, mengapa")),
    Action(
        "koreksi.duplicates",
        "g",
        "duplicates",
        _("Ganda"),
        4,
        _("Bandingkan orang ini dengan catatan yang mirip"),
    ),
    Action("koreksi.back", "escape", "back", _("Kembali"), 5),
    Action("riwayat.turn", "s", "turn", _("Semua isian"), 2, _("Riwayat semua isian, atau satu ini saja")),
    Action("riwayat.back", "escape", "back", _("Kembali"), 3),
    Action("desil.propose", "u", "propose", _("Usulkan"), 2, _("Usulkan desil lain, beralasan dan berbukti")),
    Action(
        "desil.checklist",
        "enter",
        "checklist",
        _("Daftar periksa"),
        3,
        _("Buka formulir yang memuat daftar periksa keluarga ini"),
    ),
    Action("desil.back", "escape", "back", _("Kembali"), 4),
    Action("manfaat.back", "escape", "back", _("Kembali"), 2),
    Action(
        "keluarga.propose",
        "a",
        "propose",
        _("Anggota baru"),
        0,
        _("Usulkan anggota yang tidak ada di daftar"),
    ),
    Action(
        "usulan.propose", "ctrl+r", "propose", _("Usulkan"), 2, _("Catat usulan ini, lalu ke verifikasinya")
    ),
    Action("usulan.alike", "ctrl+g", "alike", _("Yang mirip"), 3, _("Ke catatan yang mirip, atau kembali")),
    Action("usulan.discard", "ctrl+b", "discard", _("Buang draf"), 4, _("Isian yang diketik dibuang")),
    Action("usulan.up", "up", "previous", _("Isian sebelumnya")),
    Action("usulan.down", "down", "next", _("Isian berikutnya")),
    Action("usulan.back", "escape", "back", _("Kembali"), 5, _("Kembali; isian tersimpan sebagai draf")),
    Action("verifikasi.why", "f7", "why", _("Mengapa?"), 2, _("Tampilkan semua aturan dan jawabannya")),
    Action("verifikasi.record", "ctrl+r", "record", _("Catat"), 3, _("Catat hasil kunjungan ke buku besar")),
    Action(
        "verifikasi.queue",
        "ctrl+n",
        "queue",
        _("Antrekan"),
        4,
        _("Catat lalu kirim ke penyelia untuk disetujui"),
    ),
    Action(
        "verifikasi.correct",
        "ctrl+o",
        "correct",
        _("Koreksi"),
        5,
        _("Koreksi tulisan daftar: nama, tanggal lahir, alamat ..."),
    ),
    Action(
        "verifikasi.history",
        "ctrl+y",
        "history",
        _("Riwayat"),
        0,
        _("Siapa mengubah isian ini, kapan, mengapa, dan apa kata daftar"),
    ),
    Action(
        "verifikasi.benefits",
        "ctrl+t",
        "benefits",
        _("Manfaat"),
        0,
        _("Manfaat dan iuran orang ini; informasi, bukan penetapan"),
    ),
    Action(
        "verifikasi.reveal",
        "ctrl+l",
        "reveal",
        _("Lihat NIK"),
        0,
        _("Tampilkan NIK utuh; dicatat siapa yang melihat"),
    ),
    Action(
        "verifikasi.duplicates",
        "ctrl+g",
        "duplicates",
        _("Ganda"),
        0,
        _("Bandingkan orang ini dengan catatan yang mirip"),
    ),
    Action(
        "verifikasi.discard",
        "ctrl+b",
        "discard",
        _("Buang draf"),
        0,
        _("Kembali ke catatan terakhir, isian baru dibuang"),
    ),
    Action("verifikasi.up", "up", "previous", _("Isian sebelumnya")),
    Action("verifikasi.down", "down", "next", _("Isian berikutnya")),
    Action("verifikasi.back", "escape", "back", _("Kembali"), 6, _("Kembali; isian sudah tersimpan")),
    Action("ganda.same", "1", "judge('sama')", _("Sama"), 2, _("Satu orang: keduanya berbagi satu tempat")),
    Action("ganda.different", "2", "judge('beda')", _("Beda"), 3, _("Dua orang, sampai datanya berubah")),
    Action("ganda.unsure", "3", "judge('ragu')", _("Ragu"), 4, _("Belum pasti; lihat lagi nanti")),
    Action(
        "ganda.undo", "u", "undo", _("Urung"), 5, _("Batalkan putusan terakhir, atau putusan pasangan ini")
    ),
    Action(
        "ganda.leave", "i", "leave", _("Izin"), 6, _("Minta, atau sebagai penyelia beri, izin mengantrekan")
    ),
    Action("ganda.note", "c", "note", _("Catatan"), 0, _("Putuskan pasangan ini dengan catatan")),
    Action("ganda.why", "f7", "why", _("Rinci"), 7, _("Semua alasan, dan bagaimana bobotnya berjumlah")),
    Action("ganda.turn", "s,tab", "turn", _("Antrean lain"), 0, _("NIK sama, orang sama, sudah diputuskan")),
    Action(
        "ganda.next", "n,right", "step(1)", _("Berikutnya"), 0, _("Pasangan berikutnya, tanpa memutuskan")
    ),
    Action("ganda.previous", "p,left", "step(-1)", _("Sebelumnya"), 0, _("Pasangan sebelumnya")),
    Action(
        "ganda.left_household", "h", "household(0)", _("Keluarga kiri"), 0, _("Buka keluarga catatan kiri")
    ),
    Action(
        "ganda.right_household", "H", "household(1)", _("Keluarga kanan"), 0, _("Buka keluarga catatan kanan")
    ),
    Action(
        "ganda.reveal",
        "l,ctrl+l",
        "reveal",
        _("Lihat NIK"),
        0,
        _("Tampilkan kedua NIK utuh; dicatat siapa yang melihat"),
    ),
    Action("ganda.back", "escape", "back", _("Kembali"), 0, _("Tutup rincian, lalu kembali")),
    Action("antrean.open", "enter", "open", _("Buka"), 2, _("Buka formulir orang yang ditunjuk")),
    Action(
        "antrean.filter", "s", "filter", _("Saring"), 3, _("Tampilkan satu keadaan saja, lalu berikutnya")
    ),
    Action("antrean.withdraw", "t", "withdraw", _("Tarik"), 4, _("Tarik kembali selama belum diputuskan")),
    Action(
        "antrean.undo",
        "u",
        "undo",
        _("Urung"),
        5,
        _("Batalkan keputusan Anda yang belum terkirim, yang ditunjuk dulu"),
    ),
    Action(
        "antrean.release", "l", "release", _("Lepas"), 7, _("Lepas tempat yang sudah disetujui (penyelia)")
    ),
    Action("antrean.back", "escape", "back", _("Beranda"), 6),
    Action("persetujuan.mark", "space", "mark", _("Tandai"), 2, _("Tandai atau lepas baris ini")),
    Action("persetujuan.mark_low", "r", "mark_low", _("Rendah"), 3, _("Tandai semua yang berisiko rendah")),
    Action("persetujuan.approve", "a", "approve", _("Setujui"), 4, _("Setujui yang ditandai")),
    Action(
        "persetujuan.return",
        "k",
        "send_back",
        _("Kembalikan"),
        5,
        _("Kembalikan dengan catatan untuk diperbaiki"),
    ),
    Action("persetujuan.reject", "t", "reject", _("Tolak"), 6, _("Tolak dengan alasan")),
    Action("persetujuan.why", "f7", "why", _("Rinci"), 7, _("Rincian dan semua aturan orang yang ditunjuk")),
    Action(
        "persetujuan.reveal",
        "ctrl+l",
        "reveal",
        _("Lihat NIK"),
        0,
        _("Tampilkan NIK utuh; dicatat siapa yang melihat"),
    ),
    Action(
        "persetujuan.undo",
        "u",
        "undo",
        _("Urung"),
        0,
        _("Batalkan keputusan Anda yang terakhir dan belum terkirim"),
    ),
    Action(
        "persetujuan.requests",
        "m",
        "app.go('permintaan')",
        _("Permintaan"),
        0,
        _("Usulan desil dan izin yang menunggu jawaban penyelia"),
    ),
    Action("permintaan.open", "enter", "open", _("Buka"), 2, _("Buka keluarganya, atau pasangan catatannya")),
    Action("permintaan.agree", "a", "agree", _("Setujui"), 3, _("Setujui permintaan yang ditunjuk")),
    Action(
        "permintaan.refuse", "t", "refuse", _("Tolak"), 4, _("Tolak dengan alasan; yang meminta melihatnya")
    ),
    Action("permintaan.why", "f7", "why", _("Rinci"), 5, _("Semua alasan permintaan yang ditunjuk")),
    Action(
        "permintaan.undo", "u", "undo", _("Urung"), 6, _("Batalkan keputusan atau permintaan Anda sendiri")
    ),
    Action("permintaan.back", "escape", "back", _("Kembali"), 7, _("Tutup rincian, lalu ke Beranda")),
    Action("persetujuan.back", "escape", "back", _("Kembali"), 0, _("Tutup rincian, lalu ke Beranda")),
    Action("selisih.left", "1", "choose(0)", _("Kiri"), 2, _("Kunjungan di kiri yang benar")),
    Action("selisih.right", "2", "choose(1)", _("Kanan"), 3, _("Kunjungan di kanan yang benar")),
    Action("selisih.open", "enter", "open", _("Buka"), 4, _("Buka keluarga dari baris yang ditunjuk")),
    Action("selisih.read", "b", "put_away", _("Dibaca"), 5, _("Singkirkan baris yang hanya perlu dibaca")),
    Action("selisih.why", "f7", "why", _("Rinci"), 6, _("Ke perbandingannya, untuk menggulungnya")),
    Action("selisih.turn", "s", "turn", _("Saring"), 0, _("Yang menunggu saja, atau yang selesai juga")),
    Action("selisih.back", "escape", "back", _("Kembali"), 7, _("Tutup rincian, lalu ke Beranda")),
    Action("kirim.send", "k", "send", _("Kirim"), 2, _("Kirim sekarang; sekali lagi menghentikannya")),
    Action("kirim.write", "t", "write", _("Tulis stick"), 3, _("Tulis semua yang belum terkirim ke stick")),
    Action("kirim.read", "b", "read", _("Baca stick"), 4, _("Baca jawaban hub dari stick")),
    Action("kirim.export", "e", "export", _("Berkas BPJS"), 5, _("Tulis berkas peserta yang disetujui")),
    Action("kirim.join", "g", "join", _("Gabung"), 0, _("Bergabung dengan hub dinas")),
    Action("kirim.pack", "p", "pack", _("Paket desa"), 0, _("Ambil daftar, program, dan bobot dari hub")),
    Action("kirim.turn", "tab", "turn", _("Daftar lain"), 0, _("Yang belum terkirim, atau belum diterima")),
    Action("kirim.back", "escape", "back", _("Beranda"), 6),
    Action("sesi.open", "enter", "open", _("Buka"), 2, _("Buka keluarga-keluarga di RT yang ditunjuk")),
    Action("sesi.begin", "b", "begin", _("Baru"), 3, _("Buka sesi di satu desa")),
    Action("sesi.finish", "k", "finish", _("Tutup"), 4, _("Hitungannya menjadi tetap dan ditandatangani")),
    Action(
        "sesi.minutes",
        "p",
        "minutes",
        _("Berita acara"),
        5,
        _("Tulis PDF sesi yang ditunjuk; selama sesi terbuka bertanda DRAF"),
    ),
    Action(
        "sesi.prelist", "d", "prelist", _("Prelist"), 6, _("Tulis daftar keluarga untuk dibawa berjalan, PDF")
    ),
    Action("sesi.propose", "n", "propose", _("Usulan"), 7, _("Usulkan keluarga yang tidak ada di daftar")),
    Action("sesi.back", "escape", "back", _("Beranda")),
    Action(
        "daftar.open", "enter", "open", _("Buka"), 2, _("Ke baris golongan ini; dari baris ke keluarganya")
    ),
    Action("daftar.accept", "a", "accept", _("Terima"), 3, _("Terima golongan atau baris yang ditunjuk")),
    Action("daftar.defer", "t", "defer", _("Tunda"), 4, _("Tunda golongan atau baris yang ditunjuk")),
    Action("daftar.load", "m", "load", _("Muat"), 5, _("Muat daftar P3KE, DTSEN atau DTKS dari berkas")),
    Action("daftar.why", "f7", "why", _("Rinci"), 6, _("Gulir rincian baris yang ditunjuk")),
    Action(
        "daftar.turn", "tab", "turn", _("Golongan/baris"), 0, _("Dari golongan ke barisnya, atau kembali")
    ),
    Action("daftar.back", "escape", "back", _("Kembali"), 7, _("Dari baris ke golongan, lalu ke Beranda")),
    Action("kunjungan.open", "enter", "open", _("Buka"), 2, _("Buka keluarga yang ditunjuk")),
    Action(
        "kunjungan.miss",
        "t",
        "miss",
        _("Tidak di rumah"),
        3,
        _("Catat bahwa tidak ada orang, dan kapan datang lagi"),
    ),
    Action(
        "kunjungan.propose",
        "n",
        "propose",
        _("Usulan"),
        5,
        _("Usulkan keluarga RT ini yang tidak ada di daftar"),
    ),
    Action(
        "kunjungan.undo",
        "u",
        "undo",
        _("Urung"),
        6,
        _("Batalkan catatan Anda tentang keluarga yang ditunjuk"),
    ),
    Action("kunjungan.prelist", "d", "prelist", _("Prelist RT"), 0, _("Tulis daftar keluarga RT ini, PDF")),
    Action("kunjungan.back", "escape", "back", _("Kembali"), 7),
    Action("dialog.cancel", "escape", "cancel", _("Batal"), 0, _("Tutup tanpa mengubah apa pun")),
    Action("dialog.yes", "y", "yes", _("Ya"), 0, _("Setuju dengan pertanyaannya")),
    Action("bantuan.back", "escape,f1", "back", _("Tutup"), 1),
)

BY_ID = {action.id: action for action in ACTIONS}


_ALSO = {"beranda": ("app.switch_user", "app.quit")}
"""Actions of the whole app that one key line shows: at home one also leaves."""


def actions_of(place: str) -> tuple[Action, ...]:
    """Return the actions of `place` in table order."""
    return tuple(action for action in ACTIONS if action.place == place)


def bindings_of(place: str) -> list[BindingType]:
    """Return the Textual bindings of `place`; their ids are the action ids, so keys can be remapped."""
    return [Binding(action.key, action.call, show=False, id=action.id) for action in actions_of(place)]


def footer_of(place: str) -> tuple[Action, ...]:
    """Return what the key line of screen `place` shows, in order: help first, then its own actions."""
    shown = [action for action in ACTIONS if action.footer and action.place in ("app", place)]
    also = [BY_ID[name] for name in _ALSO.get(place, ())]
    return (*sorted(shown, key=lambda action: action.footer), *also)
