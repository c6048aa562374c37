"""`recovery`: the database key sealed to the district's own key, and opening it when nobody can sign in."""

from __future__ import annotations

from pathlib import Path

import click

from kelambu_tui.cli.answering import answer
from kelambu_tui.cli.ending import DONE
from kelambu_tui.cli.entering import account_name, entered, new_passphrase
from kelambu_tui.cli.frame import Asked, WordedGroup, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.locale import _

recovery = WordedGroup(
    "recovery", help=_("Slot pemulihan: dinas dapat membuka bila tidak seorang pun dapat.")
)


@command("set", _("Segel kunci basis data untuk dinas; FILE adalah recovery.pub dari dinas."), of=recovery)
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
def set_key(asked: Asked, source: Path) -> int:
    """Seal the database key to the district."""
    from kelambu_tui.work.recovery import read_recipient, set_recovery

    recipient = read_recipient(source)
    with entered(asked) as here:
        made = set_recovery(here.workspace, recipient)
    sentence = _("Kunci basis data tersegel untuk dinas. Cocokkan sidik kuncinya dengan dinas: {signs}")
    answer(
        asked.json,
        {"recipient": made.recipient, "fingerprint": made.fingerprint},
        lambda: sentence.format(signs=made.fingerprint),
    )
    return DONE


@command("show", _("Untuk kunci dinas yang mana kunci basis data tersegel; tanpa kata sandi."), of=recovery)
def show(asked: Asked) -> int:
    """Show to whom the database key is sealed."""
    from kelambu_tui.work.recovery import recovery as recovery_of
    from kelambu_tui.work.workspace import read_facts

    folder = workspace_folder(asked.workspace)
    read_facts(folder)
    kept = recovery_of(folder)
    none = _("Belum ada slot pemulihan. Minta recovery.pub dari dinas, lalu `kelambu recovery set FILE`.")
    sentence = _("Tersegel untuk {recipient}\nSidik kuncinya: {signs}")
    answer(
        asked.json,
        {"recipient": kept.recipient or None, "fingerprint": kept.fingerprint or None},
        lambda: sentence.format(recipient=kept.recipient, signs=kept.fingerprint) if kept.recipient else none,
    )
    return DONE


@command(
    "open",
    _(
        "Buka dengan kunci rahasia dinas: beri pengguna baru (--user) akun dinas di ruang kerja ini. "
        "Tercatat di buku besar."
    ),
    of=recovery,
)
@click.option(
    "--identity",
    "identity",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help=_("Berkas kunci rahasia pemulihan, dari brankas dinas."),
)
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Berkas berisi kata sandi akun itu; tanpa ini ditanyakan."),
)
def open_key(asked: Asked, identity: Path, new_passphrase_file: Path | None) -> int:
    """Open with the district's identity."""
    from kelambu_tui.work.recovery import open_recovery

    folder = workspace_folder(asked.workspace)
    name = account_name(asked, folder)
    passphrase = new_passphrase(new_passphrase_file, name, "--new-passphrase-file")
    user = open_recovery(folder, identity, name, passphrase)
    sentence = _("Akun {name} (dinas) dibuka dengan kunci pemulihan. Masuklah dengan kata sandi barunya.")
    answer(asked.json, {"user": user.name, "role": user.role}, lambda: sentence.format(name=user.name))
    return DONE


COMMANDS = {"recovery": recovery}
