"""What all commands share: the common options before or after the name, and help in our own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import click

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The common options as they were given, wherever they stood."""

    workspace: Path | None = None
    user: str | None = None
    passphrase_file: Path | None = None
    json: bool = False
    lang: str | None = None
    debug: bool = False


class ExtraWords(click.UsageError):
    """More words than a command takes."""

    def __init__(self, words: list[str], ctx: click.Context) -> None:
        super().__init__(" ".join(words), ctx)


Decorator = Callable[[Callable[..., int | None]], Callable[..., int | None]]
"""What adds an option or an argument to a command's function."""

_COMMON = frozenset(field.name for field in fields(Asked))


def _common_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--workspace"],
            type=click.Path(path_type=Path),
            metavar="DIR",
            help=_("Folder ruang kerja (juga KELAMBU_WORKSPACE)."),
        ),
        click.Option(["--user"], metavar="NAMA", help=_("Masuk sebagai pengguna ini (juga KELAMBU_USER).")),
        click.Option(
            ["--passphrase-file"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=_("Berkas berisi kata sandi (juga KELAMBU_PASSPHRASE_FILE)."),
        ),
        click.Option(["--json"], is_flag=True, help=_("Jawab dengan satu dokumen JSON.")),
        click.Option(
            ["--lang"],
            type=click.Choice(["id", "en"]),
            help=_("Bahasa: id atau en (juga KELAMBU_LANG)."),
        ),
        click.Option(["--debug"], is_flag=True, help=_("Tampilkan rincian kesalahan program.")),
    ]


class Worded(click.Command):
    """A command whose common options are merged with those given before it, and whose help is ours."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        own = list(settings.get("params") or [])
        taken = {word for one in own for word in one.opts}
        settings["params"] = [*own, *(one for one in _common_options() if not taken & set(one.opts))]
        settings["options_metavar"] = _("[PILIHAN]")
        settings["context_settings"] = {
            "max_content_width": _WIDTH,
            "help_option_names": ["--help", "-h"],
        }
        super().__init__(name, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option with a text in the language in use."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Tampilkan bantuan ini.")
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; words that are left over are told by name."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group):
            raise ExtraWords(rest, ctx)
        return rest

    def merge_common(self, ctx: click.Context) -> Asked:
        """Take the common options out of what was parsed; the later one wins."""
        earlier = ctx.obj if isinstance(ctx.obj, Asked) else Asked()
        given = {name: ctx.params.pop(name) for name in list(ctx.params) if name in _COMMON}
        asked = replace(earlier, **{name: value for name, value in given.items() if value})
        ctx.obj = asked
        return asked

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command's function with the common options first."""
        asked = self.merge_common(ctx)
        return None if self.callback is None else ctx.invoke(self.callback, asked, **ctx.params)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Pemakaian: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the common ones."""
        own: list[tuple[str, str]] = []
        common: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and not isinstance(parameter, click.Argument):
                (common if parameter.name in _COMMON else own).append(record)
        for heading, rows in ((_("Pilihan"), own), (_("Pilihan umum"), common)):
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Leave arguments to the help text, which explains them in a sentence."""


class WordedGroup(Worded, click.Group):
    """A command with commands below it."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        super().__init__(name, subcommand_metavar=_("PERINTAH ..."), **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Keep the common options for the command below, then go there."""
        self.merge_common(ctx)
        return click.Group.invoke(self, ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands first: they are what someone came for."""
        self.format_commands(ctx, formatter)
        Worded.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names of the commands, each with its line."""
        rows = [(name, self.line_of(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Perintah")):
            formatter.write_dl(rows)

    def line_of(self, ctx: click.Context, name: str) -> str:
        """Return the one line that says what a command does."""
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(_WIDTH)


def command(
    name: str, text: str, *, of: WordedGroup | None = None
) -> Callable[[Callable[..., int | None]], Worded]:
    """Make a function a command: its first parameter is what was `Asked`, its answer the exit code."""

    def decorate(function: Callable[..., int | None]) -> Worded:
        made = click.command(name, cls=Worded, help=text)(function)
        if of is not None:
            of.add_command(made)
        return made

    return decorate


def sentence_for(error: click.UsageError) -> str:
    """Say in our words what was wrong with a command line, and where to read on."""
    path = error.ctx.command_path if error.ctx is not None else "kelambu"
    return f"{_what(error)} " + _("Lihat `{path} --help`.").format(path=path)


def _what(error: click.UsageError) -> str:
    match error:
        case click.NoSuchCommand():
            return _("Perintah {name} tidak ada.").format(name=error.command_name) + _near(
                error.possibilities
            )
        case click.NoSuchOption():
            return _("Pilihan {name} tidak ada.").format(name=error.option_name) + _near(error.possibilities)
        case click.MissingParameter():
            return _("{name} belum diberikan.").format(name=_shown(error.param))
        case click.BadParameter():
            return _bad_value(error)
        case click.BadOptionUsage():
            return _bad_option(error)
        case ExtraWords():
            return _("Kata yang tidak dikenal: {words}.").format(words=error.message)
    return _("Sebutkan perintahnya.")


def _bad_option(error: click.BadOptionUsage) -> str:
    parameters = error.ctx.command.params if error.ctx is not None else []
    named = [one for one in parameters if error.option_name in one.opts]
    if any(isinstance(one, click.Option) and one.is_flag for one in named):
        return _("Pilihan {name} ditulis begitu saja, tanpa nilai.").format(name=error.option_name)
    return _("Pilihan {name} perlu satu nilai sesudahnya.").format(name=error.option_name)


def _near(possibilities: list[str] | None) -> str:
    return (
        ""
        if not possibilities
        else " " + _("Mungkin maksudnya: {names}.").format(names=", ".join(possibilities))
    )


def _shown(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return _("Sebuah nilai")
    return (
        parameter.opts[0]
        if isinstance(parameter, click.Option)
        else parameter.make_metavar(click.Context(_PLAIN))
    )


def _bad_value(error: click.BadParameter) -> str:
    name = _shown(error.param)
    if error.param is not None and isinstance(error.param.type, click.Choice):
        choices = ", ".join(str(choice) for choice in error.param.type.choices)
        return _("Nilai {name} tidak dikenal. Pilih salah satu: {choices}.").format(
            name=name, choices=choices
        )
    if error.param is not None and error.param.type.name.startswith("integer"):
        return _("Nilai {name} harus bilangan bulat dalam batasnya.").format(name=name)
    return _("Nilai {name} tidak dapat dipakai.").format(name=name)


_PLAIN = click.Command("kelambu")


def pairs(words: tuple[str, ...], option: str) -> dict[str, str]:
    """Read `name=value` words; raises `Unreadable` for one that has no equals sign."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Unreadable(
                _("{option} ditulis nama=nilai, bukan {word}.").format(option=option, word=repr(word))
            )
        found[name.strip()] = value.strip()
    return found
