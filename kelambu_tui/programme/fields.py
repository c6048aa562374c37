"""Reading what a facilitator types into a field: the canonical text, or a sentence that helps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.people.birth import read_date
from kelambu_tui.people.nik import NikState, problem_sentence, read_nik, read_nkk

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Field

LONGEST = 120
"""Characters of a free text at most."""

LONGEST_NAME = 60
"""Characters of a name at most (Permendagri 73/2022)."""

LEAST_NAME = 2
"""Letters of a name at least: one-word names are common, one-letter names are slips."""

_NAME = re.compile(r"[^\W\d_][^\d_]*")
_NAME_SIGNS = frozenset(" .,'’-/`()")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_PHONE = re.compile(r"(?:\+?62|0)(8\d{7,11})")  # a mobile number: 08 and eight to eleven more
_AMOUNT = re.compile(
    r"(?:rp\.?|idr)?\s*(\d[\d.,]{0,14}?)\s*(ribu|rb|k|juta|jt)?\.?"
    r"(?:,-|\.-|,)?(?:\s*rupiah)?(?:\s*(?:/|per|se)\s*bulan)?",
    re.IGNORECASE | re.ASCII,
)
_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_CENTS = re.compile(r"[.,]\d{2}$")
_FACTORS = {"": 1, "ribu": 1_000, "rb": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000}


def read_field(field: Field, text: str, today: date) -> str:
    """Return the canonical text of what was typed: `081234567890`, `750000`, sixteen digits.

    Empty input stays '' (whether that is enough is for the rules). Raises `ValueError` whose only
    argument is a sentence for the person who typed.
    """
    typed = " ".join(unicodedata.normalize("NFC", text).split())
    if not typed:
        return ""
    if not typed.isprintable() and any(unicodedata.category(char) in _UNSEEN for char in typed):
        raise ValueError(_("Ada tanda yang tidak terlihat di isian ini. Hapus, lalu ketik ulang."))
    return _READERS[field.kind](field, typed, today)


def _text(field: Field, typed: str, _today: date) -> str:
    if len(typed) > LONGEST:
        raise ValueError(
            _("{label} terlalu panjang; paling banyak {most} huruf.").format(
                label=pick(field.label), most=LONGEST
            )
        )
    if not any(char.isalnum() for char in typed):
        raise ValueError(_("{label} belum berisi kata.").format(label=pick(field.label)))
    return typed


def _name(field: Field, typed: str, _today: date) -> str:
    label = pick(field.label)
    if any(char.isdigit() for char in typed):
        raise ValueError(_("{label} tidak boleh berisi angka.").format(label=label))
    if (
        sum(char.isalpha() for char in typed) < LEAST_NAME
        or not _NAME.fullmatch(typed)
        or any(not (char.isalpha() or char in _NAME_SIGNS) for char in typed)
    ):
        raise ValueError(_("{label} hanya berisi huruf. Tulis seperti di KTP.").format(label=label))
    if len(typed) > LONGEST_NAME:
        raise ValueError(
            _("{label} terlalu panjang; paling banyak {most} huruf.").format(label=label, most=LONGEST_NAME)
        )
    return typed.upper()


def _digits16(_field: Field, typed: str, _today: date) -> str:
    try:
        return read_nkk(typed)
    except ValueError as error:
        raise ValueError(problem_sentence(str(error))) from None


def _nik(_field: Field, typed: str, today: date) -> str:
    nik = read_nik(typed, today)
    if nik.state is not NikState.OK:
        raise ValueError(problem_sentence(nik.problem))
    return nik.digits


def _phone(_field: Field, typed: str, _today: date) -> str:
    found = _PHONE.fullmatch(re.sub(r"[\s().-]", "", typed))
    if found is None:
        raise ValueError(_("Nomor HP tidak terbaca. Tulis seperti 0812-3456-7890."))
    return "0" + found[1]


def _rupiah(field: Field, typed: str, _today: date) -> str:
    amount = _amount(typed)
    if amount is None:
        raise ValueError(_("Jumlah uang tidak terbaca. Tulis seperti 750000 atau 750 ribu."))
    if field.min is not None and amount < field.min:
        raise ValueError(
            _("Rp {amount} terlalu kecil. Apakah maksudnya dalam ribuan? Paling kecil Rp {least}.").format(
                amount=_dotted(amount), least=_dotted(field.min)
            )
        )
    if field.max is not None and amount > field.max:
        raise ValueError(
            _("Rp {amount} terlalu besar. Periksa jumlah nolnya; paling besar Rp {most}.").format(
                amount=_dotted(amount), most=_dotted(field.max)
            )
        )
    return str(amount)


def _amount(typed: str) -> int | None:
    """Return whole rupiah, `None` if unreadable; 1.250 ribu has thousands, 1,5 juta a fraction."""
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        return None
    number, unit = found[1], (found[2] or "").lower()
    factor = _FACTORS[unit]
    if factor > 1 and _DECIMAL.fullmatch(number) and (factor > 1_000 or not _THOUSANDS.fullmatch(number)):
        return round(float(number.replace(",", ".")) * factor)
    whole = number if factor > 1 else _CENTS.sub("", number)
    if not (whole.isdigit() or _THOUSANDS.fullmatch(whole)):
        return None
    return int(re.sub("[.,]", "", whole)) * factor


def _choice(field: Field, typed: str, today: date) -> str:
    known = {choice.casefold(): choice for choice in field.choices}
    found = known.get(typed.casefold())
    if found is not None:
        return found
    if field.free:
        return _text(field, typed, today).upper()
    raise ValueError(
        _("'{typed}' tidak ada di daftar. Pilih salah satu: {choices}.").format(
            typed=typed[:40], choices=", ".join(field.choices)
        )
    )


def _rt(field: Field, typed: str, _today: date) -> str:
    digits = re.sub(r"^(?:rt|rw)?[\s.:]*", "", typed, flags=re.IGNORECASE)
    if not (digits.isascii() and digits.isdigit() and len(digits.lstrip("0")) <= 3):
        raise ValueError(_("{label} hanya angka, misalnya 003.").format(label=pick(field.label)))
    return f"{int(digits):03}"


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _date(field: Field, typed: str, today: date) -> str:
    try:
        day = read_date(typed)
    except ValueError:
        raise ValueError(
            _("{label} tidak bisa dibaca. Tulis seperti 23-11-2026.").format(label=pick(field.label))
        ) from None
    if day > today:
        raise ValueError(_("{label} belum terjadi. Periksa tanggalnya.").format(label=pick(field.label)))
    return day.isoformat()


_READERS: dict[str, Callable[[Field, str, date], str]] = {
    "text": _text,
    "name": _name,
    "digits16": _digits16,
    "nik": _nik,
    "phone": _phone,
    "rupiah": _rupiah,
    "choice": _choice,
    "rt": _rt,
    "date": _date,
}
