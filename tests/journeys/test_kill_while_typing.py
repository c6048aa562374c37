"""kill -9 in the middle of a word, in a real terminal: at most the last keystroke is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kelambu_tui.work import verification, workspace
from kelambu_tui.work.finding import open_finder

from .conftest import PERSON, OpenApp, Terminal, enter_as, open_form

pytestmark = pytest.mark.slow


@pytest.fixture
def form(office: Path, terminal: OpenApp) -> Terminal:
    """The form of one person, open, with the cursor in the note."""
    app = terminal(office)
    enter_as(app, "siti")
    open_form(app, "suhar")
    app.press("down")
    return app


def kept(office: Path) -> str:
    """The note of that person's draft, as it is found afterwards."""
    siti = workspace.sign_in(office, "siti", "rahasia siti")
    person = open_finder(siti).search(PERSON, 1)[0].person
    opened = verification.read_form(siti, person)
    workspace.sign_out(siti)
    assert opened.is_draft
    return opened.sheet.note


@pytest.mark.parametrize("word", ["lantai", "tepi-sungai-rumah-panggung"])
def test_at_most_the_last_keystroke_is_lost(office: Path, form: Terminal, word: str) -> None:
    for number in range(1, len(word) + 1):
        form.press(word[number - 1])
        form.wait(word[:number])
    form.kill()
    assert kept(office) in (word, word[:-1])


def test_what_was_said_to_be_saved_is_saved(office: Path, form: Terminal) -> None:
    form.press("x")
    form.wait(r"tersimpan \d")
    form.kill()
    assert kept(office) == "x"
