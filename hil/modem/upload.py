"""An upload in progress, sent piece by piece: AT+QSECWRITE and AT+QFTPPUT for cases with pauses (note 2.4, 4.2.2).

Spans are seconds of module time.
"""

from __future__ import annotations

import time
from typing import Self

from hil.at.payload import SETTLE_S
from hil.at.response import Event, Final, Information, Urc
from hil.at.values import numbered
from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.conversation import Send
from hil.modem.exchange import Exchange, UnexpectedResult
from hil.modem.pending import final_code
from hil.spec.codes import ResultCode
from hil.spec.commands import DEFAULT_RESPONSE_S


class Upload:
    """An upload: the DUT is in data mode until it reports the result.

    `awaits_ok` is for a result that an OK follows (2.4); in 4.2.2 none does.
    """

    def __init__(
        self, channel: Channel, connected: Exchange, *, began: float, awaits_ok: bool = True
    ) -> None:
        self._channel, self._connected, self._began = channel, connected, began
        self._awaits_ok = awaits_ok
        self._in_data_mode_since = time.monotonic()

    @classmethod
    def begun(cls, channel: Channel, send: Send, line: str, *, awaits_ok: bool = True) -> Self:
        """Send the command, up to CONNECT; raises `UnexpectedResult` when it is refused."""
        began = time.monotonic()
        connected = send(line)
        if connected.final is not ResultCode.CONNECT:
            raise UnexpectedResult.mismatch(
                expected=f"CONNECT after {connected.command}", actual=connected.outcome
            )
        return cls(channel, connected, began=began, awaits_ok=awaits_ok)

    def feed(self, data: bytes) -> None:
        """Send bytes, in one piece."""
        self._channel.write_data(data)

    def pause(self, span_s: float) -> None:
        """Send nothing for that many seconds."""
        self._channel.listen(Deadline.after(span_s / self._channel.clock_rate))

    def escape(self) -> None:
        """Send `+++` between two silences."""
        self._channel.escape()

    def end(self, *, within_s: float) -> Exchange | None:
        """The result of the upload; None if there is none within that many seconds after CONNECT.

        `elapsed_s` counts from before the command, so it is never too short; the limit
        counts from CONNECT, so it is never too early.  Both are those of the result line:
        its OK may come later.
        """
        channel, lines, urcs = self._channel, list(self._connected.lines), list(self._connected.urcs)
        span_s = within_s / channel.clock_rate
        limit = Deadline(self._in_data_mode_since + span_s, span_s)
        channel.reader.sent(self._connected.command)
        channel.leave_data()
        final, ended = None, 0.0
        while (event := channel.event(self._deadline(limit, final, has_result_line=ended > 0.0))) is not None:
            if isinstance(event, Information):
                ended = ended or time.monotonic()
            _keep(event, lines, urcs)
            if isinstance(event, Final):
                final = final_code(event)
                if final is not ResultCode.OK or ended > 0.0:
                    break
        raw = channel.settled()
        if final is None and (ended == 0.0 or self._awaits_ok):
            channel.enter_data()
            channel.data_mode = True
            return None
        return Exchange(
            command=self._connected.command,
            lines=tuple(lines),
            final=final,
            result=None if self._awaits_ok else _result(lines),
            urcs=tuple(urcs),
            raw=raw,
            elapsed_s=(ended or time.monotonic()) - self._began,
        )

    def _deadline(self, limit: Deadline, final: object, *, has_result_line: bool) -> Deadline:
        """The limit is that of the result; its OK may come later, and an OK without a result may be that of `+++`."""
        if has_result_line:
            return Deadline.after(DEFAULT_RESPONSE_S if final is None and self._awaits_ok else SETTLE_S)
        return limit if final is None else Deadline.after(SETTLE_S)


def _result(lines: list[str]) -> int | None:
    """The number of the line `+QFTPPUT: <n>`."""
    found = [number for line in lines if (number := numbered(line)) is not None]
    return found[-1][1] if found else None


def _keep(event: Event, lines: list[str], urcs: list[str]) -> None:
    match event:
        case Urc(text):
            urcs.append(text)
        case Information(text) | Final(text):
            lines.append(text)
        case _:  # noise is kept in the transcript and in the raw bytes
            pass
