"""A working day in the real terminal: found, typed, cut off, queued, returned, approved, written out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import audit, enrolment, workspace

from .conftest import PERSON, OpenApp, Terminal, enter_as, open_form

pytestmark = pytest.mark.slow


def fill_rest(app: Terminal, values: list[str]) -> None:
    """Type into one field after the other; an empty value leaves a field as it is."""
    for value in values:
        app.press("tab")
        app.type(value)


def test_a_day(office: Path, terminal: OpenApp, tmp_path: Path) -> None:
    app = terminal(office)
    enter_as(app, "siti")
    open_form(app, "suhartni")
    app.type("layak")
    app.press("enter")
    app.wait(r"Layak ›")
    fill_rest(app, ["", "", "1606020101100001", "Sekayu", "Aminah"])
    app.settle()
    app.wait(r"tersimpan \d\d:\d\d:\d\d")
    app.kill()

    app = terminal(office)
    enter_as(app, "siti")
    assert PERSON in app.wait("draf"), "an unfinished page is on Beranda"
    open_form(app, "suhar")
    for kept in ("•" * 16, "Sekayu", "Aminah"):
        app.wait(kept)
    fill_rest(app, ["", "", "", "", "", "0812-3456-7890", "", "Kebun karet", "750.000"])
    app.settle()
    app.wait(r"tersimpan \d\d:\d\d:\d\d")
    app.press("ctrl+n")
    app.wait("Masuk antrean")
    app.press("f10")
    assert app.ended() == 0

    app = terminal(office, 120, 40)
    enter_as(app, "budi")
    app.press("f5")
    app.wait(PERSON)
    app.press("k")
    app.wait("perbaiki")
    app.type("Nomor HP milik siapa?")
    app.press("tab")
    app.type("rahasia budi")
    app.press("enter")
    app.wait("dikembalikan")
    app.press("f10")
    assert app.ended() == 0

    app = terminal(office)
    enter_as(app, "siti")
    app.wait("Nomor HP milik siapa")
    app.press("enter")
    app.wait("Hasil kunjungan")
    app.press("ctrl+n")
    app.wait("Masuk antrean")
    app.press("f9")
    app.wait("Siapa yang bekerja hari ini")
    enter_as(app, "budi")
    app.press("f5")
    app.wait(PERSON)
    app.press("a")
    app.wait("(?i)kata sandi")
    app.type("rahasia budi")
    app.press("enter")
    app.wait("disetujui")
    app.press("f6")
    app.wait("siap ditulis")
    app.press("e")
    app.wait("Tulis ke berkas")
    time.sleep(0.4)  # a dialog takes no key that is still held down
    app.press("enter")
    app.wait("1 peserta ditulis")
    app.press("f10")
    assert app.ended() == 0

    (written,) = tmp_path.glob("peserta-*.xlsx")
    header, row, *more = openpyxl.load_workbook(written).worksheets[0].iter_rows(values_only=True)
    person = dict(zip(header, row, strict=True))
    assert (person["nama"], person["no_kk"], person["no_hp"]) == (PERSON, "1606020101100001", "081234567890")
    assert more == []

    budi = workspace.sign_in(office, "budi", "rahasia budi")
    report = audit.audit(budi)
    assert (report.faults, report.unsigned) == ((), 0)
    assert [row.state for row in enrolment.queue_rows(budi)] == ["gugur", "disetujui"]
    workspace.sign_out(budi)


def test_a_wrong_passphrase_is_said_and_the_right_one_still_opens(office: Path, terminal: OpenApp) -> None:
    app = terminal(office)
    app.wait("Siapa yang bekerja hari ini")
    app.press("enter")
    app.type("bukan ini")
    app.press("enter")
    app.wait("tidak cocok")
    app.type("rahasia budi")
    app.press("enter")
    app.wait("Kerjakan dulu")
    app.press("f10")
    assert app.ended() == 0


def test_a_hostile_name_reaches_the_terminal_as_text(
    office: Path,
    terminal: OpenApp,
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
) -> None:
    siti = workspace.sign_in(office, "siti", "rahasia siti")
    name = "[b]JAHAT[/]\x1b[31m\u202eX"
    import_list(siti, list_file([person_row(77, Nama=name)], "jahat.csv"))
    workspace.sign_out(siti)
    app = terminal(office)
    enter_as(app, "siti")
    app.press("f3")
    app.wait("Cari orang atau keluarga")
    app.type("jahat")
    screen = app.wait("JAHAT")
    assert "\x1b" not in screen
    assert "\u202e" not in screen
    assert "[b]JAHAT[/]" in screen
    app.press("f10")
    assert app.ended() == 0


def test_a_terminal_too_small_says_so(office: Path, terminal: OpenApp) -> None:
    app = terminal(office, 60, 20)
    app.wait("Layar terlalu kecil")
    app.press("f10")
    assert app.ended() == 0
