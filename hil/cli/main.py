"""`hil`: one file for each command, loaded when it is called.

Every error ends in one line on stderr and an exit code that names the cause;
HIL_DEBUG=1 also shows the traceback.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
import warnings
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from hil import __version__
from hil.cli.answering import only_answers
from hil.cli.ended_threads import EndedThreads
from hil.cli.given_values import leave_rights_to_the_command, require_meant
from hil.cli.shown_streams import SERVING, streams_for
from hil.cli.streams import LastingStreams, escape_unwritable, open_closed
from hil.cli.trouble import trouble_of
from hil.results.conclusion import OF_SIGNAL, Exit

COMMANDS = {
    "bench": "print an example of a bench file, or check one",
    "compare": "what changed between runs: verdicts, cases, dialect, answers, times",
    "completion": "print the completion script of a shell: bash, zsh, fish",
    "conformance": "run the conformance suites against a DUT and write the report",
    "doctor": "examine a bench from end to end: what is wrong, and how to mend it",
    "emulate": "run emulated modules for other programs: pty, TCP, RFC 2217",
    "fidelity": "compare two recorded runs: where module and emulator differ",
    "history": "many runs: flaking cases, trend of each requirement, slowest cases",
    "merge": "make one run of the runs of all shards of a selection",
    "personality": "make a personality of the emulator from a run",
    "pics": "print an example of the file of claims, or check one",
    "pool": "show the modules of a rack: who has which, health, quarantine",
    "replay": "serve the recorded module of a run as a DUT",
    "report": "render a run again, complete or killed, from its results.jsonl",
    "repro": "write a folder by which the maker of the firmware makes a case again",
    "requirements": "list the requirements of the catalogue",
    "schema": "print the JSON Schema of a file that you or a run write, for editors and programs",
    "seal": "sign the manifest of a run, and stamp it with the time",
    "selftest": "test this installation: does it notice defects, and pass sound modules",
    "serve": "run the lower tester, an FTPS server, for a module on the bench",
    "show": "show a case of a run in the terminal: checks, steps, transcript, evidence",
    "verify": "check the files of a run against its manifest: changed, missing, foreign ones",
}
"""The commands with their short help; each is in the module of its name, under its name."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"hil.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        leave_rights_to_the_command(command)
        if ctx.resilient_parsing:  # a shell asks for what it may complete
            importlib.import_module("hil.cli.completing").teach(command, cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, without importing them, and the options of `hil` itself."""
        commands = [
            CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments, none of whose values is empty."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and name is not None and not ctx.resilient_parsing:
            require_meant(command, name, ctx, rest)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The short help texts, without importing the commands."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  hil conformance                               the whole campaign on the emulated module
  hil conformance --dut /dev/ttyUSB0            ... on a module at a serial port
  hil conformance --campaign smoke              ... the short selection
  hil show reports/latest --failed              what failed: expected, came, transcript, evidence
  hil requirements --untested                   what no case verifies yet
  hil serve --version ssl3 --cipher 0x0004      a server for a real module, pinned to one pair

\b
Every command explains itself: hil COMMAND --help""",
)
@click.version_option(__version__, prog_name="hil")
def hil() -> None:
    """Conformance tests for the FTPS function of the Quectel M95, on hardware or on its emulator."""


JUDGING = frozenset({"compare", "conformance", "doctor", "fidelity", "merge", "report", "selftest", "verify"})
"""The commands whose exit code is a verdict; a lost standard output does not change it."""


def main() -> NoReturn:
    """The console script."""
    open_closed()
    escape_unwritable()
    if sys.warnoptions:  # PYTHONWARNINGS=error, meant for programs of the user, would end ours
        warnings.simplefilter("ignore")
    command, answers = next(iter(sys.argv[1:2]), ""), only_answers(sys.argv[1:])
    streams = LastingStreams() if answers else streams_for(command)
    threads = EndedThreads()
    code = run(sys.argv[1:])
    code = threads.code or code
    streams.finish(stopped=code in OF_SIGNAL.values())
    if streams.lost and (answers or command not in SERVING):
        is_verdict = command in JUDGING and not answers
        streams.tell_loss("the exit code tells the result" if is_verdict else "write it where there is room")
        code = code if is_verdict else max(code, int(Exit.INFRASTRUCTURE))
    gc.freeze()  # at its end the interpreter would look for garbage in all objects of a run
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run a command line; returns the exit code."""
    try:
        code = hil.main(arguments, prog_name="hil", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.format_message())
        return int(Exit.USAGE)
    except (Exception, KeyboardInterrupt) as ended:
        if os.environ.get("HIL_DEBUG"):
            traceback.print_exception(ended)
        trouble = trouble_of(ended)
        print("hil:", " ".join(trouble.words.split()), file=sys.stderr)
        return int(trouble.code)
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
