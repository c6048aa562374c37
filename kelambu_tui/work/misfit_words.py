"""What the hub or the order of things made of an entry, in words: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kelambu_tui.locale import _


@dataclass(frozen=True, slots=True)
class Words:
    """Why an entry does not count, and the next step of whoever wrote it."""

    why: str
    step: str


def words_of(code: str) -> Words:
    """The words of a code; one that nobody knows (of a later hub) says so."""
    known = _WORDS.get(code)
    if known is not None:
        return Words(*known())
    return Words(
        _("Tidak dihitung ({code}).").format(code=code),
        _("Perbarui Kelambu di laptop ini, atau hubungi dinas."),
    )


_Pair = tuple[str, str]


def _second() -> _Pair:
    return (
        _("Orang ini, atau catatan lain darinya, sudah punya usulan yang berlaku dari laptop lain."),
        _("Tidak ada yang perlu dilakukan; tempatnya tidak dihitung dua kali."),
    )


def _unsigned() -> _Pair:
    return (
        _("Tanda tangan penulisnya tidak ada atau tidak sah, jadi keputusan ini tidak dihitung."),
        _("Hubungi dinas dan sebutkan laptop dan waktunya."),
    )


def _unreadable() -> _Pair:
    return (
        _("Catatan ini tidak lengkap atau tidak terbaca."),
        _("Perbarui Kelambu di laptop yang menulisnya, lalu ulangi."),
    )


_WORDS: dict[str, Callable[[], _Pair]] = {
    "visits": lambda: (
        _("Dua kunjungan ke orang ini berbeda hasil; keduanya tidak saling tahu."),
        _("Penyelia membandingkan keduanya dan memilih satu. Sampai itu usulannya tidak bisa disetujui."),
    ),
    "witnesses": lambda: (
        _("Dua kunjungan dari dua laptop berkata sama: dua saksi."),
        _("Tidak ada yang perlu dilakukan."),
    ),
    "linked": lambda: (
        _("Dua catatan dari orang yang sama sama-sama diantrekan, dari laptop yang berbeda."),
        _("Penyelia menolak salah satu usulan itu, atau melepas tempatnya."),
    ),
    "quota": lambda: (
        _("Tempat di desil ini sudah habis di kabupaten ketika catatan ini sampai."),
        _("Orangnya tetap menunggu. Lepaskan tempat lain, atau minta tambahan jatah dari dinas."),
    ),
    "maker_is_checker": lambda: (
        _("Yang membuat atau mengubah catatan ini juga memutuskannya."),
        _("Serahkan keputusannya kepada penyelia lain."),
    ),
    "stale": lambda: (
        _("Catatan yang diputuskan sudah diganti yang lebih baru."),
        _("Buka orangnya, periksa catatan yang baru, lalu putuskan lagi."),
    ),
    "not_waiting": lambda: (
        _("Yang dirujuk sudah diputuskan, ditarik atau berubah lebih dulu di laptop lain."),
        _("Lihat keadaannya sekarang; biasanya tidak ada yang perlu dilakukan."),
    ),
    "contested": lambda: (
        _("Dua kunjungan ke orang ini berbeda hasil ketika usulannya diputuskan."),
        _("Pilih dulu kunjungan yang benar, lalu putuskan usulannya lagi."),
    ),
    "duplicate_person": _second,
    "second_enrolment": _second,
    "duplicate_nik": lambda: (
        _("NIK ini sudah dipakai usulan lain yang menunggu atau disetujui."),
        _("Cari kedua orang itu dengan NIK-nya, periksa KTP-nya, lalu perbaiki yang salah."),
    ),
    "role": lambda: (
        _("Peran penulisnya tidak berhak atas tindakan ini."),
        _("Serahkan kepada penyelia; bila perannya keliru, hubungi dinas."),
    ),
    "area": lambda: (
        _("Orang ini terdaftar di luar wilayah kerja penulisnya."),
        _("Serahkan kepada petugas desa itu; bila wilayahnya keliru, hubungi dinas."),
    ),
    "signature": _unsigned,
    "signature_unknown": _unsigned,
    "author_unknown": lambda: (
        _("Penulisnya belum disahkan dinas untuk laptop ini."),
        _("Hubungi dinas; catatannya tersimpan dan dinilai begitu penulisnya disahkan."),
    ),
    "reference": lambda: (
        _("Catatan yang dirujuk belum sampai di hub."),
        _("Tunggu laptop yang menulisnya mengirim; catatan ini dinilai sesudah itu."),
    ),
    "revoked": lambda: (
        _("Ditulis sesudah laptop ini dicabut; hub menyimpannya terpisah."),
        _("Hubungi dinas."),
    ),
    "version": lambda: (
        _("Ditulis oleh Kelambu yang lebih baru daripada hub."),
        _("Tunggu hub diperbarui; catatan ini dinilai sesudah itu."),
    ),
    "session_open": lambda: (
        _("Sesi ini dibuka ketika sesi lain masih terbuka."),
        _("Tutup sesi yang terbuka, lalu buka yang baru."),
    ),
    "id_taken": lambda: (
        _("Nama atau nomor ini sudah dipakai di laptop lain."),
        _("Hubungi dinas; catatannya tersimpan."),
    ),
    "unreadable": _unreadable,
    "unfit": lambda: (
        _("Catatan ini bertentangan dengan yang lebih dulu tercatat di laptop lain."),
        _("Lihat keadaannya sekarang, lalu ulangi bila masih perlu."),
    ),
}
