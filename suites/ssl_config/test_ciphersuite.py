"""AT+QSSLCFG="ciphersuite": one suite, a list, and illegal values (note 2.3, Table 1)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..responses import compact, is_refusal
from .settings import ask

SINGLE = {  # note, Table 1
    "0X0035": "SSLCFG-CIPHER-04",
    "0X0005": "SSLCFG-CIPHER-05",
    "0X0004": "SSLCFG-CIPHER-06",
    "0X000A": "SSLCFG-CIPHER-07",
    "0X002F": "SSLCFG-CIPHER-08",
    "0X003D": "SSLCFG-CIPHER-09",
}
LISTS = (
    "0X0035,0X002F",
    "0X002F,0X0035",
    "0X003D,0X0004,0X000A",
    "0X0005,0X0004,0X0035,0X002F,0X003D,0X000A",  # as 4.2.1 prints it
)


@pytest.mark.requirement("SSLCFG-CIPHER-01", "SSLCFG-CIPHER-02")
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            code,
            marks=[
                pytest.mark.requirement(identifier),
                *([pytest.mark.smoke] if code in {"0X0035", "0X003D"} else []),
            ],
        )
        for code, identifier in SINGLE.items()
    ],
)
def test_a_suite_is_stored_and_read_back(code: str, modem: Modem, observe: Observe) -> None:
    other = "0X0035" if code != "0X0035" else "0X002F"
    modem.send(f'AT+QSSLCFG="ciphersuite",4,"{other}"')  # has a case of its own

    written = modem.send(f'AT+QSSLCFG="ciphersuite",4,"{code}"')
    read = modem.send('AT+QSSLCFG="ciphersuite",4')

    observe("query of the suites", " ".join(read.lines))
    assert written.lines == ("OK",)
    line, *rest = compact(read.lines)
    assert line in {f'+QSSLCFG:"ciphersuite","{code}"', f'+QSSLCFG:"ciphersuite",{code}'}
    assert rest == ["OK"]


@pytest.mark.requirement("SSLCFG-CIPHER-03", "SSLCFG-CIPHER-02")
@pytest.mark.parametrize("suites", LISTS)
def test_a_list_of_suites_is_stored_and_read_back(suites: str, modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",5,"0X0035"').check()

    written = modem.send(f'AT+QSSLCFG="ciphersuite",5,"{suites}"')

    read = ask(modem, "ciphersuite", 5)
    observe(f"{suites} is read back as", read)
    assert written.lines == ("OK",)
    assert sorted(read.split(",")) == sorted(suites.split(","))


@pytest.mark.requirement("SSLCFG-CIPHER-03")
def test_the_answer_to_separate_values_is_recorded(modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",0,"0X0035"').check()

    answered = modem.send('AT+QSSLCFG="ciphersuite",0,"0X0035","0X002F"')

    observe('a list as "0X0035","0X002F"', f"{' '.join(answered.lines)}; {ask(modem, 'ciphersuite', 0)}")
    assert ask(modem, "ciphersuite", 0).split(",")[0] == "0X0035"


@pytest.mark.requirement("SSLCFG-GEN-06")
@pytest.mark.parametrize(
    "suites",
    [
        pytest.param("0X0001", marks=[pytest.mark.requirement("SSLCFG-CIPHER-10")]),
        pytest.param("0X0033", marks=[pytest.mark.requirement("SSLCFG-CIPHER-10"), pytest.mark.smoke]),
        pytest.param("0XC02F", marks=pytest.mark.requirement("SSLCFG-CIPHER-10")),
        pytest.param("0X0035,0X9999", marks=pytest.mark.requirement("SSLCFG-CIPHER-17")),
        pytest.param("0X9999,0X0035", marks=pytest.mark.requirement("SSLCFG-CIPHER-17")),
    ],
)
def test_a_suite_outside_table_1_is_refused_and_changes_nothing(suites: str, modem: Modem) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",0,"0X000A"').check()

    refused = modem.send(f'AT+QSSLCFG="ciphersuite",0,"{suites}"')

    assert is_refusal(refused), refused.lines
    assert ask(modem, "ciphersuite", 0) == "0X000A"


@pytest.mark.parametrize(
    ("suites", "tolerated"),
    [
        pytest.param("0035", "0X0035", marks=pytest.mark.requirement("SSLCFG-CIPHER-11")),
        pytest.param("0X35", "0X0035", marks=pytest.mark.requirement("SSLCFG-CIPHER-11")),
        pytest.param("53", "0X0035", marks=pytest.mark.requirement("SSLCFG-CIPHER-11")),
        pytest.param("", "", id="empty", marks=pytest.mark.requirement("SSLCFG-CIPHER-11")),
        pytest.param("0X0035,0X0035", "0X0035", marks=pytest.mark.requirement("SSLCFG-CIPHER-17")),
    ],
)
def test_a_malformed_value_is_refused_or_read_as_intended(
    suites: str, tolerated: str, modem: Modem, observe: Observe
) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",0,"0X000A"').check()

    answered = modem.send(f'AT+QSSLCFG="ciphersuite",0,"{suites}"')

    left = ask(modem, "ciphersuite", 0)
    observe(f'suites "{suites}"', f"{' '.join(answered.lines)}; {left}")
    assert is_refusal(answered) or answered.lines == ("OK",), answered.lines
    if not answered.ok:
        assert left == "0X000A"
    elif tolerated:
        assert left in {tolerated, suites}


@pytest.mark.requirement("SSLCFG-CIPHER-04")
def test_the_answer_to_a_lower_case_prefix_is_recorded(modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",0,"0X0035"').check()

    answered = modem.send('AT+QSSLCFG="ciphersuite",0,"0x0035"')

    observe("0x0035", f"{' '.join(answered.lines)}; {ask(modem, 'ciphersuite', 0)}")
    assert ask(modem, "ciphersuite", 0).upper() == "0X0035"


@pytest.mark.requirement("SSLCFG-CIPHER-16")
def test_the_answer_to_0xffff_is_recorded(modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",0,"0X0035"').check()

    answered = modem.send('AT+QSSLCFG="ciphersuite",0,"0XFFFF"')

    left = ask(modem, "ciphersuite", 0)
    observe("0XFFFF", f"{' '.join(answered.lines)}; {left}")
    assert answered.ok or left == "0X0035"
