"""What click shows of a command, in the language that is spoken: its help, and that of its options."""

from copy import copy
from inspect import cleandoc

import click

from tracker.languages import said


class Translated:
    """A command whose help is looked up when it is shown: commands are made once, whatever is spoken then."""

    told: str | None = None
    """The help, as the sources say it."""

    @property
    def help(self) -> str | None:
        """The help, in the language that is spoken."""
        return None if self.told is None else said(self.told)

    @help.setter  # noqa: A003  (it is this one)
    def help(self, text: str | None) -> None:
        self.told = None if text is None else cleandoc(text)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each with its help, and after those of a group its commands."""
        options = [each for each in ctx.command.get_params(ctx) if isinstance(each, click.Option)]
        records = [help_record(option, ctx) for option in options]
        with formatter.section(said("Options")):
            formatter.write_dl([record for record in records if record is not None])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, as the sources describe it: click keeps what it said at first."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Show this message and exit."
        return option


def help_record(option: click.Option, context: click.Context) -> tuple[str, str] | None:
    """Return how an option is written, and its help in the language that is spoken; None for what has no help."""
    shown = copy(option)
    shown.help = said(option.help) if option.help else None
    return shown.get_help_record(context)
