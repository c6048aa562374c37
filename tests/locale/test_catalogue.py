"""Every text a person can read exists in both languages, with the same blanks to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kelambu_tui

PACKAGE = Path(kelambu_tui.__file__).parent
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "kelambu.po"


def translations() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def texts() -> set[str]:
    found = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords={"_": None, "later": None})
    return {str(text) for _file, _line, text, _comments, _context in found}


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*[^}]*\}", text))


def test_every_text_is_translated_and_none_is_left_over() -> None:
    english = translations()
    assert sorted(texts() - english.keys()) == []
    assert sorted(english.keys() - texts()) == []
    assert [text for text, translated in english.items() if not translated] == []


@pytest.mark.parametrize(("text", "translated"), sorted(translations().items()))
def test_both_languages_leave_the_same_blanks(text: str, translated: str) -> None:
    assert blanks(text) == blanks(translated)
    assert text.count("\n") == translated.count("\n")


@pytest.mark.parametrize("key", sorted(set(re.findall(r"`kelambu [^`]*`", "\n".join(texts())))))
def test_commands_that_are_named_in_texts_are_not_translated(key: str) -> None:
    for text, translated in translations().items():
        assert (key in text) == (key in translated), text
