"""completion: the shell script that completes commands, options and names."""

import click
from click.shell_completion import get_completion_class

from tracker.cli import completion_powershell as powershell
from tracker.cli.base import TrackerCommand

SHELLS = ("bash", "zsh", "fish", powershell.NAME)

_INSTALL = {
    "bash": "tracker completion bash >> ~/.bashrc",
    "zsh": "tracker completion zsh >> ~/.zshrc",
    "fish": "tracker completion fish > ~/.config/fish/completions/tracker.fish",
    powershell.NAME: "tracker completion powershell >> $PROFILE",
}

_FIRST = {
    "zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }",
}
"""What a shell must have done before: a bare zsh has not set up its completion."""


@click.command(cls=TrackerCommand)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the shell script that completes commands and names.

    Append it to the shell's startup file: >> ~/.bashrc, >> ~/.zshrc,
    > ~/.config/fish/completions/tracker.fish, or >> $PROFILE for PowerShell.
    """
    completion_class = get_completion_class(shell)
    assert completion_class is not None  # noqa: S101  (one of SHELLS)
    click.echo(f"# {_INSTALL[shell]}")
    if shell in _FIRST:
        click.echo(_FIRST[shell])
    script = completion_class(context.find_root().command, {}, "tracker", "_TRACKER_COMPLETE").source()
    click.echo(script.replace(_END, f"{_KEEP}{_END}", 1) if shell == "zsh" else script)


_END = "\n}\n"
"""The end of the function that completes, the first one in the script."""
_KEEP = """
    # Of several names found by a part of them, what is typed stays when they do not begin with it.
    if (( compstate[nmatches] > 1 )) && [[ ${(L)compstate[unambiguous]} != ${(L)PREFIX}* ]]; then
        compstate[insert]=''
        compstate[list]='list force'
    fi"""
