"""How suites judge: a named expectation for each kind of subject, whose failure is a sentence of the field.

    expect(exchange, "ERR-SRV-530").result(-530)
    expect(exchange, "SECWRITE-11").refused_with(ErrorCode.FILE_EXISTS)
    expect(value, "FTPCFG-T7-04", what="type 7").equals("1")
    expect(server.root / NAME, "EX422-05").holds(data)
    preamble(open_ftp(modem, server, mode)).succeeded()

The ids after the subject are the requirements that the check judges, each one of
those that the case names.  Without ids a check judges all of the case, which is
allowed where they have the same kind and ground.  A check of a mandatory
requirement that does not hold raises `Mismatch`: fail.  A check of optional or
informative ones only is counted as a departure, and the case goes on.

docs/judging.md teaches it by examples.
"""

from __future__ import annotations

from hil.expect.content import BytesExpectation, FileExpectation
from hil.expect.exchange import ExchangeExpectation
from hil.expect.expectation import Expectation
from hil.expect.session import (
    AttemptExpectation,
    ConnectionExpectation,
    PendingExpectation,
    SessionExpectation,
)
from hil.expect.subjects import expect, expect_all, guard, left_open, preamble, stimulus
from hil.expect.tls import HandshakeExpectation, HelloExpectation
from hil.expect.value import ValueExpectation

__all__ = [
    "AttemptExpectation",
    "BytesExpectation",
    "ConnectionExpectation",
    "ExchangeExpectation",
    "Expectation",
    "FileExpectation",
    "HandshakeExpectation",
    "HelloExpectation",
    "PendingExpectation",
    "SessionExpectation",
    "ValueExpectation",
    "expect",
    "expect_all",
    "guard",
    "left_open",
    "preamble",
    "stimulus",
]
