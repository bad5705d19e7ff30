"""completion: the shell script that completes commands, options and names."""

import click
from click.shell_completion import get_completion_class

from tracker.cli.base import TrackerCommand

_INSTALL = {
    "bash": "tracker completion bash >> ~/.bashrc",
    "zsh": "tracker completion zsh >> ~/.zshrc",
    "fish": "tracker completion fish > ~/.config/fish/completions/tracker.fish",
}

_FIRST = {"zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"}
"""Set-up needed before the script: a bare zsh has not initialised its completion."""


@click.command(cls=TrackerCommand)
@click.argument("shell", type=click.Choice(tuple(_INSTALL)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the shell script that completes commands and names.

    Append it to the shell's startup file: >> ~/.bashrc, >> ~/.zshrc, or
    > ~/.config/fish/completions/tracker.fish.
    """
    completion_class = get_completion_class(shell)
    assert completion_class is not None  # noqa: S101  (one of these)
    click.echo(f"# {_INSTALL[shell]}")
    if shell in _FIRST:
        click.echo(_FIRST[shell])
    script = completion_class(context.find_root().command, {}, "tracker", "_TRACKER_COMPLETE").source()
    click.echo(script.replace(_END, f"{_KEEP}{_END}", 1) if shell == "zsh" else script)


_END = "\n}\n"  # the end of the first function in the script, which completes
_KEEP = """
    # Of several names found by a part of them, what is typed stays when they do not begin with it.
    if (( compstate[nmatches] > 1 )) && [[ ${(L)compstate[unambiguous]} != ${(L)PREFIX}* ]]; then
        compstate[insert]=''
        compstate[list]='list force'
    fi"""
