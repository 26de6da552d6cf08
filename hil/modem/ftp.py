"""The FTP(S) service of a DUT (note 2.2 and 4.2, commands of document [2])."""

from __future__ import annotations

from collections.abc import Mapping

from hil.at.command import execute, write
from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.conversation import Send
from hil.modem.exchange import Exchange
from hil.modem.settings_mode import SettingsMode
from hil.modem.upload import Upload
from hil.spec.ftp import ServiceState

CLOSED_STATES = frozenset({ServiceState.IDLE, ServiceState.CLOSED})  # [2]: AT+QFTPOPEN may follow

_ENSURE_S = 30.0
_SETTLED_S = 0.2  # between two queries of a service that is still opening or closing


class Ftp:
    """Commands of the FTP(S) service, each one exchange."""

    def __init__(
        self, send: Send, channel: Channel, *, settings: SettingsMode = SettingsMode.REMEMBERED
    ) -> None:
        self._send, self._channel = send, channel
        self._settings = settings
        self._accepted: dict[int, int | str] = {}

    def configure(self, type: int, value: int | str) -> Exchange:  # noqa: A002 - the note's own word
        """AT+QFTPCFG=<type>,<value>."""
        self._accepted.pop(type, None)
        exchange = self._send(write("QFTPCFG", type, value))
        if exchange.ok:
            self._accepted[type] = value
        return exchange

    def apply(self, wanted: Mapping[int, int | str]) -> tuple[Exchange, ...]:
        """Configure the types whose value differs from what this driver last set, or all; returns the exchanges.

        Which of the two is the `SettingsMode` of the driver.
        """
        return tuple(
            self.configure(type, value)
            for type, value in wanted.items()  # noqa: A001 - the note's own word
            if self._settings is SettingsMode.ALWAYS or self._accepted.get(type) != value
        )

    def forget(self) -> None:
        """Discard the remembered settings: the DUT has restarted, or other commands have changed them."""
        self._accepted.clear()

    def setting(self, type: int) -> Exchange:  # noqa: A002 - the note's own word
        """AT+QFTPCFG=<type>: the present value, as `exchange.values("QFTPCFG")`."""
        return self._send(write("QFTPCFG", type))

    def user(self, name: str) -> Exchange:
        """AT+QFTPUSER."""
        return self._send(write("QFTPUSER", name))

    def password(self, password: str) -> Exchange:
        """AT+QFTPPASS."""
        return self._send(write("QFTPPASS", password))

    def open(self, host: str, port: int) -> Exchange:
        """AT+QFTPOPEN: `result` is 0, or an error code of the note's Table 4."""
        return self._send(write("QFTPOPEN", host, port))

    def status(self) -> Exchange:
        """AT+QFTPSTAT; see `status_word`."""
        return self._send(execute("QFTPSTAT"))

    def path(self, directory: str) -> Exchange:
        """AT+QFTPPATH."""
        return self._send(write("QFTPPATH", directory))

    def put(
        self,
        name: str,
        data: bytes,
        *,
        size: int | None = None,
        timeout_s: int | None = None,
        end: str | None = None,
    ) -> Exchange:
        """AT+QFTPPUT: `size` is the declared one, that of the data by default.

        With fewer bytes than declared the DUT waits for the rest, for `timeout_s` (note
        4.2.2) or until `end="+++"`.
        """
        declared = len(data) if size is None else size
        return self._send(write("QFTPPUT", name, declared, timeout_s), data=data, end=end)

    def begin(self, name: str, size: int, *, timeout_s: int | None = None) -> Upload:
        """AT+QFTPPUT up to CONNECT; the case feeds the data.  Raises `UnexpectedResult` when it is refused."""
        line = write("QFTPPUT", name, size, timeout_s)
        return Upload.begun(self._channel, self._send, line, awaits_ok=False)

    def get(self, name: str, *, expected_size: int | None = None) -> Exchange:
        """AT+QFTPGET: the file as `data`.

        The response has no length in front: without `expected_size` a file that contains
        bytes like the result line with the right number is cut there.
        """
        return self._send(write("QFTPGET", name), data_size=expected_size)

    def close(self) -> Exchange:
        """AT+QFTPCLOSE."""
        return self._send(execute("QFTPCLOSE"))

    def is_closed(self) -> bool:
        """Whether AT+QFTPSTAT tells no session, or no state at all."""
        return status_word(self.status()) in {"", *CLOSED_STATES}

    def ensure_closed(self) -> bool:
        """Close the session if there is one; whether it is closed, as far as the DUT reports a state."""
        deadline, before = Deadline.after(_ENSURE_S), ""
        while (word := status_word(self.status())) not in CLOSED_STATES and not deadline.expired:
            if word == "":
                self.close()  # the DUT does not report a state: a close does no harm
                return True
            # without a pause a DUT that always answers OPENED would be asked thousands of times
            if not self.close().ok or word == before:
                self._channel.listen(Deadline.after(_SETTLED_S))
            before = word
        return word in CLOSED_STATES


def status_word(exchange: Exchange) -> str:
    """The state in an answer to AT+QFTPSTAT, such as OPENED; nothing if it holds none."""
    rows = exchange.rows("QFTPSTAT")
    return rows[0][0] if rows else ""
