"""Where a secret stands by definition, it is taken out, however the line around it is written."""

from __future__ import annotations

import pytest

from hil.evidence.redaction import redact_places


@pytest.mark.parametrize(
    "text",
    [
        'AT+QFTPPASS="s3cret"',
        'at+qftppass="s3cret"\r',
        'AT+QFTPUSER="a";+QFTPPASS="s3cret"',
        'AT +QFTPPASS = "s3cret"',
        'AT+QFTPPASS="s3cret',
        "AT+QFTPPASS=s3cret;+QFTPSTAT",
        'AT+QICSGP=1,"CMNET","user","s3cret"',
        'AT+QICSGP=1,"with,comma","user","s3cret"',
        'ATE0;+QICSGP=1,"CMNET","user",s3cret',
        '+QICSGP: 1,"internet","user","s3cret"',
        'AT+QIREGAPP="internet","user","s3cret"',
        '+QIREGAPP: "internet","user","s3cret"',
        "+QIREGAPP:internet,user,s3cret",
        'AT+CPIN="s3cret"',
        "ATE0+CPIN=s3cret",
        'AT+CLCK="SC",1,"s3cret"',
        'AT+CPWD="SC","1234","s3cret"',
        'AT+CPWD="SC","s3cret","1234"',
        "PASS s3cret",
        " pass s3cret",
        "-----BEGIN RSA PRIVATE KEY-----\ns3cret\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ns3cret",
    ],
)
def test_a_secret_is_masked(text: str) -> None:
    masked = redact_places(text)

    assert "s3cret" not in masked
    assert "***" in masked


@pytest.mark.parametrize(
    "text",
    [
        "AT+CPIN?",
        "AT+CPIN=?",
        "AT+QFTPPASS=?",
        'AT+QICSGP=1,"CMNET"',
        "+CPIN: READY",
        "AT+QICSGP=?",
        "+QICSGP: 1",
        "AT+QIREGAPP?",
        "227 Entering",
        'AT+CLCK="SC",2',
        "AT+CLCK=?",
        "AT+CPWD=?",
        "89001010000000000017",
        "sha256 490154203237518a",
        "16 digits 4901542032375180",
    ],
)
def test_what_holds_no_secret_stays(text: str) -> None:
    assert redact_places(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("490154203237518", "***********7518"),
        ("expected no IMSI, came '001010123456789'", "expected no IMSI, came '***********6789'"),
        ("+CGSN: 490154203237518\r\n", "+CGSN: ***********7518\r\n"),
    ],
)
def test_of_an_imei_or_imsi_the_last_four_digits_stay(text: str, masked: str) -> None:
    assert redact_places(text) == masked
