"""Templates: the office's before ours, never beyond their folder, never the network; and when they break."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pypdf import PdfReader

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.papers.typesetting import MOST_BYTES, typeset
from kelambu_tui.exchange.papers.typesetting_child import compile_paper

pytestmark = pytest.mark.slow  # papers take seconds to set: the full check runs them


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    return folder


def _text(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "hasil.pdf"
    path.write_bytes(pdf)
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_an_office_template_comes_before_the_shipped_one(office: Path, tmp_path: Path) -> None:
    (office / "letter.typ").write_text('#import "kertas.typ": *\nKantor kami: #lunak(data.name)\n')
    assert "Kantor kami: Siti" in _text(typeset("letter", {"name": "Siti"}, office), tmp_path)


def test_an_office_may_change_only_the_letterhead(office: Path, tmp_path: Path) -> None:
    (office / "kertas.typ").write_text("#let data = json(bytes(sys.inputs.data))\n#let kop = [Kop baru]\n")
    (office / "letter.typ").write_text('#import "kertas.typ": *\n#kop #data.name\n')
    assert "Kop baru Siti" in _text(typeset("letter", {"name": "Siti"}, office), tmp_path)


def test_a_logo_of_the_office_can_be_shown(office: Path, tmp_path: Path) -> None:
    (office / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (office / "letter.typ").write_text('#image("logo.svg", width: 2cm) ada')
    assert "ada" in _text(typeset("letter", {}, office), tmp_path)


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("= Surat\n#let x = \n", "baris 2", "expected expression"),
        ("Halo\n\n#tidakada\n", "baris 3", "unknown variable"),
        ('#panic("aduh")', "baris 1", "aduh"),
        ("#let f() = f()\n#f()", "baris 1", "depth"),
        ("#while true { 1 }", "baris 1", "always true"),
        ("#data", "baris 1", "unknown variable"),
        ('#json(bytes(sys.inputs.data)).at("tiada")', "baris 1", "tiada"),
        ('#read("/etc/passwd")', "baris 1", "not found"),
        ('#read("../../../etc/passwd")', "baris 1", "escape"),
        ('#import "@preview/cetz:0.2.0": *', "baris 1", "luring"),
        ('#import "@lokal/kop:1.0.0": *', "baris 1", "luring"),
    ],
)
def test_a_broken_template_is_named_with_its_line(office: Path, template: str, line: str, what: str) -> None:
    (office / "letter.typ").write_text(template)
    with pytest.raises(Unreadable) as told:
        typeset("letter", {"name": "Siti"}, office)
    sentence = str(told.value)
    assert "letter.typ" in sentence
    assert line in sentence
    assert what in sentence
    assert "\n" not in sentence


def test_a_fault_in_a_shared_file_names_that_file(office: Path) -> None:
    (office / "kertas.typ").write_text("#let data = (\n")
    with pytest.raises(Unreadable, match=r"kertas\.typ baris 1"):
        typeset("letter", {}, office)


def test_a_template_that_never_ends_is_stopped(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kelambu_tui.exchange.papers import typesetting

    monkeypatch.setattr(typesetting, "SECONDS", 2.0)
    (office / "letter.typ").write_text(
        "#let many = range(9000)\n#for a in many { for b in many { for c in many { let d = a * b } } }"
    )
    with pytest.raises(Unreadable, match="tidak selesai"):
        typeset("letter", {}, office)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on memory is the system's")
def test_a_template_that_eats_memory_takes_only_its_process(office: Path) -> None:
    (office / "letter.typ").write_text('#let x = "a" * 900000000\n#let y = x + x + x + x\n#y.len()')
    with pytest.raises(Unreadable, match="tidak selesai"):
        typeset("letter", {}, office)


def test_no_template_reaches_the_network(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the machine has a proxy that would answer."""
    asked: list[str] = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_CONNECT = do_GET  # noqa: N815

    server = http.server.HTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    (office / "letter.typ").write_text('#import "@preview/" + "cetz:0.2.0": *')
    try:
        with pytest.raises(Unreadable):
            typeset("letter", {}, office)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_a_folder_full_of_pictures_is_refused(office: Path) -> None:
    with (office / "besar.png").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Unreadable, match="terlalu besar"):
        typeset("letter", {}, office)


def test_other_files_in_the_folder_do_not_matter(office: Path, tmp_path: Path) -> None:
    (office / "catatan.docx").write_bytes(b"x" * 100)
    (office / "arsip.typ").mkdir()
    (office / "letter.typ").write_text("ada")
    assert "ada" in _text(typeset("letter", {}, office), tmp_path)


def test_a_defect_of_ours_stays_a_defect(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        typeset("letter", {}, tmp_path / "tidak ada")


HOSTILE = [
    '#import "@preview/x:1.0.0": *',
    '#panic("x") #sys.inputs #read("/etc/passwd")',
    "*tebal* _miring_ `kode` $x^2$ = judul - daftar + satu / dua",
    "<label> @rujukan https://contoh.invalid // bukan catatan /* bukan */",
    "\\ \\u{41} \\# \"kutip\" 'satu' ~ --- ...",
    "[isi] {kode} (a: 1) ]}) #]",
    "{nama} {nilai} %s ${x}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_text_is_never_markup(name: str, tmp_path: Path) -> None:
    (tmp_path / "uji.typ").write_text('#import "kertas.typ": *\n#set page(width: 400mm)\n#lunak(data.name)')
    from kelambu_tui.exchange.papers.typesetting import lay_out

    lay_out(tmp_path, {})
    pdf = compile_paper(tmp_path, "uji.typ", json.dumps({"name": name}))[0]
    shown = _text(pdf, tmp_path).replace("\u200b", "")
    assert " ".join(shown.split()) == " ".join(name.split())


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, kelambu_tui.exchange.papers.minutes, kelambu_tui.exchange.papers.prelist,"
        "kelambu_tui.exchange.papers.letter, kelambu_tui.cli.papers, kelambu_tui.cli.sessions\n"
        "print([name for name in ('typst', 'segno', 'xlsxwriter') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
