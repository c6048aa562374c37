"""What kind of file someone chose, decided by its first bytes and never by its name.

A wrong file gets one sentence: what it is instead, and what to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

HEAD_BYTES = 8192
"""How much of a file is looked at to tell what it is."""

LEGACY_BYTES = 32 * 2**20
"""The largest old binary workbook (.xls) that is read; a bigger one must be saved anew."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(Enum):
    """The kinds of file that can hold a list."""

    TEXT = "text"
    ZIP_WORKBOOK = "xlsx"
    OLE_WORKBOOK = "xls"


def inspect_file(path: Path) -> FileKind:
    """Say what kind of list `path` is; raises `Unreadable` for anything that is not a list."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise Unreadable(_not_opened(path, error)) from error
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(
            _("{file} kosong. Periksa apakah berkas sudah tersalin utuh, lalu ulangi.").format(
                file=shown(path)
            )
        )
    if head.startswith(_OLE):
        return _inspect_ole(path, size)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.ZIP_WORKBOOK
    if sentence := _foreign(head):
        raise Unreadable(sentence.format(file=shown(path)))
    return FileKind.TEXT


def shown(path: Path) -> str:
    """Return the file name of `path`, harmless on a screen."""
    return display(path.name, 80) or display(path, 80)


def _not_opened(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return _("Berkas {file} tidak ada. Periksa nama dan foldernya.").format(file=display(path))
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return _("{file} adalah folder. Pilih satu berkas daftar (CSV atau XLSX).").format(file=display(path))
    return _("Berkas {file} tidak dapat dibuka ({why}). Salin dulu ke laptop ini, lalu ulangi.").format(
        file=display(path), why=display(error.strerror or error)
    )


def _inspect_ole(path: Path, size: int) -> FileKind:
    """Tell old workbooks, encrypted new ones and other documents apart by their stream names."""
    if size > LEGACY_BYTES:
        raise Unreadable(
            _("{file} terlalu besar untuk format .xls lama. Buka, lalu simpan ulang sebagai .xlsx.").format(
                file=shown(path)
            )
        )
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(encrypted(path))
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return FileKind.OLE_WORKBOOK
    raise Unreadable(
        _("{file} ternyata dokumen Office lama, bukan lembar kerja. Minta daftar dalam bentuk XLSX.").format(
            file=shown(path)
        )
    )


def encrypted(path: Path) -> str:
    """Return the sentence for a workbook that is locked with a password."""
    return _(
        "{file} dikunci dengan kata sandi. Buka di program lembar kerja, hapus kata sandinya, "
        "simpan, lalu ulangi."
    ).format(file=shown(path))


def _foreign(head: bytes) -> str | None:
    """Return the sentence (with a place for the file name) for a file that is no list at all."""
    for starts, sentence in _FOREIGN:
        if head.startswith(starts):
            return sentence()
    if b"%PDF-" in head[:1024]:
        return _("{file} ternyata PDF, bukan lembar kerja. Minta berkas aslinya sebagai .xlsx atau .csv.")
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"").lower()
    if text.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"mime-version:")
    ):
        return _(
            "{file} ternyata halaman web (HTML), bukan lembar kerja. Minta berkas aslinya, "
            "atau buka lalu simpan ulang sebagai .xlsx."
        )
    if text.startswith(b"<"):
        return _("{file} ternyata berkas XML, bukan lembar kerja. Buka, lalu simpan ulang sebagai .xlsx.")
    if text.startswith((b"{", b"[")):
        return _("{file} ternyata berkas JSON, bukan daftar. Minta daftar sebagai .xlsx atau .csv.")
    if _is_binary(head):
        return _("{file} bukan daftar: isinya bukan teks. Minta daftar sebagai .xlsx atau .csv.")
    return None


def _is_binary(head: bytes) -> bool:
    """Say whether `head` is no text; a stretch of NUL from a damaged stick alone does not make it so."""
    if head.startswith(_UTF16_BOMS):
        return False
    allowed = b"\x00\t\n\r\x0b\x0c\x1a\x1b"
    strange = sum(byte < 32 and byte not in allowed for byte in head)
    return strange * 50 > len(head) or head.count(0) * 2 > len(head)


def _archive() -> str:
    return _("{file} ternyata arsip terkompres. Buka arsipnya, lalu impor daftar di dalamnya.")


def _picture() -> str:
    return _("{file} ternyata gambar. Daftar harus berupa .xlsx atau .csv; minta berkas aslinya.")


def _document() -> str:
    return _("{file} ternyata dokumen teks (RTF), bukan lembar kerja. Minta daftar sebagai .xlsx.")


def _database() -> str:
    return _("{file} ternyata basis data, bukan daftar. Pilih berkas .xlsx atau .csv.")


_FOREIGN: tuple[tuple[tuple[bytes, ...], Callable[[], str]], ...] = (
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd"), _archive),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00"), _picture),
    ((b"{\\rtf",), _document),
    ((b"SQLite format 3",), _database),
)
