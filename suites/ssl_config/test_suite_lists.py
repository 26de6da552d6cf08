"""AT+QSSLCFG="ciphersuite" by class: every pair of suites, near and malformed codes, other letters (note 2.3, Table 1)."""

from __future__ import annotations

from itertools import permutations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import attempt, use_context

from .settings import query, suites_told

TABLE_1 = ("0X0035", "0X0005", "0X0004", "0X000A", "0X002F", "0X003D")
LONG = (
    "0X003D,0X002F,0X000A,0X0004,0X0005,0X0035",
    "0X0004,0X0035,0X003D,0X0005,0X002F,0X000A",
    "0X0035,0X0005,0X0004,0X000A,0X002F",
    "0X003D,0X000A,0X0005,0X002F",
)
OFFERED = (  # with these, each pair of suites is in a list once
    *("0X0035,0X0005,0X0004", "0X002F,0X000A,0X0035", "0X003D,0X0035,0X0005", "0X0005,0X002F,0X000A"),
    *("0X000A,0X0004,0X003D", "0X0004,0X003D,0X002F"),
)
KEPT = "0X000A"
UNKNOWN = (
    *("0X0034", "0X0036", "0X0003", "0X0006", "0X0030", "0X003C", "0X003E", "0X000B", "0X0000", "0X00FF"),
    *("0X0135", "0X3500", "0X1035", "0XFF35", "0XFFFE", "0X5300"),
)
"""Codes outside Table 1: beside one of it, or with some of its digits."""
MALFORMED = {  # a value, and the suites that it may mean; without any it is refused
    "0X10035": (),
    "0X100000035": (),
    "0X003": (),
    "0X0035A": (),
    "0X003G": (),
    "0X": (),
    "X": (),
    "-0X0035": (),
    "0X0035,0X10035": (),
    "0X0035,0X": (),
    "0X00350X002F": (),
    "0X0035;0X002F": ("0X0035", "0X002F"),
    "0X0035 0X002F": ("0X0035", "0X002F"),
    "0X0035,": ("0X0035",),
    ",0X0035": ("0X0035",),
    "0X0035,,0X002F": ("0X0035", "0X002F"),
    "0X00035": ("0X0035",),
    " 0X0035": ("0X0035",),
    "0X0035 ": ("0X0035",),
    "0X0035, 0X002F": ("0X0035", "0X002F"),
}
LETTERS = {"0x002f": "0X002F", "0X002f": "0X002F", "0x003D": "0X003D", "0X003d": "0X003D", "0x0005": "0X0005"}


@pytest.mark.requirement("SSLCFG-CIPHER-03", "SSLCFG-CIPHER-02")
def test_every_pair_in_both_orders_is_stored_and_read_back(modem: Modem) -> None:
    modem.ssl.set_version(3, 4)  # any suite goes with it
    pairs = [",".join(pair) for pair in permutations(TABLE_1, 2)]

    with expect_all():
        for text in (*pairs, *LONG):
            written = modem.send(f'AT+QSSLCFG="ciphersuite",3,"{text}"')
            expect(written, "SSLCFG-CIPHER-03").accepted()
            told = suites_told(query(modem, "ciphersuite", 3), "SSLCFG-CIPHER-02")
            what = f"the suites after {text}"
            expect(told, "SSLCFG-CIPHER-02", what=what).has_members(set(text.split(",")))


@pytest.mark.requirement("SSLCFG-CIPHER-13", "SSLCFG-CIPHER-03")
def test_the_suites_of_a_list_are_offered_and_no_other(online_modem: Modem, ftps_server: FtpsServer) -> None:
    preamble(online_modem.send('AT+QSSLCFG="sslversion",3,4')).accepted()
    preamble(online_modem.send('AT+QSSLCFG="seclevel",3,0')).accepted()
    preamble(
        use_context(online_modem, ftps_server, 3, mode=Listener.IMPLICIT), what="refused settings"
    ).is_empty()

    with expect_all():
        for text in OFFERED:
            preamble(online_modem.send(f'AT+QSSLCFG="ciphersuite",3,"{text}"')).accepted()
            attempted = attempt(online_modem, ftps_server)
            expect(attempted, "SSLCFG-CIPHER-03", what=f"AT+QFTPOPEN with {text}").opened()
            handshake = attempted.session.control.handshake
            hello = handshake.hello if handshake else None
            shown = expect(hello, "SSLCFG-CIPHER-13", what=f"the ClientHello with {text}").is_present()
            expect(shown, "SSLCFG-CIPHER-13").offered_suites({int(code, 16) for code in text.split(",")})


@pytest.mark.requirement("SSLCFG-CIPHER-10", "SSLCFG-CIPHER-11", "SSLCFG-CIPHER-17", "SSLCFG-GEN-06")
def test_a_code_near_one_of_table_1_is_none_of_them(modem: Modem, observe: Observe) -> None:
    modem.ssl.set_version(3, 4)
    preamble(modem.send(f'AT+QSSLCFG="ciphersuite",3,"{KEPT}"')).accepted()
    accepted = []

    with expect_all():
        for text in UNKNOWN:
            expect(modem.send(f'AT+QSSLCFG="ciphersuite",3,"{text}"'), "SSLCFG-CIPHER-10").refused()
            in_a_list = modem.send(f'AT+QSSLCFG="ciphersuite",3,"0X002F,{text}"')
            expect(in_a_list, "SSLCFG-CIPHER-17").refused()
            told = suites_told(query(modem, "ciphersuite", 3), "SSLCFG-GEN-06")
            expect(told, "SSLCFG-GEN-06", what=f"the suites after {text}").has_members({KEPT})
        for text, meant in MALFORMED.items():
            preamble(modem.send(f'AT+QSSLCFG="ciphersuite",3,"{KEPT}"')).accepted()
            answered = modem.send(f'AT+QSSLCFG="ciphersuite",3,"{text}"')
            if answered.ok and meant:
                accepted.append(text)
            else:
                expect(answered, "SSLCFG-CIPHER-11").refused()
            stored = set(meant if answered.ok else (KEPT,))
            told = suites_told(query(modem, "ciphersuite", 3), "SSLCFG-CIPHER-11")
            expect(told, "SSLCFG-CIPHER-11", what=f"the suites after {text!r}").has_members(stored)
    observe("malformed lists of suites that are accepted", ", ".join(map(repr, accepted)) or "none")


@pytest.mark.requirement("SSLCFG-CIPHER-11")
def test_a_code_in_other_letters_is_refused_or_means_the_same(modem: Modem, observe: Observe) -> None:
    modem.ssl.set_version(3, 4)
    accepted = []

    with expect_all():
        for text, meant in LETTERS.items():
            preamble(modem.send(f'AT+QSSLCFG="ciphersuite",3,"{KEPT}"')).accepted()
            answered = modem.send(f'AT+QSSLCFG="ciphersuite",3,"{text}"')
            if answered.ok:
                accepted.append(text)
            else:
                expect(answered, "SSLCFG-CIPHER-11").refused()
            told = suites_told(query(modem, "ciphersuite", 3), "SSLCFG-CIPHER-11")
            stored = {meant if answered.ok else KEPT}
            expect(told, "SSLCFG-CIPHER-11", what=f"the suites after {text}").has_members(stored)
    observe("suite codes in other letters that are accepted", ", ".join(accepted) or "none")
