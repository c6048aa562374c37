"""`unlock`, `answer`, `helper`, `passphrase`: a forgotten passphrase opened by phone; changing one's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import account_name, entered, new_passphrase, read_passphrase
from kelambu_tui.cli.frame import Asked, Decorator, WordedGroup, command
from kelambu_tui.cli.places import workspace_folder
from kelambu_tui.errors import Refused
from kelambu_tui.locale import _


def _new() -> Decorator:
    return click.option(
        "--new-passphrase-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=_("Berkas berisi kata sandi baru; tanpa ini ditanyakan."),
    )


@command(
    "unlock",
    _(
        "Lupa kata sandi: tampilkan angka permintaan untuk dibacakan di telepon, lalu pakai jawabannya.\n\n"
        "Tanpa terminal, angkanya hanya ditampilkan; ulangi dengan --answer-file."
    ),
)
@click.option(
    "--answer-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Berkas berisi jawaban penyelia; tanpa ini ditanyakan."),
)
@_new()
def unlock(asked: Asked, answer_file: Path | None, new_passphrase_file: Path | None) -> int:
    """Show the request, then take the answer."""
    from kelambu_tui.work.unlocking import challenge, finish

    folder = workspace_folder(asked.workspace)
    name = account_name(asked, folder)
    if answer_file is None:
        request = challenge(folder, name)
        if asked.json or not sys.stdin.isatty():
            answer(asked.json, {"user": name, "request": request}, lambda: request)
            return DONE
        tell(
            _("Telepon penyelia Anda dan bacakan, satu jam lamanya:\n\n    {request}\n").format(
                request=request
            )
        )
        groups = click.prompt(_("Jawabannya (6 kelompok)"), err=True)
    else:
        groups = read_passphrase(answer_file)
    passphrase = new_passphrase(new_passphrase_file, name, "--new-passphrase-file")
    helper = finish(folder, name, groups, passphrase)
    sentence = _("Kata sandi {name} sudah diganti dengan bantuan {helper}. Masuklah dengan yang baru.")
    answer(asked.json, {"user": name, "helper": helper}, lambda: sentence.format(name=name, helper=helper))
    return DONE


@command(
    "answer",
    _(
        "Jawab angka permintaan orang yang lupa kata sandinya (penyelia). Pastikan itu suaranya.\n\n"
        "Contoh: kelambu answer 12345 67890 13579 --user budi"
    ),
)
@click.argument("numbers", metavar="ANGKA...", nargs=-1, required=True)
def answer_request(asked: Asked, numbers: tuple[str, ...]) -> int:
    """Answer a request."""
    from kelambu_tui.work import answering

    with entered(asked) as here:
        given = answering.answer_request(here.workspace, " ".join(numbers), here.passphrase)
    document = {"user": given.account, "device": given.device, "answer": given.groups, "again": given.again}
    if given.again:
        tell(_("Perhatian: permintaan yang sama sudah pernah dijawab di sini."))
    text = _("Untuk {name} (laptop {device}). Bacakan:\n\n    {groups}\n\nBerlaku sekali. Tercatat.")
    answer(
        asked.json,
        document,
        lambda: text.format(name=given.account, device=given.device, groups=given.groups),
    )
    return DONE


@command("passphrase", _("Ganti kata sandi Anda sendiri."))
@_new()
def change(asked: Asked, new_passphrase_file: Path | None) -> int:
    """Change one's own passphrase."""
    from kelambu_tui.work.passphrases import change_passphrase

    with entered(asked) as here:
        name = here.workspace.user.name
        fresh = new_passphrase(new_passphrase_file, name, "--new-passphrase-file")
        change_passphrase(here.workspace, here.passphrase, fresh)
    answer(asked.json, {"user": name}, lambda: _("Kata sandi {name} sudah diganti.").format(name=name))
    return DONE


helper = WordedGroup("helper", help=_("Siapa yang boleh membuka kata sandi Anda lewat telepon."))


@command("card", _("Tulis kartu Anda (penyelia), untuk laptop orang yang akan Anda bantu."), of=helper)
@click.argument("out", metavar="FILE", type=click.Path(path_type=Path))
def card(asked: Asked, out: Path) -> int:
    """Write the supervisor's card."""
    from kelambu_tui.work.answering import own_card
    from kelambu_tui.work.unlocking import fingerprint

    with entered(asked) as here:
        document = own_card(here.workspace)
    _write(out, document)
    signs = fingerprint(document["public_key"])
    sentence = _("Kartu {name} ada di {path}. Sidik kuncinya, untuk dicocokkan lewat suara: {signs}")
    answer(
        asked.json,
        {"path": str(out), "name": document["name"], "fingerprint": signs},
        lambda: sentence.format(name=document["name"], path=out, signs=signs),
    )
    return DONE


@command(
    "trust",
    _("Percayai pemilik KARTU untuk membuka kata sandi Anda; FILE dibawa kembali kepadanya."),
    of=helper,
)
@click.argument("source", metavar="KARTU", type=click.Path(path_type=Path))
@click.argument("out", metavar="FILE", type=click.Path(path_type=Path))
def trust(asked: Asked, source: Path, out: Path) -> int:
    """Trust a supervisor."""
    from kelambu_tui.work import unlocking
    from kelambu_tui.work.answering import read_document

    with entered(asked) as here:
        if here.workspace.practice:
            raise Refused(_("Ruang latihan tidak memakai kata sandi, jadi tidak perlu dibuka lewat telepon."))
        known = unlocking.trust(here.workspace, read_document(source))
        _write(out, unlocking.latest_round(here.workspace))
    signs = unlocking.fingerprint(known.key)
    sentence = _("{name} dipercaya; cocokkan sidik kuncinya: {signs}\nBawa {path} kepadanya.")
    answer(
        asked.json,
        {"name": known.name, "fingerprint": signs, "path": str(out)},
        lambda: sentence.format(name=known.name, signs=signs, path=out),
    )
    return DONE


@command("take", _("Terima persiapan yang dibawa dari laptop orang yang akan Anda bantu."), of=helper)
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
def take(asked: Asked, source: Path) -> int:
    """Take a preparation in."""
    from kelambu_tui.work.answering import read_document, take_round

    with entered(asked) as here:
        account = take_round(here.workspace, read_document(source))
    sentence = _("Mulai sekarang Anda dapat menjawab permintaan {name}.")
    answer(asked.json, {"user": account}, lambda: sentence.format(name=account))
    return DONE


@command("list", _("Siapa yang dapat membuka kata sandi Anda lewat telepon."), of=helper)
def list_helpers(asked: Asked) -> int:
    """List who may help."""
    from kelambu_tui.work.unlocking import fingerprint, known_helpers

    with entered(asked) as here:
        known = known_helpers(here.workspace)
    rows = [(one.name, fingerprint(one.key)) for one in known]
    document = [{"name": name, "fingerprint": signs} for name, signs in rows]
    answer(asked.json, document, lambda: table((_("Nama"), _("Sidik kunci")), rows))
    return DONE


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


COMMANDS = {"unlock": unlock, "answer": answer_request, "passphrase": change, "helper": helper}
