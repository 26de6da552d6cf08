"""What `hil serve` shows of its sessions: a line each, or a table that lives on a terminal."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import pytest

from hil.cli.serve_request import fault_plan
from hil.cli.serve_view import view_for
from hil.ftps.session import Connection, ConnectionEnding, Listener, Session

PLAN = fault_plan(["reply:RETR:550", "data:version-higher"])
CONTROL = Connection(0.0, ("192.0.2.7", 40001), b"", None, (), 0, 0, ConnectionEnding.FIN)
SESSION = Session(
    7, Listener.PLAIN, CONTROL, (), (), True, Path("lab/session-7.pcapng"), PLAN.ftp["reply:RETR:550"]
)  # fmt: skip
LINE = (
    "session 7  plain  192.0.2.7:40001  in clear  logged in  []  0 bytes up, 0 down"
    "  FIN by the DUT without close_notify  fault reply:RETR:550  session-7.pcapng"
)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def plain(shown: str) -> str:
    """Without the control sequences of a terminal (ECMA-48, 5.4)."""
    return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", shown)


def test_a_terminal_shows_what_goes_on_and_what_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    view = view_for(stream, as_json=False, plan=PLAN)

    view.going_on([SESSION])
    going_on = stream.getvalue()
    view.ended(SESSION)
    view.going_on([])
    view.close()

    assert f"▶ {LINE}" in plain(going_on)
    assert f"■ {LINE}" in plain(stream.getvalue())


@pytest.mark.parametrize("stream", [StringIO, Terminal])
def test_json_is_a_line_a_session_on_a_terminal_as_well(stream: type[StringIO]) -> None:
    said = stream()
    view = view_for(said, as_json=True, plan=PLAN)

    view.going_on([SESSION])
    view.ended(SESSION)
    view.close()

    [line] = said.getvalue().splitlines()
    record = json.loads(line)
    assert (record["number"], record["fired"]) == (7, ["reply:RETR:550"])
    assert record["capture"] == "lab/session-7.pcapng"


def test_elsewhere_a_line_tells_a_session() -> None:
    said = StringIO()
    view = view_for(said, as_json=False, plan=PLAN)

    view.ended(SESSION)

    assert said.getvalue() == LINE + "\n"


def test_a_plan_is_told_in_the_words_of_the_request() -> None:
    assert PLAN.words == ["data:version-higher", "reply:RETR:550"]
