"""No command returns the content of a stored security file; only its checksum can be read (note 2.4, 2.5)."""

from __future__ import annotations

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp
from hil.spec.codes import ResultCode
from hil.verdict import NotApplicable

from ..responses import found
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
def test_no_file_command_reads_a_security_file(line: str, name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    modem.security.write(name, SECRET).check()

    exchange = modem.send(line.format(name=name))

    assert exchange.final is not ResultCode.CONNECT, f"{exchange.command} sends data"
    assert SECRET[:16] not in exchange.raw
    if line.startswith("AT+QFOPEN") and exchange.ok:
        handle = exchange.values("QFOPEN")
        content = modem.send(f"AT+QFREAD={handle},{len(SECRET)}")
        modem.send(f"AT+QFCLOSE={handle}")
        assert SECRET[:16] not in content.raw


@pytest.mark.requirement("SECWRITE-16")
def test_no_ftp_upload_sends_a_security_file(
    vacate: Vacate, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    vacate(online_modem, "RAM:client_key.pem")
    online_modem.security.write("RAM:client_key.pem", SECRET).check()
    stored = ftps_server.root / "client_key.pem"
    stored.unlink(missing_ok=True)
    assert configure_ftp(online_modem, ftps_server) == ()

    with ftps_server.expecting(ServerProfile()):
        open_ftp(online_modem, ftps_server, Listener.PLAIN).check()
        if not online_modem.ftp.configure(4, "/RAM/").ok:  # document [2]
            raise NotApplicable("this DUT has no local storage /RAM/")
        exchange = online_modem.send('AT+QFTPPUT="client_key.pem",52,3')
        online_modem.ftp.configure(4, "/COM/").check()
        online_modem.ftp.ensure_closed()

    received = stored.read_bytes() if stored.exists() else b""
    stored.unlink(missing_ok=True)
    assert SECRET[:16] not in received, exchange.outcome


@pytest.mark.requirement("SECREAD-12")
@pytest.mark.parametrize("name", NAMES)
def test_qsecread_returns_only_a_flag_and_a_checksum(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    modem.security.write(name, SECRET).check()

    exchange = modem.security.read(name)

    found(exchange)
    assert len(exchange.lines) == 2
    assert exchange.lines[1] == "OK"
    assert SECRET[:8] not in exchange.raw
