"""A run takes the module that its bench file describes, tells it what the file says, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.bench import AccessPoint, Bench, ModuleSetup
from hil.errors import MissingPrecondition, UsageError
from hil.lab.attach import attached
from hil.modem.claims import Claims
from hil.modem.modem import Modem
from hil.transcript import Kind, Transcript

URL = "emulator://m95?clock_rate=100"


@contextmanager
def module(setup: ModuleSetup, url: str = URL, transcript: Transcript | None = None) -> Iterator[Modem]:
    bench = Bench(url, "127.0.0.1", None, clock_rate=100.0, module=setup)
    with attached(bench, named="/dev/m95", transcript=transcript or Transcript(), claims=Claims()) as (
        modem,
        _,
    ):
        yield modem


def test_the_module_that_is_described_is_taken() -> None:
    with module(ModuleSetup()) as modem:
        identity = modem.identity()

    with module(ModuleSetup(imei=identity.imei, firmware=identity.revision[:8])) as modem:
        assert modem.identity() == identity


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        (
            ModuleSetup(name="m95-1", imei="490154203237518"),
            r"m95-1 of the bench file: expected the IMEI \*{11}7518; the module at /dev/m95 has \*{11}\d{4}; ",
        ),
        (
            ModuleSetup(name="m95-1", firmware="M95FAR09"),
            r"m95-1 of the bench file: expected the firmware M95FAR09; the module at /dev/m95 has M95",
        ),
    ],
)
def test_another_module_is_refused(setup: ModuleSetup, said: str) -> None:
    with pytest.raises(UsageError, match=said), module(setup):
        pass


def test_the_access_point_of_the_sim_is_used() -> None:
    transcript = Transcript()
    point = AccessPoint("internet", "user", "s3cret")

    with module(ModuleSetup(access_point=point), transcript=transcript) as modem:
        modem.pdp.ensure_active()
        told = modem.send("AT+QIREGAPP?").fields("QIREGAPP")

    assert told == ("internet", "user", "s3cret")
    shown = "\n".join(entry.text for entry in transcript.entries())
    assert 'AT+QICSGP=1,"internet","user","***"' in shown
    assert "s3cret" not in shown


def test_a_line_with_rts_and_cts_is_told_so_after_each_start() -> None:
    with module(ModuleSetup(has_rts_cts=True)) as modem:
        before = modem.send("AT+IFC?").fields("IFC")
        modem.reboot()
        after = modem.send("AT+IFC?").fields("IFC")

    assert before == after == ("2", "2")


def test_the_name_server_of_the_bench_is_set_in_each_context() -> None:
    transcript = Transcript()
    with module(ModuleSetup(name_server="192.0.2.53"), transcript=transcript) as modem:
        modem.pdp.ensure_active()
        modem.pdp.deactivate()
        modem.pdp.ensure_active()

    sent = [entry.text for entry in transcript.entries() if entry.kind is Kind.COMMAND]
    assert sent.count('AT+QIDNSCFG="192.0.2.53"') == 2


def test_a_pin_is_entered_after_each_start() -> None:
    transcript = Transcript()
    with module(ModuleSetup(pin="4711"), f"{URL}&sim_pin=4711", transcript) as modem:
        states = [modem.send("AT+CPIN?").values("CPIN")]
        modem.reboot()
        states.append(modem.send("AT+CPIN?").values("CPIN"))

    assert states == ["READY", "READY"]
    of_line = [entry.text for entry in transcript.entries() if entry.kind is not Kind.PORT_OPENED]
    assert sum("AT+CPIN=***" in text for text in of_line) == 2
    assert not any("4711" in text for text in of_line)


def test_no_pin_is_sent_to_a_sim_that_asks_for_none() -> None:
    transcript = Transcript()
    with module(ModuleSetup(pin="4711"), transcript=transcript) as modem:
        modem.reboot()

    assert not [entry for entry in transcript.entries() if "CPIN=" in entry.text]


def test_a_wrong_pin_is_tried_once() -> None:
    setup = ModuleSetup(pin="1111")
    said = "refused the PIN of the bench file: .*; it is not tried again"
    with pytest.raises(MissingPrecondition, match=said), module(setup, f"{URL}&sim_pin=4711"):
        pass


def test_a_pin_is_not_tried_when_a_try_was_lost() -> None:
    with module(ModuleSetup(), f"{URL}&sim_pin=4711") as modem:
        modem.send('AT+CPIN="1111"')
        modem.sim_lock.use("4711")

        with pytest.raises(
            MissingPrecondition, match="asks for its PIN, and only 2 tries are left; check that PIN"
        ):
            modem.sim_lock.open()

        assert modem.send("AT+CPIN?").values("CPIN") == "SIM PIN"
