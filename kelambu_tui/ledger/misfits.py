"""When an entry does not fit the state that the order before it gives."""

from __future__ import annotations

from kelambu_tui.errors import Refused


class Misfit(Refused):
    """An entry contradicts what stands before it; `code` says how, in a word that `conflict` keeps."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


VISITS = "visits"
"""Two ground checks of one person that did not see each other and differ: a supervisor decides."""
WITNESSES = "witnesses"
"""Two ground checks that did not see each other and say the same."""
UNFIT = "unfit"
"""It contradicts what stands, in no way that has a word of its own."""
UNREADABLE = "unreadable"
"""Its body lacks what its kind needs."""
