"""Why a row is quarantined: a code for programs and a sentence for the person who corrects it."""

from __future__ import annotations

from typing import NamedTuple

from kelambu_tui.display import display
from kelambu_tui.exchange.intake.headers import official
from kelambu_tui.locale import _
from kelambu_tui.people.villages import villages


class Faulty(Exception):
    """This row cannot be taken in."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class Fault(NamedTuple):
    """A quarantined row: its line, its ID ('' if unreadable), code, sentence and cells as they came."""

    line: int
    key: str
    code: str
    sentence: str
    cells: list[str]


def _quoted(text: str) -> str:
    return display(text, 40)


def no_id(column: str) -> Faulty:
    """The cell that says who this is about is empty."""
    return Faulty(
        "no_id",
        _("{column} kosong. Isi dari daftar aslinya, lalu impor lagi.").format(column=official(column)),
    )


def bad_id(column: str, text: str) -> Faulty:
    """The cell that says who this is about was ruined or holds something else."""
    return Faulty(
        "bad_id",
        _(
            "{column} {text} rusak atau bukan ID. Salin lagi dari daftar asli sebagai teks, lalu impor lagi."
        ).format(column=official(column), text=_quoted(text)),
    )


def no_name() -> Faulty:
    """Nobody is named."""
    return Faulty("no_name", _("Nama kosong atau tanpa huruf. Isi nama seperti di KTP, lalu impor lagi."))


def too_long(column: str, length: int, most: int) -> Faulty:
    """A cell holds more text than such a cell ever does."""
    return Faulty(
        "too_long",
        _(
            "{column} terlalu panjang ({length} huruf, paling banyak {most}). Ringkas, lalu impor lagi."
        ).format(column=_quoted(column), length=length, most=most),
    )


def extra_cells(width: int) -> Faulty:
    """The row has more cells than the header, so they may all be in the wrong column."""
    return Faulty(
        "extra_cells",
        _(
            "Baris ini punya lebih dari {width} kolom, jadi isinya mungkin bergeser. Periksa tanda pemisah "
            "di dalam alamat atau nama, lalu impor lagi."
        ).format(width=width),
    )


def unknown_village(code: str, name: str) -> Faulty:
    """No village of the regency has this code or name."""
    return Faulty(
        "unknown_village",
        _("Desa {name} (kode {code}) tidak dikenal. Periksa Kode Kemdagri, lalu impor lagi.").format(
            name=_quoted(name) or "-", code=_quoted(code) or "-"
        ),
    )


def bad_desil(text: str) -> Faulty:
    """The desil is empty or not a number from 1 to 10."""
    return Faulty(
        "bad_desil",
        _("Desil tertulis {text}, padahal harus angka 1 sampai 10. Perbaiki, lalu impor lagi.").format(
            text=_quoted(text) or _("kosong")
        ),
    )


def bad_sex(text: str) -> Faulty:
    """The sex is filled in but cannot be read."""
    return Faulty(
        "bad_sex",
        _("Jenis kelamin tertulis {text}. Tulis L atau P, lalu impor lagi.").format(text=_quoted(text)),
    )


def bad_date(text: str, why: str) -> Faulty:
    """The birth date is filled in but is no day on which someone alive can be born."""
    return Faulty(
        "bad_date",
        _("Tanggal lahir tertulis {text}. {why} Perbaiki atau kosongkan, lalu impor lagi.").format(
            text=_quoted(text), why=why
        ),
    )


def duplicate_in_file(key: str, line: int) -> Faulty:
    """The same ID stands in this import twice; the first was taken."""
    return Faulty(
        "duplicate_in_file",
        _(
            "ID {key} sudah ada di baris {line}. Hapus salah satu atau perbaiki ID-nya, lalu impor lagi."
        ).format(key=_quoted(key), line=line),
    )


def household_conflict(family_id: str, here: str, there: str) -> Faulty:
    """The row places its household elsewhere than the rows before it."""
    return Faulty(
        "household_conflict",
        _(
            "Baris ini menyebut {here}, padahal keluarga {family} di berkas ini {there}. "
            "Samakan, lalu impor lagi."
        ).format(here=here, family=_quoted(family_id), there=there),
    )


def place(desil: int, village: str) -> str:
    """Say where a household stands, for `household_conflict`; `village` is a Kemendagri code."""
    known = villages().get(village)
    return _("desil {desil} di desa {village}").format(desil=desil, village=known.label if known else village)
