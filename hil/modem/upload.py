"""An upload in progress, sent piece by piece: AT+QSECWRITE for cases with pauses (note 2.4).

Spans are seconds of module time.
"""

from __future__ import annotations

import time

from hil.at.payload import SETTLE_S
from hil.at.response import Event, Final, Information, Urc
from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.exchange import Exchange
from hil.modem.pending import final_code
from hil.spec.codes import ResultCode


class Upload:
    """An upload: the DUT is in data mode until it reports the result."""

    def __init__(self, channel: Channel, connected: Exchange, *, began: float) -> None:
        self._channel, self._connected, self._began = channel, connected, began
        self._in_data_mode_since = time.monotonic()

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
        counts from CONNECT, so it is never too early.
        """
        channel, lines, urcs = self._channel, list(self._connected.lines), list(self._connected.urcs)
        span_s = within_s / channel.clock_rate
        limit = Deadline(self._in_data_mode_since + span_s, span_s)
        channel.reader.sent(self._connected.command)
        channel.leave_data()
        final, has_result_line = None, False
        while (event := channel.event(_earliest(limit, final, has_result_line=has_result_line))) is not None:
            has_result_line = has_result_line or isinstance(event, Information)
            _keep(event, lines, urcs)
            if isinstance(event, Final):
                final = final_code(event)
                if final is not ResultCode.OK or has_result_line:
                    break
        raw = channel.settled()
        if final is None:
            channel.enter_data()
            channel.data_mode = True
            return None
        return Exchange(
            command=self._connected.command,
            lines=tuple(lines),
            final=final,
            urcs=tuple(urcs),
            raw=raw,
            elapsed_s=time.monotonic() - self._began,
        )


def _earliest(limit: Deadline, final: object, *, has_result_line: bool) -> Deadline:
    """After an OK without a result line (the response to `+++`, or a wrong order) that line may follow."""
    return limit if final is None or has_result_line else Deadline.after(SETTLE_S)


def _keep(event: Event, lines: list[str], urcs: list[str]) -> None:
    match event:
        case Urc(text):
            urcs.append(text)
        case Information(text) | Final(text):
            lines.append(text)
        case _:  # noise is kept in the transcript and in the raw bytes
            pass
