"""Reading a programme file: either a whole, sound programme or one message with all its faults."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.programme.crosschecks import cross_faults
from kelambu_tui.programme.faults import Fault, Faulty, named, writing_fault
from kelambu_tui.programme.lines import Path as Place
from kelambu_tui.programme.lines import line_at, lines_of
from kelambu_tui.programme.model import Programme
from kelambu_tui.seed import seed_file

LARGEST = 1 << 20
"""Bytes that a programme file has at most."""


def load_programme(path: Path | None = None) -> Programme:
    """Return the programme in `path`, or the shipped one.

    Raises `Unreadable` where the file cannot be opened, and `Faulty`, which is one too, naming every
    fault of its content with line and place.
    """
    return _shipped() if path is None else read_programme(path).programme


@dataclass(frozen=True, slots=True)
class Reading:
    """A sound programme, and where its parts stand in the file."""

    programme: Programme
    raw: Mapping[str, Any]
    lines: Mapping[Place, int]


def read_programme(path: Path) -> Reading:
    """Read a programme file and keep the lines of its parts; raises as `load_programme` does."""
    content = _content(path)
    try:
        text = content.decode("utf-8-sig")  # Windows' Notepad likes to begin with a mark
        raw = tomllib.loads(text)
        lines = lines_of(text)
    except ValueError as error:  # both UnicodeDecodeError and TOMLDecodeError are
        raise Faulty(path, [writing_fault(content, error)]) from None
    except RecursionError:
        raise Faulty(path, [Fault(1, "", _("daftar atau tabel bersarang terlalu dalam."))]) from None
    digest = hashlib.blake2b(content, digest_size=32).hexdigest()
    return Reading(_build(path, raw, lines, digest), raw, lines)


@lru_cache(maxsize=1)
def _shipped() -> Programme:
    return read_programme(seed_file("programme.toml")).programme


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(
            _("Berkas program {path} tidak bisa dibuka ({reason}). Periksa nama dan izinnya.").format(
                path=path, reason=error.strerror
            )
        ) from None
    if len(content) > LARGEST:
        raise Unreadable(_("Berkas program {path} terlalu besar; paling besar 1 MiB.").format(path=path))
    return content


def _build(path: Path, raw: dict[str, Any], lines: Mapping[Place, int], digest: str) -> Programme:
    found = cross_faults(raw)
    try:
        programme = Programme.model_validate({**raw, "digest": digest})
    except ValidationError as error:
        found = [*((details["loc"], _sentence(details)) for details in error.errors()), *found]
    if found:
        # One place tried in two ways gives two complaints of the same part.
        faults = dict.fromkeys(Fault(line_at(lines, at), named(raw, at), said) for at, said in found)
        raise Faulty(path, sorted(faults, key=lambda fault: fault.line))
    return programme


def _sentence(details: ErrorDetails) -> str:
    """Return what is wrong with a part, in the language in use; rare faults keep the reader's words."""
    context = details.get("ctx", {})
    if _is_either(details["loc"]):
        return _("harus berupa teks atau bilangan bulat.")
    if details["type"] == "value_error":
        return _value_sentence(str(context.get("error", "")))
    sentences = {
        "missing": _("belum diisi."),
        "extra_forbidden": _("nama ini tidak dikenal."),
        "literal_error": _("harus salah satu dari {expected}."),
        "string_type": _("harus berupa teks."),
        "string_too_short": _("tidak boleh kosong."),
        "string_pattern_mismatch": _("tidak sesuai pola {pattern}."),
        "int_type": _("harus bilangan bulat."),
        "int_parsing": _("harus bilangan bulat."),
        "int_from_float": _("harus bilangan bulat."),
        "float_type": _("harus bilangan."),
        "finite_number": _("harus bilangan."),
        "bool_type": _("harus true atau false."),
        "bool_parsing": _("harus true atau false."),
        "date_type": _("harus tanggal seperti 2027-01-01."),
        "date_from_datetime_parsing": _("harus tanggal seperti 2027-01-01."),
        "date_from_datetime_inexact": _("harus tanggal seperti 2027-01-01."),
        "greater_than_equal": _("paling kecil {ge}."),
        "less_than_equal": _("paling besar {le}."),
        "too_short": _("butuh paling sedikit {min_length} butir."),
        "model_type": _("harus berupa tabel."),
        "dict_type": _("harus berupa tabel."),
        "tuple_type": _("harus berupa daftar."),
    }
    sentence = sentences.get(details["type"])
    if sentence is None:
        return details["msg"]
    return sentence.format_map({name: str(value).replace(" or ", ", ") for name, value in context.items()})


def _is_either(location: Place) -> bool:
    """Whether an item of a list was tried as text and as a number, as those of `values` may be."""
    return len(location) > 1 and isinstance(location[-2], int) and location[-1] in ("str", "int")


def _value_sentence(code: str) -> str:
    sentences = {
        "bounds": _("batas (min, max) tidak sesuai dengan ujinya."),
        "values": _("uji ini butuh values."),
        "one_value": _("uji equals hanya menerima satu nilai."),
    }
    return sentences.get(code, code)
