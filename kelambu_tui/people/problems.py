"""A plain sentence for each code with which this folder refuses or remarks on something."""

from __future__ import annotations

from collections.abc import Callable

from kelambu_tui.locale import _

_SENTENCES: dict[str, Callable[[], str]] = {
    # NIK
    "nik_kosong": lambda: _("NIK belum ada. Minta KTP atau KK, lalu isi 16 angkanya."),
    "nik_notasi_ilmiah": lambda: _(
        "NIK rusak oleh program lembar kerja (tertulis seperti 1,6E+15). Isi ulang dari KTP."
    ),
    "nik_terpotong": lambda: _(
        "Angka terakhir NIK mungkin hilang oleh program lembar kerja. Isi ulang dari KTP."
    ),
    "nik_bukan_angka": lambda: _("NIK berisi huruf atau tanda lain. NIK hanya 16 angka; periksa di KTP."),
    "nik_bukan_16_angka": lambda: _("Jumlah angka NIK bukan 16. Hitung lagi di KTP."),
    "nik_angka_sama": lambda: _("Semua angka NIK sama, jadi bukan NIK sungguhan. Periksa di KTP."),
    "nik_provinsi": lambda: _("Dua angka pertama NIK bukan kode provinsi. Periksa di KTP."),
    "nik_tanggal": lambda: _("Tanggal lahir di dalam NIK tidak mungkin. Periksa angka ke-7 sampai ke-12."),
    "nik_nomor_urut": lambda: _(
        "Empat angka terakhir NIK 0000, padahal mulai dari 0001. Mungkin rusak oleh program lembar kerja; "
        "periksa di KTP."
    ),
    # remarks on a sound NIK
    "tanggal_lahir_beda": lambda: _(
        "Tanggal lahir di daftar berbeda dengan yang terkandung di NIK. Cocokkan dengan KTP."
    ),
    "jenis_kelamin_beda": lambda: _(
        "Jenis kelamin di daftar berbeda dengan yang terkandung di NIK. Cocokkan dengan KTP."
    ),
    "luar_muba": lambda: _("NIK diterbitkan di luar kabupaten ini. Ini hanya keterangan, bukan kesalahan."),
    # NKK
    "nkk_kosong": lambda: _("Nomor KK belum diisi."),
    "nkk_rusak": lambda: _("Nomor KK rusak oleh program lembar kerja. Isi ulang dari lembar KK."),
    "nkk_bukan_angka": lambda: _("Nomor KK berisi huruf atau tanda lain. Nomor KK hanya 16 angka."),
    "nkk_bukan_16_angka": lambda: _("Jumlah angka Nomor KK bukan 16. Hitung lagi di lembar KK."),
    "nkk_tidak_sah": lambda: _("Nomor KK ini tidak mungkin ada. Periksa lagi di lembar KK."),
    "nkk_seperti_nik": lambda: _(
        "Sepertinya ini NIK, bukan Nomor KK. Nomor KK tertulis paling atas di lembar KK."
    ),
    # dates
    "tanggal_kosong": lambda: _("Tanggal belum diisi."),
    "tanggal_mustahil": lambda: _("Tanggal ini tidak ada di kalender."),
    "tanggal_hanya_tahun": lambda: _("Baru tahunnya saja. Tulis lengkap, misalnya 17/08/1985."),
    "tanggal_tak_terbaca": lambda: _("Tanggal tidak terbaca. Tulis seperti 17/08/1985."),
}

CODES = tuple(_SENTENCES)
"""Every code that has a sentence."""


def problem_sentence(code: str) -> str:
    """Return what a problem or remark code means and what to do, in the language in use.

    An unknown code (from a newer version of the program) is returned as it is; '' stays ''.
    """
    sentence = _SENTENCES.get(code)
    return sentence() if sentence else code
