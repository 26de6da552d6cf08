"""Explicit mode against a server that refuses PBSZ or PROT: no file goes in clear, and none counts as moved.

A server that has not accepted PROT P takes and gives data in clear (RFC 4217, 9), so no
transfer can succeed.  At which step the DUT gives up is open.
"""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftps, open_ftp, sample_content

from ..transfer.sessions import TRANSFERS, DataMode

CONTEXT = SslContext.usual(seclevel=0)
DATA = sample_content(3000, "refused protection")
UP, DOWN = "unprotected.bin", "there.bin"


@pytest.mark.requirement("GEN-03", "GEN-08", "ERR-GEN-09")
@pytest.mark.parametrize(
    ("verb", "code", "data_mode"),
    [
        pytest.param(verb, code, data_mode, id=f"{verb}-{code}-{data_mode.name.lower()}")
        for verb, code, data_mode in (
            ("PROT", 534, DataMode.PASSIVE),
            ("PROT", 536, DataMode.ACTIVE),
            ("PROT", 431, DataMode.ACTIVE),
            ("PROT", 502, DataMode.PASSIVE),
            ("PBSZ", 503, DataMode.PASSIVE),
            ("PBSZ", 502, DataMode.ACTIVE),
        )
    ],
)
def test_no_file_goes_in_clear_after_a_refused_protection(
    verb: str,
    code: int,
    data_mode: DataMode,
    online_modem: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.EXPLICIT)
    preamble(refused, what="refused settings").is_empty()
    for exchange in online_modem.ftp.apply({1: data_mode}):
        preamble(exchange).succeeded()
    (ftps_server.root / DOWN).write_bytes(DATA)
    fault = Fault(Point.REPLY, Reply(code, "No protection here."), verb=verb, times=None)

    for name, expected in (("AT+QFTPPUT", UP), ("AT+QFTPGET", DOWN)):
        moved, session = _attempt(online_modem, ftps_server, fault, upload=expected == UP)
        observe(f"{name} after {code} to {verb}", moved.outcome)
        asked = any(session.sent(each) for each in TRANSFERS)
        with expect_all():
            if asked:
                expect(session, "GEN-08").sent("PROT")
            expect(
                moved, "ERR-GEN-09", what=f"{moved.command.partition('=')[0]} after {code} to {verb}"
            ).failed()
            for connection in session.data:
                expect(connection, "GEN-03").lacks_secret(DATA[:64], what="the file")
        stimulus(bool(session.fired), f"the DUT did not send {verb}: {moved.outcome}")


def _attempt(modem: Modem, server: FtpsServer, fault: Fault, *, upload: bool) -> tuple[Exchange, Session]:
    """The last step that the DUT carried out, AT+QFTPOPEN or the transfer, and its session."""
    with server.expecting(ServerProfile(ftp=(fault,)), all_fire=False) as pending:
        step = open_ftp(modem, server, Listener.EXPLICIT)
        if step.ok:
            step = modem.ftp.put(UP, DATA) if upload else modem.ftp.get(DOWN)
        modem.ftp.ensure_closed()
        return step, pending.session(Deadline.after(SESSION_END_S))
