"""Each value of a switch shows at the server, as its row says; and every switch has a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from hil.deadline import Deadline
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.variants.catalogue import SWITCHES
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.pki.authority import Authority
from hil.tls.faults import TlsFaults
from hil.tls.policy import TlsPolicy
from hil.transcript import Transcript
from tests.emulator.variants import rows_of_ftp
from tests.emulator.variants.rows_of_tls import rows
from tests.emulator.variants.test_values_at_the_line import ROWS as ROWS_AT_THE_LINE
from tests.emulator.variants.wire import WireRow, dialogue

WITHOUT_SERVER: Mapping[str, tuple[Callable[[str], str], Mapping[str, str]]] = {
    "name-server-silent": (rows_of_ftp.silent_name_server, {"name": "-4", "timeout": "-9"}),
    "tls-unconfigured": (rows_of_ftp.missing_ca, {"network": "-5", "illegal": "-10", "unknown": "-1"}),
    "verb-letters": (rows_of_ftp.verb_at_login, {"capital": "USER", "small": "user"}),
    "quit": (
        rows_of_ftp.unanswered_quit,
        {"awaited": "waits", "not-awaited": "closed", "absent": "closed at once"},
    ),
}
"""Switches that a server without faults can't show."""

ON_THE_WIRE = tuple(name for name in SWITCHES if name not in {*ROWS_AT_THE_LINE, *WITHOUT_SERVER})


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def table(authority: Authority) -> Mapping[str, WireRow]:
    return {**rows_of_ftp.ROWS, **rows(authority)}


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[FtpsServer]:
    with FtpsServer(authority, Transcript()) as running:
        yield running


def test_every_switch_has_one_row(table: Mapping[str, WireRow]) -> None:
    assert sorted([*ROWS_AT_THE_LINE, *WITHOUT_SERVER, *table]) == sorted(SWITCHES)


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_a_row_tells_all_values_apart(name: str, table: Mapping[str, WireRow]) -> None:
    outcomes = table[name].outcomes

    assert list(outcomes) == [value.name for value in SWITCHES[name].values]
    assert len(set(outcomes.values())) == len(outcomes)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value.name) for name in ON_THE_WIRE for value in SWITCHES[name].values]
)
def test_a_value_shows_at_the_server(
    name: str, value: str, table: Mapping[str, WireRow], server: FtpsServer
) -> None:
    seen = dialogue(server, f"{name}:{value}", table[name])

    assert seen == table[name].outcomes[value]


def test_a_path_in_steps_is_whole_before_each_transfer(server: FtpsServer) -> None:
    seen = dialogue(server, "path-steps:each,path-time:transfer", rows_of_ftp.DEEP_PATH)

    assert seen == "MKD MKD CWD CWD CWD TYPE PASV STOR CWD CWD CWD PASV STOR"


def test_a_record_that_is_cut_is_no_end_of_a_download(
    table: Mapping[str, WireRow], server: FtpsServer
) -> None:
    cut = TlsPolicy(faults=TlsFaults(data=frozenset({"truncated-in-record"})))
    row = replace(table["download-end"], profile=ServerProfile(tls=cut))

    # The reply 426 and the end of the data connection race.
    assert dialogue(server, "download-end:reply", row) in {"-7", "-426"}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_, outcomes) in WITHOUT_SERVER.items() for value in outcomes]
)
def test_a_value_shows_in_another_way(name: str, value: str) -> None:
    play, outcomes = WITHOUT_SERVER[name]

    assert play(f"{name}:{value}") == outcomes[value]


@pytest.mark.parametrize(("error", "code"), [(ConnectionResetError, "-7"), (ConnectionRefusedError, "-5")])
def test_a_connection_that_was_reset_at_its_opening_was_there(
    error: type[OSError], code: str, server: FtpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(TcpConnection):
        @classmethod
        def connect(cls, address: tuple[str, int], abort: Signal, deadline: Deadline) -> TcpConnection:
            raise error

    monkeypatch.setattr("hil.emulator.variants.ftp_dialect.TcpConnection", Failing)

    seen = dialogue(
        server, "passive-dial:after", replace(rows_of_ftp.ROWS["download-end"], profile=ServerProfile())
    )

    assert seen == code
