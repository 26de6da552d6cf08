"""The choice of variants in URLs and on the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import serial

from hil.cli.main import run
from hil.emulator.defects import parts_with
from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from hil.emulator.device.personality import NOTE
from hil.emulator.parts import STANDARD
from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.choice import NO_CHOICE, Choice
from hil.errors import UsageError
from hil.urlhandler import register
from hil.urlhandler.protocol_emulator import EmulatorUrl

WRONG = {
    "ftp-colom:compact": "no variant is called 'ftp-colom'; the nearest is 'ftp-colon'",
    "ftp-colon:compakt": "the variant 'ftp-colon' has no value 'compakt'; the nearest is 'compact'",
    "put-result-ok": "the variant 'put-result-ok' has no value; expected put-result-ok:VALUE, one of absent, present",
    "ftp-colon:note,ftp-colon:mixed": "the variant 'ftp-colon' has two values: 'note' and 'mixed'",
}


def test_without_a_choice_a_module_is_as_its_parts_are() -> None:
    assert NO_CHOICE.parts(STANDARD).replacements == ()
    assert NO_CHOICE.personality(NOTE) == NOTE
    assert NO_CHOICE.hardware(STANDARD_HARDWARE) == STANDARD_HARDWARE
    assert NO_CHOICE.pics == {}


def test_the_first_values_change_nothing() -> None:
    first = Choice.parse(f"{switch.name}:{switch.default.name}" for switch in SWITCHES.values())

    assert len(first.values) == len(SWITCHES)
    assert first.parts(STANDARD).replacements == ()
    assert first.personality(NOTE) == NOTE
    assert first.pics == {}


def test_values_come_with_commas_and_repeated() -> None:
    chosen = EmulatorUrl.parse(
        "emulator://m95?variant=put-result-ok:present,ftp-colon:mixed&variant=line-end:cr-or-lf"
    ).variants

    assert list(chosen.values) == ["ftp-colon", "put-result-ok", "line-end"]  # the order of the catalogue
    assert chosen.personality(NOTE).put_trailing_ok


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_a_wrong_choice_is_one_line(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match=message):
        EmulatorUrl.parse(f"emulator://m95?variant={text}")

    assert run(["emulate", "--tcp", "127.0.0.1:0", "--variant", text]) == 2
    assert capsys.readouterr().err == f"hil: {message}\n"


def test_the_list_has_every_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["emulate", "--list-variants"]) == 0

    printed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert printed == [
        f"{switch.name}:{value.name}" for switch in SWITCHES.values() for value in switch.values
    ]


def test_a_port_has_the_chosen_behaviour() -> None:
    register()

    with serial.serial_for_url("emulator://m95?variant=ftp-colon:compact", timeout=5) as port:
        port.write(b"ATE0\r")
        port.read_until(b"OK\r\n")
        port.write(b"AT+QFTPSTAT\r")

        assert port.read_until(b"OK\r\n") == b"\r\n+QFTPSTAT:IDLE\r\n\r\nOK\r\n"


def test_two_withdrawn_capabilities_claim_what_both_have() -> None:
    for order in ("card:absent,local-storages:uart", "local-storages:uart,card:absent"):
        assert Choice.parse([order]).pics == {"ftp.storages": ("UART",)}


def test_a_personality_chooses_values_and_the_url_others() -> None:
    mine = replace(NOTE, variants=("put-connect:first-byte", "quit:not-awaited"))

    chosen = Choice.of(mine, ["quit:awaited"]).values

    assert {name: value.name for name, value in chosen.items()} == {
        "put-connect": "first-byte",
        "quit": "awaited",
    }


def test_a_wrong_value_in_a_personality_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('variants = ["quit:later"]')

    with pytest.raises(UsageError, match="the variant 'quit' has no value 'later'; the nearest is 'awaited'"):
        EmulatorUrl.parse(f"emulator://m95?personality={file}")


def test_a_defect_acts_on_the_variant() -> None:
    variant, defect = (
        parts_with({"get-drops-last-byte"}).replacements,
        Choice.parse(["put-result-ok:present"]),
    )

    assert defect.parts(parts_with({"get-drops-last-byte"})).replacements[: len(variant)] == variant
