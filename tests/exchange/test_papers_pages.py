"""How papers look: margins stay white, heads repeat, a whole village is ready in seconds, the QR reads."""

from __future__ import annotations

import json
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.papers.letter import letter_data
from kelambu_tui.exchange.papers.minutes import minutes_data, qr_drawing
from kelambu_tui.exchange.papers.prelist import prelist, prelist_data
from kelambu_tui.exchange.papers.typesetting import lay_out
from kelambu_tui.exchange.papers.typesetting_child import compile_paper
from kelambu_tui.exchange.papers.walking import walk
from kelambu_tui.store import tables as t
from kelambu_tui.work.sessions import Present, close_session, open_session
from kelambu_tui.work.verification import Sheet, record
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow  # papers take seconds to set: the full check runs them

VILLAGE = "16.06.02.2001"
DOTS = 36
"""Dots an inch of the pictures that are examined."""

Picture = npt.NDArray[np.uint8]
Line = npt.NDArray[np.uint8]


def picture(png: bytes) -> Picture:
    """The grey values of a PNG of eight bits a channel, as typesetters write it."""
    at, packed, size = 8, b"", (0, 0, 0)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        part = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", part[:10])
            assert depth == 8
            size = (width, height, {0: 1, 2: 3, 4: 2, 6: 4}[colour])
        packed += part if kind == b"IDAT" else b""
        at += length + 12
    width, height, channels = size
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * channels)
    grey = np.empty((height, width), np.uint8)
    above = np.zeros(width * channels, np.uint8)
    for y in range(height):
        above = _unfiltered(int(rows[y, 0]), rows[y, 1:], above, channels)
        grey[y] = above.reshape(width, channels)[:, : min(channels, 3)].mean(axis=1)
    return grey


def _unfiltered(kind: int, line: Line, above: Line, step: int) -> Line:
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line.reshape(-1, step), axis=0, dtype=np.uint8).reshape(-1)
    if kind == 2:
        return line + above
    return np.array(_averaged_or_paeth(kind, line.tolist(), above.tolist(), step), np.uint8)


def _averaged_or_paeth(kind: int, line: list[int], above: list[int], step: int) -> list[int]:
    for x, value in enumerate(line):
        left = line[x - step] if x >= step else 0
        up, corner = above[x], above[x - step] if x >= step else 0
        guess = (left + up) // 2
        if kind == 4:
            to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
            guess = up if to_up <= to_corner else corner
            guess = left if to_left <= to_up and to_left <= to_corner else guess
        line[x] = (value + guess) & 255
    return line


def pictures(folder: Path, name: str, data: dict[str, Any], dots: int = DOTS) -> list[Picture]:
    folder.mkdir()
    lay_out(folder, {})
    return [picture(page) for page in compile_paper(folder, f"{name}.typ", json.dumps(data), "png", ppi=dots)]


def is_white_around(page: Picture, millimetres: float) -> bool:
    """Whether a border of so many millimetres, which some printers cannot reach, is empty."""
    edge = int(millimetres / 25.4 * DOTS)
    inside = page[edge:-edge, edge:-edge]
    return bool((page == 255).sum() - (inside == 255).sum() == page.size - inside.size)


@pytest.fixture
def siti(village_list: Path, sign_in: Callable[[str], Workspace]) -> Workspace:
    return sign_in("siti")


@pytest.fixture(
    params=["X" * 300, "W" * 40 + " NAMA YANG SANGAT PANJANG SEKALI " * 8, "SITI AMINAH"],
    ids=["no blanks", "long", "usual"],
)
def named(siti: Workspace, request: pytest.FixtureRequest) -> Workspace:
    name: str = request.param
    with siti.database.write() as connection:
        connection.execute(update(t.person).values(name=name, relation=name))
        connection.execute(update(t.household).values(address=name, head_name=name))
    open_session(siti, VILLAGE, place=name, present=[Present(name, name)] * 7)
    for number in range(1, 13):
        record(siti, f"IND{number:08d}", Sheet("menolak", note=name))
    close_session(siti, note=name)
    return siti


def test_nothing_leaves_the_margins(named: Workspace, tmp_path: Path) -> None:
    from kelambu_tui.work.sessions import sessions

    papers = {
        "prelist": prelist_data(named, walk(named)),
        "minutes": minutes_data(named, sessions(named)[0]),
        "letter": letter_data(named, "IND00000001"),
    }
    for name, data in papers.items():
        for number, page in enumerate(pictures(tmp_path / name, name, data)):
            wide, high = sorted(page.shape)
            assert (wide, high) == pytest.approx((298, 421), abs=2)  # A4
            assert is_white_around(page, 9), f"{name} {number}"
            assert (page < 128).any()


def test_five_hundred_families_are_ready_in_seconds(
    sign_in: Callable[[str], Workspace],
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    tmp_path: Path,
) -> None:
    siti = sign_in("siti")
    rows = []
    for family in range(1, 501):
        same = {"Desil Kesejahteraan": "2", "Alamat": f"DUSUN II NO {family} RT {1 + family % 4:03d} RW 001"}
        for member in range(3):
            relation = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK")[member]
            same["Hubungan dengan Kepala Keluarga"] = relation
            rows.append(person_row(family * 3 + member, family=family, **same))
    import_list(siti, list_file(rows))
    began = time.perf_counter()
    made = prelist(siti, tmp_path / "desa.pdf", VILLAGE)
    assert time.perf_counter() - began < 5
    assert made.count == 1500
    pages = PdfReader(tmp_path / "desa.pdf").pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 30
    for number, text in enumerate(texts, 1):
        assert "Keluarga dan anggotanya" in text
        assert f"Halaman {number} dari {len(pages)}" in text
        assert "RW 001" in text
    assert (tmp_path / "desa.pdf").stat().st_size < 2**20


def test_the_head_of_the_attachment_stands_on_every_page(siti: Workspace, tmp_path: Path) -> None:
    open_session(siti, VILLAGE)
    record(siti, "IND00000001", Sheet("mampu"))
    close_session(siti)
    from kelambu_tui.work.sessions import sessions

    data = minutes_data(siti, sessions(siti)[0])
    data["attachment"] *= 200
    folder = tmp_path / "ba"
    folder.mkdir()
    lay_out(folder, {})
    (folder / "ba.pdf").write_bytes(compile_paper(folder, "minutes.typ", json.dumps(data))[0])
    pages = [page.extract_text() for page in PdfReader(folder / "ba.pdf").pages]
    assert len(pages) > 5
    assert all("No NIK ID Nama Alamat Hasil Keterangan" in " ".join(text.split()) for text in pages[1:])


def test_a_family_of_thirty_breaks_over_pages(siti: Workspace, tmp_path: Path) -> None:
    data = prelist_data(siti, walk(siti))
    family = data["groups"][0]["families"][0]
    family["members"] *= 90
    pages = pictures(tmp_path / "p", "prelist", data)
    assert [number for number, page in enumerate(pages) if not is_white_around(page, 9)] == []


def test_the_qr_reads_as_the_head_of_the_ledger(siti: Workspace, tmp_path: Path) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    from kelambu_tui.work.sessions import sessions

    open_session(siti, VILLAGE)
    record(siti, "IND00000001", Sheet("mampu"))
    close_session(siti)
    found = sessions(siti)[0]
    page = pictures(tmp_path / "ba", "minutes", minutes_data(siti, found), 150)[0]
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [found.head]


def test_a_qr_is_a_drawing_with_a_white_border() -> None:
    drawing = qr_drawing("0" * 64)
    assert drawing.startswith("<svg")
    assert "white" in drawing or "#fff" in drawing
    assert "viewBox" in drawing
