"""The FTP service: one session, one job at a time, each job on a worker of its own."""

from __future__ import annotations

import select
import socket
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from .files import QUOTA
from .ftp_client import UNKNOWN, FtpFault, Plan, Session, Transfer
from .ftp_settings import FtpSettings, defaults
from .line import Upload
from .module import Module
from .tls import Stream, TlsPlan

BUSY, NETWORK, SESSION_CLOSED, PDP_LOST, TIMED_OUT, ILLEGAL = -3, -5, -6, -8, -9, -10
NO_FILE, FILE_BUSY, NO_MEMORY = -11, -12, -13


class FtpService:
    """States of AT+QFTPSTAT, the session, and its jobs."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self.settings: FtpSettings = defaults(module.readings.passive)
        self.state = "IDLE"
        self.session: Session | None = None
        self.moved = 0
        self.path = "/"
        self.target = ("", 0)
        self._job: str | None = None
        self._idle = threading.Event()
        self._idle.set()
        self._lock = threading.Lock()
        module.packet.when_lost.append(lambda: self.cut(PDP_LOST))
        module.when_restarted.append(self.reset)

    @property
    def busy(self) -> bool:
        """A job is running."""
        return self._job is not None

    def start(self, name: str, job: Callable[[], int]) -> None:
        """Run a job; its number becomes the result line."""
        with self._lock:
            self._job = name
            self._idle.clear()
        threading.Thread(target=self._run, args=(name, job), daemon=True).start()

    def _run(self, name: str, job: Callable[[], int]) -> None:
        session = self.session
        try:
            result = job()
        except FtpFault as fault:
            result = fault.code
        except Exception:
            traceback.print_exc()
            result = UNKNOWN
        if result < 0 and name != "+QFTPCLOSE":
            self._after(result)
        silent = session is not None and session.cut_with == 0  # a restart
        with self._lock:
            self._job = None
            self._idle.set()
        self._module.in_session = self.session is not None
        if not silent:
            unsolicited = (
                name in {"+QFTPPUT", "+QFTPGET"} and result < 0 and self._module.readings.errors_unsolicited
            )
            self.tell("+QFTPERROR" if unsolicited else name, result)
            if name == "+QFTPGET" and result >= 0 and self._module.readings.get_ok and self._module.line:
                self._module.line.result("OK")

    def tell(self, name: str, value: int) -> None:
        """A result line, or +QFTPERROR."""
        self._module.print(f"{name}{self._module.readings.colon}{value}")

    def _after(self, code: int) -> None:
        session = self.session
        if session is None:
            if self.state not in {"IDLE", "CLOSED"}:
                self.state = "CLOSED"
            return
        ends = code in {SESSION_CLOSED, PDP_LOST, TIMED_OUT, -421} or not session.type_sent
        if ends or session.cut_with is not None:
            session.control.close()
            self.session, self.state = None, "CLOSED"
        else:
            self.state = "OPENED"

    def reset(self) -> None:
        """A restart of the module."""
        if self.session is not None:
            self.session.cut(0)
        self._idle.wait(5)
        self.session, self.state, self.moved = None, "IDLE", 0
        account = replace(self.settings)
        if not self._module.readings.settings_kept:
            self.settings = defaults(self._module.readings.passive)
        else:
            self.settings = replace(account, user="", password="")

    def cut(self, code: int) -> None:
        """The network is gone: what runs fails with `code`, an idle session ends with +QFTPERROR."""
        if self.session is None:
            return
        self.session.cut(code)
        if not self.busy:
            self._lose(code)

    def _lose(self, code: int) -> None:
        session, self.session = self.session, None
        self._module.in_session = False
        self.state = "CLOSED"
        if session is not None:
            session.control.close()
            self.tell("+QFTPERROR", code)

    def _watch(self, session: Session) -> None:
        while self.session is session:
            self._idle.wait()
            with suppress(OSError, ValueError):
                if not select.select([session.control], [], [], 0.1)[0]:
                    continue
            with self._lock:
                if self.busy or self.session is not session:
                    continue
                try:
                    session.drain()
                except FtpFault as fault:
                    lost: int | None = fault.code
                else:
                    lost = None
            if lost is not None:
                self._lose(lost)

    def open(self) -> int:
        """AT+QFTPOPEN."""
        module, (host, port) = self._module, self.target
        self.state = "OPENING"
        if not module.packet.active and not module.packet.activate():
            raise FtpFault(NETWORK)
        session = self.session = Session.dial(self._plan(host, port))
        session.log_in(self._kind() if module.readings.type_at_login else "")
        session.type_sent = session.type_sent or "-"
        self.state = "OPENED"
        threading.Thread(target=self._watch, args=(session,), daemon=True).start()
        return 0

    def _plan(self, host: str, port: int) -> Plan:
        module, numbers = self._module, self.settings.numbers
        readings = module.readings
        return Plan(
            host,
            port,
            self.settings.user or "anonymous",
            self.settings.password,
            module.reply_s,
            tls=self._tls() if module.ssl.switches["ftps"] else None,
            explicit=bool(numbers[7]),
            protected_after_login=readings.protected_after_login,
            quits=readings.quits,
            asks_features=readings.asks_features,
            rests_always=readings.rests_always,
            handshake_failed=readings.handshake_failed,
            data_refused=readings.data_refused,
        )

    def _tls(self) -> TlsPlan:
        module = self._module
        context = module.ssl.contexts[module.ssl.switches["ftpsctxi"]]
        ca, certificate, key = (module.security.get(name) for name in context.names.values())
        missing = (context.seclevel >= 1 and ca is None) or (
            context.seclevel == 2 and None in {certificate, key}
        )
        if missing:
            raise FtpFault(module.readings.handshake_failed)
        return TlsPlan(
            context.version,
            context.suites,
            ca if context.seclevel >= 1 else None,
            certificate if context.seclevel == 2 else None,
            key if context.seclevel == 2 else None,
            now=None if module.ssl.switches["ignorertctime"] else module.clock.utc,
            resumed=module.readings.resumed,
        )

    def _kind(self) -> str:
        return "A" if self.settings.numbers[2] else "I"

    def close(self) -> int:
        """AT+QFTPCLOSE."""
        session, self.state = self.session, "CLOSING"
        if session is not None:
            session.quit()
        self.session, self.state = None, self._module.readings.after_close
        return 0

    def simple(self, text: str, *wanted: int) -> int:
        """A command with one reply."""
        session = self._working()
        session.expect(session.command(text), *wanted)
        self.state = "OPENED"
        return 0

    def size(self, name: str) -> int:
        """SIZE."""
        session = self._working()
        session.drain()
        session.send(f"SIZE {name}")
        size = session.number_of(213)
        self.state = "OPENED"
        return size

    def _working(self) -> Session:
        if self.session is None:
            raise FtpFault(SESSION_CLOSED)
        self.state = "WORKING"
        return self.session

    def _transfer(self, verb: str, name: str) -> Transfer:
        session, numbers = self._working(), self.settings.numbers
        if not self._module.readings.type_at_login or session.type_sent != self._kind():
            session.set_type(self._kind())
        transfer = session.transfer(
            verb, name, offset=numbers[3], passive=bool(numbers[1]), own_address=bool(numbers[6])
        )
        self.state = "TRANSFER"
        return transfer

    def put_local(self, name: str, size: int) -> int:
        """AT+QFTPPUT of a local file; a size of 0 or above that of the file means all of it."""
        files, local = self._module.files, self._local(name)
        if local not in files.stored:
            raise FtpFault(NO_FILE)
        if files.is_open(local) and not self._module.readings.open_file_shared:
            raise FtpFault(FILE_BUSY)
        data = bytes(files.stored[local])
        self.moved = 0
        transfer = self._transfer("STOR", name)
        data = data[: size or len(data)]
        transfer.send(data)
        return self._finish(transfer, len(data))

    def put_serial(self, name: str, size: int | None, timeout_s: float) -> int:
        """AT+QFTPPUT of what the host sends in data mode."""
        line, early = self._module.line, self._module.readings.data_at_first_byte
        if line is None:
            raise FtpFault(TIMED_OUT)
        self.moved = 0
        transfer = None if early else self._transfer("STOR", name)
        upload = line.begin_upload(size)
        self.state = "TRANSFER"
        try:
            sent, transfer = self._carry(upload, transfer, name, timeout_s)
        finally:
            line.end_upload(upload)
            upload.reader.close()
        return self._finish(transfer, sent)

    def _carry(
        self, upload: Upload, transfer: Transfer | None, name: str, timeout_s: float
    ) -> tuple[int, Transfer]:
        deadline, sent = time.monotonic() + timeout_s, 0
        while True:
            watched: list[socket.socket | Stream] = [upload.reader]
            if self.session is not None:
                watched.append(self.session.control)
            ready = select.select(watched, [], [], max(deadline - time.monotonic(), 0))[0]
            if upload.reader in ready:
                data = upload.reader.recv(8192)
                if not data:
                    break
                transfer = transfer or self._transfer("STOR", name)
                transfer.send(data)
                sent += len(data)
            elif ready and self.session is not None:
                self._told(transfer)
            else:
                break
        if transfer is None:
            raise FtpFault(TIMED_OUT)
        return sent, transfer

    def _told(self, transfer: Transfer | None) -> None:
        """The server says something in the middle of an upload: it is over."""
        session = self._working()
        if transfer is None:
            session.drain()
            return
        session.end_data()
        session.conclude(complete=False)

    def _finish(self, transfer: Transfer, moved: int) -> int:
        transfer.finish()
        self.state, self.moved = "OPENED", moved
        self._resumed()
        return moved

    def _resumed(self) -> None:
        if self._module.readings.resumes_once:
            self.settings.numbers[3] = 0

    def get(self, name: str, size: int | None) -> int:
        """AT+QFTPGET to the line or to a local file."""
        self.moved = 0
        if self.settings.storage()[0] == "COM":
            return self._get_serial(name)
        files, local = self._module.files, self._local(name)
        storage = local.partition(":")[0]
        if local in files.stored and not self._module.readings.overwrites_local:
            raise FtpFault(FILE_BUSY)
        room = files.free(storage) + len(files.stored.get(local, b""))
        if size is not None and size > min(room, QUOTA[storage]):
            raise FtpFault(NO_MEMORY)
        transfer, data = self._transfer("RETR", name), bytearray()
        while part := transfer.receive():
            data += part
            if len(data) > room:
                transfer.session.end_data()
                raise FtpFault(NO_MEMORY)
        transfer.finish()
        files.stored[local] = data
        self._resumed()
        self.state, self.moved = "OPENED", len(data)
        return len(data)

    def _get_serial(self, name: str) -> int:
        line, moved = self._module.line, 0
        transfer = self._transfer("RETR", name)
        if line is None:
            raise FtpFault(TIMED_OUT)
        late = self._module.readings.connects_at_data
        if not late:
            line.begin_download()
        try:
            while part := transfer.receive():
                if late and not moved:
                    line.begin_download()
                line.write(part)
                moved += len(part)
        finally:
            line.end_download()
        return self._finish(transfer, moved)

    def _local(self, name: str) -> str:
        storage, fixed = self.settings.storage()
        return f"{storage}:{fixed or name.rpartition('/')[2]}"
