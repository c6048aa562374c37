"""The interface speaks Bahasa Indonesia; English is one setting away.

Source strings are Indonesian and serve as message ids, so a missing translation still reads well.
`KELAMBU_LANG` (`id` or `en`) or `use_language` chooses. The catalogues are gettext files.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Protocol

LANGUAGES = ("id", "en")


class Bilingual(Protocol):
    """A text that carries both languages, as programme files do."""

    @property
    def id(self) -> str: ...
    @property
    def en(self) -> str: ...


_language = "id"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Switch all later texts to `language`; an unknown one falls back to Bahasa Indonesia."""
    global _language, _catalogue
    _language = language if language in LANGUAGES else "id"
    _catalogue = gettext.NullTranslations()
    if _language != "id":
        _catalogue = gettext.translation("kelambu", Path(__file__).parent, [_language], fallback=True)


def language() -> str:
    """Return the language in use, `id` or `en`."""
    return _language


def _(text: str) -> str:
    """Return `text` (Bahasa Indonesia) in the language in use."""
    return _catalogue.gettext(text)


def pick(text: Bilingual) -> str:
    """Return the side of a bilingual text that the language in use asks for."""
    return text.en if _language == "en" else text.id


use_language(os.environ.get("KELAMBU_LANG", "id")[:2])
