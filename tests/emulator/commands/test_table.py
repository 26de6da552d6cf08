"""The table of commands: put together from the families, and what a defect adds to one command."""

from __future__ import annotations

import pytest

from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.defects import parts_with
from hil.emulator.device.clock import ModuleClock
from hil.emulator.device.timing import Timing
from hil.emulator.storage.security_store import SecurityStore
from tests.emulator.dte import Bench


def test_the_module_lists_its_commands(bench: Bench) -> None:
    listed = bench.dte.at("+CLAC").removesuffix(" OK").split()

    assert listed == sorted(name for name in bench.module.commands if name.startswith("+"))
    assert {"+CLAC", "+QSECWRITE", "+QSSLCFG", "+QFTPOPEN", "+QFTPPUT", "+CMUX"} <= set(listed)


def test_a_family_needs_no_module() -> None:
    family = SecurityFileCommands(store=SecurityStore(), timing=Timing(ModuleClock()))

    assert set(family.commands()) == {"+QSECWRITE", "+QSECREAD", "+QSECDEL"}


@pytest.mark.parametrize(
    ("defects", "name", "text"),
    [
        ((), "NVRAM:CA0", "618"),
        (("nvram-checksum-differs",), "NVRAM:CA0", "719"),
        (("nvram-checksum-differs",), "RAM:x", "618"),
        (("checksum-zero-padded",), "RAM:x", "0618"),
        (("checksum-zero-padded", "nvram-checksum-differs"), "NVRAM:CA0", "0719"),
    ],
)
def test_defects_of_a_family_act_together(defects: tuple[str, ...], name: str, text: str) -> None:
    chosen = parts_with(defects).of(SecurityFileCommands)
    family = chosen(store=SecurityStore(), timing=Timing(ModuleClock()))

    assert family.checksum_text(name, 0x618) == text
