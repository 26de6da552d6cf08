"""The end of a session that is idle after a transfer is reported like that of any other (chapter 3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble
from hil.ftps.faults import Ending, Fault, Fin, Point, Reset
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import SESSION_END_S

from ..claimed import security_file
from ..security_data import Vacate, delete
from .alternatives import with_overlapping
from .idle import expect_no_session, quiet_s, unsolicited
from .stages import DATA, get, open_session, prepare

NETWORK_ERROR, SESSION_CLOSED = -5, -6  # Table 4
LEAST_S = 0.4
"""The pause of the server for a DUT with a fast clock, and a busy host: the DUT reports the transfer and a state first."""
IDS = ("ERR-GEN-01", "ERR-LOCAL-06")


@pytest.mark.requirement(*IDS, "ERR-GEN-07")
@pytest.mark.parametrize(
    ("verb", "mode", "ending"),
    [
        pytest.param("STOR", Listener.IMPLICIT, Fin(), id="upload-implicit"),
        pytest.param("RETR", Listener.EXPLICIT, Reset(), id="download-explicit"),
    ],
)
def test_the_end_of_a_session_that_is_idle_after_a_transfer_is_reported_by_a_urc(
    verb: str,
    mode: Listener,
    ending: Ending,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    modem = online_modem
    vacate(modem, security_file(modem))
    prepare(modem, ftps_server, mode)
    modem.channel.take_urcs()
    pause_s = max(LEAST_S, 2 * quiet_s(modem))
    fault = Fault(Point.IDLE, ending, verb=verb, quiet_s=pause_s)

    with ftps_server.expecting(ServerProfile(ftp=(fault,))) as pending:
        open_session(modem, ftps_server, mode)
        preamble(modem.security.write(security_file(modem), DATA[:100])).succeeded()
        preamble(delete(modem, security_file(modem))).accepted()
        if verb == "STOR":
            preamble(modem.ftp.put("new.bin", DATA), what="the upload").result(len(DATA))
            preamble(ftps_server.root / "new.bin", what="the uploaded file").holds(DATA)
        else:
            preamble(get(modem), what="the download").result(len(DATA)).carried(DATA)
        if status_word(modem.ftp.status()) in CLOSED_STATES:
            left_open("the DUT ends the session with the transfer; the note does not say that it stays open")
        pending.await_fault(Deadline.after(pause_s + SESSION_END_S))

    code = unsolicited(modem, *IDS)
    also = (NETWORK_ERROR,) if isinstance(ending, Reset) else ()
    expect(code, *IDS, what="the code in +QFTPERROR").is_code(*with_overlapping(SESSION_CLOSED), *also)
    expect_no_session(modem, "ERR-GEN-07")
    if code != SESSION_CLOSED:
        left_open(f"{code} is another row of Table 4 that describes the end of this session (ERR-GEN-08)")
