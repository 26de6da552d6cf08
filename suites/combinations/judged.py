"""What a session has to be at both ends, and what the DUT has to tell of its settings after it; each with its requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hil.expect import expect
from hil.ftps.session import Listener, Session
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.pki.authority import Authority
from hil.spec.tls import SSLVERSION
from hil.tls.observation import Handshake

from ..lasting.told import OF_CONTEXT, OF_GLOBAL, OF_TYPE
from ..ssl_config.settings import codes_in
from ..transfer.sessions import TRANSFERS
from .array import ALL, Row
from .course import Course
from .sessions import File, Visit

RESUMING_POINT = 3
VERBS = {"passive": ("PASV", "EPSV"), "active": ("PORT", "EPRT")}  # RFC 959, RFC 2428

OF_A_SESSION = (
    "PROC-12",
    "EX421-18",
    "EX421-19",
    "EX421-26",
    "EX422-01",
    "EX422-05",
    "EX422-09",
    "EX422-10",
    "EX423-06",
    "EX423-10",
    "EX424-05",
    "MODE-01",
    "MODE-02",
    "GEN-03",
    "GEN-08",
    "VER-06",
    "SSLCFG-CIPHER-13",
    "SSLCFG-GEN-07",
    "AUTH-08",
    "FTPCFG-T1-03",
    "FTPCFG-T2-03",
    "FTPCFG-T3-03",
    "FTPCFG-T4-03",
)
"""The requirements of `judge_session`."""
OF_SETTINGS = (
    *("FTPCFG-T1-02", "FTPCFG-T2-02", "FTPCFG-T4-02", "FTPCFG-T6-02", "FTPCFG-T7-02"),
    *("SSLCFG-FTPS-03", "SSLCFG-FTPSCTX-02", "SSLCFG-RTC-02"),
    *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02"),
    *("SSLCFG-CACERT-03", "SSLCFG-CLICERT-03", "SSLCFG-CLIKEY-03"),
)
"""The requirements of `judge_settings`."""


def judge_session(done: Visit, authority: Authority) -> None:
    """Judge a session that has to succeed in each part."""
    __tracebackhide__ = True
    row = done.row
    expect(done.opened, "PROC-12", what=f"AT+QFTPOPEN ({row})").succeeded()
    session = expect(done.session, "PROC-12", what=f"a session at the server ({row})").is_present()
    if done.state is None or done.moved is None or done.closed is None:  # no session by the word of the DUT
        return
    expect(done.state, "EX421-18", what=f"AT+QFTPSTAT ({row})").answered("OPENED")
    expect(done.moved, "EX422-01", what=f"AT+QFTPPATH ({row})").result(0)
    expect(done.closed, "EX421-19", what=f"AT+QFTPCLOSE ({row})").succeeded()
    if row.is_secure:
        judge_tls(row, session, authority)
    else:
        expect(session, "EX424-05", what=f"the session ({row})").is_in_clear()
    judge_transfers(done, session)


def judge_tls(row: Row, session: Session, authority: Authority) -> None:
    """The mode, and what each connection offered and negotiated."""
    __tracebackhide__ = True
    of_session = f"the session ({row})"
    if row.link is Listener.IMPLICIT:
        expect(session, "MODE-01", what=of_session).begins_with_tls().sent_none_of("AUTH")
    else:
        expect(session, "MODE-02", what=of_session).sent("AUTH")
        expect(session, "GEN-08", what=of_session).sent_in_order("PBSZ", "PROT")
    expect(session, "SSLCFG-GEN-07", what=of_session).negotiated(
        version=row.spoken, suite=row.suite, data=False
    )
    expect(session, "GEN-03", what=of_session).negotiated(version=row.spoken, suite=row.suite)
    for number, connection in enumerate((session.control, *session.data)):
        handshake = connection.handshake
        if handshake is not None and handshake.hello is not None:
            place = f"data connection {number}" if number else "the control connection"
            judge_handshake(row, handshake, authority, what=f"{place} ({row})", is_control=not number)


def judge_handshake(
    row: Row, handshake: Handshake, authority: Authority, *, what: str, is_control: bool
) -> None:
    """The suites and the version that are offered, and the client certificate."""
    __tracebackhide__ = True
    hello = handshake.hello
    if hello is None:
        return
    if is_control or not hello.session_id:
        expect(hello, "SSLCFG-CIPHER-13", what=what).offered_suites(set(row.suites))
        version = row.version[0]
        if version != ALL:
            expect(hello, "VER-06", what=what).offered_version(*SSLVERSION[version])
    else:  # one that offers to resume may offer the suite of that session alone (RFC 5246, 7.4.1.2)
        expect(hello, "SSLCFG-CIPHER-13", what=what).offered_no_other_than(set(row.suites))
    if row.authentication.level == 2 and not handshake.resumed:
        expect(handshake, "AUTH-08", what=what).proved_the_client()
        leaf = handshake.client_chain[0] if handshake.client_chain else b""
        right = authority.client(row.authentication.client[2]).der
        expect(leaf == right, "AUTH-08", what=f"the client certificate of the context on {what}").is_yes()


def judge_transfers(done: Visit, session: Session) -> None:
    """The login, the types and modes of the transfers, the names, and the files at both ends."""
    __tracebackhide__ = True
    row = done.row
    of_session = f"the session ({row})"
    expect(session, "EX421-26", what=of_session).logged_in()
    others = VERBS["active" if row.data_mode == "passive" else "passive"]
    expect(session, "FTPCFG-T1-03", what=of_session).sent_one_of(*VERBS[row.data_mode]).sent_none_of(*others)
    types = set(types_of(session))
    expect(types, "FTPCFG-T2-03", what=f"the types of the transfers ({row})").equals(
        {row.type[:1].upper().replace("B", "I")}
    )
    if row.offset:
        offsets = {command.argument for command in session.sent("REST")}
        expect(offsets, "FTPCFG-T3-03", what=f"the offsets of REST ({row})").equals({str(row.offset)})
    for verbs, requirement in ((("STOR", "APPE"), "EX422-10"), (("RETR",), "EX423-10")):
        names = {c.argument.rpartition("/")[2] for c in session.commands if c.verb in verbs}
        expect(names, requirement, what=f"the names of {verbs[0]} ({row})").equals({row.name[0]})
    place = "FTPCFG-T4-03" if row.place != "COM" else ""
    for file in done.downloads:
        judge_file(row, file, place or ("FTPCFG-T3-03" if row.offset else "EX423-06"), "the download")
    for file in done.uploads:
        judge_file(row, file, place or ("FTPCFG-T3-03" if row.offset else "EX422-05"), "the upload")


def judge_file(row: Row, file: File, requirement: str, what: str) -> None:
    """The DUT reports success with the number of bytes, and the file is the same; lines of a text."""
    __tracebackhide__ = True
    judged = expect(file.exchange, requirement, what=f"{what} ({row})").succeeded()
    came, content = file.came, file.content
    if file.is_count_told:
        judged.result(len(content) - (row.offset if what == "the upload" else 0))
    if row.type == "ascii":
        came, content = (text.replace(b"\r\n", b"\n") for text in (came, content))
    expect(came, requirement, what=f"the bytes of {what} ({row})").equals(content)


def types_of(session: Session) -> list[str]:
    """The representation type of each transfer; `A` without TYPE (RFC 959, 3.1.1.1)."""
    types, now = [], "A"
    for command in session.commands:
        if command.verb == "TYPE":
            now = command.argument.upper().partition(" ")[0]
        elif command.verb in TRANSFERS:
            types.append(now)
    return types


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the value that its answer has to tell, and what judges it."""

    query: str
    name: str
    value: str
    requirement: str


def questions(course: Course, contexts: tuple[int, ...]) -> Iterator[Question]:
    """One for each setting that was made; what becomes of type 3 in a transfer is open (document [2])."""
    for kind, value in course.types.items():
        if kind != RESUMING_POINT:
            yield Question(f"AT+QFTPCFG={kind}", "QFTPCFG", str(value), OF_TYPE[kind])
    for keyword, switch in course.switches.items():
        yield Question(f'AT+QSSLCFG="{keyword}"', "QSSLCFG", str(switch), OF_GLOBAL[keyword])
    for index in contexts:
        context = course.contexts[index]
        told = {
            "sslversion": str(context.version),
            "ciphersuite": ",".join(sorted(f"0X{code:04X}" for code in context.suites or ())),
            "seclevel": str(context.seclevel),
            "cacert": context.ca,
            "clientcert": context.certificate,
            "clientkey": context.key,
        }
        for keyword, text in told.items():
            yield Question(f'AT+QSSLCFG="{keyword}",{index}', "QSSLCFG", text, OF_CONTEXT[keyword])


def judge_settings(course: Course, asked: Iterable[Question], *, after: str) -> None:
    """Each setting is told as it was set, in one line."""
    __tracebackhide__ = True
    for question in asked:
        query, judge = question.query, question.requirement
        rows = course.modem.send(query).rows(question.name)
        expect(len(rows), judge, what=f"the lines in the answer to {query} after {after}").equals(1)
        fields = rows[0] if rows else ()
        if question.name == "QSSLCFG":
            fields = fields[1:]
        told = ",".join(sorted(codes_in(fields)) if "ciphersuite" in query else fields)
        expect(told, judge, what=f"{query} after {after}").equals(question.value)


def judge_closed(course: Course, row: Row) -> None:
    """The service is not open after AT+QFTPCLOSE, where the DUT reports its state."""
    __tracebackhide__ = True
    word = status_word(course.modem.ftp.status())
    expect(word, "EX421-19", what=f"the state after AT+QFTPCLOSE ({row})").is_one_of(
        "", *map(str, CLOSED_STATES)
    )
