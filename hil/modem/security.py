"""The security files of a DUT: certificates and keys in RAM and NVRAM (note 2.4 to 2.6)."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from hil.at.command import write
from hil.modem.channel import Channel
from hil.modem.conversation import Send
from hil.modem.exchange import CmeError, Exchange
from hil.modem.settings_mode import SettingsMode
from hil.modem.ssl import FILES_OF, Ssl
from hil.modem.upload import Upload
from hil.spec.codes import ErrorCode
from hil.spec.files import NAMES
from hil.spec.tls import SslSetting

_STAND_IN = b"-"
"""The content of a file that is there only so that a context can name it."""


class Security:
    """Commands of the security files, each one exchange; remembers which bytes it stored under which name."""

    def __init__(
        self, send: Send, channel: Channel, ssl: Ssl, *, settings: SettingsMode = SettingsMode.REMEMBERED
    ) -> None:
        self._send, self._channel, self._ssl = send, channel, ssl
        self._settings = settings
        self._stored: dict[str, bytes] = {}

    def write(
        self,
        name: str,
        data: bytes,
        *,
        size: int | None = None,
        timeout_s: int | None = None,
        end: str | None = None,
    ) -> Exchange:
        """AT+QSECWRITE: `size` is the declared one, that of the data by default.

        With fewer bytes than declared the DUT waits for the rest, for `timeout_s` (note
        2.4) or until `end="+++"`.
        """
        self._ssl.forget_name(name)
        declared = len(data) if size is None else size
        exchange = self._send(write("QSECWRITE", name, declared, timeout_s), data=data, end=end)
        if exchange.ok and declared == len(data):
            self._stored[name] = sha256(data).digest()
        elif exchange.ok:
            self._stored.pop(name, None)
        return exchange

    def begin(self, name: str, size: int, *, timeout_s: int | None = None) -> Upload:
        """AT+QSECWRITE up to CONNECT; the case feeds the data.  Raises `UnexpectedResult` when it is refused."""
        self._stored.pop(name, None)
        self._ssl.forget_name(name)
        return Upload.begun(self._channel, self._send, write("QSECWRITE", name, size, timeout_s))

    def read(self, name: str) -> Exchange:
        """AT+QSECREAD: `+QSECREAD: <good>,<checksum>`."""
        return self._send(write("QSECREAD", name))

    def delete(self, name: str) -> Exchange:
        """AT+QSECDEL."""
        self._stored.pop(name, None)
        return self._send(write("QSECDEL", name))

    def free(self, name: str, *, beside: Collection[str] = ()) -> bool:
        """Delete a file if there is one; False if the DUT keeps it because a context names it.

        The note does not say whether such a file can be deleted (2.6).  So after a refusal
        the contexts get other names, and the file is deleted again.  The names `beside`
        are to be free as well.
        """
        answer = self.delete(name)
        final = answer.final
        if answer.ok or (isinstance(final, CmeError) and final.code == ErrorCode.FILE_NOT_FOUND):
            return True
        if not self.release(name, beside=beside) or self.delete(name).ok:
            return True
        with self._channel.transcript.aside():
            return not self._ssl.users(name)

    def release(self, name: str, *, beside: Collection[str] = ()) -> bool:
        """Let no context name this file, by an empty name or another one of its kind; whether one did.

        A DUT that takes the names of stored files only gets a file for it, under none of
        the names `beside`.
        """
        with self._channel.transcript.aside():
            users = self._ssl.users(name)
            for keyword, ctx in users:
                self._rename(keyword, ctx, {name, *beside})
        return bool(users)

    def _rename(self, keyword: SslSetting, ctx: int, taken: Collection[str]) -> None:
        others = tuple(other for other in FILES_OF[keyword] if other not in taken)
        if any(self._ssl.set(keyword, ctx, other).ok for other in ("", *others)):
            return
        for other in others:
            if self.write(other, _STAND_IN).ok and self._ssl.set(keyword, ctx, other).ok:
                return

    def ensure(self, name: str, data: bytes) -> Exchange | None:
        """Store these bytes unless this driver already did; None if they were stored.

        With `SettingsMode.ALWAYS` they are stored anew.  An existing file is deleted first (note 2.4).  Raises `UnexpectedResult` when the
        DUT does not accept the file.
        """
        is_trusted = self._settings is SettingsMode.REMEMBERED
        if is_trusted and self._stored.get(name) == sha256(data).digest():
            return None
        self.free(name)
        return self.write(name, data).check()

    def clear(self) -> None:
        """Delete all files of Table 3, and any other that this driver stored."""
        for name in (*NAMES, *(other for other in tuple(self._stored) if other not in NAMES)):
            self.free(name)

    def forget(self) -> None:
        """Discard the remembered files: the DUT has restarted."""
        self._stored.clear()
