"""Build hook: compiles the interface's translations and puts `seed_data` into the wheel.

Also runs by itself: `python hatch_build.py` compiles the catalogues of a checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write a `.mo` beside each `.po` under `root` and return what was written."""
    written = []
    for source in sorted(root.glob("kelambu_tui/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3])
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles before every build, editable installs included."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the results as build artefacts (they are not under version control).

        An editable install reads `seed_data` where it lies; a second copy would only grow old.
        """
        root = Path(self.root)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"]["seed_data"] = "kelambu_tui/seed_data"
        for path in compile_catalogues(root):
            build_data["artifacts"].append(path.relative_to(root).as_posix())


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
