"""A comparison or an acceptance that is killed halfway leaves everything as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.store import tables as t
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.audit import audit
from kelambu_tui.work.list_review import accept, read_review
from kelambu_tui.work.workspace import Workspace

pytestmark = pytest.mark.slow

CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.list_review import accept

folder, path, what, after = sys.argv[1:]
workspace = spaces.sign_in(Path(folder), "siti", "")
left = int(after)

@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, parameters, context, executemany):
    global left
    if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
        left -= 1
        if left == 0:
            print("reached", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

if what == "stage":
    import_list(workspace, Path(path), review=True)
else:
    accept(workspace, kinds=["all"])
print("finished", flush=True)
"""


def everything(workspace: Workspace) -> dict[str, list[Any]]:
    with workspace.database.read() as connection:
        return {
            table.name: sorted(map(str, connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')))
            for table in t.TABLES
            if table.name != "signature"  # signing in and out signs
        }


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("what", ["stage", "accept"])
def test_killed_at_any_write(
    what: str, folder: Path, headers: dict[str, list[str]], person_row: Any, csv_list: Callable[..., Path]
) -> None:
    header = headers["B-individu"]
    rows = [person_row(number) for number in range(1, 1201)]
    workspace = spaces.sign_in(folder, "siti", "")
    import_list(workspace, csv_list(header, rows, name="lama.csv"))
    rows = [row | {"Desil Kesejahteraan": "3", "Pekerjaan": "NELAYAN"} for row in rows[:1150]]
    rows += [person_row(number) for number in range(2000, 2050)]
    path = csv_list(header, rows, name="baru.csv")
    if what == "accept":
        import_list(workspace, path, review=True)
    before = everything(workspace)
    spaces.sign_out(workspace)
    after, ended = 1, ""
    while ended != "finished":
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), str(path), what, str(after)],
            capture_output=True,
            text=True,
            check=False,
        )
        ended = child.stdout.strip()
        assert ended in ("reached", "finished"), child.stderr
        workspace = spaces.sign_in(folder, "siti", "")
        if ended == "reached":
            assert everything(workspace) == before, after
        spaces.sign_out(workspace)
        after = after + 1 if after < 4 else after * 2
    assert after > 8  # it was killed at several places before it came to its end
    workspace = spaces.sign_in(folder, "siti", "")
    assert everything(workspace) != before
    if what == "stage":
        assert read_review(workspace).waiting > 1000
        accept(workspace, kinds=["all"])
    assert read_review(workspace).classes == ()
    assert audit(workspace).faults == ()
    spaces.sign_out(workspace)
