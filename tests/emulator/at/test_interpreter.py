"""Command lines are carried out by a table of commands, without a module."""

from __future__ import annotations

import pytest

from hil.emulator.at.command import Call, Command
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.emulator.at.terminal import Environment, Terminal
from hil.emulator.device.personality import NOTE
from hil.emulator.device.timing import Timing
from hil.spec.codes import ResultCode


def refuse(_call: Call) -> Outcome:
    raise CommandRefused(Cme(22))


COMMANDS = {
    "+SAY": Command(
        execute=lambda _call: answer("one", "two"),
        write=lambda call: answer(call.arguments.string(0)),
        refusal=Cme(3),
    ),
    "+REFUSE": Command(refuse),
    "+LATER": Command(lambda call: Outcome(final=None, then=lambda: call.terminal.information("later"))),
    "+LAST": Command(lambda _call: Outcome(ends_line=True)),
    "+DEACT": Command(lambda _call: Outcome(final=ResultCode.DEACT_OK)),
    "+OK": Command(lambda _call: OK),
}


class Line:
    """A terminal of no module, with what it sent."""

    def __init__(self) -> None:
        self.sent = b""
        environment = Environment(
            timing=Timing(),
            personality=NOTE,
            responses=Responses({}),
            run_line=Interpreter(COMMANDS).run_line,
            stored_profile=lambda: Profile(echo=False, ipr=9600),
            boot_lines=lambda _lines: (),
            is_powered=lambda: True,
            break_off=lambda _terminal: False,
            terminals=[],
            released=lambda _channel: None,
        )
        self.terminal = Terminal(environment, self.send)

    def send(self, data: bytes) -> None:
        self.sent += data

    def at(self, body: str) -> list[str]:
        self.sent = b""
        self.terminal.receive(f"AT{body}\r".encode())
        return self.sent.decode().split()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", ["OK"]),
        ("+OK", ["OK"]),
        ("+SAY", ["one", "two", "OK"]),
        ('+SAY="x";+SAY="y"', ["x", "y", "OK"]),
        ("+SAY=x;+OK", ["+CME", "ERROR:", "3"]),
        ("+SAY?", ["ERROR"]),
        ("+NOBODY", ["ERROR"]),
        ("+REFUSE;+SAY", ["+CME", "ERROR:", "22"]),
        ("+LATER", ["later"]),
        ("+LATER;+SAY", ["one", "two", "OK", "later"]),
        ("+LAST;+SAY", ["OK"]),
        ("+DEACT;+SAY", ["DEACT", "OK", "one", "two", "OK"]),
        ("+SAY;+S;AY;%", ["one", "two", "ERROR"]),
    ],
)
def test_a_line_is_answered(body: str, said: list[str]) -> None:
    assert Line().at(body) == said
