"""One session of a row: what the DUT is told to do, and what came of it at both ends (note 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hil.deadline import Deadline
from hil.ftps.session import Session
from hil.modem.exchange import Exchange
from hil.session import SESSION_END_S, open_ftp

from ..local_storage import free_bytes
from .array import Row
from .course import Course
from .events import EVENTS
from .factors import LOCAL_MOST

OFFSET_FILLER = b"before the restart\r\n"


@dataclass(frozen=True, slots=True)
class File:
    """A file that went one way: what it should be, what the DUT told, and what came."""

    exchange: Exchange
    content: bytes
    came: bytes
    is_count_told: bool = True


@dataclass(slots=True)
class Visit:
    """A session and its transfers."""

    row: Row
    opened: Exchange
    state: Exchange | None = None
    moved: Exchange | None = None
    uploads: list[File] = field(default_factory=list)
    downloads: list[File] = field(default_factory=list)
    closed: Exchange | None = None
    session: Session | None = None


def content_of(row: Row, size: int, tag: str) -> bytes:
    """The file of a row: its pattern, behind a tag by which files differ; ASCII files end with a line."""
    mark = f"{tag}\r\n".encode()
    body = (mark + row.content * (size // len(row.content) + 1))[:size]
    if row.type == "ascii":
        whole = body[:-3] + b"." if body[-3:-2] == b"\r" else body[:-2]  # no CR without its LF
        return whole + b"\r\n" if size > 1 else b"x"
    return body[:-1] + b"." if body[-1:] == b"+" else body


def visit(course: Course, row: Row, tag: str) -> Visit:
    """Open the session of a row, move its files, close it."""
    with course.server.expecting(course.profile()) as pending:
        done = Visit(row, open_ftp(course.modem, course.server, row.link))
        if done.opened.ok:
            done.state = course.modem.ftp.status()
            done.moved = course.modem.ftp.path(row.name[1])
            for number in range(row.rounds):
                _transfer(course, done, f"{tag} {number}")
            done.closed = course.modem.ftp.close()
        if done.closed is None or not done.closed.ok:
            course.modem.ftp.ensure_closed()
        # a DUT that did not dial is judged by what it reported
        done.session = pending.session(Deadline.after(SESSION_END_S)) if pending.sessions else None
    return done


def _transfer(course: Course, done: Visit, tag: str) -> None:
    if done.row.place == "COM":
        _over_the_uart(course, done, tag)
    else:
        _through_storage(course, done, tag)


def _over_the_uart(course: Course, done: Visit, tag: str) -> None:
    row, modem = done.row, course.modem
    there = course.server.root / row.name[1][1:] / row.name[0]
    before = (OFFSET_FILLER * (row.offset // len(OFFSET_FILLER) + 1))[: row.offset]
    data = content_of(row, row.size[0], f"up {tag}")
    there.unlink(missing_ok=True)
    if row.offset:
        there.write_bytes(before)
        course.set_offset(row.offset)
    uploaded = modem.ftp.put(row.name[0], data)
    came = there.read_bytes() if there.exists() else b""
    done.uploads.append(File(uploaded, before + data, came, is_count_told=row.type == "binary"))
    data = content_of(row, row.size[1], f"down {tag}") if row.size[1] else b""
    there.write_bytes(before + as_stored(row, data))
    if row.offset:
        course.set_offset(row.offset)
    downloaded = modem.ftp.get(row.name[0], expected_size=len(data))
    done.downloads.append(File(downloaded, data, downloaded.data, is_count_told=row.type == "binary"))


def _through_storage(course: Course, done: Visit, tag: str) -> None:
    """Download a file into the storage, and upload it from there."""
    row, modem = done.row, course.modem
    size = row.size[1]
    if size > LOCAL_MOST and (free_bytes(modem, row.place) or 0) < 2 * size:
        size = LOCAL_MOST
    data = content_of(row, size, f"kept {tag}")
    there = course.server.root / row.name[1][1:] / row.name[0]
    there.write_bytes(as_stored(row, data))
    local = row.local_name or row.name[0]
    modem.send(f'AT+QFDEL="{row.place}:{local}"')
    fetched = modem.send(f'AT+QFTPGET="{row.name[0]}",{size}')
    done.downloads.append(File(fetched, b"", b"", is_count_told=False))
    there.unlink(missing_ok=True)
    sent = modem.send(f'AT+QFTPPUT="{row.name[0]}",{size}')
    came = there.read_bytes() if there.exists() else b""
    done.uploads.append(File(sent, data, came, is_count_told=row.type == "binary"))
    modem.send(f'AT+QFDEL="{row.place}:{local}"')


def as_stored(row: Row, data: bytes) -> bytes:
    """A file as the server keeps it: text with its own line ends."""
    return data.replace(b"\r\n", b"\n") if row.type == "ascii" else data


def begin(course: Course, row: Row, *, is_first: bool) -> None:
    """Set what the session of a row uses, with its event before or after that."""
    event = EVENTS[row.event]
    if row.is_event_first and not is_first:
        event.carry_out(course)
        course.set(row)
    else:
        course.set(row)
        event.carry_out(course)


def sessions(course: Course, rows: tuple[Row, ...]) -> Iterator[tuple[Row, Visit]]:
    """The sessions of a case, one after the other, each with its event before it."""
    for number, row in enumerate(rows):
        begin(course, row, is_first=not number)
        yield row, visit(course, row, f"{number} {row.login}")
