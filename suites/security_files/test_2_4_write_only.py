"""No command returns the content of a stored security file; only its checksum can be read (note 2.4, 2.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp
from hil.spec.codes import ResultCode
from hil.verdict import NotApplicable

from ..responses import found
from ..restoring import Step
from ..security_data import Vacate

SECRET = b"a private key that nobody may read: 3141592653589793"
NAMES = ("RAM:client_key.pem", "NVRAM:CK0")

# file commands of document [1]; a DUT without them passes
PROBES = (
    ('AT+QFLST="{name}"', "list"),
    ('AT+QFDWL="{name}"', "download"),
    ('AT+QFOPEN="{name}",2', "open"),
    ("AT+QSECREAD?", "read-form"),
)


@pytest.mark.requirement("SECWRITE-16")
@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(
            line,
            name,
            id=f"{what}-{name}",
            marks=[pytest.mark.smoke] if (what, name) == ("download", "RAM:client_key.pem") else [],
        )
        for line, what in PROBES
        for name in NAMES
    ],
)
def test_no_file_command_reads_a_security_file(
    line: str, name: str, vacate: Vacate, modem: Modem, undo: Callable[[Step], None]
) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, SECRET)).succeeded()

    exchange = modem.send(line.format(name=name))

    sends_data = exchange.final is ResultCode.CONNECT
    expect(sends_data, "SECWRITE-16", what=f"{exchange.command}: data of a security file").is_no()
    discloses_nothing(exchange)
    if line.startswith("AT+QFOPEN") and exchange.ok:
        handle = exchange.values("QFOPEN")
        undo(lambda: modem.send(f"AT+QFCLOSE={handle}"))
        discloses_nothing(modem.send(f"AT+QFREAD={handle},{len(SECRET)}"))


def discloses_nothing(exchange: Exchange) -> None:
    """The response holds nothing of the security file."""
    __tracebackhide__ = True
    what = f"the response to {exchange.command}"
    expect(exchange.raw, "SECWRITE-16", what=what).lacks_secret(SECRET[:16], what="the security file")


@pytest.mark.requirement("SECWRITE-16")
def test_no_ftp_upload_sends_a_security_file(
    vacate: Vacate, online_modem: Modem, ftps_server: FtpsServer, undo: Callable[[Step], None]
) -> None:
    vacate(online_modem, "RAM:client_key.pem")
    preamble(online_modem.security.write("RAM:client_key.pem", SECRET)).succeeded()
    stored = ftps_server.root / "client_key.pem"
    stored.unlink(missing_ok=True)
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()

    undo(lambda: online_modem.ftp.configure(4, "/COM/").check())
    with ftps_server.expecting(ServerProfile()):
        preamble(open_ftp(online_modem, ftps_server, Listener.PLAIN)).succeeded()
        preamble(online_modem.ftp.put("control.txt", b"from the UART")).result(13)
        if not online_modem.ftp.configure(4, "/RAM/").ok:  # document [2]
            raise NotApplicable("this DUT has no local storage /RAM/")
        exchange = online_modem.send('AT+QFTPPUT="client_key.pem",52,3')
        online_modem.ftp.ensure_closed()

    received = stored.read_bytes() if stored.exists() else b""
    stored.unlink(missing_ok=True)
    preamble(ftps_server.root / "control.txt").holds(b"from the UART")
    if received:
        expect(received, "SECWRITE-16", what=f"the file at the server ({exchange.outcome})").lacks_secret(
            SECRET[:16], what="the security file"
        )
    elif not exchange.ok:
        expect(exchange, "SECWRITE-16").failed()


@pytest.mark.requirement("SECREAD-12")
@pytest.mark.parametrize("name", NAMES)
def test_qsecread_returns_only_a_flag_and_a_checksum(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, SECRET)).succeeded()

    exchange = modem.security.read(name)

    found(exchange, "SECREAD-12")
    expect(exchange.information, "SECREAD-12", what="lines of information text").has_length(1)
    expect(exchange.raw, "SECREAD-12", what="the response").lacks_secret(SECRET[:8], what="the security file")
