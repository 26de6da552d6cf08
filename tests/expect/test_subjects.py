"""Expectations about values, bytes, files, TLS and sessions; each failure is a sentence of the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition

import pytest

from hil.expect import expect
from hil.expect.session import AttemptExpectation
from hil.expect.wording import shown
from hil.ftps.session import FtpCommand
from hil.ftps.session_registry import Pending
from hil.session import Attempt
from hil.spec.codes import ErrorCode
from hil.spec.tls import ALL_SUITES, CipherSuite, Version
from hil.tls.observation import TlsAlert
from hil.verdict import Inconclusive, Mismatch
from tests.expect.samples import CONTROL, HANDSHAKE, HELLO, SESSION, answer, failure


@dataclass(frozen=True)
class Context:
    version: Version
    ca: str


EXPRESSIONS = re.compile(r" == |assert |<[a-z]+\.|0x7f|\bb'|\w+\(\w+=")
"""What a Python expression or an address looks like."""

OPENED = answer("AT+QFTPOPEN=1", "OK", "+QFTPOPEN: 0", result=0)
REFUSED = answer("AT+QFTPOPEN=1", "OK", "+QFTPOPEN: -5", result=-5)
NOT_IN = replace(SESSION, logged_in=False, commands=())
UNFINISHED = replace(
    SESSION,
    control=replace(CONTROL, handshake=replace(HANDSHAKE, finished=False, failure="alert 40 by the DUT")),
)
IN_CLEAR = replace(
    SESSION,
    control=replace(CONTROL, handshake=None, first_bytes=b"USER m95"),
    commands=(FtpCommand(0.1, "USER", "m95", protected=False, replies=()),),
)
PROVED = replace(HANDSHAKE, client_chain=(b"der",), client_verified=True)
LEFT_OUT = replace(SESSION, data=(replace(CONTROL, handshake=None),))
ALERTED = replace(CONTROL, alerts=(TlsAlert(2, 42, sent_by_dut=True, name="bad_certificate"),))

FAILS: tuple[tuple[Callable[[], object], str], ...] = (
    (lambda: expect(HELLO).offered_version(0x0302), "expected: TLS1.1; the DUT offered TLS1.2"),
    (
        lambda: expect(HELLO).offered_suites({0x0035}),
        ("expected: 0X0035 (TLS_RSA_WITH_AES_256_CBC_SHA); the DUT offered "
        "0X002F (TLS_RSA_WITH_AES_128_CBC_SHA), 0X0035 (TLS_RSA_WITH_AES_256_CBC_SHA)"),
    ),
    (lambda: expect(HANDSHAKE).negotiated(version=0x0301), "the TLS handshake: expected TLS1.0, came TLS1.2"),
    (lambda: expect(HANDSHAKE).did_not_finish(),
     "the TLS handshake: expected no finished handshake, came TLS1.2 with 0X002F (TLS_RSA_WITH_AES_128_CBC_SHA)"),
    (lambda: expect("0", what="type 7").equals("1"), "type 7: expected 1, came 0"),
    (lambda: expect(None, what="type 7").equals(""), 'type 7: expected "", came nothing'),
    (lambda: expect([3, 1], what="rows").has_members([1, 2]), "rows: expected 1, 2 in any order, came 3, 1"),
    (lambda: expect({"A", "B"}, what="commands").is_within({"A"}), "commands: expected nothing but A, came A, B"),
    (lambda: expect(12.0, what="the wait").is_at_most(5, "s"), "the wait: expected at most 5 s, came 12 s"),
    (lambda: expect(("x: ERROR",), what="refused settings").is_empty(),
     "refused settings: expected nothing, came x: ERROR"),
    (lambda: expect(False, what="the session stays open").is_yes(),
     "the session stays open: expected yes, came no"),
    (lambda: expect(b"abcdefghijklmnX", what="the stored file").equals(b"abcdefghijklmno"),
     ("the stored file: expected 15 bytes; first difference at offset 14: 6b 6c 6d 6e 6f (the end), "
     "came 15 bytes: 6b 6c 6d 6e 58 (the end)")),
    (lambda: expect(b"ab", what="the stored file").equals(b""),
     "the stored file: expected 0 bytes; first difference at offset 0: the end, came 2 bytes: 61 62 (the end)"),
    (lambda: expect(b"USER m95", what="the wire").lacks_secret(b"m95", what="the user name"),
     "the wire: expected no byte of the user name in clear, came the user name at offset 5"),
    (lambda: expect(Path("/no/such.bin")).holds(b"abc"),
     "the file such.bin at the server: expected 3 bytes, came nothing: there is no such file"),
    (lambda: expect(NOT_IN).logged_in(),
     "the session with the implicit server: expected a login, the server saw none"),
    (lambda: expect(SESSION).sent("PROT", "C"),
     "the session with the implicit server: expected PROT C, the server saw PROT P"),
    (lambda: expect(SESSION).sent_in_order("PROT", "USER"),
     "the session with the implicit server: expected PROT before USER, the server saw USER, PASS, PROT"),
    (lambda: expect(IN_CLEAR).sent_in_clear_only("AUTH"),
     "the session with the implicit server: expected in clear only AUTH, the server saw USER in clear"),
    (lambda: expect(IN_CLEAR).disclosed_nothing("m95"),
     "the session with the implicit server: expected no command, the server saw USER"),
    (lambda: expect(LEFT_OUT).is_protected(), "data connection 1: expected TLS, the server saw no TLS"),
    (lambda: expect(SESSION).negotiated(version=Version.TLS11, suite=0x0035),
     ("the control connection: expected TLS1.1 with 0X0035 (TLS_RSA_WITH_AES_256_CBC_SHA), "
     "the server saw TLS1.2 with 0X002F (TLS_RSA_WITH_AES_128_CBC_SHA)")),
    (lambda: expect(SESSION).handshake_did_not_finish(),
     ("the session with the implicit server: expected no finished TLS handshake, "
     "the server saw TLS1.2 with 0X002F (TLS_RSA_WITH_AES_128_CBC_SHA)")),
    (lambda: expect(ALERTED).was_alerted(48), "the connection: expected alert 48, came alert 42 (bad_certificate)"),
    (lambda: expect(Attempt(OPENED, NOT_IN)).opened(),
     "AT+QFTPOPEN: the DUT reports a session; expected a login, the server saw none"),
    (lambda: expect(Attempt(OPENED, SESSION)).refused(), "AT+QFTPOPEN: expected an error, came 0"),
    (lambda: expect(Attempt(REFUSED, SESSION)).is_told_truly(),
     "AT+QFTPOPEN: the server saw a login, the DUT reports OK, -5 (network error)"),
    (lambda: expect(Attempt(REFUSED, None)).opened(), "AT+QFTPOPEN: expected 0, came -5 (network error)"),
    (lambda: expect(Attempt(OPENED, None)).opened(),
     "AT+QFTPOPEN: the DUT reports a session; expected a login, the server saw none"),
    (lambda: expect(Attempt(OPENED, None)).refused(), "AT+QFTPOPEN: expected an error, came 0"),
    (lambda: expect(Attempt(OPENED, None)).is_told_truly(),
     "AT+QFTPOPEN: the server saw no login, the DUT reports OK, 0"),
)  # fmt: skip


FAILS_OF_VALUES: tuple[tuple[Callable[[], object], str], ...] = (
    (lambda: expect("1", what="type 7").differs_from("1"), "type 7: expected another value than 1, came 1"),
    (
        lambda: expect(-9, what="+QFTPERROR").is_code(-6, -7),
        ("+QFTPERROR: expected -6 (the server closed the FTP(S) session) or "
        "-7 (the server closed the data connection), came -9 (timeout)"),
    ),
    (lambda: expect(None, what="+QFTPERROR").is_code(-8),
     "+QFTPERROR: expected -8 (the GPRS/CSD context is deactivated), came nothing"),
    (
        lambda: expect(Context(Version.TLS11, "NVRAM:CA0"), what="context 0").equals(
            Context(Version.TLS12, "NVRAM:CA0")
        ),
        "context 0: expected version TLS1.2, came version TLS1.1",
    ),
    (
        lambda: expect({1: "0", 2: "1"}, what="the settings").equals({1: "0", 2: "0", 7: "1"}),
        "the settings: expected 2 0, 7 1, came 2 1, 7 missing",
    ),
    (lambda: expect("3", what="type 7").is_one_of("0", "1"), "type 7: expected 0 or 1, came 3"),
    (lambda: expect([], what="outcomes").is_not_empty(), "outcomes: expected something, came nothing"),
    (lambda: expect(["a"], what="handshakes").has_length(3), "handshakes: expected 3 of them, came 1"),
    (lambda: expect(["a"], what="lines").contains("b"), "lines: expected b among it, came a"),
    (lambda: expect(["a"], what="lines").lacks("a"), "lines: expected no a, came a"),
    (
        lambda: expect("0.0.0.0", what="the address").matches(r"[1-9].*", "an address that is not 0.0.0.0"),
        "the address: expected an address that is not 0.0.0.0, came 0.0.0.0",
    ),
    (
        lambda: expect(2.5, what="the wait").is_between(3, 5, "s"),
        "the wait: expected 3 to 5 s, came 2.5 s",
    ),
    (lambda: expect(2, what="the count").is_at_least(3), "the count: expected at least 3, came 2"),
    (lambda: expect(True, what="a second login").is_no(), "a second login: expected no, came yes"),
    (
        lambda: expect(b"xb", what="the record").begins_with(b"ab"),
        ("the record: expected at the beginning 2 bytes; first difference at offset 0: 61 62 (the end), "
        "came 2 bytes: 78 62 (the end)"),
    ),
    (
        lambda: expect(b"ax", what="the download").is_beginning_of(b"abc"),
        ("the download: expected the beginning of 3 bytes; first difference at offset 1: 61 62 63 (the end), "
        "came 2 bytes: 61 78 (the end)"),
    ),
    (lambda: expect(b"ab", what="the file").has_size(1), "the file: expected 1 byte, came 2 bytes"),
    (
        lambda: expect(SESSION).sent_one_of("PASV", "EPSV"),
        "the session with the implicit server: expected PASV or EPSV, the server saw USER, PASS, PROT",
    ),
    (
        lambda: expect(SESSION).is_in_clear(),
        ("the session with the implicit server: expected a control connection in clear, "
        "the server saw TLS1.2 with 0X002F (TLS_RSA_WITH_AES_128_CBC_SHA)"),
    ),
    (
        lambda: expect(SESSION).proved_the_client(),
        ("the session with the implicit server: "
        "expected a client certificate with a good proof of its key, the server saw none"),
    ),
    (
        lambda: expect(HANDSHAKE).proved_the_client(),
        ("the TLS handshake: expected a client certificate with a good proof of its key, "
        "came no certificate; the server asked for none"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("check", "sentence"), [*FAILS, *FAILS_OF_VALUES])
def test_a_failure_is_a_sentence(check: Callable[[], object], sentence: str) -> None:
    with pytest.raises(Mismatch) as failed:
        check()

    assert failure(failed).sentence == sentence
    assert not EXPRESSIONS.search(sentence)


def test_what_is_as_it_should_be_holds(tmp_path: Path) -> None:
    stored = tmp_path / "a.bin"
    stored.write_bytes(b"a\r\nb")

    expect(HELLO).offered_version(0x0303, 0x0302).offered_suites({0x002F, 0x0035})
    expect(HELLO).offered_no_other_than(ALL_SUITES)
    expect(HANDSHAKE).negotiated(version=(0x0302, 0x0303), suite=0x002F).showed_no_client()
    expect(SESSION).logged_in().sent("PROT", "P").sent_in_order("USER", "PROT").sent_in_clear_only()
    expect(SESSION).begins_with_tls().is_protected().data_connections(0).sent_none_of("STOR")
    expect(NOT_IN).did_not_log_in().disclosed_nothing("m95", "secret")
    expect(UNFINISHED).handshake_did_not_finish()
    expect(Attempt(OPENED, SESSION)).opened().is_told_truly()
    expect(Attempt(REFUSED, NOT_IN)).refused().is_told_truly()
    expect(ALERTED).was_alerted().was_alerted(42, 48).received_nothing()
    expect(stored).holds(b"a\r\nb").holds_lines(b"a\nb")
    expect(tmp_path / "b.bin").is_absent()


def test_a_value_that_is_as_it_should_be_holds() -> None:
    expect("1", what="type 7").differs_from("0").is_one_of("0", "1").matches(r"\d", "a digit")
    expect(["a", "b"], what="lines").is_not_empty().has_length(2).contains("a").lacks("c")
    expect(-7, what="+QFTPERROR").is_code(-6, -7)
    expect({1: "0"}, what="the settings").equals({1: "0"})
    expect(4, what="the count").is_between(4, 5).is_at_least(4).is_at_most(4)
    expect(False, what="a second login").is_no()
    expect(b"abc", what="the record").begins_with(b"ab").is_beginning_of(b"abcd").has_size(3)
    expect(IN_CLEAR).is_in_clear()
    expect(PROVED).proved_the_client()


def test_a_refusal_without_an_attempt_proves_nothing() -> None:
    pending = Pending(Condition(), [])

    expect(pending).saw_no_login().saw_no_connection()
    with pytest.raises(Inconclusive, match="the server saw no connection"):
        expect(pending).saw_an_attempt()


@pytest.mark.parametrize("check", [AttemptExpectation.refused, AttemptExpectation.is_told_truly])
def test_an_error_without_a_connection_proves_no_refusal(
    check: Callable[[AttemptExpectation], object],
) -> None:
    with pytest.raises(Inconclusive, match=r"the server saw no connection: OK, -5 \(network error\)"):
        check(expect(Attempt(REFUSED, None)))


def test_a_handshake_without_a_client_hello_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no ClientHello"):
        expect(IN_CLEAR).handshake_did_not_finish()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Context(Version.TLS12, "NVRAM:CA0"), "version TLS1.2, ca NVRAM:CA0"),
        (ErrorCode.TIMEOUT, "-9 (timeout)"),
        (CipherSuite.TLS_RSA_WITH_RC4_128_MD5, "0X0004 (TLS_RSA_WITH_RC4_128_MD5)"),
        ({"type 7": "1"}, "type 7: 1"),
        (b"\x00" * 5000, "5000 bytes"),
        ("a\r\n", "a\\r\\n"),
        (object(), "a value of the kind object"),
        ("x" * 900, "x" * 300 + "… (900 characters)"),
        ([], "nothing"),
        (4012, "4012"),
    ],
)
def test_a_value_is_shown_in_words(value: object, text: str) -> None:
    assert shown(value) == text
