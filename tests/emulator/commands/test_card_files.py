"""The files of the SIM, and the answers to a host that dials."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Dte


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("+CRSM=176,12258,0,0,10", '+CRSM: 144,0,"980001010000000010F7"'),
        ("+CRSM=176,12258,0,2,2", '+CRSM: 144,0,"0101"'),
        ("+CRSM=176,28423,0,0,9", '+CRSM: 144,0,"080910101032547698"'),
        ("+CRSM=192,28589", '+CRSM: 144,0,"000000046FAD04000AA00001020000"'),
        ("+CRSM=176,28613,0,0,1", "+CRSM: 148,4"),
        ("+CRSM=176,28589,0,9,1", "+CRSM: 103,0"),
        ("+CRSM=214,28589,0,0,4", "+CRSM: 152,4"),
        ('+CSIM=10,"0020000100"', '+CSIM: 4,"6D00"'),
    ],
)
def test_a_host_reads_what_the_card_has(dte: Dte, body: str, answer: str) -> None:
    assert dte.at(body).replace(" ", "") == f"{answer}OK".replace(" ", "")


@pytest.mark.parametrize("body", ["+CRSM=1,12258", "+CRSM", '+CSIM=3,"0020000100"'])
def test_what_is_no_request_to_a_card_is_refused(dte: Dte, body: str) -> None:
    assert "ERROR" in dte.at(body)


def test_without_a_card_there_are_no_files(dte: Dte) -> None:
    dte.at("+CFUN=0")

    assert dte.at("+CRSM=176,12258,0,0,10") == "+CME ERROR: 13"


@pytest.mark.parametrize(
    "body",
    [
        "D*99#",
        "D*99***1#",
        "DT*99***1#",
        "D*98*1#",
        "A",
        "AE1",
        '+CGDATA="PPP"',
        '+CGDATA="PPP",2',
        "+CGDATA=PPP,1;E1",
    ],
)
def test_there_is_no_network_for_calls(dte: Dte, body: str) -> None:
    assert dte.at(body) == "NO CARRIER"


def test_packet_data_are_of_one_kind(dte: Dte) -> None:
    assert dte.at("+CGDATA=?") == '+CGDATA: "PPP"  OK'
    assert dte.at('+CGDATA="M-RAW_IP",1') == dte.at('+CGDATA="PPP",3') == "+CME ERROR: 3518"
