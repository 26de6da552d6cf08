"""`hil completion`: the script by which a shell completes the commands, options and values of `hil`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from hil.errors import InfrastructureError

VARIABLE = "_HIL_COMPLETE"
"""The variable of the environment by which a shell asks; its name is click's."""


@click.command(
    epilog="""\b
Once, for the shells that you start from then on:
  hil completion bash > ~/.local/share/bash-completion/completions/hil
  hil completion zsh > ~/.zfunc/_hil      with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc
  hil completion fish > ~/.config/fish/completions/hil.fish

\b
Or for this shell:
  eval "$(hil completion bash)"
  hil completion fish | source""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(*, shell: str) -> None:
    """Print the completion script of SHELL: commands, options, names, requirements, cases, files."""
    found = get_completion_class(shell)
    if found is None:
        raise InfrastructureError(
            f"this version of click knows no completion for {shell}; install click 8.1 or later"
        )
    root = click.get_current_context().find_root().command
    click.echo(found(root, {}, "hil", VARIABLE).source())
