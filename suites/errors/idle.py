"""A session that the server ends while no command runs: the URC +QFTPERROR, and the state after it (chapter 3)."""

from __future__ import annotations

from hil.at.values import numbered
from hil.deadline import Deadline
from hil.expect import expect
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.spec.ftp import ServiceState

BUSY_HOST_S = 4.0
IDLE_S = 30.0
"""How long a case waits for +QFTPERROR, in module time; the note states none."""
QUIET_S, LONG_QUIET_S = 0.05, 5.0
"""Seconds from the last reply until the connection is closed, for a DUT with a fast clock and for one in real time."""
SETTLED_S = 5.0
"""Our tolerance for what a DUT does between a result and the next state."""


def quiet_s(modem: Modem) -> float:
    """Seconds from the last reply until the server closes the connection of an idle session."""
    return QUIET_S if modem.channel.clock_rate > 1 else LONG_QUIET_S


def code_of(text: str) -> int | None:
    """The <err> of `+QFTPERROR:<err>`; None for another line."""
    found = numbered(text)
    return found[1] if found and found[0] == "QFTPERROR" else None


def unsolicited(modem: Modem, *requirements: str) -> int | None:
    """The code of the unsolicited +QFTPERROR; the case ends if none comes."""
    within = Deadline.after(max(BUSY_HOST_S, IDLE_S / modem.channel.clock_rate))
    seen = modem.channel.wait_urc(lambda text: code_of(text) is not None, within)
    urc = expect(seen, *requirements, what="+QFTPERROR:<err> in an idle session").is_present()
    return code_of(urc.text)


def expect_no_session(modem: Modem, *requirements: str) -> None:
    """Judge that the DUT does not take the session for open; the note names no other state."""
    word = status_word(modem.ftp.status())
    expect(word, *requirements, what="the state after the session was closed").differs_from(
        ServiceState.OPENED
    )


def settled_state(modem: Modem, *, opened: bool = True) -> str:
    """The state, asked again for some seconds while it is not yet that of an open session, or still is."""
    deadline = Deadline.after(SETTLED_S)
    while (
        (word := status_word(modem.ftp.status())) == ServiceState.OPENED
    ) is not opened and not deadline.expired:
        pass
    return word
