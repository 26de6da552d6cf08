"""Sessions that have to be refused or to fail, each for one flaw of the server, the login or a file (note 2.3, chapter 3).

A flaw says which rows it goes with, what the server does, and what judges the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from hil.expect import expect, preamble
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.modem.claims import Claims
from hil.modem.exchange import Exchange
from hil.session import Attempt, attempt, open_ftp
from hil.spec.tls import ALL_SUITES
from hil.tls.policy import ClientCertificate, TlsPolicy

from .array import ALL, Row, chosen, possible
from .course import Course, accepted
from .factors import (
    AUTHENTICATIONS,
    CONTEXTS,
    DATA_MODES,
    LINES,
    LINKS,
    LOGINS,
    NAMES,
    SUITES,
    TYPES,
    VERSIONS,
)

Adapt = Callable[[Row, Claims], Row | None]
"""The row with which the flaw counts; None if the DUT claims none."""
Meet = Callable[[Course, Row], ServerProfile]
UP, DOWN = "flawed-up.bin", "flawed-down.bin"
DATA = b"a file that must not pass\r\n" * 20


class Stage(Enum):
    """Where the flaw is met."""

    OPEN = "AT+QFTPOPEN"
    LOGIN = "the login"
    PUT = "an upload"
    GET = "a download"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, where, and the requirement; `codes` are those of Table 4 that the note gives for it."""

    requirement: str
    stage: Stage
    adapt: Adapt
    profile: Meet
    codes: tuple[int, ...] = ()


# --- the rows with which a flaw counts ---------------------------------------------------------------------------


def any_row(row: Row, _claims: Claims) -> Row | None:
    """Each row."""
    return row


def secure(row: Row, claims: Claims) -> Row | None:
    """A row with FTPS."""
    modes = [mode for mode in (row.link, Listener.IMPLICIT, Listener.EXPLICIT) if mode is not Listener.PLAIN]
    claimed = [mode for mode in modes if claims.has(mode.value)]
    return replace(row, link=claimed[0]) if claimed else None


def authenticating(*levels: int) -> Adapt:
    """A row with FTPS at one of these levels, with a server certificate that is not out of date."""

    def adapt(row: Row, claims: Claims) -> Row | None:
        fitting = [one for one in AUTHENTICATIONS if one.level in levels and not one.ignores_dates]
        chosen = [row.authentication] if row.authentication in fitting else fitting
        places = [one for one in (*chosen, *fitting) if one.is_claimed(claims.has)]
        adapted = secure(row, claims)
        return replace(adapted, authentication=places[0]) if adapted and places else None

    return adapt


def by_dates(row: Row, claims: Claims) -> Row | None:
    """A row whose CA issues certificates that have expired, on a DUT with a clock."""
    adapted = authenticating(1, 2)(row, claims)
    if adapted is None or not claims.has("clock") or not claims.has("nvram-files"):
        return None
    issuing = {one.level: one for one in AUTHENTICATIONS if one.ca[1] == "good" and not one.ignores_dates}
    return replace(adapted, authentication=issuing[adapted.authentication.level])


def of_one_version(row: Row, claims: Claims) -> Row | None:
    """A row with a single version, of several that the DUT has."""
    adapted = secure(row, claims)
    if adapted is None or len(claims.versions) < 2:
        return None
    return None if adapted.version[0] == ALL else adapted


def of_some_suites(row: Row, claims: Claims) -> Row | None:
    """A row with fewer suites than there are."""
    adapted = secure(row, claims)
    return adapted if adapted and len(row.suites) < len(ALL_SUITES) else None


# --- the servers --------------------------------------------------------------------------------------------------


def good(course: Course, _row: Row) -> ServerProfile:
    """The server with which the session of the row succeeds."""
    return course.profile()


def with_chain(name: str = "") -> Meet:
    """A server with this chain; without a name that of the CA that is not configured."""

    def profile(course: Course, row: Row) -> ServerProfile:
        other = "good" if row.authentication.chain == "other-ca" else "other-ca"
        return replace(course.profile(), chain=course.authority.chain(name or other))

    return profile


def _of_another_version(row: Row) -> TlsPolicy:
    return TlsPolicy(versions=tuple(one for one in TlsPolicy().versions if one is not row.spoken))


def _of_other_suites(row: Row) -> TlsPolicy:
    return TlsPolicy(suites=tuple(suite for suite in ALL_SUITES if suite not in row.suites))


def with_tls(policy: Callable[[Row], TlsPolicy]) -> Meet:
    """A server with this policy on each connection."""
    return lambda course, row: replace(course.profile(), tls=policy(row))


def with_data_tls(policy: Callable[[Row], TlsPolicy]) -> Meet:
    """A server with this policy on the data connections alone."""
    return lambda course, row: replace(course.profile(), data_tls=policy(row))


def with_data_chain(course: Course, row: Row) -> ServerProfile:
    """A server that shows the certificate of another CA on the data connections."""
    return replace(course.profile(), data_chain=with_chain()(course, row).chain)


def _insisting(row: Row) -> TlsPolicy:
    return TlsPolicy.pinned(row.spoken, row.suite, client_certificate=ClientCertificate.REQUIRED)


def replying(code: int, verb: str) -> Meet:
    """A server that refuses this command."""
    fault = Fault(Point.REPLY, Reply(code, "By the fault plan."), verb=verb, times=None)
    return lambda course, _row: course.profile(ftp=(fault,))


FLAWS: Mapping[str, Flaw] = {
    "the certificate of another CA": Flaw("AUTH-05", Stage.OPEN, authenticating(1), with_chain()),
    "the certificate of another CA at level 2": Flaw("AUTH-13", Stage.OPEN, authenticating(2), with_chain()),
    "a certificate that has expired": Flaw("SSLCFG-RTC-03", Stage.OPEN, by_dates, with_chain("expired")),
    "a server of another version": Flaw(
        "SSLCFG-VERSION-12", Stage.OPEN, of_one_version, with_tls(_of_another_version)
    ),
    "a server of other suites": Flaw(
        "SSLCFG-CIPHER-14", Stage.OPEN, of_some_suites, with_tls(_of_other_suites)
    ),
    "a server that insists on a client certificate": Flaw(
        "AUTH-07", Stage.OPEN, authenticating(1), with_tls(_insisting)
    ),
    "a wrong password": Flaw("ERR-SRV-530", Stage.LOGIN, any_row, good, (-530,)),
    "a missing file": Flaw("ERR-SRV-550", Stage.GET, any_row, good, (-550,)),
    **{
        f"{code} to {verb}": Flaw(requirement, stage, any_row, replying(code, verb), (-code,))
        for code, verb, stage, requirement in (
            (450, "STOR", Stage.PUT, "ERR-SRV-450"),
            (452, "STOR", Stage.PUT, "ERR-SRV-452"),
            (532, "STOR", Stage.PUT, "ERR-SRV-532"),
            (552, "STOR", Stage.PUT, "ERR-SRV-552"),
            (553, "STOR", Stage.PUT, "ERR-SRV-553"),
            (501, "RETR", Stage.GET, "ERR-SRV-501"),
            (551, "RETR", Stage.GET, "ERR-SRV-551"),
        )
    },
    "another CA on the data connection of an upload": Flaw(
        "AUTH-05", Stage.PUT, authenticating(1, 2), with_data_chain
    ),
    "another CA on the data connection of a download": Flaw(
        "AUTH-05", Stage.GET, authenticating(1, 2), with_data_chain
    ),
    "another version on the data connection": Flaw(
        "SSLCFG-VERSION-12", Stage.PUT, of_one_version, with_data_tls(_of_another_version)
    ),
    "other suites on the data connection": Flaw(
        "SSLCFG-CIPHER-14", Stage.GET, of_some_suites, with_data_tls(_of_other_suites)
    ),
}


SUCCEEDING: Mapping[str, Any] = {
    "content": LINES[0],
    "local_name": "",
    "offset": 0,
    "rounds": 1,
    "size": (40, 41),
}
"""What all rows have: after the flaw they move small files."""
FACTORS: Mapping[str, Sequence[Any]] = {
    "link": LINKS,
    "context": CONTEXTS,
    "version": VERSIONS,
    "suites": SUITES,
    "authentication": AUTHENTICATIONS,
    "data_mode": DATA_MODES,
    "type": TYPES,
    "place": ("COM", "COM", "RAM"),
    "login": LOGINS,
    "name": NAMES,
    "event": (
        "nothing",
        "an AT+QFTPOPEN without a server",
        "other settings",
        "AT+QIDEACT and AT+QIACT",
        "a failed TLS handshake",
        "a failed transfer",
        "a session that the server closed",
    ),
    "is_event_first": (True, False),
    "flaw": tuple(FLAWS),
}
PACKS = 15


@cache
def rows() -> tuple[tuple[Row, str], ...]:
    """The rows of an array, each with its flaw."""
    made = chosen(FACTORS, "flaws")
    return tuple((values.pop("flaw"), Row(**values, **SUCCEEDING))[::-1] for values in made)


def pack(number: int, claimed: Claims) -> tuple[tuple[Row, str], ...]:
    """The rows of one case, as the DUT claims them; a flaw that goes with no claim is left out."""
    found = []
    for row, name in rows()[number::PACKS]:
        flaw = FLAWS[name]
        adapted = flaw.adapt(possible(row, claimed), claimed)
        if adapted is not None:
            adapted = possible(adapted, claimed)
            over_uart = flaw.stage is Stage.PUT or adapted.place == "COM"
            found.append((replace(adapted, place="COM") if over_uart else adapted, name))
    return tuple(found)


def meet(course: Course, row: Row, name: str) -> None:
    """Let the DUT meet the flaw, and judge what it does."""
    __tracebackhide__ = True
    flaw = FLAWS[name]
    profile = flaw.profile(course, row)
    what = f"{name} ({row})"
    if flaw.stage is Stage.OPEN:
        met = attempt(course.modem, course.server, profile, mode=row.link, all_fire=False)
        expect(met, flaw.requirement, what=f"AT+QFTPOPEN to {what}").refused()
    elif flaw.stage is Stage.LOGIN:
        accepted(course.modem.ftp.password("NotThisOne7"))
        met = attempt(course.modem, course.server, profile, mode=row.link)
        accepted(course.modem.ftp.password(course.server.accounts[course.user(row)]))
        _judge_login(met, flaw, what)
    else:
        _transfer(course, row, flaw, profile, what)


def _judge_login(met: Attempt, flaw: Flaw, what: str) -> None:
    __tracebackhide__ = True
    expect(met, flaw.requirement, what=f"AT+QFTPOPEN with {what}").refused()
    expect(met.opened, flaw.requirement, what=f"AT+QFTPOPEN with {what}").failed_with(*flaw.codes)


def _transfer(course: Course, row: Row, flaw: Flaw, profile: ServerProfile, what: str) -> None:
    __tracebackhide__ = True
    root = course.server.root
    (root / UP).unlink(missing_ok=True)
    (root / DOWN).unlink(missing_ok=True)
    if profile.ftp or profile.data_chain or profile.data_tls:
        (root / DOWN).write_bytes(DATA)
    with course.server.expecting(profile, all_fire=False):
        preamble(
            open_ftp(course.modem, course.server, row.link), what=f"the session before {what}"
        ).succeeded()
        exchange = _put(course) if flaw.stage is Stage.PUT else _get(course, row)
        course.modem.ftp.ensure_closed()
    judged = expect(exchange, flaw.requirement, what=f"{flaw.stage.value} with {what}")
    if flaw.codes:
        judged.failed_with(*flaw.codes)
    else:
        judged.failed()
        stored = (root / UP).read_bytes() if (root / UP).exists() else b""
        expect(stored, flaw.requirement, what=f"what the server has of {what}").has_size(0)
        expect(exchange.data[:1], flaw.requirement, what=f"what the DUT has output of {what}").has_size(0)


def _put(course: Course) -> Exchange:
    return course.modem.ftp.put(UP, DATA)


def _get(course: Course, row: Row) -> Exchange:
    if row.place == "COM":
        return course.modem.ftp.get(DOWN, expected_size=len(DATA))
    return course.modem.send(f'AT+QFTPGET="{DOWN}",{len(DATA)}')
