"""The driver `command`: two command lines of the user switch the supply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from hil.bench import ControlLines
from hil.config.form import Words, expected, meaning, number
from hil.lab.control.programs import TIMEOUT_S, run, words_of

_COMMAND = expected("a command line in quotation marks")

LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class CommandPower:
    """Two command lines, run without a shell."""

    off: Annotated[Words, _COMMAND, meaning("the command that switches it off")]
    on: Annotated[Words, _COMMAND, meaning("the command that switches it on")]
    timeout_s: Annotated[
        float, number(0.1, LONGEST_S), meaning("how long a command may take, in seconds")
    ] = TIMEOUT_S

    def __post_init__(self) -> None:
        """Refuse command lines that no shell would take."""
        words_of("off", self.off)
        words_of("on", self.on)

    def switch(self, own_port: ControlLines, *, is_on: bool) -> CommandSwitch:
        """The switch; nothing is run before it is used."""
        del own_port, is_on
        return CommandSwitch(self)


class CommandSwitch:
    """A supply that two commands switch."""

    def __init__(self, settings: CommandPower) -> None:
        self._settings = settings

    def cut(self) -> None:
        """Run `off`."""
        self._run(words_of("off", self._settings.off), "the command off")

    def restore(self) -> None:
        """Run `on`."""
        self._run(words_of("on", self._settings.on), "the command on")

    def _run(self, words: tuple[str, ...], purpose: str) -> None:
        run(words, purpose=f"{purpose} of the power driver", timeout_s=self._settings.timeout_s)
