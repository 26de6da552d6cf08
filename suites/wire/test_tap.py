"""The bytes on the wire, on both connections and in both directions (note 1)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble, stimulus
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.lab.relay import Way
from hil.lab.tap import CONTROL, DATA, Tapped
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, configure_ftp, configure_ftps, sample_content

CONTEXT = SslContext.usual(seclevel=0)
NAME = "confidential-name.bin"
SIZE = 20000
PIECE = 24  # bytes: long enough to exclude a match by chance

MODES = [pytest.param(mode, id=mode.value) for mode in CONNECTION_MODE]


def pieces(data: bytes) -> list[bytes]:
    """Samples of a file, which are on the wire if it was sent in clear."""
    return [data[at : at + PIECE] for at in range(0, len(data) - PIECE, 1000)]


def transfer(modem: Modem, tapped: Tapped, way: Way, data: bytes) -> None:
    """A session with one transfer, up or down."""
    with tapped.server.expecting(ServerProfile()):
        preamble(modem.ftp.open(*tapped.address)).succeeded()
        if way is Way.UP:
            preamble(modem.ftp.put(NAME, data)).result(len(data))
            preamble(tapped.server.root / NAME).holds(data)
        else:
            (tapped.server.root / NAME).write_bytes(data)
            preamble(modem.ftp.get(NAME, expected_size=len(data))).result(len(data)).carried(data)
        modem.ftp.ensure_closed()


def readable(tapped: Tapped, secrets: list[bytes]) -> list[str]:
    """The connections and directions, in words, on which any of these is readable, in either case of its letters.

    RFC 959, 5.3: upper and lower case of a command are the same.
    """
    return [
        f"{name} connection, {way.value}"
        for (name, way), seen in tapped.relay.seen.items()
        if any(secret.lower() in seen.lower() for secret in secrets)
    ]


@pytest.mark.requirement("GEN-02", "GEN-03")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", [pytest.param(Way.UP, id="upload"), pytest.param(Way.DOWN, id="download")])
def test_credentials_and_data_are_not_readable_on_the_wire(
    way: Way,
    mode: Listener,
    online_modem: Modem,
    peers: Peers,
) -> None:
    data = sample_content(SIZE, (way.value, mode.value))

    with peers.tapped(mode) as tapped:
        refused = configure_ftps(online_modem, tapped.server, CONTEXT, mode=mode)
        preamble(refused, what="refused settings").is_empty()
        transfer(online_modem, tapped, way, data)
        credentials = [tapped.server.user.encode(), tapped.server.password.encode()]

    stimulus(len(tapped.relay.seen[DATA, way]) > SIZE, "the data did not pass the relay")
    commands = readable(tapped, [*credentials, b"USER ", b"PASS ", NAME.encode()])
    expect(commands, "GEN-02", what="where commands and credentials are readable").is_empty()
    expect(readable(tapped, pieces(data)), "GEN-03", what="where the file is readable").is_empty()


@pytest.mark.requirement("EX424-05")
def test_a_session_in_clear_is_readable_on_the_wire(online_modem: Modem, peers: Peers) -> None:
    data = sample_content(SIZE, "clear")

    with peers.tapped(Listener.PLAIN) as tapped:
        preamble(configure_ftp(online_modem, tapped.server), what="refused settings").is_empty()
        transfer(online_modem, tapped, Way.UP, data)
        password = tapped.server.password.encode()

    where = readable(tapped, [b"PASS " + password])
    expect(where, "EX424-05", what="where the password is readable").equals(
        [f"{CONTROL} connection, {Way.UP.value}"]
    )
    sent = bytes(tapped.relay.seen[DATA, Way.UP])
    expect(sent, "EX424-05", what="the bytes on the data connection").equals(data)
