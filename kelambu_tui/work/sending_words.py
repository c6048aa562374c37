"""What is sent and what the hub made of it, in plain words: kinds of entries, reasons, and next steps."""

from __future__ import annotations

from kelambu_tui.locale import _
from kelambu_tui.work.undoing import kind_words

OTHER = ""
"""Kinds that nobody needs named one by one: sign-ins, papers, keys."""


def sent_words(kind: str) -> str:
    """A kind of entry for a list of what is unsent; the small ones share one name."""
    more = {
        "session.opened": _("sesi dibuka"),
        "session.closed": _("sesi ditutup"),
        "enrolment.withdrawn": _("ditarik dari antrean"),
        "place.released": _("tempat dilepas"),
        "reconciliation.decided": _("selisih diputuskan"),
        "account.opened": _("akun dibuka"),
        "account.unlocked": _("kata sandi dibuka lewat telepon"),
        "helper.trusted": _("penyelia dipercaya"),
        "passphrase.changed": _("kata sandi diganti"),
        "passphrase.failed": _("kata sandi salah berulang"),
        "recovery.opened": _("dibuka dengan kunci dinas"),
        "recovery.set": _("kunci pemulihan dipasang"),
        "unlock.answered": _("permintaan telepon dijawab"),
        "unlock.prepared": _("bantuan telepon disiapkan"),
        "unlock.taken": _("bantuan telepon diterima"),
        "nik.revealed": _("NIK dilihat"),
        "paper.made": _("kertas dibuat"),
        "export.made": _("berkas ekspor dibuat"),
        "import.made": _("daftar dimuat"),
        "list.accepted": _("perbedaan daftar diterima"),
        "list.deferred": _("perbedaan daftar ditunda"),
    }
    if kind in more:
        return more[kind]
    if kind.endswith((".undone", ".withdrawn")):
        return _("pembatalan")
    words = kind_words(kind)
    return words if words != kind else _("catatan lain")


def refusal_words(code: str) -> tuple[str, str]:
    """Why the hub does not count an entry, and what to do next: two sentences, never the code."""
    words = {
        "author_unknown": (
            _("Penulisnya belum disahkan dinas untuk laptop ini."),
            _("Minta dinas mengesahkan akun itu; lalu diterima dengan sendirinya."),
        ),
        "signature": (
            _("Tanda tangan penulisnya belum ada."),
            _("Penulisnya masuk lalu keluar sekali di laptop ini; setelah itu kirim lagi."),
        ),
        "reference": (
            _("Catatan yang dirujuk belum sampai di hub."),
            _("Tunggu laptop yang menulisnya mengirim; lalu dinilai dengan sendirinya."),
        ),
        "version": (
            _("Hub belum mengenal catatan versi ini."),
            _("Tunggu hub diperbarui; catatan ini aman tersimpan di sana."),
        ),
        "revoked": (
            _("Ditulis setelah laptop ini dicabut."),
            _("Dinas yang memutuskan; hubungi dinas."),
        ),
        "role": (
            _("Peran penulisnya tidak berhak atas tindakan ini."),
            _("Minta penyelia yang berhak melakukannya."),
        ),
        "area": (
            _("Orang ini di luar wilayah kerja penulisnya."),
            _("Serahkan ke petugas desa itu, atau minta dinas menambah wilayahnya."),
        ),
        "maker_is_checker": (
            _("Yang membuat atau mengubah tidak boleh memutuskannya sendiri."),
            _("Minta penyelia lain memutuskannya."),
        ),
        "stale": (
            _("Catatan yang diputuskan sudah diganti yang lebih baru."),
            _("Baca catatan yang baru, lalu putuskan lagi."),
        ),
        "not_waiting": (
            _("Yang dirujuk sudah diputuskan atau ditarik orang lain."),
            _("Lihat keadaannya sekarang di Antrean; ulangi bila masih perlu."),
        ),
        "contested": (
            _("Dua kunjungan ke orang ini berbeda hasil."),
            _("Penyelia memilih salah satunya dulu; lihat Selisih."),
        ),
        "quota": (
            _("Tempat di desil ini sudah habis di kabupaten."),
            _("Orangnya menjadi cadangan; hubungi dinas tentang tempat yang dilepas."),
        ),
        "duplicate_person": (
            _("Orang ini sudah diusulkan dari laptop lain."),
            _("Tidak perlu diulang; lihat usulan itu di Antrean."),
        ),
        "duplicate_nik": (
            _("NIK ini sudah dipakai usulan lain."),
            _("Periksa KTP-nya, perbaiki NIK, lalu antrekan lagi."),
        ),
        "id_taken": (
            _("Nama atau nomor ini sudah dipakai di laptop lain."),
            _("Buka akun dengan nama lain, atau hubungi dinas."),
        ),
        "unreadable": (
            _("Hub tidak dapat membaca catatan ini."),
            _("Catat sekali lagi; bila berulang, hubungi dinas."),
        ),
    }
    return words.get(
        code,
        (
            _("Hub menyimpan catatan ini, tetapi tidak menerimanya."),
            _("Hubungi dinas dan sebut waktu catatan ini."),
        ),
    )
