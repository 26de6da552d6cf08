"""Attaching to a DUT, and the groups that remember what they did."""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelLost, InfrastructureError, UnexpectedResult
from hil.modem.channel import Channel
from hil.modem.ftp import status_word
from hil.modem.modem import Identity, Modem
from hil.modem.ssl import SslContext
from hil.spec.tls import CipherSuite
from hil.transcript import Transcript
from tests.modem.scripted import Pause, Turn, turn

ModemOn = Callable[..., Modem]

OK = b"\r\nOK\r\n"
SETTLED = (turn(b"ATE0\r", OK), turn(b"AT+CMEE=1\r", OK))
PROBE = turn(b"AT+CMEE?\r", b"\r\n+CMEE: 1\r\n", OK)
SECOND_PROBE = turn(b"AT+IFC?\r", b"\r\n+IFC: 0,0\r\n", OK)


@pytest.fixture
def silent_port() -> Iterator[str]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    "turns",
    [
        (turn(b"AT\r", OK), *SETTLED),
        (turn(b"AT\r", b"AT\r\r\nOK\r\n"), turn(b"ATE0\r", b"ATE0\r\r\nOK\r\n"), SETTLED[1]),
        (turn(b"AT\r", b"0\r"), turn(b"ATV1\r", OK), *SETTLED),
        (turn(b"AT\r", b"\xff\x00\xfe\r\nRDY\r\n\r\n+CFUN: 1\r\n", OK), *SETTLED),
        (turn(b"AT\r"), turn(b"AT\r", OK, OK), turn(b"AT+CMEE?\r", b"\r\n+CMEE: 1\r\n", OK), *SETTLED),
        (turn(b"AT\r"), turn(b"AT\r"), turn(b"+++", OK), PROBE, *SETTLED),
    ],
    ids=["plain", "echo", "numeric", "noise and start-up", "slow start", "data mode"],
)
def test_attaching_comes_to_an_understanding(turns: tuple[Turn, ...], modem_on: ModemOn) -> None:
    modem = modem_on(*turns, clock_rate=20.0)

    modem.attach()

    assert not modem.channel.reader.numeric


def test_no_answer_to_at_is_the_fault_of_the_bench(silent_port: str) -> None:
    with (
        Channel.open(silent_port, transcript=Transcript(), clock_rate=100.0) as channel,
        pytest.raises(InfrastructureError) as caught,
    ):
        Modem(channel).attach(Deadline.after(1.2))

    assert str(caught.value) == (
        f"no answer to AT on {silent_port} within 1.2 s, not one byte came; "
        "check power and wiring and that the port runs at 115200 baud"
    )


def test_unreadable_answers_are_told_apart_from_silence(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT\r", b"\xf8\x80\xf8"))

    with pytest.raises(InfrastructureError, match="only unreadable bytes such as"):
        modem.attach(Deadline.after(0.2))


def test_a_pulled_cable_is_a_lost_channel() -> None:
    master, slave = os.openpty()
    with Channel.open(os.ttyname(slave), transcript=Transcript()) as channel:
        os.close(master)

        with pytest.raises(ChannelLost, match="check cable and supply"):
            Modem(channel).ftp.status()
    os.close(slave)


def test_a_dut_that_owes_an_answer_is_alive(modem_on: ModemOn) -> None:
    modem = modem_on(PROBE)

    assert modem.is_alive()


def test_a_dut_in_data_mode_is_alive(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+CMEE?\r"), turn(b"+++", OK), SECOND_PROBE, clock_rate=20.0)

    assert modem.is_alive()


def test_a_silent_dut_is_not_alive(silent_port: str) -> None:
    with Channel.open(silent_port, transcript=Transcript(), clock_rate=100.0) as channel:
        assert not Modem(channel).is_alive()


def test_the_identity_is_read_without_its_decoration(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+CGMI\r", b"\r\nQuectel_Ltd\r\nQuectel_M95\r\nRevision: MTK 0828\r\n\r\nOK\r\n"),
        turn(b"AT+CGMM\r", b"\r\nQuectel_M95\r\n\r\nOK\r\n"),
        turn(b"AT+CGMR\r", b"\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n"),
        turn(b"AT+CGSN\r", b'\r\n+CGSN: "866425030000009"\r\n\r\nOK\r\n'),
    )

    assert modem.identity() == Identity("Quectel_Ltd", "Quectel_M95", "M95FAR02A08", "866425030000009")


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b'AT+CCLK="26/01/02,03:04:05+00"\r'),
        (datetime(2026, 1, 2, 3, 4, 5), b'AT+CCLK="26/01/02,03:04:05+00"\r'),  # noqa: DTZ001 - the case
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            b'AT+CCLK="26/01/02,03:04:05-14"\r',
        ),
    ],
)
def test_the_clock_is_set_with_its_zone_in_quarters_of_an_hour(
    moment: datetime, sent: bytes, modem_on: ModemOn
) -> None:
    assert modem_on(turn(sent, OK)).set_clock(moment).ok


def test_a_urc_is_waited_for_and_told_once(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"ATE0\r", OK, Pause(0.1), b"\r\n+PDP DEACT\r\n"))
    modem.send("ATE0")

    seen = modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(2.0))

    assert seen is not None
    assert seen.text == "+PDP DEACT"
    assert modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(0.05)) is None


CONTEXT = SslContext(
    version=3, suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,), seclevel=1, ca="NVRAM:CA0"
)
UNSET = b'\r\n+QSSLCFG: 0,4,0,"0X0005","","",""\r\n\r\nOK\r\n'
APPLIED = (
    turn(b'AT+QSSLCFG="ctxindex",0\r', UNSET),
    turn(b'AT+QSSLCFG="sslversion",0,3\r', OK),
    turn(b'AT+QSSLCFG="ciphersuite",0,"0X002F"\r', OK),
    turn(b'AT+QSSLCFG="seclevel",0,1\r', OK),
    turn(b'AT+QSSLCFG="cacert",0,"NVRAM:CA0"\r', OK),
)


def test_applying_a_context_sends_what_differs_and_no_more(modem_on: ModemOn) -> None:
    modem = modem_on(*APPLIED, turn(b'AT+QSSLCFG="cacert",0,""\r', OK))

    first = modem.ssl.apply(0, CONTEXT)
    again = modem.ssl.apply(0, CONTEXT)
    without_ca = modem.ssl.apply(0, SslContext(version=3, suites=CONTEXT.suites, seclevel=1))

    assert (len(first), len(again), len(without_ca)) == (4, 0, 1)


def test_a_refused_setting_is_returned_and_sent_again(modem_on: ModemOn) -> None:
    refused = turn(b'AT+QSSLCFG="cacert",0,"NVRAM:CA0"\r', b"\r\nERROR\r\n")
    modem = modem_on(*APPLIED[:-1], refused, APPLIED[-1])

    first = modem.ssl.apply(0, CONTEXT)
    again = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in first] == [True, True, True, False]
    assert [exchange.ok for exchange in again] == [True]


ERROR = b"\r\nERROR\r\n"


def test_a_setting_that_depends_on_a_later_one_is_sent_once_more(modem_on: ModemOn) -> None:
    modem = modem_on(
        *APPLIED[:3],
        turn(b'AT+QSSLCFG="seclevel",0,1\r', ERROR),
        APPLIED[-1],
        turn(b'AT+QSSLCFG="seclevel",0,1\r', OK),
    )

    answers = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in answers] == [True, True, True, True]
    assert modem.ssl.apply(0, CONTEXT) == ()


def test_a_setting_that_is_refused_again_is_returned_once(modem_on: ModemOn) -> None:
    refused = turn(b'AT+QSSLCFG="sslversion",0,3\r', ERROR)
    modem = modem_on(APPLIED[0], refused, *APPLIED[2:], refused)

    answers = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in answers] == [False, True, True, True]


def test_an_empty_name_may_be_refused_where_its_file_is_not_used(modem_on: ModemOn) -> None:
    without = turn(b'AT+QSSLCFG="cacert",0,""\r', ERROR)
    modem = modem_on(*APPLIED, turn(b'AT+QSSLCFG="seclevel",0,0\r', OK), without, APPLIED[3], without)
    modem.ssl.apply(0, CONTEXT)

    unused = modem.ssl.apply(0, replace(CONTEXT, seclevel=0, ca=""))
    used = modem.ssl.apply(0, replace(CONTEXT, ca=""))

    assert [exchange.ok for exchange in unused] == [True]
    assert [exchange.ok for exchange in used] == [True, False]


@pytest.mark.parametrize(
    "answer",
    [
        b"\r\nERROR\r\n",
        b'\r\n+QSSLCFG: 1,4,0,"0X0005","","",""\r\n\r\nOK\r\n',
        b'\r\n+QSSLCFG: 0,4,0,"0X0005",""\r\n\r\nOK\r\n',
        b'\r\n+QSSLCFG: 0,4,0,"AES","","",""\r\n\r\nOK\r\n',
    ],
    ids=["refused", "another context", "too few values", "no codes"],
)
def test_a_context_that_cannot_be_read_is_unexpected(answer: bytes, modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QSSLCFG="ctxindex",0\r', answer))

    with pytest.raises(UnexpectedResult):
        modem.ssl.read_context(0)


def test_a_line_of_the_caller_makes_the_settings_uncertain(modem_on: ModemOn) -> None:
    line = 'AT+CMEE=1;+QSSLCFG="seclevel",0,2'
    modem = modem_on(*APPLIED, turn(line.encode() + b"\r", OK), *APPLIED)
    modem.ssl.apply(0, CONTEXT)

    modem.send(line)

    assert len(modem.ssl.apply(0, CONTEXT)) == 4


CONFIGURED = turn(b"AT+QFTPCFG=1,1\r", OK, b"\r\n+QFTPCFG: 0\r\n")
REFUSED = turn(b'AT+QFTPCFG=4,"/SD/"\r', OK, b"\r\n+QFTPCFG: -10\r\n")
WANTED: Mapping[int, int | str] = {1: 1, 4: "/SD/"}


def test_ftp_settings_are_sent_where_they_differ_and_after_a_refusal(modem_on: ModemOn) -> None:
    modem = modem_on(CONFIGURED, REFUSED, REFUSED)

    first, again = modem.ftp.apply(WANTED), modem.ftp.apply(WANTED)

    assert [exchange.ok for exchange in first] == [True, False]
    assert [exchange.ok for exchange in again] == [False]


@pytest.mark.parametrize("line", ["AT+QFTPCFG=1,0", "AT+QFTPCFG=7"])
def test_ftp_settings_are_uncertain_after_a_line_of_the_caller(line: str, modem_on: ModemOn) -> None:
    other = turn(line.encode() + b"\r", OK, b"\r\n+QFTPCFG: 0\r\n")
    modem = modem_on(CONFIGURED, other, CONFIGURED)
    modem.ftp.apply({1: 1})

    modem.send(line)

    assert len(modem.ftp.apply({1: 1})) == 1


def stored(name: bytes, data: bytes) -> tuple[Turn, ...]:
    return (
        turn(b'AT+QSECDEL="' + name + b'"\r', b"\r\n+CME ERROR: 4010\r\n"),
        turn(b'AT+QSECWRITE="' + name + b'",' + str(len(data)).encode() + b"\r", b"\r\nCONNECT\r\n"),
        turn(data, b"\r\n+QSECWRITE: 3,0\r\n\r\nOK\r\n"),
    )


def test_a_file_is_stored_once_and_replaced_when_it_differs(modem_on: ModemOn) -> None:
    modem = modem_on(
        *stored(b"NVRAM:CA0", b"abc"),
        *stored(b"NVRAM:CA0", b"xyz"),
        turn(b'AT+QSECDEL="NVRAM:CA0"\r', OK),
        *stored(b"NVRAM:CA0", b"xyz"),
    )

    assert modem.security.ensure("NVRAM:CA0", b"abc") is not None
    assert modem.security.ensure("NVRAM:CA0", b"abc") is None
    assert modem.security.ensure("NVRAM:CA0", b"xyz") is not None
    modem.security.delete("NVRAM:CA0")
    assert modem.security.ensure("NVRAM:CA0", b"xyz") is not None


def test_a_file_that_is_not_taken_is_no_set_up(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b'AT+QSECDEL="NVRAM:CA0"\r', OK),
        turn(b'AT+QSECWRITE="NVRAM:CA0",3\r', b"\r\n+CME ERROR: 4008\r\n"),
    )

    with pytest.raises(UnexpectedResult):
        modem.security.ensure("NVRAM:CA0", b"abc")


def test_a_reboot_forgets_what_was_set_and_attaches_again(modem_on: ModemOn) -> None:
    modem = modem_on(
        *APPLIED,
        CONFIGURED,
        *stored(b"NVRAM:CA0", b"abc"),
        turn(b"AT+CFUN=1,1\r", OK, Pause(0.05), b"\r\nRDY\r\n"),
        turn(b"AT\r", OK),
        *SETTLED,
        turn(b"AT+CGATT?\r", b"\r\n+CGATT: 1\r\n", OK),
        *APPLIED,
        CONFIGURED,
        *stored(b"NVRAM:CA0", b"abc"),
    )
    modem.ssl.apply(0, CONTEXT)
    modem.ftp.apply({1: 1})
    modem.security.ensure("NVRAM:CA0", b"abc")

    modem.reboot()

    assert len(modem.ssl.apply(0, CONTEXT)) == 4
    assert len(modem.ftp.apply({1: 1})) == 1
    assert modem.security.ensure("NVRAM:CA0", b"abc") is not None


def test_an_open_session_is_closed_and_a_closed_one_left_alone(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: CLOSING\r\n", OK),
        turn(b"AT+QFTPCLOSE\r", OK, b"\r\n+QFTPCLOSE: -3\r\n"),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT:OPENED\r\n", OK),
        turn(b"AT+QFTPCLOSE\r", OK, b"\r\n+QFTPCLOSE: 0\r\n"),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: CLOSED\r\n", OK),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: IDLE\r\n", OK),
    )

    modem.ftp.ensure_closed()

    assert status_word(modem.ftp.status()) == "IDLE"


ADDRESS = turn(b"AT+QILOCIP\r", b"\r\n10.1.83.188\r\n")
DOWN = turn(b"AT+QILOCIP\r", b"\r\nERROR\r\n")
SET_UP = (
    turn(b"AT+QIFGCNT=0\r", OK),
    turn(b'AT+QICSGP=1,"CMNET"\r', OK),
    turn(b"AT+QIREGAPP\r", OK),
    turn(b"AT+QIACT\r", OK),
    ADDRESS,
)


@pytest.mark.parametrize(
    "turns",
    [
        (ADDRESS,),
        (DOWN, *SET_UP),
        (
            DOWN,
            *SET_UP[:2],
            turn(b"AT+QIREGAPP\r", b"\r\nERROR\r\n"),
            turn(b"AT+QIDEACT\r", b"\r\nDEACT OK\r\n"),
            *SET_UP[1:],
        ),
    ],
    ids=["up", "down", "half-way"],
)
def test_the_context_is_brought_up_from_any_state(turns: tuple[Turn, ...], modem_on: ModemOn) -> None:
    assert modem_on(*turns).pdp.ensure_active() == "10.1.83.188"


def test_user_and_password_of_an_apn_are_sent_where_there_are_any(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QICSGP=1,"net","me","secret"\r', OK))

    assert modem.pdp.context("net", user="me", password="secret").ok


def test_a_setting_of_the_bench_is_repeated_at_each_attachment_unless_it_is_refused(
    modem_on: ModemOn,
) -> None:
    attached = (turn(b"AT\r", OK), *SETTLED)
    modem = modem_on(
        turn(b"AT+CREG=1\r", OK),
        turn(b"AT+CGREG=1\r", ERROR),
        *attached,
        turn(b"AT+CREG=1\r", OK),
    )

    modem.keep("AT+CREG=1")
    modem.keep("AT+CGREG=1")
    modem.attach()


NOT_ALLOWED = b"\r\n+CME ERROR: 3\r\n"
DELETION = b'AT+QSECDEL="NVRAM:CA0"\r'


def contexts(ca_of_context_1: bytes) -> tuple[Turn, ...]:
    """The answers of six contexts, of which only the second may name a file."""
    rows = [(index, ca_of_context_1 if index == 1 else b"") for index in range(6)]
    answer = b'\r\n+QSSLCFG: %d,4,0,"0X0005","%s","",""\r\n\r\nOK\r\n'
    return tuple(turn(b'AT+QSSLCFG="ctxindex",%d\r' % index, answer % (index, ca)) for index, ca in rows)


def test_a_file_that_a_context_names_is_released_before_it_is_deleted(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        turn(b'AT+QSSLCFG="cacert",1,""\r', ERROR),
        turn(b'AT+QSSLCFG="cacert",1,"RAM:ca_cert.pem"\r', OK),
        turn(DELETION, OK),
    )

    assert modem.security.free("NVRAM:CA0")


@pytest.mark.parametrize(("still_named", "is_free"), [(b"NVRAM:CA0", False), (b"", True)])
def test_a_file_is_kept_only_while_a_context_names_it(
    still_named: bytes, is_free: bool, modem_on: ModemOn
) -> None:
    names = (b"", b"RAM:ca_cert.pem", b"NVRAM:CA1")
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        *(turn(b'AT+QSSLCFG="cacert",1,"%s"\r' % name, ERROR) for name in names),
        turn(DELETION, NOT_ALLOWED),
        *contexts(still_named),
    )

    assert modem.security.free("NVRAM:CA0") == is_free


def test_a_refusal_of_a_file_that_no_context_names_is_that_of_the_command(modem_on: ModemOn) -> None:
    assert modem_on(turn(DELETION, ERROR), *contexts(b"")).security.free("NVRAM:CA0")
