"""A reboot: any answer to AT+CFUN=1,1 will do, and one that refuses it is rebooted by its supply."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.transcript import Kind, Transcript
from hil.verdict import NotApplicable

CLOCK_RATE = 50.0
CA = "RAM:ca_cert.pem"


@contextmanager
def dut(*variants: str) -> Iterator[Modem]:
    url = f"emulator://m95?clock_rate={CLOCK_RATE:g}"
    if variants:
        url += f"&variant={','.join(variants)}"
    with Channel.open(url, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        yield modem


@pytest.fixture
def no_supply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Channel, "supply", None)


@pytest.mark.parametrize("answer", ["ok", "told", "power-down", "silent"])
@pytest.mark.parametrize("rate", [0, 115200])
def test_any_answer_to_the_command_is_one_of_a_reboot(answer: str, rate: int, no_supply: None) -> None:
    with dut(f"reboot-command:{answer}") as modem:
        modem.send(f"AT+IPR={rate};&W").check()
        modem.ssl.set_seclevel(0, 1).check()
        began = time.monotonic()

        modem.reboot()

        assert modem.ssl.read_context(0).seclevel == 0
        assert time.monotonic() - began < 5.0


def test_a_dut_that_refuses_the_command_is_rebooted_by_its_supply() -> None:
    with dut("reboot-command:refused") as modem:
        modem.ssl.set_seclevel(0, 1).check()

        modem.reboot()

        kinds = [entry.kind for entry in modem.channel.transcript.entries()]
        assert modem.ssl.read_context(0).seclevel == 0
        assert kinds.count(Kind.SUPPLY_CUT) == kinds.count(Kind.SUPPLY_RESTORED) == 1


def test_without_a_supply_such_a_case_is_not_applicable(no_supply: None) -> None:
    with dut("reboot-command:refused") as modem, pytest.raises(NotApplicable, match="cannot be rebooted"):
        modem.reboot()


@pytest.mark.parametrize("raw", [False, True])
def test_a_name_is_set_anew_after_its_file_was_stored_anew(raw: bool) -> None:
    context = SslContext(seclevel=1, ca=CA)
    with dut() as modem:
        modem.security.ensure(CA, b"old")
        modem.ssl.apply(0, context)
        assert modem.ssl.apply(0, context) == ()

        modem.security.free(CA)
        if raw:
            modem.send(f'AT+QSECWRITE="{CA}",3', data=b"new").check()
        else:
            modem.security.write(CA, b"new").check()

        assert [exchange.command for exchange in modem.ssl.apply(0, context)] == [
            f'AT+QSSLCFG="cacert",0,"{CA}"'
        ]
