"""An import that is killed halfway leaves the registry as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.store.registry import registry_digest
from kelambu_tui.work import workspace as spaces

CHILD = """
import os, signal, sys
from pathlib import Path
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work import workspace as spaces

def tell(done, total):
    if done >= int(sys.argv[3]):
        print(done, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

import kelambu_tui.exchange.intake.running as running
running._PROGRESS_SECONDS = 0.0
import_list(spaces.sign_in(Path(sys.argv[1]), "siti", ""), Path(sys.argv[2]), progress=tell)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is a POSIX signal")
@pytest.mark.parametrize("after", [1000, 2000, 4000])
def test_killed_halfway(
    after: int, folder: Path, headers: dict[str, list[str]], person_row: Any, csv_list: Callable[..., Path]
) -> None:
    header = headers["B-individu"]
    before = csv_list(header, [person_row(number) for number in range(1, 6)], name="lama.csv")
    workspace = spaces.sign_in(folder, "siti", "")
    import_list(workspace, before)
    with workspace.database.read() as connection:
        digest = registry_digest(connection)
    spaces.sign_out(workspace)

    rows = [person_row(number, Nama="GANTI") for number in range(1, 4001)]
    path = csv_list(header, rows, name="baru.csv")
    killed = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(path), str(after)], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert int(killed.stdout) >= after

    workspace = spaces.sign_in(folder, "siti", "")
    try:
        with workspace.database.read() as connection:
            assert registry_digest(connection) == digest
            count = "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM intake), count(*) FROM entry"
            assert tuple(connection.exec_driver_sql(count + " WHERE kind = 'import.made'").one()) == (5, 1, 1)
        report = import_list(workspace, path)
        assert (report.added, report.changed) == (3995, 5)
    finally:
        spaces.sign_out(workspace)
