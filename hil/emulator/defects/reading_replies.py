"""Defects of what the client makes of a reply: its lines, its text, its code, its address (RFC 959, 4.2 and 5.4)."""

from __future__ import annotations

import re

from hil.deadline import Deadline
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import DataConnection, require
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.reply import MalformedReply, ReplyParser, ServerReply

_REFUSAL = 550
_WORDS = ("error", "fail", "denied", "refused")
_BRACKETED = re.compile(r"\(\d+(,\d+){5}\)")
_COMPLETE, _DONE = 226, 2


def reading_with(parser: type[ReplyParser]) -> type[ControlConnection]:
    """A control connection whose replies that parser reads."""

    class ReadsOtherwise(ControlConnection):
        pass

    ReadsOtherwise.parser = parser
    return ReadsOtherwise


class EndsAtFirstLine(ReplyParser):
    """A hyphen behind the code has no meaning; lines without a code are dropped."""

    def _add(self, line: str) -> ServerReply | None:
        try:
            return super()._add(line[:3] + " " + line[4:])
        except MalformedReply:
            return None


class EndsAtAnyCode(ReplyParser):
    """Three digits and a blank end a reply, also behind blanks, and whichever they are."""

    def _add(self, line: str) -> ServerReply | None:
        if self._lines and re.match(r" *\d{3} ", line):
            self._code = line.strip()[:3]
            return super()._add(line.strip())
        return super()._add(line)


class HoldsFewLines(ReplyParser):
    """A reply of more than 32 lines breaks off."""

    def _add(self, line: str) -> ServerReply | None:
        if len(self._lines) >= 32:
            raise MalformedReply("too many lines")
        return super()._add(line)


class CutsLines(ReplyParser):
    """What is behind the 128th character of a line is a line of its own."""

    def _add(self, line: str) -> ServerReply | None:
        reply = super()._add(line[:128])
        if len(line) > 128:
            super()._add(line[128:])
        return reply


class NeedsText(ReplyParser):
    """A code without a text is no reply."""

    def _add(self, line: str) -> ServerReply | None:
        if not self._lines and not line[4:].strip():
            raise MalformedReply("no text")
        return super()._add(line)


class NeedsBlank(ReplyParser):
    """A code without a blank behind it is no reply."""

    def _add(self, line: str) -> ServerReply | None:
        if not self._lines and len(line) == len("NNN"):
            raise MalformedReply("no blank")
        return super()._add(line)


class ReadsWords(ReplyParser):
    """A text with a word of failure is a refusal."""

    def _finish(self) -> ServerReply:
        reply = super()._finish()
        told = any(word in line for line in reply.lines for word in _WORDS)
        return ServerReply(_REFUSAL, reply.lines) if told else reply


class NeedsWholeReply(ReplyParser):
    """What one read gives is a whole reply."""

    def receive(self, data: bytes) -> list[ServerReply]:
        if self.is_empty and not data.endswith(b"\n"):
            data += b"\r\n"
        return super().receive(data)


def _expect_code(reply: ServerReply, *codes: int) -> ServerReply:
    if reply.kind < 4 and reply.code not in codes:
        raise FtpFailure.of(Cause.REPLY_UNEXPECTED, f"the server replied {reply}")
    return reply


class Only226Completes(DataConnection):
    """A transfer that ends with another code than 226 has failed."""

    def _finish(self, deadline: Deadline | None = None) -> None:
        require(_expect_code(self._control.reply(deadline), _COMPLETE), _DONE)


class NeedsPassword(ControlConnection):
    """A user who needs no password cannot log in."""

    def command(self, verb: str, argument: str | None = None) -> ServerReply:
        reply = super().command(verb, argument)
        return _expect_code(reply, 331, 332) if verb == "USER" else reply


class Only230LogsIn(ControlConnection):
    """A password that is answered by another code than 230 is wrong."""

    def command(self, verb: str, argument: str | None = None) -> ServerReply:
        reply = super().command(verb, argument)
        return _expect_code(reply, 230, 332) if verb == "PASS" else reply


class NeedsBrackets(ControlConnection):
    """An address without brackets is none."""

    def command(self, verb: str, argument: str | None = None) -> ServerReply:
        reply = super().command(verb, argument)
        if verb == "PASV" and reply.kind == _DONE and not _BRACKETED.search(reply.lines[0]):
            raise FtpFailure.of(Cause.REPLY_UNEXPECTED, f"no address in {reply}")
        return reply


class NeedsUsualWords(ControlConnection):
    """An address without the words of RFC 959 is none."""

    def command(self, verb: str, argument: str | None = None) -> ServerReply:
        reply = super().command(verb, argument)
        if verb == "PASV" and reply.kind == _DONE and "passive mode" not in reply.lines[0].lower():
            raise FtpFailure.of(Cause.REPLY_UNEXPECTED, f"no address in {reply}")
        return reply


def beginning_with(code: int) -> type[ControlConnection]:
    """A connection on which a transfer that begins with another code has failed."""

    class BeginsWithOneCode(ControlConnection):
        def command(self, verb: str, argument: str | None = None) -> ServerReply:
            reply = super().command(verb, argument)
            return _expect_code(reply, code) if verb in {"STOR", "RETR"} else reply

    return BeginsWithOneCode
