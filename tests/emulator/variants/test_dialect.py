"""A personality changes behaviour by replacing parts; the personality of the note replaces none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hil.emulator.defects import parts_with
from hil.emulator.defects.download import DropsLastByte
from hil.emulator.device.personality import NOTE
from hil.emulator.device.personality_file import personality
from hil.emulator.ftp.uart_transfer import UartDownload
from hil.emulator.module import Module
from hil.emulator.variants.dialect import BEHAVIOURS, NoOkAfterDownload, replacements
from tests.emulator.dte import Bench


def test_the_personality_of_the_note_replaces_no_part() -> None:
    assert replacements(NOTE) == ()


def test_each_behaviour_belongs_to_one_choice() -> None:
    choices: tuple[dict[str, Any], ...] = (
        {"put_trailing_ok": True},
        {"get_trailing_ok": False},
        {"qftpcfg_query_ok": False},
        {"close_without_session": "+QFTPCLOSE"},
        {"ftp_busy_is_error": True},
        {"ftp_test_forms": False},
        {"ftp_read_forms": False},
        {"deact_in_initial": False},
        {"qsecread_checksum": "stored"},
    )

    chosen = [replacements(replace(NOTE, **choice)) for choice in choices]

    assert chosen == [(row.replacement,) for row in BEHAVIOURS]


def test_a_defect_acts_on_the_part_of_the_personality() -> None:
    module = Module(personality=personality("classic-gsm"), parts=parts_with({"get-drops-last-byte"}))
    made = module.parts.of(UartDownload)
    module.power_off()

    assert issubclass(made, NoOkAfterDownload)
    assert issubclass(made, DropsLastByte)


@pytest.mark.parametrize(
    ("choice", "command", "response"),
    [
        ({}, "+QIDEACT", "DEACT OK"),
        ({"deact_in_initial": False}, "+QIDEACT", "ERROR"),
        ({}, "+QFTPCLOSE", "ERROR"),
        ({"close_without_session": "+QFTPCLOSE"}, "+QFTPCLOSE", "OK  +QFTPCLOSE: 0"),
        ({}, "+QFTPCFG=3", "+QFTPCFG: 0  OK"),
        ({"qftpcfg_query_ok": False}, "+QFTPCFG=3", "+QFTPCFG: 0"),
        ({"ftp_test_forms": False}, "+QFTPGET=?", "ERROR"),
        ({"ftp_read_forms": False}, "+QFTPUSER?", "ERROR"),
    ],
)
def test_the_choice_shows_at_the_line(choice: dict[str, Any], command: str, response: str) -> None:
    bench = Bench(personality=replace(NOTE, **choice))

    answer = bench.dte.at(command)
    bench.close()

    assert answer == response
