"""Values beyond a byte and beyond 16 bits, and long texts, are told as they were set, whatever happens in between (note 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from hil.expect import expect, expect_all, preamble
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.spec.codes import ResultCode

from .. import between
from ..claimed import security_file
from ..restoring import Step
from ..security_data import Vacate, delete

OFFSETS = (257, 70_000, 100_001)
LONG_POSITION = "/RAM/Kept_File_Number_1.bin"
BACK = ("AT+QFTPCFG=3,0", 'AT+QFTPCFG=4,"/COM/"')


def _file(modem: Modem) -> None:
    name = security_file(modem)
    preamble(modem.security.write(name, sample_content(60, "an event"))).succeeded()
    preamble(modem.security.read(name)).succeeded()
    preamble(delete(modem, name)).accepted()


def _deactivation(modem: Modem) -> None:
    preamble(modem.pdp.deactivate()).final(ResultCode.DEACT_OK)
    modem.pdp.ensure_active()


def _each(*lines: str) -> Callable[[Modem], None]:
    def send(modem: Modem) -> None:
        for line in lines:
            between.send(modem, line)

    return send


def _set(modem: Modem, line: str) -> None:
    modem.send(line).check()


EVENTS: dict[str, Callable[[Modem], None]] = {
    "nothing else": lambda _modem: None,
    "commands on files": _file,
    "a query": _each(between.QUERY),
    "refused commands": _each(between.NO_TYPE, between.NO_LEVEL),
    "other settings": _each(between.SETTING),
    "AT+QIDEACT and AT+QIACT": _deactivation,
}


@pytest.mark.needs(ssl_contexts=1, ram_bytes=10)
@pytest.mark.requirement("FTPCFG-T3-02", "FTPCFG-T4-02")
def test_long_values_are_told_after_each_event(
    online_modem: Modem, vacate: Vacate, undo: Callable[[Step], None]
) -> None:
    modem = online_modem
    vacate(modem, security_file(modem))
    for line in BACK:
        undo(partial(_set, modem, line))
    names_a_file = modem.ftp.configure(4, LONG_POSITION).ok  # document [2] has the names of local files

    with expect_all():
        for offset in OFFSETS:
            preamble(modem.ftp.configure(3, offset)).succeeded()
            for event, happen in EVENTS.items():
                happen(modem)
                told = expect(modem.send("AT+QFTPCFG=3"), "FTPCFG-T3-02").fields()
                expect(told[-1], "FTPCFG-T3-02", what=f"type 3 after {event}").equals(str(offset))
                if names_a_file:
                    told = expect(modem.send("AT+QFTPCFG=4"), "FTPCFG-T4-02").fields()
                    expect(told[-1], "FTPCFG-T4-02", what=f"type 4 after {event}").equals(LONG_POSITION)
