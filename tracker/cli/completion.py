"""completion: the script that lets a shell complete commands, options and names."""

import click
from click.shell_completion import get_completion_class

from tracker.cli import powershell
from tracker.cli.base import TrackerCommand

SHELLS = ("bash", "zsh", "fish", powershell.NAME)

_INSTALL = {
    "bash": "tracker completion bash >> ~/.bashrc",
    "zsh": "tracker completion zsh >> ~/.zshrc",
    "fish": "tracker completion fish > ~/.config/fish/completions/tracker.fish",
    powershell.NAME: "tracker completion powershell >> $PROFILE",
}


@click.command(cls=TrackerCommand)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and names in a shell.

    Add it to what the shell reads when it starts: >> ~/.bashrc, >> ~/.zshrc,
    > ~/.config/fish/completions/tracker.fish, or >> $PROFILE for PowerShell.
    """
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  (one of SHELLS)
    click.echo(f"# {_INSTALL[shell]}")
    click.echo(found(context.find_root().command, {}, "tracker", "_TRACKER_COMPLETE").source())
