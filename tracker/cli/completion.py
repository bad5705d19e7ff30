"""completion: the shell script that completes commands, options and names."""

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from tracker.cli.base import TrackerCommand

# Completion for PowerShell, through click's own mechanism: click supports only bash, zsh and fish.

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
    if ($wordToComplete -ne '' -and $words.Count -gt 0) {
        $words = @($words | Select-Object -First ($words.Count - 1))
    }
    $env:COMP_WORDS = $words -join "`n"
    $env:COMP_CWORD = $wordToComplete
    $env:%(complete_var)s = 'powershell_complete'
    try {
        & %(prog_name)s | ForEach-Object {
            $word, $help = $_ -split "`t", 2
            if (-not $help) { $help = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s -ErrorAction SilentlyContinue
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Prints one line per completion: the word, a tab, and its description."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one being typed, and that word."""
        words = [word.strip("'\"") for word in os.environ.get("COMP_WORDS", "").split("\n") if word]
        return words, os.environ.get("COMP_CWORD", "").strip("'\"")

    def format_completion(self, item: CompletionItem) -> str:
        """Return the word and its description on one line."""
        return f"{item.value}\t{item.help or ''}"


add_completion_class(PowerShellComplete)

_INSTALL = {
    "bash": "tracker completion bash >> ~/.bashrc",
    "zsh": "tracker completion zsh >> ~/.zshrc",
    "fish": "tracker completion fish > ~/.config/fish/completions/tracker.fish",
    "powershell": "tracker completion powershell >> $PROFILE",
}

_FIRST = {"zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"}
"""Set-up needed before the script: a bare zsh has not initialised its completion."""


@click.command(cls=TrackerCommand)
@click.argument("shell", type=click.Choice(tuple(_INSTALL)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a shell completion script for commands and names.

    Append it to your shell's startup file (>> ~/.bashrc, >> ~/.zshrc, or >> $PROFILE for PowerShell), or
    save it in the completions folder (> ~/.config/fish/completions/tracker.fish).
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
