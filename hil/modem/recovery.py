"""The recovery of a host when a PDP context cannot be activated (note 5.1): check, correct, reboot, wait.

The note is ambiguous about "at least three times and each time at an interval
of 10 minutes".  This module reads it so: after a reboot the five configurations
are checked in three rounds, ten minutes apart, before the next reboot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hil.errors import UnexpectedResult
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.spec.network import RECOVERY_INTERVAL_S, RECOVERY_ROUNDS, REGISTERED


@dataclass(frozen=True, slots=True)
class Findings:
    """The results of the five checks of note 5.1; `occupied` are contexts of AT+CGACT, `at` is the module time if it tells one."""

    at: datetime | None
    attached: bool
    registered: bool
    apn: str
    occupied: tuple[int, ...]

    def faults(self, apn: str) -> tuple[str, ...]:
        """The checks that failed, in the words of the note's list."""
        wrong = {
            "not attached": not self.attached,
            "not registered": not self.registered,
            "APN not set": self.apn != apn,
            "context in use": bool(self.occupied),
        }
        return tuple(name for name, is_so in wrong.items() if is_so)


@dataclass(frozen=True, slots=True)
class Recovery:
    """The course of an activation: rounds of checks, those before the first reboot first, and reboots."""

    activated: bool
    before: tuple[Findings, ...] = ()
    after_reboot: tuple[tuple[Findings, ...], ...] = ()

    @property
    def reboots(self) -> int:
        """The number of reboots."""
        return len(self.after_reboot)


def activate(modem: Modem, apn: str, *, most_reboots: int = 1) -> Recovery:
    """Activate context 0 with that APN, by the procedure of note 5.1 if the first attempt fails.

    Reboots only while every configuration is right, and no more than
    `most_reboots` times.  Raises the exceptions of the driver when the DUT is silent.
    """
    if _attempt(modem, apn).ok:
        return Recovery(activated=True)
    before = check(modem)
    _correct(modem, before, apn)
    if _attempt(modem, apn).ok:
        return Recovery(activated=True, before=(before,))
    rebooted: list[tuple[Findings, ...]] = []
    while len(rebooted) < most_reboots and not check(modem).faults(apn):
        modem.reboot()
        activated, checked = rounds(modem, apn)
        rebooted.append(checked)
        if activated:
            return Recovery(activated=True, before=(before,), after_reboot=tuple(rebooted))
    return Recovery(activated=False, before=(before,), after_reboot=tuple(rebooted))


def check(modem: Modem) -> Findings:
    """One round of the checks of note 5.1, items 1 to 5; changes nothing."""
    attached = modem.send("AT+CGATT?")
    registered = modem.send("AT+CGREG?")
    return Findings(
        at=_time(modem),
        attached=any(row[0] == "1" for row in attached.rows("CGATT")),
        registered=any(row[1] in REGISTERED for row in registered.rows("CGREG") if len(row) > 1),
        apn=_apn(modem.send("AT+QIREGAPP?")),
        occupied=tuple(
            int(row[0])
            for row in modem.send("AT+CGACT?").rows("CGACT")
            if row[1:2] == ("1",) and row[0].isdigit()
        ),
    )


def _time(modem: Modem) -> datetime | None:
    """The time of the DUT; None if it tells none, which is no fault in these checks."""
    try:
        return modem.clock()
    except UnexpectedResult:
        return None


def rounds(modem: Modem, apn: str) -> tuple[bool, tuple[Findings, ...]]:
    """Check, correct and try to activate, up to three times, ten minutes apart, after a reboot: whether it came up."""
    checked: list[Findings] = []
    for number in range(RECOVERY_ROUNDS):
        if number:
            modem.channel.pass_time(RECOVERY_INTERVAL_S)
        _describe(modem, apn)
        checked.append(check(modem))
        _correct(modem, checked[-1], apn)
        if _attempt(modem, apn).ok:
            return True, tuple(checked)
    return False, tuple(checked)


def _correct(modem: Modem, found: Findings, apn: str) -> None:
    if not found.attached:
        modem.send("AT+CGATT=1")
    for cid in found.occupied:
        modem.send(f"AT+CGACT=0,{cid}")
    if found.apn != apn:
        _describe(modem, apn)


def _describe(modem: Modem, apn: str) -> None:
    """The configuration of note 1.2, step 2, without its registration."""
    modem.pdp.foreground(0)
    modem.pdp.deactivate()
    modem.pdp.context(apn)


def _attempt(modem: Modem, apn: str) -> Exchange:
    """Register and activate with the configured APN; configure one if there is none."""
    modem.pdp.deactivate()  # AT+QIREGAPP needs a context that is down
    if not _apn(modem.send("AT+QIREGAPP?")):
        modem.pdp.context(apn)
    modem.pdp.register()
    return modem.pdp.activate()


def _apn(exchange: Exchange) -> str:
    """The APN in an answer to AT+QIREGAPP?; empty if there is none."""
    rows = exchange.rows("QIREGAPP")
    return rows[0][0] if rows else ""
