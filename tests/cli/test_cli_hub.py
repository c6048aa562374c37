from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kelambu_tui.hub.folder import open_folder
from kelambu_tui.sync.wire import read_invitation

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def hub(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "dinas"
    assert run("hub", "init", "--workspace", str(folder), "--url", "https://127.0.0.1:1").code == 0
    return folder


def test_what_is_secret_is_for_the_owners_eyes_and_never_printed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "dinas"
    ran = run("hub", "init", "--workspace", str(folder), "--url", "https://127.0.0.1:1", "--json")
    for name in ("hub.keys", "recovery.key", "tls-key.pem", "hub.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    secrets = [*open_folder(folder).keys.values(), (folder / "recovery.key").read_text().strip()]
    assert not [one for one in secrets if one in ran.out + ran.err + repr(open_folder(folder))]
    assert json.loads(ran.out)["hub_key"] == open_folder(folder).public_key


def test_an_invitation_names_the_hub_and_pins_its_certificate(run: Run, hub: Path, tmp_path: Path) -> None:
    out = tmp_path / "undangan.json"
    words = ("--village", "16.06.01.2001", "--user", "siti:fasilitator", "--out", str(out), "--json")
    ran = run("hub", "invite", "laptop-1", "--workspace", str(hub), *words)
    invitation = read_invitation(out)
    assert json.loads(ran.out)["code"] == invitation.code
    assert invitation.ca.startswith("-----BEGIN CERTIFICATE")
    assert invitation.hub_key == open_folder(hub).public_key


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("invite", "x", "--user", "siti"), 2),
        (("invite", "x", "--user", "siti:raja"), 2),
        (("lend", "nobody", "--desil", "1=4"), 1),
        (("lend", "nobody", "--desil", "satu"), 2),
        (("revoke", "nobody", "--reason", "hilang"), 1),
        (("certify", "siti", "--device", "nobody", "--role", "fasilitator"), 1),
        (("pack", "16.06.01.2001", "out.csv"), 1),
        (("import", "none.csv"), 2),
        (("init", "--database", "postgresql://me:secret@server/x"), 2),
        (("init", "--region", "1606"), 2),
        (("serve", "--tls-cert", "none.pem", "--tls-key", "none.pem"), 2),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_refusals_are_one_sentence(
    run: Run, hub: Path, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    folder = tmp_path / "new" if words[0] == "init" else hub
    ran = run("hub", *words, "--workspace", str(folder))
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.err.strip().splitlines()) == 1
    assert "secret" not in ran.err


def test_the_overview_of_an_empty_hub_says_what_to_do(run: Run, hub: Path) -> None:
    ran = run("hub", "status", "--workspace", str(hub))
    assert "kelambu hub invite" in ran.out
    document = json.loads(run("hub", "status", "--workspace", str(hub), "--json").out)
    assert (document["entries"], document["laptops"], document["desils"][0]["ceiling"]) == (0, [], 12451)
    assert json.loads(run("hub", "users", "--workspace", str(hub), "--json").out) == []
    assert json.loads(run("hub", "devices", "--workspace", str(hub), "--json").out) == []
