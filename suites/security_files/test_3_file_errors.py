"""Errors of the security files: codes 4008 to 4013, and their forms under AT+CMEE (note 3, Table 4; document [1])."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.modem.exchange import CmeError
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.spec.codes import ResultCode
from hil.verdict import Cause, Inconclusive

from ..controls import control_name, store, store_and_delete, store_and_read
from ..responses import ended, refusal_code, uploaded
from ..security_data import Vacate, delete

NO_SPACE, TIMEOUT, NOT_FOUND, TOO_LARGE, EXISTS, INVALID = range(4008, 4014)  # note 3, Table 4
MOST_FILES = 64

CONTROLS: dict[str, Callable[[Modem, Vacate, str], object]] = {
    "QSECREAD": store_and_read,
    "QSECDEL": store_and_delete,
    "QSECWRITE": store,
}
"""The step in which each command is accepted."""


@pytest.fixture
def fill(modem: Modem, vacate: Vacate) -> Callable[[], list[str]]:
    """Upload files of the largest size to RAM until one is refused; their names, the refused one last."""

    def until_refused() -> list[str]:
        names: list[str] = []
        for number in range(MOST_FILES):
            names.append(f"RAM:f{number}.pem")
            vacate(modem, names[-1])
            if not modem.security.write(names[-1], bytes(32768), timeout_s=200).ok:
                return names
        raise Inconclusive(
            f"{MOST_FILES} files of 32768 bytes fit into RAM; the note states no size of it", Cause.LEFT_OPEN
        )

    return until_refused


@pytest.mark.requirement("ERR-CME-4008")
def test_4008_no_space_for_an_upload(fill: Callable[[], list[str]], modem: Modem) -> None:
    *stored, refused = fill()

    exchange = modem.security.write(refused, bytes(32768), timeout_s=200)

    if not stored and refusal_code(exchange, "ERR-CME-4008") == INVALID:
        left_open("this DUT accepts only the RAM names of Table 3, whose files do not fill its RAM")
    expect(exchange, "ERR-CME-4008").refused_with(NO_SPACE)


@pytest.mark.requirement("SECDEL-12")
def test_the_space_of_a_deleted_file_is_free_again(fill: Callable[[], list[str]], modem: Modem) -> None:
    *stored, refused = fill()
    if not stored:
        left_open("this DUT accepts only the RAM names of Table 3, whose files do not fill its RAM")

    preamble(delete(modem, stored[0])).accepted()

    size, _ = uploaded(modem.security.write(refused, bytes(32768), timeout_s=200), "SECDEL-12")
    expect(size, "SECDEL-12", what="<uploadsize>").equals(32768)


@pytest.mark.smoke
@pytest.mark.requirement("ERR-CME-4009")
def test_4009_timeout(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, "RAM:ca_cert.pem")

    end = fast_modem.security.begin("RAM:ca_cert.pem", 10, timeout_s=3).end(within_s=60)

    expect(ended(end, "ERR-CME-4009"), "ERR-CME-4009").refused_with(TIMEOUT)


@pytest.mark.requirement("ERR-CME-4010", "ERR-GEN-02")
@pytest.mark.parametrize("command", [pytest.param("QSECREAD", marks=pytest.mark.smoke), "QSECDEL"])
def test_4010_file_not_found(command: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "NVRAM:CA1")

    exchange = modem.send(f'AT+{command}="NVRAM:CA1"')

    expect(exchange, "ERR-CME-4010", "ERR-GEN-02").refused_with(NOT_FOUND)
    CONTROLS[command](modem, vacate, "NVRAM:CA1")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param("RAM:ca_cert.pem", 32769, marks=pytest.mark.smoke),
        ("NVRAM:CA0", 2018),
        ("RAM:ca_cert.pem", 1000000),
    ],
)
@pytest.mark.requirement("ERR-CME-4011")
def test_4011_file_too_large(name: str, size: int, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.send(f'AT+QSECWRITE="{name}",{size}')

    code = refusal_code(exchange, "ERR-CME-4011")
    if code in {INVALID, NO_SPACE}:
        left_open(
            f"{code} is true as well: the size is outside the range of its parameter, and the storage has"
            " no space for it (note 2.4)"
        )
    expect(exchange, "ERR-CME-4011").refused_with(TOO_LARGE)
    store(modem, vacate, name)


@pytest.mark.requirement("ERR-CME-4012")
def test_4012_file_exists_for_an_upload_of_another_size(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "NVRAM:CC0")
    preamble(modem.security.write("NVRAM:CC0", sample_content(1419, "certificate"))).succeeded()

    again = modem.security.write("NVRAM:CC0", b"x")

    expect(again, "ERR-CME-4012").refused_with(EXISTS)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('AT+QSECWRITE="NVRAM:CA2",10', id="name", marks=pytest.mark.smoke),
        pytest.param('AT+QSECWRITE="RAM:ca_cert.pem",10,2', id="time-limit-2"),
        pytest.param('AT+QSECWRITE="RAM:ca_cert.pem",10,201', id="time-limit-201"),
        pytest.param('AT+QSECWRITE="RAM:ca_cert.pem",-1', id="size"),
    ],
)
@pytest.mark.requirement("ERR-CME-4013", "SECWRITE-23")
def test_4013_invalid_parameter(line: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "RAM:ca_cert.pem")

    exchange = modem.send(line)

    if line.endswith(",-1") and exchange.final is ResultCode.ERROR:
        left_open(
            "-1 is no number for the command line (V.250 5.4.2.1): ERROR comes before a code of Table 4"
        )
    expect(exchange, "ERR-CME-4013", "SECWRITE-23").refused_with(INVALID)
    store(modem, vacate, control_name("RAM:"))


# --- the three forms of an error ---------------------------------------------------------------------------------


@pytest.fixture
def cmee(modem: Modem) -> Iterator[Callable[[int], None]]:
    """Set AT+CMEE; after the case it is 1 again."""

    def set_cmee(value: int) -> None:
        modem.send(f"AT+CMEE={value}").check()

    yield set_cmee
    set_cmee(1)


def refusal_of_an_illegal_level(modem: Modem) -> str:
    """What follows +CME ERROR for a level that AT+CMEE does not have, a code of document [1]; empty for ERROR."""
    final = modem.send("AT+CMEE=3").final
    return final.text if isinstance(final, CmeError) else ""


ABSENT = (
    ("QSECREAD", '"NVRAM:CA1"', ("ERR-GEN-02", "SECREAD-14"), "read"),
    ("QSECDEL", '"NVRAM:CA1"', ("ERR-GEN-02", "SECDEL-11"), "delete"),
    ("QSECWRITE", '"NVRAM:CA2",10', ("ERR-GEN-02", "SECWRITE-23"), "write"),
)


def commands() -> list[object]:
    """One failing command of each kind."""
    return [
        pytest.param(command, parameters, requirements, id=what, marks=pytest.mark.requirement(*requirements))
        for command, parameters, requirements, what in ABSENT
    ]


@pytest.mark.parametrize(("command", "parameters", "requirements"), commands())
def test_cmee_0_returns_error_without_a_code(
    command: str,
    parameters: str,
    requirements: tuple[str, ...],
    cmee: Callable[[int], None],
    vacate: Vacate,
    modem: Modem,
) -> None:
    vacate(modem, "NVRAM:CA1")
    cmee(0)

    exchange = modem.send(f"AT+{command}={parameters}")

    if isinstance(exchange.final, CmeError) and not refusal_of_an_illegal_level(modem):
        left_open(
            "note 2.4 to 2.6 print +CME ERROR without a word of AT+CMEE; other errors of this DUT obey it"
        )
    expect(exchange, *requirements).final(ResultCode.ERROR)
    CONTROLS[command](modem, vacate, "NVRAM:CA1")


@pytest.mark.parametrize(("command", "parameters", "requirements"), commands())
def test_cmee_1_returns_a_number(
    command: str,
    parameters: str,
    requirements: tuple[str, ...],
    cmee: Callable[[int], None],
    vacate: Vacate,
    modem: Modem,
) -> None:
    vacate(modem, "NVRAM:CA1")
    cmee(1)

    exchange = modem.send(f"AT+{command}={parameters}")

    expect(exchange, *requirements).refused_with(NOT_FOUND, INVALID)
    CONTROLS[command](modem, vacate, "NVRAM:CA1")


@pytest.mark.parametrize(("command", "parameters", "requirements"), commands())
def test_cmee_2_returns_a_text(
    command: str,
    parameters: str,
    requirements: tuple[str, ...],
    cmee: Callable[[int], None],
    vacate: Vacate,
    modem: Modem,
    observe: Observe,
) -> None:
    vacate(modem, "NVRAM:CA1")
    cmee(2)

    exchange = modem.send(f"AT+{command}={parameters}")

    refusal_code(exchange, *requirements)
    CONTROLS[command](modem, vacate, "NVRAM:CA1")
    text = exchange.final.text if isinstance(exchange.final, CmeError) else ""
    observe("words", text)
    if text.isdecimal():  # a number in place of the text is that of Table 4 nevertheless
        expect(int(text), *requirements, what="the number after AT+CMEE=2").is_one_of(NOT_FOUND, INVALID)
    if text.isdecimal() and not refusal_of_an_illegal_level(modem).isdecimal():
        left_open(
            "Table 4 has no words for its codes, and this DUT has none; its other errors are no numbers"
        )
    expect(text, *requirements, what="<err> of +CME ERROR after AT+CMEE=2").matches(
        r".*[A-Za-z].*", "a text and no number (27.007 9.1)"
    )
