"""AT+QFTPCFG: set form, query form, error form, and the seven types (note 2.2).

The values of types 1 to 6 come from document [2], those of type 7 from the note.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.verdict import Inconclusive

from ..responses import compact
from .values import TYPES, VALUES, is_error, setting, settings

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
            id=f"type{kind}",
            marks=[pytest.mark.requirement(requirement), *([pytest.mark.smoke] if kind == 7 else [])],
        )
        for kind, requirement in rows
    ]


@pytest.mark.requirement("FTPCFG-01")
@pytest.mark.parametrize("kind", by_type(SET))
def test_a_value_is_accepted_with_ok_and_result_0(kind: int, restored_modem: Modem) -> None:
    value = VALUES[kind][0]

    written = restored_modem.send(f"AT+QFTPCFG={kind},{value}")

    assert compact(written.lines) == ["OK", "+QFTPCFG:0"]
    assert setting(restored_modem, kind) == value.strip('"')


@pytest.mark.requirement("FTPCFG-02")
@pytest.mark.parametrize("kind", by_type(QUERIED))
def test_a_query_returns_the_last_value_set(kind: int, restored_modem: Modem, observe: Observe) -> None:
    first, second = (value.strip('"') for value in VALUES[kind])
    accepted = restored_modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][1]}")

    asked = restored_modem.send(f"AT+QFTPCFG={kind}")
    back = restored_modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][0]}")

    observe(f"query of type {kind}", " ".join(asked.lines))
    observe(f"type {kind} takes {second}", accepted.outcome)
    if kind == 7:
        assert accepted.ok, accepted.outcome
    if accepted.ok:  # the note does not define the values of types 1 to 6
        assert asked.values("QFTPCFG").strip('"') == second
    assert back.ok, back.outcome
    assert setting(restored_modem, kind) == first


@pytest.mark.smoke
@pytest.mark.requirement("FTPCFG-T7-03")
def test_the_connection_mode_is_implicit_after_boot(modem: Modem, observe: Observe) -> None:
    for line in ("AT+QFTPCFG=7,1", "AT+QFTPCFG=3,5"):
        modem.send(line).check()

    modem.reboot()

    mode, resume = setting(modem, 7), setting(modem, 3)
    observe("type 7 after boot", mode)
    if mode == "1" and resume == "5":
        raise Inconclusive("this DUT keeps AT+QFTPCFG over a reboot, so no default can be observed")
    assert mode == "0"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        pytest.param("0", "1", "1", marks=[pytest.mark.requirement("FTPCFG-T7-04"), pytest.mark.smoke]),
        pytest.param("1", "0", "0", marks=pytest.mark.requirement("FTPCFG-T7-01")),
    ],
)
def test_a_connection_mode_is_set_and_read_back(before: str, value: str, after: str, modem: Modem) -> None:
    modem.send(f"AT+QFTPCFG=7,{before}").check()

    written = modem.send(f"AT+QFTPCFG=7,{value}")

    assert compact(written.lines) == ["OK", "+QFTPCFG:0"]
    assert setting(modem, 7) == after


@pytest.mark.parametrize("before", ["0", "1"])
@pytest.mark.parametrize(
    "value",
    [
        pytest.param("-1", marks=pytest.mark.requirement("FTPCFG-T7-05", "FTPCFG-T7-07", "FTPCFG-03")),
        pytest.param(
            "2",
            marks=[
                pytest.mark.requirement("FTPCFG-T7-06", "FTPCFG-T7-07", "FTPCFG-03"),
                pytest.mark.smoke,
            ],
        ),
    ],
)
def test_a_connection_mode_out_of_range_is_refused_and_changes_nothing(
    value: str, before: str, modem: Modem, observe: Observe
) -> None:
    modem.send(f"AT+QFTPCFG=7,{before}").check()

    refused = modem.send(f"AT+QFTPCFG=7,{value}")

    observe("answer", " ".join(refused.lines))
    assert is_error(refused), refused.lines
    assert setting(modem, 7) == before


@pytest.mark.requirement("FTPCFG-03")
@pytest.mark.parametrize("form", ["", ",0"], ids=["query", "set"])
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("0", marks=pytest.mark.requirement("FTPCFG-04")),
        pytest.param("8", marks=[pytest.mark.requirement("FTPCFG-05")]),
        pytest.param("-1", marks=pytest.mark.requirement("FTPCFG-06")),
        pytest.param("", id="empty", marks=pytest.mark.requirement("FTPCFG-06")),
        pytest.param("x", marks=pytest.mark.requirement("FTPCFG-06")),
    ],
)
def test_a_type_out_of_range_is_refused_and_changes_nothing(
    kind: str,
    form: str,
    modem: Modem,
    observe: Observe,
) -> None:
    before = settings(modem)

    refused = modem.send(f"AT+QFTPCFG={kind}{form}")

    observe("answer", " ".join(refused.lines))
    assert is_error(refused), refused.lines
    assert settings(modem) == before


@pytest.mark.requirement("FTPCFG-06")
@pytest.mark.parametrize("form", ["", ",0"], ids=["query", "set"])
def test_a_quoted_type_is_refused_or_read_as_the_number(form: str, modem: Modem, observe: Observe) -> None:
    modem.send("AT+QFTPCFG=7,1").check()

    answered = modem.send(f'AT+QFTPCFG="7"{form}')

    observe('type "7" in quotation marks', " ".join(answered.lines))
    if is_error(answered):
        assert setting(modem, 7) == "1"
    else:
        assert answered.values("QFTPCFG") == ("0" if form else "1")
        assert setting(modem, 7) == ("0" if form else "1")


@pytest.mark.requirement("FTPCFG-07")
@pytest.mark.parametrize("kind", [pytest.param(kind, id=f"type{kind}") for kind in TYPES])
def test_a_write_changes_only_its_type(kind: int, restored_modem: Modem) -> None:
    before = settings(restored_modem)
    values = [value for value in VALUES[kind] if value.strip('"') != before[kind]]
    accepted = [value for value in values if restored_modem.send(f"AT+QFTPCFG={kind},{value}").ok]

    after = settings(restored_modem)

    if not accepted:
        raise Inconclusive(f"type {kind} accepted none of {', '.join(values)}")
    assert after == before | {kind: accepted[-1].strip('"')}


@pytest.mark.requirement("FTPCFG-09")
def test_the_settings_kept_over_a_reboot_are_recorded(modem: Modem, observe: Observe) -> None:
    for line in ("AT+QFTPCFG=7,1", "AT+QFTPCFG=3,5"):
        modem.send(line).check()
    before = settings(modem)

    modem.reboot()

    after = settings(modem)
    observe("AT+QFTPCFG before a reboot", ", ".join(f"{kind}={value}" for kind, value in before.items()))
    observe("AT+QFTPCFG after it", ", ".join(f"{kind}={value}" for kind, value in after.items()))
    assert all(value != "" for value in after.values())
