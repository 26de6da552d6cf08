"""AT+QFTPCFG: set form, query form, error form, and the seven types (note 2.2).

The values of types 1 to 6 come from document [2], those of type 7 from the note.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from .values import TYPES, VALUES, expect_error_form, setting, settings, told

SET = (  # type, requirement
    (1, "FTPCFG-T1-01"),
    (2, "FTPCFG-T2-01"),
    (3, "FTPCFG-T3-01"),
    (4, "FTPCFG-T4-01"),
    (5, "FTPCFG-T5-01"),
    (6, "FTPCFG-T6-01"),
    (7, "FTPCFG-T7-01"),
)
QUERIED = (
    (1, "FTPCFG-T1-02"),
    (2, "FTPCFG-T2-02"),
    (3, "FTPCFG-T3-02"),
    (4, "FTPCFG-T4-02"),
    (5, "FTPCFG-T5-02"),
    (6, "FTPCFG-T6-02"),
    (7, "FTPCFG-T7-02"),
)


def by_type(rows: tuple[tuple[int, str], ...]) -> list[object]:
    """One parameter set for each type, with its requirement; type 7 belongs to the smoke campaign."""
    return [
        pytest.param(
            kind,
            requirement,
            id=f"type{kind}",
            marks=[pytest.mark.requirement(requirement), *([pytest.mark.smoke] if kind == 7 else [])],
        )
        for kind, requirement in rows
    ]


@pytest.mark.requirement("FTPCFG-01")
@pytest.mark.parametrize(("kind", "requirement"), by_type(SET))
def test_a_value_is_accepted_with_ok_and_result_0(kind: int, requirement: str, restored_modem: Modem) -> None:
    first, second = VALUES[kind]

    written = restored_modem.send(f"AT+QFTPCFG={kind},{first}")
    stored = setting(restored_modem, kind, "FTPCFG-01", requirement)
    other = restored_modem.send(f"AT+QFTPCFG={kind},{second}")
    kept = setting(restored_modem, kind, "FTPCFG-01", requirement)

    expect(written, "FTPCFG-01", requirement).result(0)
    expect(stored, "FTPCFG-01", requirement, what=f"type {kind}").equals(first.strip('"'))
    if kind == 7:  # the note does not define the values of types 1 to 6
        preamble(other).succeeded()
    # one of the two differs from the value before the case; what is accepted takes effect, and nothing else
    last = (second if other.ok else first).strip('"')
    expect(kept, "FTPCFG-01", requirement, what=f"type {kind}").equals(last)


@pytest.mark.requirement("FTPCFG-02")
@pytest.mark.parametrize(("kind", "requirement"), by_type(QUERIED))
def test_a_query_returns_the_last_value_set(
    kind: int, requirement: str, restored_modem: Modem, observe: Observe
) -> None:
    first, second = (value.strip('"') for value in VALUES[kind])
    before = setting(restored_modem, kind, "FTPCFG-02", requirement)
    accepted = restored_modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][1]}")

    asked = restored_modem.send(f"AT+QFTPCFG={kind}")
    back = restored_modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][0]}")
    again = restored_modem.send(f"AT+QFTPCFG={kind}")

    observe(f"query of type {kind}", " ".join(asked.lines))
    observe(f"type {kind} takes {second}", accepted.outcome)
    if kind == 7:  # the note does not define the values of types 1 to 6
        preamble(accepted).succeeded()
    last_set = second if accepted.ok else before
    value = told(asked, "FTPCFG-02", requirement)
    expect(value, "FTPCFG-02", requirement, what=f"type {kind}").equals(last_set)
    preamble(back).succeeded()
    value = told(again, "FTPCFG-02", requirement)
    expect(value, "FTPCFG-02", requirement, what=f"type {kind}").equals(first)


@pytest.mark.smoke
@pytest.mark.requirement("FTPCFG-T7-03")
def test_the_connection_mode_is_implicit_after_boot(modem: Modem, observe: Observe) -> None:
    preamble(modem.send("AT+QFTPCFG=7,1")).succeeded()
    modem.reboot()
    mode = setting(modem, 7, "FTPCFG-T7-03")
    observe("type 7 after boot, 1 before it", mode)
    if mode == "1":  # kept, or another default
        preamble(modem.send("AT+QFTPCFG=7,0")).succeeded()
        modem.reboot()
        other = setting(modem, 7, "FTPCFG-T7-03")
        observe("type 7 after boot, 0 before it", other)
        if other == "0":
            left_open("this DUT keeps AT+QFTPCFG over a reboot, so no default can be observed")

    expect(mode, "FTPCFG-T7-03", what="type 7 after boot").equals("0")


@pytest.mark.parametrize(
    ("before", "value", "after", "identifier"),
    [
        pytest.param(
            "0",
            "1",
            "1",
            "FTPCFG-T7-04",
            id="0-1-1",
            marks=[pytest.mark.requirement("FTPCFG-T7-04"), pytest.mark.smoke],
        ),
        pytest.param(
            "1", "0", "0", "FTPCFG-T7-01", id="1-0-0", marks=pytest.mark.requirement("FTPCFG-T7-01")
        ),
    ],
)
def test_a_connection_mode_is_set_and_read_back(
    before: str, value: str, after: str, identifier: str, modem: Modem
) -> None:
    preamble(modem.send(f"AT+QFTPCFG=7,{before}")).succeeded()

    written = modem.send(f"AT+QFTPCFG=7,{value}")

    expect(written, identifier).result(0)
    expect(setting(modem, 7, identifier), identifier, what="type 7").equals(after)


@pytest.mark.requirement("FTPCFG-T7-07", "FTPCFG-03")
@pytest.mark.parametrize("before", ["0", "1"])
@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        pytest.param("-1", "FTPCFG-T7-05", id="-1", marks=pytest.mark.requirement("FTPCFG-T7-05")),
        pytest.param(
            "2",
            "FTPCFG-T7-06",
            id="2",
            marks=[pytest.mark.requirement("FTPCFG-T7-06"), pytest.mark.smoke],
        ),
    ],
)
def test_a_connection_mode_out_of_range_is_refused_and_changes_nothing(
    value: str, identifier: str, before: str, modem: Modem, observe: Observe
) -> None:
    preamble(modem.send(f"AT+QFTPCFG=7,{before}")).succeeded()

    refused = modem.send(f"AT+QFTPCFG=7,{value}")

    observe("answer", " ".join(refused.lines))
    expect(refused, identifier).failed()
    expect_error_form(refused, "FTPCFG-03")
    expect(setting(modem, 7, "FTPCFG-T7-07"), "FTPCFG-T7-07", what="type 7").equals(before)


@pytest.mark.requirement("FTPCFG-03")
@pytest.mark.parametrize("form", ["", ",0"], ids=["query", "set"])
@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        pytest.param("0", "FTPCFG-04", id="0", marks=pytest.mark.requirement("FTPCFG-04")),
        pytest.param("8", "FTPCFG-05", id="8", marks=pytest.mark.requirement("FTPCFG-05")),
        pytest.param("-1", "FTPCFG-06", id="-1", marks=pytest.mark.requirement("FTPCFG-06")),
        pytest.param("", "FTPCFG-06", id="empty", marks=pytest.mark.requirement("FTPCFG-06")),
        pytest.param("x", "FTPCFG-06", id="x", marks=pytest.mark.requirement("FTPCFG-06")),
    ],
)
def test_a_type_out_of_range_is_refused_and_changes_nothing(
    kind: str,
    identifier: str,
    form: str,
    modem: Modem,
    observe: Observe,
) -> None:
    before = settings(modem, identifier)

    refused = modem.send(f"AT+QFTPCFG={kind}{form}")

    observe("answer", " ".join(refused.lines))
    expect(refused, identifier).failed()
    expect_error_form(refused, "FTPCFG-03")
    expect(settings(modem, identifier), identifier, what="the settings").equals(before)


@pytest.mark.requirement("FTPCFG-06")
@pytest.mark.parametrize("form", ["", ",0"], ids=["query", "set"])
def test_a_quoted_type_is_refused_or_read_as_the_number(form: str, modem: Modem, observe: Observe) -> None:
    preamble(modem.send("AT+QFTPCFG=7,1")).succeeded()

    answered = modem.send(f'AT+QFTPCFG="7"{form}')

    observe('type "7" in quotation marks', " ".join(answered.lines))
    left = setting(modem, 7, "FTPCFG-06")
    if answered.ok:
        expected = "0" if form else "1"
        expect(told(answered, "FTPCFG-06"), "FTPCFG-06", what="the answer").equals(expected)
        expect(left, "FTPCFG-06", what="type 7").equals(expected)
    else:
        expect(answered, "FTPCFG-06").refused()
        expect(left, "FTPCFG-06", what="type 7").equals("1")


@pytest.mark.requirement("FTPCFG-07")
@pytest.mark.parametrize("kind", [pytest.param(kind, id=f"type{kind}") for kind in TYPES])
def test_a_write_changes_only_its_type(kind: int, restored_modem: Modem) -> None:
    before = settings(restored_modem, "FTPCFG-07")
    values = [value for value in VALUES[kind] if value.strip('"') != before[f"type {kind}"]]
    accepted = [value for value in values if restored_modem.send(f"AT+QFTPCFG={kind},{value}").ok]

    after = settings(restored_modem, "FTPCFG-07")

    if not accepted and kind != 7:
        left_open(f"type {kind} accepted none of {', '.join(values)}; its values are in document [2]")
    preamble(accepted, what="the values that type 7 accepts").is_not_empty()
    expected = before | {f"type {kind}": accepted[-1].strip('"')}
    expect(after, "FTPCFG-07", what="the settings").equals(expected)


@pytest.mark.requirement("FTPCFG-09")
def test_the_settings_kept_over_a_reboot_are_recorded(modem: Modem, observe: Observe) -> None:
    preamble(modem.send("AT+QFTPCFG=7,1")).succeeded()
    before = settings(modem, "FTPCFG-09")

    modem.reboot()

    after = settings(modem, "FTPCFG-09")
    observe("AT+QFTPCFG before a reboot", ", ".join(f"{kind}={value}" for kind, value in before.items()))
    observe("AT+QFTPCFG after it", ", ".join(f"{kind}={value}" for kind, value in after.items()))
    for kind, value in after.items():
        expect(value, "FTPCFG-09", what=f"{kind} after a reboot").is_not_empty()
