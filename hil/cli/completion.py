"""`hil completion`: the script by which a shell completes the commands, options and values of `hil`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from hil.errors import InfrastructureError

VARIABLE = "_HIL_COMPLETE"
"""The variable of the environment by which a shell asks; its name is click's."""


BASH = """\
%(complete_func)s() {
    local IFS=$'\\n'
    local response word rest="$COMP_LINE" kept
    local -a words=()

    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} -gt 0 && -n $word && $rest == "$word"* ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        rest="${rest#*"$word"}"
    done
    word="${words[${#words[@]}-1]}"
    kept="${word%%"${word##*[:=]}"}"

    response=$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]}-1)) %(complete_var)s=bash_complete $1)

    for completion in $response; do
        IFS=',' read type value <<< "$completion"

        if [[ $type == 'dir' ]]; then
            COMPREPLY=()
            compopt -o dirnames
        elif [[ $type == 'file' ]]; then
            COMPREPLY=()
            compopt -o default
        elif [[ $type == 'plain' ]]; then
            COMPREPLY+=("${value#"$kept"}")
        fi
    done

    return 0
}

%(complete_func)s_setup() {
    complete -o nosort -F %(complete_func)s %(prog_name)s
}

%(complete_func)s_setup;
"""
"""The script of bash, which parts words at `:` and `=`, too: they are joined for click, and parted in the answer."""


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
    made = found(root, {}, "hil", VARIABLE)
    if shell == "bash":
        vars(made)["source_template"] = BASH
    click.echo(made.source())
