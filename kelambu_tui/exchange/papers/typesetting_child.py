"""The process in which a paper is set: limited and disposable, for templates can be anybody's.

Run in the folder that holds the files, as `python -m kelambu_tui.exchange.papers.typesetting_child
MAIN.typ [plain]`, with the data as JSON on stdin; `plain` leaves out the tags for screen readers. Writes
the PDF to stdout and ends with 0; or writes a JSON object with `message` and `diagnostic` and ends with 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

MEMORY_BYTES = 2048 * 2**20
"""Address space that typesetting may take, where the platform has such a limit."""

CPU_SECONDS = 120
"""Processor time that it may take, where the platform has such a limit."""


def main(name: str, *plain: str) -> int:
    """Set the template `name` of this folder; returns the exit code."""
    _limit()
    import typst

    try:
        pages = compile_paper(Path.cwd(), name, sys.stdin.buffer.read().decode(), tagged=not plain)
    except typst.TypstError as error:
        answer = {"message": error.message, "diagnostic": error.diagnostic}
        sys.stdout.buffer.write(json.dumps(answer).encode())
        return 1
    sys.stdout.buffer.write(pages[0])
    return 0


def compile_paper(
    folder: Path,
    name: str,
    data: str,
    form: Literal["pdf", "png"] = "pdf",
    *,
    ppi: float = 144,
    tagged: bool = True,
) -> list[bytes]:
    """Return the document that `folder`/`name` makes of `data` (JSON): one PDF, or a PNG a page.

    Only the fonts inside the typesetter and in `folder` are used. Raises `typst.TypstError`.
    """
    import typst

    nothing = folder / "packages"  # is not there
    made: Any = typst.compile(  # the stubs forget that pictures come as a list
        folder / name,
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[folder]),
        format=form,
        ppi=ppi,
        pdf_tags=tagged,
        sys_inputs={"data": data},
        package_path=nothing,
        package_cache_path=nothing,
    )
    return made if isinstance(made, list) else [made]


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock has to do
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
