"""A negative counts beside an accepted command of the same family and form, or where a peer saw the attempt."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Condition

import pytest

from hil import negatives
from hil.expect import expect, preamble, stimulus
from hil.ftps.session import Session
from hil.ftps.session_registry import Pending
from hil.judgement import RunningCase
from hil.modem.exchange import CmeError, Exchange
from hil.negatives import Negative
from hil.session import Attempt
from hil.spec.codes import ResultCode
from hil.transcript import Direction, Entry, Kind, Pco
from hil.verdict import Inconclusive, Mismatch
from tests.expect.samples import CONTROL, HANDSHAKE, MUST, SESSION, answer, case

NOT_FOUND = CmeError(4010, "4010")


@pytest.fixture
def under_way() -> Iterator[RunningCase]:
    with case(MUST) as running_case:
        yield running_case


def heard(exchange: Exchange, began_t: float = 0.0) -> Exchange:
    """The exchange, which the driver has told to the case."""
    negatives.hear(exchange, began_t=began_t)
    return exchange


def accepted(line: str) -> Exchange:
    return heard(answer(line, "OK"))


def refused(line: str) -> Exchange:
    return heard(answer(line, "ERROR", error=None if "QSEC" not in line else NOT_FOUND))


def failed_open(began_t: float = 0.0) -> Exchange:
    return heard(answer("AT+QFTPOPEN=1", "OK", "+QFTPOPEN: -5", result=-5), began_t)


def seen_success(line: str) -> list[Entry]:
    """Let a command succeed, and give what a peer saw meanwhile."""
    began_t = time.monotonic()
    event = seen(Kind.COMMAND, began_t)
    heard(answer(line, "OK", result=0), began_t)
    return [event]


def seen(
    kind: Kind, t: float, direction: Direction = Direction.FROM_DUT, pco: Pco = Pco.FTP_CONTROL
) -> Entry:
    return Entry(t, pco, direction, "an event", kind)


CONTROLS = (
    ('AT+QSSLCFG="seclevel",0,9', 'AT+QSSLCFG="seclevel",1,2'),
    ('AT+QSSLCFG="seclevel",6', 'AT+QSSLCFG="seclevel",0'),
    ('AT+QSSLCFG="ftps",2', 'AT+QSSLCFG="ftps",1'),
    ('AT+QSSLCFG="ftps"', 'AT+QSSLCFG="ftps"'),
    ('AT+QSSLCFG="ctxindex",0,1', 'AT+QSSLCFG="ctxindex",0'),
    ('AT+QSSLCFG="seclevel"', 'AT+QSSLCFG="seclevel",0,1'),
    ('AT+QSSLCFG="bogus",0', 'AT+QSSLCFG="ftps"'),
    ("AT+QFTPCFG=7,2", "AT+QFTPCFG=7,1"),
    ("AT+QFTPCFG=8", "AT+QFTPCFG=7"),
    ('AT+QSECREAD="NVRAM:CA9"', 'AT+QSECREAD="NVRAM:CA0"'),
    ("AT+QSECREAD", "AT+QSECREAD=?"),
    ('AT+QFTPUSER="x', 'AT+QFTPUSER="m95"'),
    ("AT+QNONSENSE", "AT+CMEE=1"),
)

NO_CONTROLS = (
    ('AT+QSSLCFG="seclevel",0,9', 'AT+QSSLCFG="seclevel",0'),
    ('AT+QSSLCFG="seclevel",6', 'AT+QSSLCFG="seclevel",0,1'),
    ('AT+QSSLCFG="seclevel",0,9', 'AT+QSSLCFG="sslversion",0,1'),
    ('AT+QSSLCFG="ftps",2', 'AT+QSSLCFG="ftps"'),
    ("AT+QFTPCFG=7,2", "AT+QFTPCFG=7"),
    ("AT+QFTPCFG=7,2", "AT+QFTPCFG=1,1"),
    ('AT+QSECREAD="NVRAM:CA9"', 'AT+QSECDEL="NVRAM:CA0"'),
    ('AT+QSECREAD="NVRAM:CA9"', "AT+QSECREAD=?"),
    ("AT+QNONSENSE", "AT"),
)


@pytest.mark.parametrize(("line", "legal"), CONTROLS)
@pytest.mark.parametrize("control_first", [True, False])
def test_an_accepted_command_of_the_same_family_and_form_is_a_control(
    line: str, legal: str, control_first: bool, under_way: RunningCase
) -> None:
    if control_first:
        accepted(legal)
    expect(refused(line), "MUST-01").refused()
    if not control_first:
        accepted(legal)

    assert under_way.record.unproven(()) == ()


@pytest.mark.parametrize(("line", "legal"), NO_CONTROLS)
def test_another_command_or_form_is_no_control(line: str, legal: str, under_way: RunningCase) -> None:
    accepted(legal)
    expect(refused(line), "MUST-01").refused()

    (unproven,) = under_way.record.unproven(())

    assert unproven.sentence == f"{line} was refused"


def test_a_control_that_is_refused_is_none(under_way: RunningCase) -> None:
    refused('AT+QSECREAD="NVRAM:CA0"')
    expect(refused('AT+QSECREAD="NVRAM:CA9"'), "MUST-01").refused_with(4010)

    assert len(under_way.record.unproven(())) == 1


def test_connect_is_an_acceptance(under_way: RunningCase) -> None:
    heard(Exchange('AT+QSECWRITE="NVRAM:CA0",9', ("CONNECT",), ResultCode.CONNECT))
    expect(refused('AT+QSECWRITE="NVRAM:CA9",9'), "MUST-01").refused()

    assert under_way.record.unproven(()) == ()


def test_a_command_of_another_case_is_no_control() -> None:
    with case(MUST):
        accepted('AT+QSECREAD="NVRAM:CA0"')
    with case(MUST) as second:
        expect(refused('AT+QSECREAD="NVRAM:CA9"'), "MUST-01").refused()

    assert len(second.record.unproven(())) == 1


@pytest.mark.parametrize(
    "judge",
    [
        lambda exchange: expect(exchange, "MUST-01").failed(),
        lambda exchange: expect(exchange, "MUST-01").failed_with(-5),
        lambda exchange: expect(exchange, "MUST-01").refused_with(-5),
        lambda exchange: expect(exchange, "MUST-01").result(-5, -9),
        lambda exchange: expect(exchange, "MUST-01").did_not_succeed(),
    ],
)
def test_each_negative_of_an_exchange_needs_a_stimulus(
    judge: Callable[[Exchange], object], under_way: RunningCase
) -> None:
    judge(failed_open())

    assert len(under_way.record.unproven(())) == 1


def test_the_word_error_as_final_result_code_needs_a_stimulus(under_way: RunningCase) -> None:
    expect(refused("AT+QSSLCFG"), "MUST-01").final(ResultCode.ERROR)

    assert len(under_way.record.unproven(())) == 1


def test_a_step_that_has_to_fail_needs_none(under_way: RunningCase) -> None:
    preamble(failed_open()).failed()

    assert under_way.record.unproven(()) == ()


def test_a_result_that_may_be_a_success_needs_none(under_way: RunningCase) -> None:
    expect(failed_open(), "MUST-01").result(0, -5)

    assert under_way.record.unproven(()) == ()


def test_a_negative_that_does_not_hold_is_a_fail_and_needs_nothing(under_way: RunningCase) -> None:
    with pytest.raises(Mismatch):
        expect(accepted("AT+QFTPCFG=7,2"), "MUST-01").refused()

    assert under_way.record.unproven(()) == ()


# --- peers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.CONNECTION, Kind.COMMAND, Kind.HANDSHAKE, Kind.ALERT])
def test_an_event_at_the_peer_during_the_command_proves_the_attempt(
    kind: Kind, under_way: RunningCase
) -> None:
    now = time.monotonic()
    expect(failed_open(now - 2), "MUST-01").failed_with(-5)

    assert under_way.record.unproven([seen(kind, now - 1)]) == ()


def test_an_event_before_the_command_or_after_the_next_one_proves_nothing(under_way: RunningCase) -> None:
    now = time.monotonic()
    expect(failed_open(now - 2), "MUST-01").failed_with(-5)
    heard(answer("AT+QFTPSTAT", "+QFTPSTAT: CLOSED", "OK"), time.monotonic())
    later = time.monotonic()

    entries = [seen(Kind.CONNECTION, now - 3), seen(Kind.CONNECTION, later + 1)]

    assert len(under_way.record.unproven(entries)) == 1


def test_what_the_server_sends_proves_nothing(under_way: RunningCase) -> None:
    now = time.monotonic()
    expect(failed_open(now - 2), "MUST-01").failed_with(-5)

    assert len(under_way.record.unproven([seen(Kind.HANDSHAKE, now - 1, Direction.TO_DUT)])) == 1


def test_the_at_channel_is_no_peer(under_way: RunningCase) -> None:
    now = time.monotonic()
    expect(failed_open(now - 2), "MUST-01").failed_with(-5)

    assert len(under_way.record.unproven([seen(Kind.COMMAND, now - 1, pco=Pco.AT)])) == 1


def test_a_fault_that_fired_proves_the_stimulus_whenever_it_fired(under_way: RunningCase) -> None:
    expect(failed_open(time.monotonic()), "MUST-01").failed_with(-5)

    assert under_way.record.unproven([seen(Kind.FAULT, 0.0, Direction.NOTE)]) == ()


def test_no_peer_sees_a_local_command(under_way: RunningCase) -> None:
    now = time.monotonic()
    expect(heard(answer("AT+QFTPCFG=7,2", "ERROR"), now - 2), "MUST-01").refused()

    assert len(under_way.record.unproven([seen(Kind.COMMAND, now - 1), seen(Kind.FAULT, now - 1)])) == 1


def test_the_case_can_say_that_its_own_peer_saw_the_attempt(under_way: RunningCase) -> None:
    opened, other = failed_open(), failed_open()
    stimulus(True, "the DUT sent no query", of=opened)
    expect(opened, "MUST-01").failed()
    assert under_way.record.unproven(()) == ()

    expect(other, "MUST-01").failed()

    assert len(under_way.record.unproven(())) == 1


# --- other subjects ----------------------------------------------------------------------------------------------


def pending_without_sessions() -> Pending:
    return Pending(Condition(), [])


@pytest.mark.parametrize("check", ["saw_no_login", "saw_no_connection"])
def test_a_server_that_saw_nobody_needs_a_session_of_the_case(check: str, under_way: RunningCase) -> None:
    getattr(expect(pending_without_sessions(), "MUST-01"), check)()
    assert len(under_way.record.unproven(())) == 1

    assert under_way.record.unproven(seen_success("AT+QFTPOPEN=1")) == ()


OF_A_SESSION: tuple[Callable[[Session], object], ...] = (
    lambda session: expect(session, "MUST-01").did_not_log_in(),
    lambda session: expect(session, "MUST-01").sent_none_of("AUTH"),
    lambda session: expect(session, "MUST-01").sent_only("AUTH"),
    lambda session: expect(session, "MUST-01").disclosed_nothing("m95"),
)


@pytest.mark.parametrize("judge", OF_A_SESSION)
def test_a_session_without_a_byte_of_the_dut_needs_another_one(
    judge: Callable[[Session], object], under_way: RunningCase
) -> None:
    mute = replace(SESSION, logged_in=False, commands=(), control=replace(CONTROL, first_bytes=b""))

    judge(mute)

    assert len(under_way.record.unproven(())) >= 1


def test_a_refused_attempt_without_a_byte_needs_another_one(under_way: RunningCase) -> None:
    mute = replace(SESSION, logged_in=False, commands=(), control=replace(CONTROL, first_bytes=b""))
    expect(Attempt(failed_open(), mute), "MUST-01").refused()
    assert len(under_way.record.unproven(())) == 1

    assert under_way.record.unproven(seen_success("AT+QFTPOPEN=1")) == ()


def test_an_absent_file_needs_an_upload(tmp_path: Path, under_way: RunningCase) -> None:
    expect(tmp_path / "no.bin", "MUST-01").is_absent()
    assert len(under_way.record.unproven(())) == 1

    assert under_way.record.unproven(seen_success('AT+QFTPPUT="a",1')) == ()


@pytest.mark.parametrize("line", ["AT+QFTPOPEN=1", 'AT+QFTPPUT="a",1', 'AT+QFTPGET="a"'])
def test_success_that_no_peer_saw_is_no_control(line: str, under_way: RunningCase) -> None:
    now = time.monotonic()
    expect(heard(answer(line, "OK", result=-5), now - 2), "MUST-01").failed()

    seen_success(line)

    assert len(under_way.record.unproven(())) == 1
    assert len(under_way.record.unproven([seen(Kind.CONNECTION, now - 3)])) == 1


@pytest.mark.parametrize(
    "judge",
    [
        lambda: expect(b"", "MUST-01", what="the response").lacks_secret(b"key", what="the key"),
        lambda: expect(replace(CONTROL, first_bytes=b""), "MUST-01").lacks_secret(
            "m95", what="the user name"
        ),
        lambda: expect(replace(HANDSHAKE, hello=None, finished=False), "MUST-01").did_not_finish(),
        lambda: expect(Attempt(failed_open(), None), "MUST-01").refused(),
    ],
)
def test_nothing_at_all_is_inconclusive(judge: Callable[[], object], under_way: RunningCase) -> None:
    with pytest.raises(Inconclusive):
        judge()


# --- sentences ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        (
            answer('AT+QSSLCFG="seclevel",0,9', "ERROR"),
            (
                'AT+QSSLCFG="seclevel",0,9 was refused, but no accepted AT+QSSLCFG=… (seclevel) that sets a value'
                " stands beside it in this case: a DUT that does nothing at all would pass"
            ),
        ),
        (
            answer('AT+QFTPOPEN="1.2.3.4",990', "ERROR"),
            (
                "AT+QFTPOPEN was refused, but no accepted AT+QFTPOPEN=… stands beside it in this case, nor did a"
                " peer see the attempt: a DUT that does nothing at all would pass"
            ),
        ),
    ],
)
def test_the_sentence_names_the_refused_command_and_what_is_missing(
    exchange: Exchange, told: str, under_way: RunningCase
) -> None:
    expect(heard(exchange), "MUST-01").refused()

    assert [str(each) for each in under_way.record.unproven(())] == [told]


def test_no_parameter_is_kept(under_way: RunningCase) -> None:
    expect(heard(answer('AT+QFTPPASS="hunter2"', "ERROR")), "MUST-01").refused()

    (kept,) = under_way.record.unproven(())

    assert isinstance(kept, Negative)
    assert "hunter2" not in f"{kept} {kept.command!r}"
