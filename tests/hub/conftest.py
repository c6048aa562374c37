from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kelambu_tui.hub.beginning import opened
from kelambu_tui.hub.folder import make_folder
from tests.hub.laptops import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folder = make_folder(
        tmp_path / "hub", region="16.06", district="Musi Banyuasin", url="http://127.0.0.1:1", database=""
    )
    storage = opened(folder)
    yield Office(folder, storage)
    storage.close()
