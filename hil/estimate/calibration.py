"""What each step of a campaign costs on a DUT: a short measurement, with sessions of its own at the lower tester."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from statistics import median

from hil.estimate.load import LOCAL, OPEN, REBOOT, SECURE_OPEN
from hil.estimate.prediction import Costs
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, open_ftp, sample_content
from hil.spec.tls import ALL_SUITES

LOCAL_ROUNDS = 10
SESSIONS = 2
SMALL, LARGE = 10, 5000
"""Sizes of the two files whose difference gives the cost of a byte."""

CASE_S = 0.008
"""What pytest, the recorder and the lower tester take for a case beside its exchanges, on one CPU."""

NAME = "calibration.bin"
CONTEXT = SslContext(version=4, suites=ALL_SUITES, seclevel=0)


def calibrate(modem: Modem, server: FtpsServer) -> Costs:
    """Measure local commands, sessions with and without TLS, transfers and one restart of the DUT.

    The DUT is attached and its PDP context active.  Raises `UnexpectedResult` if it
    refuses a step.
    """
    steps_s = {LOCAL: _median(modem.ssl.query("ftps", None) for _ in range(LOCAL_ROUNDS))}
    configure_ftps(modem, server, CONTEXT, mode=Listener.IMPLICIT)
    secure = [_session(modem, server, Listener.IMPLICIT) for _ in range(SESSIONS)]
    configure_ftp(modem, server)
    plain = _session(modem, server, Listener.PLAIN)
    steps_s |= {name: median(session[name] for session in secure) for name in secure[0]}
    steps_s |= {SECURE_OPEN: steps_s[OPEN], OPEN: plain[OPEN]}
    up_s = _slope(steps_s.pop(f"{SMALL} up"), steps_s.pop(f"{LARGE} up"))
    down_s = _slope(steps_s.pop(f"{SMALL} down"), steps_s.pop(f"{LARGE} down"))
    steps_s[REBOOT] = _timed(modem.reboot)
    return Costs(steps_s, up_s=up_s, down_s=down_s, stored_s=up_s, case_s=CASE_S)


def _session(modem: Modem, server: FtpsServer, listener: Listener) -> dict[str, float]:
    """The seconds of each step of one session."""
    content = {size: sample_content(size, "calibration") for size in (SMALL, LARGE)}
    with server.expecting(ServerProfile()):
        found = {OPEN: open_ftp(modem, server, listener).check().elapsed_s}
        found["QFTPPATH"] = modem.ftp.path("/").check().elapsed_s
        for size, data in content.items():
            found[f"{size} up"] = modem.ftp.put(NAME, data).check().elapsed_s
            found[f"{size} down"] = modem.ftp.get(NAME, expected_size=size).check().elapsed_s
        found["QFTPCLOSE"] = modem.ftp.close().check().elapsed_s
    (server.root / NAME).unlink(missing_ok=True)
    return found | {"QFTPPUT": found[f"{SMALL} up"], "QFTPGET": found[f"{SMALL} down"]}


def _median(exchanges: Iterable[Exchange]) -> float:
    return median(exchange.check().elapsed_s for exchange in exchanges)


def _slope(small_s: float, large_s: float) -> float:
    """Seconds of a byte."""
    return max(0.0, large_s - small_s) / (LARGE - SMALL)


def _timed(action: Callable[[], None]) -> float:
    began = time.monotonic()
    action()
    return time.monotonic() - began
