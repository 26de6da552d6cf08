"""The numbers of AT+QFTPCFG by class, and what is told after each of several writes (note 2.2; V.250 5.4).

The ranges of types 1 to 6 stand in document [2]: a value that such a type accepts is the
value that it tells, whatever the range is.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..numbers import NumberSetting, as_number, no_numbers, open_forms, outside
from .values import TYPES, VALUES, setting, settings

SWITCHES = (  # type, requirement of its query
    (1, "FTPCFG-T1-02"),
    (2, "FTPCFG-T2-02"),
    (5, "FTPCFG-T5-02"),
    (6, "FTPCFG-T6-02"),
)
OFFSETS = (
    *("1", "9", "10", "100", "127", "128", "255", "256", "257", "511", "999", "1000", "32767", "32768"),
    *("65535", "65536", "65537", "99999", "100000", "16777215", "16777216", "16777217"),
    *(
        "2147483646",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "4294967297",
        "18446744073709551617",
    ),
)
PLACES = (
    *("/COM/", "/RAM/a.txt", "/RAM/A.txt", "/RAM/a.tx", "/RAM/a.txt.old", "/UFS/a.txt", "/RAM/two words"),
    *("/UFS/with,comma", "/RAM/1", "/UFS/", "/RAM/" + "n" * 40, "/RAM/"),
)
REJECTED = ("/XYZ/", "/COMX/", "/RA/a", "RAM", "")
"""Places that no document names; a DUT that takes one tells it."""


def setting_of(modem: Modem, kind: int, identifier: str, *, kept: int, meant: int) -> NumberSetting:
    """The setting of a type, which has the value `kept` now."""
    modem.send(f"AT+QFTPCFG={kind},{kept}")
    if as_number(setting(modem, kind, identifier)) != kept:
        left_open(f"type {kind} does not take {kept}; its values are in document [2]")
    return NumberSetting(
        what=f"type {kind}",
        write=lambda text: modem.send(f"AT+QFTPCFG={kind},{text}"),
        told=lambda: setting(modem, kind, identifier),
        kept=kept,
        meant=meant,
    )


@pytest.mark.requirement("FTPCFG-T7-05", "FTPCFG-T7-06", "FTPCFG-T7-07", "FTPCFG-10")
def test_no_value_but_0_and_1_is_taken_for_a_connection_mode(modem: Modem) -> None:
    for kept, meant in ((0, 1), (1, 0)):
        mode = setting_of(modem, 7, "FTPCFG-T7-07", kept=kept, meant=meant)
        numbers = outside(0, 1, meant)

        below = [text for text in numbers if text.startswith("-")]
        mode.expect_refused(below, ("FTPCFG-T7-05",), ("FTPCFG-T7-07",))
        above = [text for text in numbers if not text.startswith("-")]
        mode.expect_refused(above, ("FTPCFG-T7-06",), ("FTPCFG-T7-07",))
        mode.expect_refused(no_numbers(meant), ("FTPCFG-10",), ("FTPCFG-T7-07",))
        mode.expect_refused_or_meant(open_forms(meant), "FTPCFG-10")


@pytest.mark.requirement("FTPCFG-10", "FTPCFG-T1-02", "FTPCFG-T2-02", "FTPCFG-T5-02", "FTPCFG-T6-02")
def test_a_switch_tells_the_value_that_it_has_accepted_and_no_other(restored_modem: Modem) -> None:
    judged = 0
    for kind, tells in SWITCHES:
        taken = [value for value in (0, 1) if restored_modem.send(f"AT+QFTPCFG={kind},{value}").ok]
        judged += bool(taken)
        for kept in taken[:1]:
            meant = 1 - kept
            switch = setting_of(restored_modem, kind, tells, kept=kept, meant=meant)
            switch.expect_stored_as_told(outside(0, 1, meant), tells)
            restored_modem.send(f"AT+QFTPCFG={kind},{kept}")
            switch.expect_refused(no_numbers(meant), ("FTPCFG-10",), (tells,))
            if meant in taken:
                switch.expect_refused_or_meant(open_forms(meant), "FTPCFG-10")
    stimulus(judged > 0, "no type of AT+QFTPCFG takes 0 or 1")


@pytest.mark.requirement("FTPCFG-T3-02", "FTPCFG-10")
def test_the_resume_point_is_told_in_full(restored_modem: Modem, observe: Observe) -> None:
    offset = setting_of(restored_modem, 3, "FTPCFG-T3-02", kept=0, meant=1000)
    accepted = [text for text in OFFSETS if restored_modem.send(f"AT+QFTPCFG=3,{text}").ok]

    offset.expect_stored_as_told(OFFSETS, "FTPCFG-T3-02")
    offset.expect_stored_as_told(reversed(OFFSETS), "FTPCFG-T3-02")
    restored_modem.send("AT+QFTPCFG=3,0")
    offset.expect_refused(no_numbers(1000), ("FTPCFG-10",), ("FTPCFG-T3-02",))
    if accepted:
        offset.expect_refused_or_meant(open_forms(1000), "FTPCFG-10")
    observe("the largest resume point that is accepted", accepted[-1] if accepted else "0")


def place_told(modem: Modem) -> str:
    """The value of type 4; without quotation marks, which 2.2 does not print, a comma stands between two fields."""
    return ",".join(expect(modem.send("AT+QFTPCFG=4"), "FTPCFG-T4-02").fields("QFTPCFG"))


@pytest.mark.requirement("FTPCFG-T4-02")
def test_the_local_position_is_told_as_it_was_given(restored_modem: Modem, observe: Observe) -> None:
    refused = []

    with expect_all():
        for place in (*PLACES, *REJECTED, *reversed(PLACES)):
            before = place_told(restored_modem)
            written = restored_modem.send(f'AT+QFTPCFG=4,"{place}"')
            if not written.ok:
                refused.append(place)
            what = f"type 4 after {written.command}"
            expect(place_told(restored_modem), "FTPCFG-T4-02", what=what).equals(
                place if written.ok else before
            )
    observe("values of type 4 that are refused", ", ".join(refused))


@pytest.mark.requirement("FTPCFG-05", "FTPCFG-06", "FTPCFG-10", "FTPCFG-07")
def test_no_other_number_is_taken_for_a_type(restored_modem: Modem) -> None:
    for kind in TYPES:
        restored_modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][1]}")
    before = settings(restored_modem, "FTPCFG-07")
    preamble(before["type 7"], what="type 7, as it is set").equals(VALUES[7][1])

    with expect_all():
        for kind in TYPES:
            value = VALUES[kind][0]
            for number in outside(1, 7, kind):
                identifier = "FTPCFG-06" if number.startswith("-") else "FTPCFG-05"
                if number != "0":  # FTPCFG-04
                    expect(restored_modem.send(f"AT+QFTPCFG={number},{value}"), identifier).refused()
            for text in (*no_numbers(kind)[:4], f"{kind}0a"):
                expect(restored_modem.send(f"AT+QFTPCFG={text},{value}"), "FTPCFG-10").refused()
    expect(settings(restored_modem, "FTPCFG-07"), "FTPCFG-07", what="the settings").equals(before)


@pytest.mark.requirement("FTPCFG-10", "FTPCFG-T7-07")
def test_another_form_of_a_type_is_refused_or_read_as_that_type(modem: Modem) -> None:
    with expect_all():
        for text in open_forms(7):
            preamble(modem.send("AT+QFTPCFG=7,0")).succeeded()
            written = modem.send(f"AT+QFTPCFG={text},1")
            if not written.ok:
                expect(written, "FTPCFG-10").refused()
            what = f"type 7 after {written.command}"
            expect(setting(modem, 7, "FTPCFG-10"), "FTPCFG-10", what=what).equals("1" if written.ok else "0")


@pytest.mark.requirement("FTPCFG-02", "FTPCFG-07")
def test_each_query_tells_the_last_of_several_values(restored_modem: Modem) -> None:
    expected = settings(restored_modem, "FTPCFG-02")

    with expect_all():
        for turn in range(4):
            for kind in (4, 1, 7, 3, 6, 2, 5):
                value = VALUES[kind][(turn + kind) % 2]
                if restored_modem.send(f"AT+QFTPCFG={kind},{value}").ok:
                    expected[f"type {kind}"] = value.strip('"')
                what = f"the settings after AT+QFTPCFG={kind},{value}"
                expect(settings(restored_modem, "FTPCFG-02"), "FTPCFG-02", "FTPCFG-07", what=what).equals(
                    expected
                )
