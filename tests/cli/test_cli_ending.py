from __future__ import annotations

from collections.abc import Callable

import pytest

from kelambu_tui.cli.ending import guarded
from kelambu_tui.errors import Locked, NotFound, Refused, Unreadable


def raising(error: BaseException) -> Callable[[], int]:
    def call() -> int:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (Refused("Kuota penuh."), 1, "Kuota penuh."),
        (NotFound("Tidak ada."), 1, "Tidak ada."),
        (Unreadable("Bukan daftar."), 2, "Bukan daftar."),
        (Locked("Terkunci."), 3, "Terkunci."),
        (KeyboardInterrupt(), 130, "Dihentikan."),
        (OSError(28, "No space left on device", "/tmp/x"), 1, "Disk penuh; /tmp/x tidak jadi ditulis."),
        (ZeroDivisionError("1606050000000012"), 1, "ZeroDivisionError"),
    ],
)
def test_each_error_is_one_sentence_with_its_code(
    error: BaseException, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(raising(error), debug=False) == code
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert "1606050000000012" not in captured.err


@pytest.mark.parametrize("error", [Refused("x"), ZeroDivisionError("x")])
def test_debug_keeps_the_traceback(error: Exception) -> None:
    with pytest.raises(type(error)):
        guarded(raising(error), debug=True)


def test_the_answer_of_the_call_is_the_exit_code() -> None:
    assert guarded(lambda: 3, debug=False) == 3
