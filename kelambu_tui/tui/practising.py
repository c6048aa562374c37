"""To the practice workspace beside the real one, and back; they share nothing but the screen.

The practice workspace has a folder, a database and keys of its own, so nothing that is done in it can
reach real work.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.tui.app import KelambuApp


async def turn_practice(app: KelambuApp) -> None:
    """Leave with everything saved, then open the door of the other workspace; says why where it cannot.

    Made on first use in a thread. Where Kelambu was opened as practice there is nothing to come back to.
    """
    if app.practice and app.home is None:
        app.say(_("Kelambu dibuka sebagai latihan. Untuk kerja sungguhan: keluar, jalankan kelambu"), "amber")
        return
    if app.practice:
        folder = app.home
    else:
        from kelambu_tui.exchange.practice import is_prepared, practice_beside, prepare

        folder = practice_beside(app.folder)
        if not await asyncio.to_thread(is_prepared, folder):
            app.say(_("Menyiapkan ruang latihan; hanya sekali, beberapa detik…"))
        try:
            await asyncio.to_thread(prepare, folder)
        except (KelambuError, OSError) as error:
            sentence = _("Ruang latihan tidak dapat disiapkan. {why}")
            app.say(sentence.format(why=display(error, 200)), "red")
            return
    assert folder is not None
    await app.change_workspace(folder, practice=not app.practice)
