"""Mutants at work in a module: what the DTE sees, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.emulator.mutants.journal import EVALUATED, REACHED
from hil.errors import UsageError
from hil.urlhandler.protocol_emulator import EmulatorUrl, Serial

Say = Callable[[str], str]
Open = Callable[[str], Say]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens the module with a mutant; gives what it answers to a line."""
    ports: list[Serial] = []

    def open_port(mutant: str) -> Say:
        port = Serial(f"emulator://m95?mutant={mutant}", timeout=0)
        ports.append(port)

        def say(line: str) -> str:
            port.write(f"{line}\r".encode())
            return port.read(4096).decode()

        say("ATE0")
        return say

    yield open_port
    for port in ports:
        port.close()


def test_a_setting_is_wrong_as_read_back_at_each_query(opened: Open) -> None:
    say = opened("one-more.always.qftpcfg-1.read")

    say("AT+QFTPCFG=1,0")

    assert "+QFTPCFG: 1\r\n" in say("AT+QFTPCFG=1").replace("+QFTPCFG:1", "+QFTPCFG: 1")


def test_a_setting_is_forgotten_at_an_error_and_not_before(opened: Open) -> None:
    say = opened("forget.after-error.sslversion-2.stored")

    say('AT+QSSLCFG="sslversion",2,1')
    before = say('AT+QSSLCFG="sslversion",2')
    say("AT+NONSENSE")
    after = say('AT+QSSLCFG="sslversion",2')

    assert '"sslversion",1' in before
    assert '"sslversion",4' in after


def test_a_setting_of_another_context_is_not_forgotten(opened: Open) -> None:
    say = opened("forget.after-error.sslversion-2.stored")

    say('AT+QSSLCFG="sslversion",3,1')
    say("AT+NONSENSE")

    assert '"sslversion",1' in say('AT+QSSLCFG="sslversion",3')


def test_a_command_is_refused_each_second_time_only(opened: Open) -> None:
    say = opened("refuse-done.second.SecurityFileCommands._delete")

    answers = []
    for name in ("a", "b", "c"):
        say(f'AT+QSECWRITE="RAM:{name}",1')
        say("x")
        answers.append("OK" in say(f'AT+QSECDEL="RAM:{name}"'))

    assert answers == [True, False, True]


def test_the_name_of_a_file_decides(opened: Open) -> None:
    say = opened("accept.in-nvram.SecurityStore.delete")

    assert "4010" in say('AT+QSECDEL="RAM:a"')
    assert "OK" in say('AT+QSECDEL="NVRAM:CA0"')


def test_a_byte_that_is_lost_is_not_offered_again(opened: Open) -> None:
    say = opened("drop-byte.always.SecurityUpload.receive.data")

    say('AT+QSECWRITE="RAM:a",4')

    assert "+QSECWRITE" not in say("abc")  # four bytes with the carriage return, of which one is lost
    assert "+QSECWRITE: 4" in say("")


def test_an_index_stays_within_its_bounds(opened: Open) -> None:
    say = opened("one-more.of-context-5.SslConfigCommands.write_context.index")

    say('AT+QSSLCFG="sslversion",5,1')

    assert '"sslversion",1' in say('AT+QSSLCFG="sslversion",0')
    assert '"sslversion",4' in say('AT+QSSLCFG="sslversion",5')


def test_what_a_mutant_did_is_counted(opened: Open) -> None:
    name = "one-more.always.SecurityFileCommands.total"
    say = opened(name)
    say('AT+QSECWRITE="RAM:a",1')
    say("x")
    before = (EVALUATED[name], REACHED[name])

    say('AT+QSECREAD="RAM:a"')

    assert before == (0, 0)
    assert (EVALUATED[name], REACHED[name]) == (1, 1)


def test_each_module_has_a_journal_of_its_own(opened: Open) -> None:
    one, other = (opened("forget.after-error.sslversion-2.stored") for _ in range(2))
    for say in (one, other):
        say('AT+QSSLCFG="sslversion",2,1')

    one("AT+NONSENSE")

    assert '"sslversion",1' in other('AT+QSSLCFG="sslversion",2')


def test_an_unknown_mutant_is_refused_with_the_url() -> None:
    with pytest.raises(UsageError, match="no mutant is called 'nonsense'"):
        EmulatorUrl.parse("emulator://m95?mutant=nonsense")
