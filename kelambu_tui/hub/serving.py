"""Running the hub: uvicorn with worker processes that find the folder in their environment."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.hub.folder import HubFolder, open_folder

if TYPE_CHECKING:
    from fastapi import FastAPI

FOLDER = "KELAMBU_HUB_FOLDER"
_FIGURES = "PROMETHEUS_MULTIPROC_DIR"


def make() -> FastAPI:
    """Build the app of one worker process."""
    from kelambu_tui.hub.app import make_app

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    return make_app(open_folder(Path(os.environ[FOLDER])))


def serve(folder: HubFolder, host: str, port: int, workers: int, cert: Path | None, key: Path | None) -> None:
    """Serve until the process is told to stop; requests at hand are finished first."""
    import uvicorn

    figures = tempfile.mkdtemp(prefix="kelambu-figures-")
    os.environ[FOLDER] = str(folder.folder.resolve())
    os.environ[_FIGURES] = figures
    try:
        uvicorn.run(
            "kelambu_tui.hub.serving:make",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            ssl_certfile=None if cert is None else str(cert),
            ssl_keyfile=None if key is None else str(key),
            http="httptools",
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            backlog=2048,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=20,
        )
    finally:
        shutil.rmtree(figures, ignore_errors=True)
