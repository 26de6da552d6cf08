"""The time that the DUT waits for the data of an upload: 3 to 200 s, by default 100 s (note 2.4, <timeout>).

Time is module time and is judged from both sides.  A timeout is too early if less
than the limit has passed since the command, and too late if it has not come so long
after CONNECT.  On a fast clock the tolerance has room for a busy host.
"""

from __future__ import annotations

import time

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..controls import store
from ..responses import ended, found, rejected, uploaded
from ..security_data import Vacate

NAME = "RAM:ca_cert.pem"
EARLY_S = 1.0  # our tolerance, the note states none: a timer of whole seconds may begin within one
LATE_S = 2.0
HOST_S = 0.1  # of host time, for a busy host and a line that delivers in pieces; seconds of a fast clock
TIMEOUT, NOT_FOUND = 4009, 4010  # note 3, Table 4

LIMITS_S = (3, 61, 128, 199)
"""The shortest one, and others beside round numbers and beyond what seven bits hold."""
BEFORE, LONG_S = 0.7, 60
"""The part of a long timeout after which data come in time on a busy host, too."""
OWN_S = 4.0
"""What the DUT may need for its result, in real time."""

SLOW = pytest.mark.slow


def late_s(modem: Modem) -> float:
    """How much later than its limit an upload may end, in seconds of module time."""
    return max(LATE_S, HOST_S * modem.channel.clock_rate)


@pytest.mark.parametrize(
    ("timeout", "requirement"),
    [
        pytest.param(timeout, requirement, id=id_, marks=pytest.mark.requirement(requirement))
        for timeout, id_, requirement in (
            (",3", "3", "SECWRITE-TMO-01"),
            (",100", "100", "SECWRITE-TMO-03"),
            (",200", "200", "SECWRITE-TMO-03"),
            ("", "omitted", "SECWRITE-TMO-05"),
        )
    ],
)
def test_a_timeout_within_the_range_is_accepted(
    timeout: str, requirement: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, NAME)

    exchange = modem.send(f'AT+QSECWRITE="{NAME}",10{timeout}', data=b"0123456789")

    expect(uploaded(exchange, requirement)[0], requirement, what="<uploadsize>").equals(10)


@pytest.mark.parametrize(
    ("timeout", "requirement"),
    [
        pytest.param(
            timeout, requirement, id=timeout, marks=[pytest.mark.requirement(requirement), *campaigns]
        )
        for timeout, requirement, campaigns in (
            ("2", "SECWRITE-TMO-02", (pytest.mark.smoke,)),
            ("0", "SECWRITE-TMO-02", ()),
            ("201", "SECWRITE-TMO-04", (pytest.mark.smoke,)),
            ("-1", "SECWRITE-TMO-10", ()),
            ("x", "SECWRITE-TMO-10", ()),
        )
    ],
)
def test_a_timeout_outside_the_range_is_refused(
    timeout: str, requirement: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, NAME)

    exchange = modem.send(f'AT+QSECWRITE="{NAME}",10,{timeout}')

    observe("refusal", exchange.outcome)
    if requirement == "SECWRITE-TMO-10":  # no number: a matter of the command line, too (V.250 5.4.2.1)
        rejected(exchange, requirement)
    else:
        expect(exchange, requirement).refused()
    store(modem, vacate, NAME, timeout_s=200)


@pytest.mark.parametrize(
    ("limit_s", "requirements"),
    [
        pytest.param(
            limit_s, requirements, id=str(limit_s), marks=[pytest.mark.requirement(*requirements), *campaigns]
        )
        for limit_s, requirements, campaigns in (
            (3, ("SECWRITE-TMO-06", "SECWRITE-TMO-07"), (pytest.mark.smoke,)),
            (5, ("SECWRITE-TMO-07",), ()),
            (10, ("SECWRITE-TMO-07",), ()),
            (200, ("SECWRITE-TMO-03", "SECWRITE-TMO-07"), (SLOW,)),
        )
    ],
)
def test_an_upload_without_data_ends_at_its_timeout(
    limit_s: int, requirements: tuple[str, ...], vacate: Vacate, fast_modem: Modem
) -> None:
    vacate(fast_modem, NAME)

    end = fast_modem.security.begin(NAME, 10, timeout_s=limit_s).end(within_s=limit_s + late_s(fast_modem))

    expect(ended(end, *requirements), *requirements).refused_with(TIMEOUT).took(
        at_least_s=limit_s - EARLY_S, clock_rate=fast_modem.channel.clock_rate
    )


@pytest.mark.slow
@pytest.mark.requirement("SECWRITE-TMO-06", "SECWRITE-TMO-07")
def test_data_are_taken_up_to_the_timeout_and_not_after_it(vacate: Vacate, modem: Modem) -> None:
    """The limits behind the first one only on a bench whose clock can be advanced: they are minutes elsewhere."""
    for limit_s in LIMITS_S:
        vacate(modem, NAME)
        began = time.monotonic()
        upload = modem.security.begin(NAME, 10, timeout_s=limit_s)
        modem.channel.pass_time(limit_s + LATE_S)
        waited_s = time.monotonic() - began
        late = upload.end(within_s=waited_s + OWN_S)
        what = f"an upload without data {LATE_S:g} s after a timeout of {limit_s} s"
        expect(ended(late, "SECWRITE-TMO-06"), "SECWRITE-TMO-06", what=what).refused_with(TIMEOUT)
        if waited_s > limit_s:
            break
        if limit_s < LONG_S:
            continue

        upload = modem.security.begin(NAME, 10, timeout_s=limit_s)
        modem.channel.pass_time(limit_s * BEFORE)
        upload.feed(b"0123456789")
        end = ended(upload.end(within_s=OWN_S), "SECWRITE-TMO-07")
        what = f"data {limit_s * BEFORE:.0f} s into a timeout of {limit_s} s"
        expect(uploaded(end, "SECWRITE-TMO-07")[0], "SECWRITE-TMO-07", what=what).equals(10)


@pytest.mark.slow
@pytest.mark.requirement("SECWRITE-TMO-05")
def test_the_default_timeout_is_100_s(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, NAME)

    end = fast_modem.security.begin(NAME, 10).end(within_s=100 + late_s(fast_modem))

    expect(ended(end, "SECWRITE-TMO-05"), "SECWRITE-TMO-05").refused_with(TIMEOUT).took(
        at_least_s=100 - EARLY_S, clock_rate=fast_modem.channel.clock_rate
    )


@pytest.mark.requirement("SECWRITE-TMO-06", "SECWRITE-24")
def test_the_dut_accepts_commands_and_an_upload_after_a_timeout(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, NAME)
    end = fast_modem.security.begin(NAME, 10, timeout_s=3).end(within_s=3 + late_s(fast_modem))
    expect(ended(end, "SECWRITE-TMO-06"), "SECWRITE-TMO-06").refused()

    expect(fast_modem.send("AT"), "SECWRITE-24").accepted()
    expect(fast_modem.security.read(NAME), "SECWRITE-TMO-06").refused_with(NOT_FOUND)
    written = fast_modem.security.write(NAME, b"0123456789", timeout_s=200)
    expect(uploaded(written, "SECWRITE-24")[0], "SECWRITE-24", what="<uploadsize>").equals(10)
    preamble(found(fast_modem.security.read(NAME))[0], what="<good>").equals(1)


LIMIT_S, FAST_LIMIT_S = 5, 24  # in real time, and on a fast clock; the double is beyond the tolerance


@pytest.mark.slow
@pytest.mark.needs(timeout_s=FAST_LIMIT_S)
@pytest.mark.requirement("SECWRITE-TMO-07", "SECWRITE-24")
def test_each_of_several_uploads_ends_at_its_timeout(vacate: Vacate, fast_modem: Modem) -> None:
    names, rate = (NAME, "NVRAM:CA0", "RAM:client_cert.pem"), fast_modem.channel.clock_rate
    limit_s = FAST_LIMIT_S if rate > 1 else LIMIT_S
    vacate(fast_modem, *names)

    for name in names:
        written = fast_modem.security.write(name, b"0123456789", timeout_s=limit_s)
        expect(uploaded(written, "SECWRITE-24")[0], "SECWRITE-24", what="<uploadsize>").equals(10)
        vacate(fast_modem, name)
        upload = fast_modem.security.begin(name, 10, timeout_s=limit_s)
        end = ended(upload.end(within_s=limit_s + late_s(fast_modem)), "SECWRITE-TMO-07")
        expect(end, "SECWRITE-TMO-07", what=f"after an upload of {name}").refused_with(TIMEOUT).took(
            at_least_s=limit_s - EARLY_S, clock_rate=rate
        )


@pytest.mark.requirement("SECWRITE-TMO-08", "SECWRITE-TMO-11")
def test_whether_a_byte_restarts_the_timeout_is_recorded(
    vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, NAME)
    upload = modem.security.begin(NAME, 10, timeout_s=3)
    upload.pause(2)
    upload.feed(b"0")

    early = upload.end(within_s=4)

    observe("timeout", "of the whole input" if early is not None else "of each pause")
    ended(early or upload.end(within_s=2 + 3 + late_s(modem)), "SECWRITE-TMO-11")


@pytest.mark.requirement("SECWRITE-TMO-09", "SECWRITE-TMO-11")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_the_result_of_a_partial_upload_at_its_timeout_is_recorded(
    name: str, vacate: Vacate, fast_modem: Modem, observe: Observe
) -> None:
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, 10, timeout_s=40)  # long enough for a busy host
    upload.feed(b"01234")

    end = ended(upload.end(within_s=2 * 40 + late_s(fast_modem)), "SECWRITE-TMO-11")

    reading = fast_modem.security.read(name)
    observe("5 of 10 bytes", f"{end.outcome}, then AT+QSECREAD: {reading.outcome}")
    if end.ok:
        preamble(uploaded(end)[0], what="<uploadsize>").equals(5)
        expect(reading, "SECWRITE-TMO-09").succeeded()
    else:
        expect(end, "SECWRITE-TMO-09").refused_with(TIMEOUT)
