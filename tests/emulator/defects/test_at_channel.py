"""The replacements of rows act together, and on every channel."""

from __future__ import annotations

from hil.emulator.at.outcome import Cme
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.emulator.defects import parts_with
from tests.emulator.dte import Bench


def test_two_changes_of_a_response_act_one_after_the_other() -> None:
    responses = parts_with({"cmee-0-gives-numbers", "error-4010-reported-as-4013"}).of(Responses)({})

    assert responses.result(Cme(4010), Profile(cmee=0)) == b"\r\n+CME ERROR: 4013\r\n"


def test_two_changes_of_commands_act_one_after_the_other() -> None:
    bench = Bench(defects=frozenset({"context-6-taken", "context-5-refused"}))

    answers = [bench.dte.at(f'+QSSLCFG="ctxindex",{index}') for index in (5, 6)]
    bench.close()

    assert answers[0] == "ERROR"
    assert answers[1].startswith("+QSSLCFG: 5,")


def test_a_refused_command_has_no_extra_line() -> None:
    bench = Bench(defects=frozenset({"secwrite-ca-in-nvram-says-ready"}))

    answers = [bench.dte.at(f'+QSECWRITE="NVRAM:CA0",{size}') for size in (2018, 4)]
    bench.close()

    assert answers == ["+CME ERROR: 4011", "READY  CONNECT"]


def test_plus_signs_in_data_are_blanked_and_those_of_an_escape_sequence_are_not() -> None:
    bench = Bench(defects=frozenset({"plus-signs-in-data-blanked"}))
    bench.dte.at('+QSECWRITE="RAM:x",9')

    came = bench.dte.send(b"ab+++cd+++")
    bench.close()

    assert came.startswith(b"\r\n+QSECWRITE: 9,")
