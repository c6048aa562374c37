"""Reading a programme file: either a whole, sound programme or one message with all its faults."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.programme.crosschecks import cross_faults, where
from kelambu_tui.programme.model import Programme
from kelambu_tui.seed import seed_file

LARGEST = 1 << 20
"""Bytes that a programme file has at most."""


def load_programme(path: Path | None = None) -> Programme:
    """Return the programme in `path`, or the shipped one.

    Raises `Unreadable` naming every fault, one a line, with the place in the file.
    """
    return _shipped() if path is None else _read(path)


@lru_cache(maxsize=1)
def _shipped() -> Programme:
    return _read(seed_file("programme.toml"))


def _read(path: Path) -> Programme:
    content = _content(path)
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unreadable(path, [_("baris {line}: bukan teks UTF-8.").format(line=line)]) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else content.count(b"\n") + 1
        sentence = _("baris {line}: penulisan TOML salah ({error}).")
        raise _unreadable(path, [sentence.format(line=line, error=error)]) from None
    digest = hashlib.blake2b(content, digest_size=32).hexdigest()
    return _build(path, raw, digest)


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


def _build(path: Path, raw: dict[str, Any], digest: str) -> Programme:
    faults = cross_faults(raw)
    try:
        programme = Programme.model_validate({**raw, "digest": digest})
    except ValidationError as error:
        shape = [(_place(raw, details["loc"]), _sentence(details)) for details in error.errors()]
        faults = [*shape, *faults]
    if faults:
        raise _unreadable(path, [f"{at}: {sentence}" for at, sentence in faults])
    return programme


def _unreadable(path: Path, faults: list[str]) -> Unreadable:
    heading = _("Berkas program {path} tidak bisa dipakai; perbaiki {count} hal ini:").format(
        path=path, count=len(faults)
    )
    return Unreadable("\n".join((heading, *(f"- {fault}" for fault in faults))))


def _place(raw: object, location: tuple[int | str, ...]) -> str:
    """Return where a fault is in words of the file: `rules[3] (usia).weight`."""
    named = ""
    for step in location:
        if isinstance(step, int):
            item = raw[step] if isinstance(raw, list) and step < len(raw) else None
            named = where(named, step + 1, item, _key(item))
            raw = item
        else:
            named = f"{named}.{step}" if named else step
            raw = raw.get(step) if isinstance(raw, Mapping) else None
    return named or "."


def _key(item: object) -> str:
    keys = ("code", "name", "header", "desil")
    return next((key for key in keys if isinstance(item, Mapping) and key in item), "code")


def _sentence(details: ErrorDetails) -> str:
    """Return what is wrong with a part, in the language in use; rare faults keep the reader's words."""
    context = details.get("ctx", {})
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


def _value_sentence(code: str) -> str:
    sentences = {
        "bounds": _("batas (min, max) tidak sesuai dengan ujinya."),
        "values": _("uji ini butuh values."),
        "one_value": _("uji equals hanya menerima satu nilai."),
    }
    return sentences.get(code, code)
