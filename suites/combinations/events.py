"""What happens between two sessions: an error, a refused or another command, a deactivation (note 1.2, 2.2, 2.3, 4.2).

An event leaves the settings of the next session as they are.  The note does not say
what becomes of a session after an error, so each ends with a closed one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hil.expect import preamble
from hil.ftps.faults import CloseNotify, Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.session import open_ftp
from hil.spec.tls import CipherSuite
from hil.tls.policy import TlsPolicy

from .factors import SPARE

if TYPE_CHECKING:
    from .course import Course

NO_LOGIN = Fault(Point.REPLY, Reply(530, "Not now."), verb="PASS")
FULL = Fault(Point.REPLY, Reply(452, "Full."), verb="STOR")
GOODBYE = Fault(Point.REPLY, Reply(421, "Goodbye.", then=CloseNotify()), verb="RETR")
REFUSED = (
    "AT+QFTPCFG=7,2",
    "AT+QFTPCFG=8,1",
    'AT+QSSLCFG="seclevel",0,9',
    'AT+QSSLCFG="sslversion",6,1',
    'AT+QSSLCFG="ftpsctxi",6',
)
"""A value, a type, a value of a context, a context (note 2.2, 2.3)."""
QUERIES = (
    "AT+QFTPCFG=2",
    "AT+QFTPSTAT",
    'AT+QSSLCFG="ftps"',
    'AT+QSSLCFG="ctxindex",2',
    "AT+QILOCIP",
    "AT+QSECREAD=?",
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens; `needs` are the features without which it cannot."""

    carry_out: Callable[[Course], None]
    needs: tuple[str, ...] = ()


def _nothing(_course: Course) -> None:
    """The next session follows at once."""


def _failed_open(course: Course) -> None:
    with course.peers.closed_port() as (host, port):
        preamble(course.modem.ftp.open(host, port)).failed()


def _refused_commands(course: Course) -> None:
    for line in REFUSED:
        preamble(course.modem.send(line)).failed()


def _queries(course: Course) -> None:
    for line in QUERIES:
        course.modem.send(line)


def _other_settings(course: Course) -> None:
    """Another value in a context that the next session does not use, and a type that has no effect on it."""
    index = (course.bound + 1) % course.claimed.contexts
    context = course.contexts.get(index)
    if context is not None and index != course.bound:
        versions = sorted({value[0] for value in course.legal_versions(context)})
        version = versions[(versions.index(context.version or 0) + 1) % len(versions)]
        course.set_context(index, replace(context, version=version))
    course.set_type(6, 1 - int(str(course.types.get(6, 0))))


def _close(course: Course) -> None:
    course.modem.ftp.close()


def _deactivation(course: Course) -> None:
    preamble(course.modem.pdp.deactivate()).accepted()
    course.modem.pdp.ensure_active()


def _security_file(course: Course) -> None:
    preamble(course.modem.security.write(SPARE, b"a file that comes and goes")).succeeded()
    deleted = course.modem.security.delete(SPARE)
    if not deleted.ok and course.modem.security.release(
        SPARE
    ):  # an earlier case named it in a context (note 2.6)
        deleted = course.modem.security.delete(SPARE)
    preamble(deleted).accepted()


def _failed_session(course: Course, profile: ServerProfile) -> None:
    with course.server.expecting(profile, all_fire=False):
        preamble(open_ftp(course.modem, course.server, course.link), what="a session that fails").failed()
        course.modem.ftp.ensure_closed()


def _failed_login(course: Course) -> None:
    _failed_session(course, course.profile(ftp=(NO_LOGIN,)))


def _failed_handshake(course: Course) -> None:
    """A server without a suite of the context; on a link without TLS a refused login."""
    if course.link is Listener.PLAIN:
        _failed_login(course)
        return
    offered = course.contexts[course.bound].suites or ()
    others = tuple(suite for suite in CipherSuite if suite not in offered)
    if others:
        _failed_session(course, replace(course.profile(), tls=TlsPolicy(suites=others)))
    else:
        _failed_login(course)


def _failed_transfer(course: Course) -> None:
    with course.server.expecting(course.profile(ftp=(FULL,)), all_fire=False):
        preamble(open_ftp(course.modem, course.server, course.link)).succeeded()
        failed = course.modem.ftp.put("full.bin", b"no room for this")
        preamble(failed, what="an upload without room").failed()
        course.modem.ftp.ensure_closed()


def _session_closed_by_the_server(course: Course) -> None:
    (course.server.root / "there.bin").write_bytes(b"there")
    with course.server.expecting(course.profile(ftp=(GOODBYE,)), all_fire=False):
        preamble(open_ftp(course.modem, course.server, course.link)).succeeded()
        failed = course.modem.ftp.get("there.bin", expected_size=5)
        preamble(failed, what="a download in a session that the server closes").failed()
        course.modem.ftp.ensure_closed()


EVENTS: Mapping[str, Event] = {
    "nothing": Event(_nothing),
    "an AT+QFTPOPEN without a server": Event(_failed_open),
    "refused commands": Event(_refused_commands),
    "queries": Event(_queries),
    "other settings": Event(_other_settings),
    "AT+QFTPCLOSE without a session": Event(_close),
    "AT+QIDEACT and AT+QIACT": Event(_deactivation, needs=("pdp-recovery",)),
    "a security file that came and went": Event(_security_file, needs=("ram-files",)),
    "a refused login": Event(_failed_login),
    "a failed TLS handshake": Event(_failed_handshake),
    "a failed transfer": Event(_failed_transfer),
    "a session that the server closed": Event(_session_closed_by_the_server),
}
