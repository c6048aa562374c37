"""From one laptop to another and back, each step a process: over the network, and with sticks alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hub.servers import free_port, served
from tests.journeys.test_cli_journey import VILLAGE, VISIT, Laptop, promising

pytestmark = pytest.mark.slow


@dataclass
class District:
    """The district's hub on the command line."""

    base: Path
    port: int

    def call(self, *words: str) -> Any:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KELAMBU_")}
        done = subprocess.run(
            [sys.executable, "-m", "kelambu_tui", "hub", *words, "--workspace", "hub", "--json"],
            capture_output=True, text=True, encoding="utf-8", cwd=self.base, env=environment, check=False,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)


@dataclass
class Field:
    """Two laptops that may meet their hub in one way only."""

    district: District
    facilitator: Laptop
    supervisor: Laptop
    stick: Path

    def exchange(self, laptop: Laptop, user: str, way: str) -> None:
        """Send and receive all."""
        if way == "network":
            report = laptop.ask("sync", user=user)
            assert (report["complete"], report["unsent"]) == (True, 0)
            return
        written = laptop.ask("bundle", "write", str(self.stick), user=user)
        answers = self.stick / "pulang"
        self.district.call("bundle", "read", written["path"], "--out", str(answers))
        device = Path(written["path"]).name.split("-")[1]
        home = max(answers.glob(f"kelambu-{device}-home-*.klb"), key=lambda path: path.stat().st_mtime_ns)
        assert laptop.ask("bundle", "read", str(home), user=user)["unsent"] == 0
        assert laptop.ask("bundle", "list", user=user)[0]["home"]

    def furnish(self, laptop: Laptop, user: str, role: str, way: str) -> None:
        """A workspace, its hub, and the village pack."""
        laptop.base.mkdir()
        laptop.secret(user).write_text(f"rahasia {user}\n", encoding="utf-8")
        secret = str(laptop.secret(user))
        laptop.call("init", "--user", user, "--role", role, "--passphrase-file", secret, "--village", VILLAGE)
        invitation = laptop.base / "undangan.json"
        words = ["--village", VILLAGE, "--user", f"{user}:{role}", "--out", str(invitation)]
        self.district.call("invite", laptop.base.name, *words)
        joined = laptop.ask("join", str(invitation), user=user)
        assert joined["joined"] == (way == "network")
        self.exchange(laptop, user, way)
        if way == "network":
            packs = laptop.ask("pack", user=user)
        else:
            device = json.loads((laptop.base / "work" / "workspace.json").read_text())["device"]
            path = self.stick / f"paket-{user}.klb"
            self.district.call("pack", VILLAGE, str(path), "--device", device)
            packs = laptop.ask("pack", str(path), user=user)
        assert packs[0]["added"] > 0


@pytest.fixture(params=["network", "stick"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def field(tmp_path: Path, way: str) -> Iterator[Field]:
    district = District(tmp_path, free_port())
    url = f"http://127.0.0.1:{district.port}" if way == "network" else "https://hub.invalid"
    district.call("init", "--url", url)
    stick = tmp_path / "stick"
    stick.mkdir()
    serving = served(tmp_path / "hub", district.port) if way == "network" else nullcontext()
    with serving:
        yield Field(district, Laptop(tmp_path / "siti"), Laptop(tmp_path / "budi"), stick)


def test_a_decision_travels_to_the_supervisor_and_back(field: Field, way: str, tmp_path: Path) -> None:
    maker = Laptop(tmp_path)
    made = json.loads(
        maker.call(
            "generate", "list.csv", "--persons", "300", "--seed", "17", "--village", VILLAGE, "--json"
        ).stdout
    )
    for name in ("families", "individuals"):
        field.district.call("import", str(tmp_path / made[name]))
    field.furnish(field.facilitator, "siti", "fasilitator", way)
    field.furnish(field.supervisor, "budi", "penyelia", way)

    siti, budi = field.facilitator, field.supervisor
    people = [row["ID Individu"] for row in promising(tmp_path / made["individuals"])[:3]]
    settings = [word for name, value in VISIT.items() for word in ("--set", f"{name}={value}")]
    for person in people:
        visit = siti.ask("verify", person, "--outcome", "layak", *settings, user="siti")
        assert visit["queued"], visit
    field.exchange(siti, "siti", way)

    field.exchange(budi, "budi", way)
    waiting = budi.ask("approvals", user="budi")
    assert {row["person"] for row in waiting} == set(people)
    first, second, third = (row["id"] for row in waiting)
    budi.ask("approve", first, user="budi")
    budi.ask("return", second, "--reason", "nama ibu belum sesuai KTP", user="budi")
    field.exchange(budi, "budi", way)

    field.exchange(siti, "siti", way)
    states = {row["id"]: row["state"] for row in siti.ask("queue", "--all", user="siti")}
    assert states == {first: "disetujui", second: "dikembalikan", third: "menunggu"}
    for laptop, user in ((siti, "siti"), (budi, "budi")):
        assert laptop.ask("audit", "verify", user=user)["ok"]
