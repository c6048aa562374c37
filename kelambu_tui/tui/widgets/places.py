"""Places per desil as bars, with the numbers above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.writing import bar, number

if TYPE_CHECKING:
    from kelambu_tui.work import quota


class Places(Widget):
    """One bar a desil: places approved or waited for, of all there are."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._places: tuple[quota.Places, ...] = ()

    def show(self, places: tuple[quota.Places, ...]) -> None:
        """Show these places."""
        self._places = places
        self.styles.height = 2 * len(places)
        self.refresh()

    def render(self) -> Text:
        """Draw it."""
        return Text("\n").join(line for place in self._places for line in self._lines(place))

    def _lines(self, place: quota.Places) -> tuple[Text, Text]:
        taken = place.approved + place.promised
        share = taken / place.ceiling if place.ceiling else 0
        full, rest = bar(share, self.size.width, signs().bar_full, signs().bar_rest)
        colours = self.app.theme_variables
        words = _("{taken} dari jatah {all}") if place.lent else _("{taken} dari {all}")
        numbers = words.format(taken=number(taken), all=number(place.ceiling))
        if place.reserves:
            numbers += _(" · cadangan {count}").format(count=number(place.reserves))
        title = _("Desil {desil}").format(desil=place.desil)
        return (
            Text.assemble((f"{title}  ", "bold"), (numbers, "")),
            Text.assemble((full, colours["accent"]), (rest, colours["rule"])),
        )
