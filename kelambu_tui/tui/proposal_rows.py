"""The fields of a proposal as rows of a form: what F1 says of each, with an example and a common mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.choice import Option
from kelambu_tui.tui.widgets.field import FieldRow, choice_field, explained, text_field

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme

REQUIRED_MARK = " *"
SHOWN_NOT = ("education", "work_status")
"""Fields of a list that a proposal does without on the screen; the visit asks for what matters."""


def proposal_rows(
    programme: Programme, villages: Sequence[Option], fields: Sequence[str], typed: Mapping[str, str]
) -> list[FieldRow]:
    """Return a row for each of `fields`, filled with what is `typed`."""
    return [_row(name, programme, villages, typed.get(name, "")) for name in fields if name not in SHOWN_NOT]


def labels() -> dict[str, str]:
    """Return what each field is called, the required ones with their mark."""
    return {
        "village": _("Desa") + REQUIRED_MARK,
        "address": _("Alamat") + REQUIRED_MARK,
        "rt": _("RT"),
        "rw": _("RW"),
        "name": _("Nama seperti di KTP") + REQUIRED_MARK,
        "nik": _("NIK") + REQUIRED_MARK,
        "sex": _("Jenis kelamin") + REQUIRED_MARK,
        "birth_date": _("Tanggal lahir") + REQUIRED_MARK,
        "relation": _("Hubungan keluarga") + REQUIRED_MARK,
        "marital": _("Status kawin"),
        "occupation": _("Pekerjaan"),
        "reference": _("Berita acara musyawarah") + REQUIRED_MARK,
    }


def missing_words(missing: Sequence[str]) -> str:
    """Return which fields are still to be filled in, as a sentence."""
    names = labels()
    fields = ", ".join(names[name].removesuffix(REQUIRED_MARK) for name in missing)
    return _("Belum diisi: {fields}.").format(fields=fields)


def _row(name: str, programme: Programme, villages: Sequence[Option], value: str) -> FieldRow:
    label, about = labels()[name], _about()[name]
    options = {
        "village": tuple(villages),
        "sex": (("L", _("laki-laki")), ("P", _("perempuan"))),
        "relation": _relations(),
        "marital": tuple((word, word.lower()) for word in _MARITAL),
        "occupation": tuple((word, word.lower()) for word in programme.field("occupation").choices),
    }
    if name in options:
        return choice_field("proposal", name, label, value, about, options[name], free=name == "occupation")
    hint = {
        "birth_date": _("seperti 23-11-1980"),
        "rt": _("angka, seperti {number}").format(number="003"),
        "rw": _("angka, seperti {number}").format(number="001"),
        "reference": _("nomor berita acara, seperti BA 12/2026"),
        "address": _("dusun, jalan atau lorong"),
    }.get(name, "")
    return text_field("proposal", name, label, value, about, hint, name == "nik")


_MARITAL = ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")


def _relations() -> tuple[Option, ...]:
    # A family has its head already; whoever is added is somebody else of it.
    return (("ISTRI/SUAMI", _("istri/suami")), ("ANAK", _("anak")), ("LAINNYA", _("lainnya")))


def _about() -> dict[str, tuple[str, ...]]:
    """What F1 says of each field: the rule, an example, a common mistake."""
    return _about_home() | _about_person()


def _about_home() -> dict[str, tuple[str, ...]]:
    return {
        "village": explained(
            _("Desa tempat keluarga ini tinggal sekarang, di wilayah tugas Anda."),
            _("Danau Cala, Lais"),
            _("Menulis desa di KTP padahal keluarganya sudah lama tinggal di desa lain."),
        ),
        "address": explained(
            _("Cukup jelas supaya orang lain menemukan rumahnya. RT dan RW boleh ikut di sini."),
            "DUSUN II LORONG MELATI RT 003 RW 001",
            _("Hanya menulis nama desa, sehingga rumahnya tidak dapat dicari lagi."),
        ),
        "rt": explained(
            _("Nomor RT, paling banyak tiga angka. Kosongkan bila sudah ada di alamat."),
            "003",
            _("Menulis nomor rumah atau nama dusun di sini."),
        ),
        "rw": explained(
            _("Nomor RW, paling banyak tiga angka. Kosongkan bila desa ini tidak memakai RW."),
            "001",
            _("Tertukar dengan RT."),
        ),
        "reference": explained(
            _(
                "Nomor berita acara musyawarah desa yang mengusulkan orang ini. Tanpa itu usulan tidak"
                " dapat ditulis. Kotak ini terisi sendiri dengan nomor usulan Anda yang terakhir hari ini."
            ),
            "BA 12/2026",
            _("Menulis tanggal rapatnya saja; penyelia perlu nomornya untuk mencocokkan."),
        ),
    }


def _about_person() -> dict[str, tuple[str, ...]]:
    return {
        "name": explained(
            _("Seluruh nama seperti tertulis di KTP, tanpa gelar. Satu kata pun boleh."),
            "NYAYU HALIMAH",
            _("Menulis nama panggilan. Lihat KTP-nya; nama panggilan tidak akan cocok di Dukcapil."),
        ),
        "nik": explained(
            _("16 angka dari KTP atau KK. Kalau NIK itu sudah di daftar, buka catatannya, jangan usulkan."),
            "1606024107800077",
            _("Menyalin nomor KK. Di KK, NIK ada di kolom sesudah nama."),
        ),
        "sex": explained(
            _("Seperti di KTP. Pada NIK perempuan, tanggal lahirnya ditambah 40."),
            _("perempuan, NIK 160602 41 07 80 ...: lahir tanggal 1"),
            _("Menebak dari nama. Beberapa nama dipakai laki-laki dan perempuan."),
        ),
        "birth_date": explained(
            _("Tanggal, bulan, tahun seperti di KTP. Boleh beda dari NIK; bedanya hanya diingatkan."),
            "01-07-1980",
            _("Tertukar tanggal dan bulan, atau menulis umur."),
        ),
        "relation": explained(
            _("Hubungannya dengan kepala keluarga ini. Kepala yang lain diusulkan sebagai keluarga baru."),
            _("anak"),
            _("Mengusulkan menantu sebagai anak; pilih lainnya."),
        ),
        "marital": explained(
            _("Seperti di KTP. Boleh kosong."),
            _("kawin"),
            _("Memilih kawin untuk janda atau duda; pilih cerai hidup atau cerai mati."),
        ),
        "occupation": explained(
            _("Pekerjaan sehari-hari. Boleh kosong sekarang; ditanyakan lagi saat verifikasi."),
            "PENYADAP KARET",
            _("Menulis BURUH saja. Tulis buruh apa, misalnya BURUH PANEN SAWIT."),
        ),
    }
