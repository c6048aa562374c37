"""A village day in the real terminal: session, code, visit, somebody on no list, an empty house, minutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.work import audit, workspace
from kelambu_tui.work.households import read_household
from kelambu_tui.work.plan import plan, short_code
from kelambu_tui.work.proposal_page import proposal_drafts
from kelambu_tui.work.sessions import sessions

from .conftest import OpenApp, Terminal, enter_as

pytestmark = pytest.mark.slow

FAMILY = "1606000000000003"
NIK = compose_nik("160602", date(2001, 3, 5), Sex.MALE, 77)


def field(app: Terminal, *values: str) -> None:
    """Type into one field after the other, from where the hands are; an empty value goes on."""
    for value in values:
        app.type(value)
        app.press("down")


def open_a_session(app: Terminal) -> None:
    app.press("s")
    app.wait("Belum ada sesi")
    app.press("b")
    app.wait("Buka sesi di Danau Cala")
    app.press("down", "down")
    app.type("Balai Desa")
    app.press("enter")
    app.type("H. Amin, S.Pd., Kepala Desa")
    app.press("enter")
    app.wait("H. Amin, S.Pd., Kepala Desa\n")
    app.settle()
    app.press("enter")
    app.wait("Sesi di Danau Cala")
    app.wait("sesi: Danau Cala")


def visit_by_code(app: Terminal) -> None:
    code = short_code(FAMILY)
    app.press("f3")
    app.wait("Cari orang atau keluarga")
    app.type(code.lower())
    app.wait(f"kode {code} di atas")
    app.press("enter")
    app.wait(FAMILY)
    app.press("enter")
    app.wait("Hasil kunjungan")
    app.type("mampu")
    app.press("enter")
    app.wait("‹ Sudah mampu")
    app.settle()
    app.press("ctrl+r")
    app.wait("(?i)tercatat")
    app.press("escape")
    app.wait(FAMILY)


def test_a_village_session(office: Path, terminal: OpenApp, tmp_path: Path) -> None:
    app = terminal(office)
    enter_as(app, "siti")
    open_a_session(app)
    visit_by_code(app)

    # A son whom no list has; the power goes in the middle of his name.
    app.press("a")
    app.wait("Usulan baru: anggota keluarga")
    app.wait("Nama seperti di KTP")
    app.settle()
    app.type("Umar Bakri")
    app.settle()
    app.wait(r"draf tersimpan \d\d:\d\d:\d\d")
    app.kill()

    app = terminal(office)
    enter_as(app, "siti")
    app.wait("draf usulan")
    app.press("enter")
    app.wait("Umar Bakri")
    app.settle()
    app.press("ctrl+r")
    app.wait("Belum diisi: NIK")
    field(app, NIK)
    app.wait("Menurut NIK: L")
    app.press("right", "down")
    field(app, "05-03-2001")
    app.press("right", "right", "down", "down", "down")
    field(app, "BA 12/2026")
    app.wait("BA 12/2026")
    app.settle()
    app.press("ctrl+r")
    app.wait("Usulan tercatat")
    app.press("escape")
    app.wait("Kerjakan dulu")

    # Next door nobody is at home.
    app.press("s")
    app.wait("Rencana per RT")
    app.press("enter")
    app.wait("Kepala keluarga")
    app.press("t")
    app.wait("tidak di rumah\\?")
    app.settle()
    app.press("down")
    app.type("di kebun, pulang sore")
    app.press("enter")
    app.wait("Tercatat: keluarga")
    app.press("escape")
    app.wait("1 tidak di rumah")
    screen = app.wait("1 usulan baru")
    assert "1 diperiksa: 1 sudah mampu" in screen

    app.press("k")
    app.wait("Tutup sesi di Danau Cala")
    app.settle()
    app.press("y")
    app.wait("Sesi ditutup")
    app.press("p")
    app.wait("ditulis")
    app.press("f10")
    assert app.ended() == 0
    check_what_is_left(office, tmp_path)


def check_what_is_left(office: Path, home: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    siti = workspace.sign_in(office, "siti", "rahasia siti")
    (session,) = sessions(siti)
    assert session.counts is not None
    assert session.counts.add_up
    counts = session.counts
    assert (counts.begun, counts.missed, counts.checked, counts.proposed) == (1, 1, 1, 1)
    assert "Umar Bakri" in [member.name for member in read_household(siti, FAMILY).members]
    assert proposal_drafts(siti) == []
    assert sum(one.state == "tidak_di_rumah" for one in plan(siti)) == 1
    report = audit.audit(siti)
    assert (report.faults, report.unsigned) == ((), 0)
    workspace.sign_out(siti)
    (written,) = home.glob("berita-acara-danau-cala-*.pdf")
    text = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(written).pages).split())
    assert "Danau Cala" in text
    assert "H. Amin" in text
    assert session.head[:8] in text.replace(" ", "")
