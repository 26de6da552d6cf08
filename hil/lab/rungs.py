"""What each rung of the recovery ladder does (`hil.lab.ladder`): an action, or the reason why it cannot be done.

An action returns when the DUT is as it should be, and else raises a `HilError`.
"""

from __future__ import annotations

import re

from hil.at.lexis import S3
from hil.deadline import Deadline
from hil.errors import InfrastructureError, LineError, UnexpectedResult
from hil.lab.line_rate import has_rates
from hil.lab.mending import RATE_UNKNOWN, mend, with_its_settings
from hil.modem import recovery
from hil.modem.line_search import has_remedy
from hil.modem.modem import BOOT_S, RESTART_S, Modem

QUIET_S = 0.3
"""A line that is silent for so long is drained; document [1] grants 0.3 s to a local command."""

ASK_S = 0.6
"""For the first question after a mild rung."""

PROBE_S = 3.0
"""For several questions: a busy host, automatic baud rate detection."""

CFUN_S, CFUN_LEAST_S = 15.0, 1.5  # document [1]: the longest time for an answer to AT+CFUN, module time
ATTACH_S = 2.0
"""After a restart that nobody has seen."""

REOPENED_S = 10.0
GRACE_S = 10.0
"""For the clean-up of a rung whose time is over."""


def none(_modem: Modem) -> str:
    """Nothing stands in the way."""
    return ""


def drain(modem: Modem) -> None:
    """Read what is still coming, and ask."""
    modem.channel.listen(Deadline.after(QUIET_S))
    modem.channel.drain()
    modem.attach(Deadline.after(ASK_S))


def escape(modem: Modem) -> None:
    """`+++` between its guard times (note 2.4), the bytes that an upload lacks, and the end of a line."""
    channel = modem.channel
    channel.escape()
    channel.fill()
    channel.line.write(S3)
    modem.attach(Deadline.after(ASK_S))


def probe(modem: Modem) -> None:
    """Ask `AT` several times."""
    modem.attach(Deadline.after(PROBE_S))


_LEAVES_SOMETHING_ON = re.compile(
    r"\+(?:CMUX|ICF|QSCLK|CMGS|CMGW)\s*=\s*(?!\?)|\+(?:QISEND|CGDATA)\b|S[345]\s*=|&W|^AT(?:D|Z|&F)",
    re.IGNORECASE,
)
"""Commands after which a silent module may only be in another mode, or have the settings of a stored profile."""


def nothing_left_on(modem: Modem) -> str:
    """Whether neither a command of the case, nor an earlier user, nor what came tells of a mode that is left on."""
    left = any(_LEAVES_SOMETHING_ON.search(line) for line in modem.channel.lines)
    if left or modem.remedies or has_remedy(modem.line_state):
        return ""
    return "no command switched a multiplexer on or set S3, and nothing that came tells of another mode"


def end_leftovers(modem: Modem) -> None:
    """End a multiplexer or another mode, and let lines end by CR again."""
    found = mend(modem)
    if not found.is_answered:
        raise LineError(
            f"no mode was left on that can be ended: {found.diagnosis.detail}", state=found.diagnosis.state
        )
    modem.attach(Deadline.after(PROBE_S))


def no_rates(modem: Modem) -> str:
    """Why no other rate is tried: the connection has none, or what came is readable."""
    if not has_rates(modem.channel.url):
        return "this connection has no rate of its own"
    return "" if modem.line_state in RATE_UNKNOWN else f"what came is readable ({modem.line_state.value})"


def other_rate(modem: Modem) -> None:
    """Look for the rate of a DUT that has started with a stored one (AT&F, a brown-out), and set that of the port again."""
    if not with_its_settings(modem):
        raise LineError("it answers at no other rate, nor with parity", state=modem.line_state)
    modem.attach(Deadline.after(PROBE_S))


def close_session(modem: Modem) -> None:
    """AT+QFTPCLOSE once more."""
    modem.ftp.close()


def end_context(modem: Modem) -> None:
    """AT+QIDEACT: no session outlives its context."""
    modem.pdp.deactivate()


def restart(modem: Modem) -> None:
    """AT+CFUN=1,1, whether or not it is answered: a module may hear what it does not answer."""
    channel, rate = modem.channel, modem.channel.clock_rate
    modem.forget()
    channel.send_line("AT+CFUN=1,1")
    answer = channel.event(Deadline.after(max(CFUN_LEAST_S, CFUN_S / rate)))
    channel.settled()
    if answer is None:
        modem.attach(Deadline.after(ATTACH_S))
    modem.await_restart(BOOT_S if answer is not None else ATTACH_S)


def no_supply(modem: Modem) -> str:
    """Why the supply cannot be cut."""
    if modem.channel.supply is None:
        return "the bench cannot cut the supply of the DUT ([module.power] of a bench file)"
    return ""


def power(modem: Modem) -> None:
    """Cut the supply and restore it."""
    supply = modem.channel.supply
    if supply is None:
        raise InfrastructureError(no_supply(modem))
    modem.power_cycle(supply)


def reopen(modem: Modem) -> None:
    """Close the port and open it, which sets its control lines anew; an emulated DUT is switched off and on by it."""
    modem.channel.reopen()
    modem.attach(Deadline.after(max(REOPENED_S, RESTART_S)))


def await_context(modem: Modem) -> None:
    """The three rounds of checks and corrections of note 5.1, ten minutes of module time apart."""
    activated, _ = recovery.rounds(modem, modem.pdp.access_point.name)
    if not activated:
        raise UnexpectedResult("no PDP context came up in the rounds of note 5.1")
