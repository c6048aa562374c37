"""How a command ends: one sentence for a person, one exit code for a script."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TextIO

from kelambu_tui.display import cover_numbers
from kelambu_tui.errors import KelambuError
from kelambu_tui.locale import _

DONE = 0
REFUSED = 1
WRONG_USE = 2
DAMAGED = 3
INTERRUPTED = 130


def tell(sentence: str) -> None:
    """Say something to the person, on standard error; never part of the answer."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 (the one place that messages leave from)


def tell_some(sentences: Sequence[str], most: int = 5) -> None:
    """Say the first of many things, and how many more there are; JSON has them all."""
    for sentence in sentences[:most]:
        tell(sentence)
    if len(sentences) > most:
        tell(_("... dan {count} lagi; semuanya dengan --json.").format(count=len(sentences) - most))


def guarded(call: Callable[[], int], debug: bool) -> int:
    """Run `call`; turn what it raises into one sentence and an exit code.

    With `debug` everything that is raised keeps its traceback.
    """
    try:
        return call()
    except KelambuError as error:
        if debug:
            raise
        tell(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        tell(_("Dihentikan."))
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        tell(_defect(error))
        return REFUSED


def _defect(error: Exception) -> str:
    """Name a defect without its message, which may hold what nobody should read in a log."""
    if isinstance(error, OSError):
        from kelambu_tui.store.disk import refused

        return str(refused(error))
    return _(
        "Ada kesalahan di dalam Kelambu ({kind}); data yang sudah tersimpan tetap aman. "
        "Ulangi dengan --debug, lalu laporkan hasilnya tanpa data orang."
    ).format(kind=type(error).__name__)


def cover_crashes() -> None:
    """Mask the numbers of people in every traceback that Python prints, of any thread."""
    import threading

    def report(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        import traceback

        tell(cover_numbers("".join(traceback.format_exception(kind, error, trace))).rstrip())

    sys.excepthook = report
    threading.excepthook = lambda found: report(found.exc_type, found.exc_value, found.exc_traceback)


def forgiving(stream: TextIO) -> None:
    """Let a console that lacks a character show a question mark instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
