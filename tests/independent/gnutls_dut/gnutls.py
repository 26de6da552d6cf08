"""GnuTLS by ctypes: one TLS client session over bytes in memory.

Priority strings of GnuTLS name ciphers and digests, whose products hold suites that nobody asked for (AES-128
with SHA-256 beside 0X002F and 0X003D).  `_keep` therefore rewrites the list of suites that GnuTLS keeps in its
priority object, and asks the public functions whether the list is now the wanted one.
"""

from __future__ import annotations

import ctypes
import errno
import time
from dataclasses import dataclass
from pathlib import Path

AGAIN = (-28, -52)
REHANDSHAKE = -37
WARNING_ALERT = -16
PREMATURE_TERMINATION = -110
CERTIFICATE_ERROR = -43
CLIENT = (1 << 1) | (1 << 3)  # GNUTLS_CLIENT | GNUTLS_NONBLOCK
FORCE_CLIENT_CERT = 1 << 9
VERIFY_WEAK = (1 << 4) | (1 << 5) | (1 << 15) | (1 << 24)  # MD2, MD5, SHA-1, the profile of any key size
IGNORE_TIME = (1 << 6) | (1 << 7)
DER, PEM = 0, 1

VERSIONS = {1: "VERS-TLS1.0", 2: "VERS-TLS1.1", 3: "VERS-TLS1.2"}  # <sslversion> of note 2.3
SUITES = {
    0x0035: ("AES-256-CBC", "SHA1"),
    0x0005: ("ARCFOUR-128", "SHA1"),
    0x0004: ("ARCFOUR-128", "MD5"),
    0x000A: ("3DES-CBC", "SHA1"),
    0x002F: ("AES-128-CBC", "SHA1"),
    0x003D: ("AES-256-CBC", "SHA256"),
}

_lib = ctypes.CDLL("libgnutls.so.30")
_libc = ctypes.CDLL(None)
_libc.malloc_usable_size.restype = ctypes.c_size_t
_libc.malloc_usable_size.argtypes = [ctypes.c_void_p]
_lib.gnutls_strerror.restype = ctypes.c_char_p
_lib.gnutls_record_send.restype = ctypes.c_ssize_t
_lib.gnutls_record_send.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
_lib.gnutls_record_recv.restype = ctypes.c_ssize_t
_lib.gnutls_record_recv.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
_lib.gnutls_cipher_suite_info.restype = ctypes.c_char_p

_Push = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_Pull = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_PullTimeout = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint)
_Verify = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_Time = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)


class _Datum(ctypes.Structure):
    _fields_ = (("data", ctypes.c_char_p), ("size", ctypes.c_uint))


class TlsError(Exception):
    """A TLS session failed; `code` is the code of GnuTLS."""

    def __init__(self, code: int, where: str) -> None:
        super().__init__(f"{where}: {_lib.gnutls_strerror(code).decode()} ({code})")
        self.code = code


class Clock:
    """The clock of the module, which GnuTLS judges certificates by; it goes on with the clock of the host."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._callback = _Time(lambda _: int(self.now()))
        _lib.gnutls_global_set_time_function(self._callback)

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.offset

    def set(self, seconds: float) -> None:
        """Set the clock."""
        self.offset = seconds - time.time()


@dataclass(frozen=True, slots=True)
class Settings:
    """What an SSL context asks of a session."""

    version: int
    suites: tuple[int, ...]
    ca: bytes | None = None
    certificate: bytes | None = None
    key: bytes | None = None
    ignore_time: bool = False
    check_name: bool = False


def _check(code: int, where: str) -> int:
    if code < 0:
        raise TlsError(code, where)
    return code


def _form(data: bytes) -> int:
    return PEM if b"-----BEGIN" in data else DER


def _datum(data: bytes) -> _Datum:
    return _Datum(data, len(data))


class Credentials:
    """CA, certificate and key of one FTPS session, with its priorities; sessions of data connections share them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.handle = ctypes.c_void_p()
        _check(_lib.gnutls_certificate_allocate_credentials(ctypes.byref(self.handle)), "credentials")
        if settings.ca is not None:
            ca = _datum(settings.ca)
            count = _lib.gnutls_certificate_set_x509_trust_mem(
                self.handle, ctypes.byref(ca), _form(settings.ca)
            )
            _check(count or CERTIFICATE_ERROR, "CA certificate")
        if settings.certificate is not None and settings.key is not None:
            certificate, key = _datum(settings.certificate), _datum(settings.key)
            _check(
                _lib.gnutls_certificate_set_x509_key_mem(
                    self.handle, ctypes.byref(certificate), ctypes.byref(key), _form(settings.certificate)
                ),
                "client certificate",
            )
        flags = VERIFY_WEAK | (IGNORE_TIME if settings.ignore_time else 0)
        _lib.gnutls_certificate_set_verify_flags(self.handle, flags)
        self.priority = _priority(settings)


def _priority(settings: Settings) -> ctypes.c_void_p:
    versions = [VERSIONS[settings.version]] if settings.version in VERSIONS else list(VERSIONS.values())[::-1]
    if settings.version == 0:
        raise TlsError(-8, "priorities")  # GNUTLS_E_UNSUPPORTED_VERSION_PACKET: no SSL3.0
    suites = tuple(suite for suite in settings.suites if suite != 0x003D or settings.version in (3, 4))
    if not suites:
        raise TlsError(-21, "priorities")  # GNUTLS_E_UNKNOWN_CIPHER_SUITE: none for this version
    pairs = [SUITES[suite] for suite in suites]
    words = [*versions, *(cipher for cipher, _ in pairs), *(digest for _, digest in pairs)]
    text = "NONE:" + ":".join(f"+{word}" for word in dict.fromkeys(words))
    text += ":+RSA:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+SIGN-RSA-MD5:%VERIFY_ALLOW_BROKEN:%PROFILE_VERY_WEAK"
    priority = ctypes.c_void_p()
    _check(_lib.gnutls_priority_init(ctypes.byref(priority), text.encode(), None), "priorities")
    _keep(priority, suites)
    return priority


def _listed(priority: ctypes.c_void_p) -> list[int]:
    suites: list[int] = []
    index, ident = ctypes.c_uint(), ctypes.create_string_buffer(2)
    for position in range(256):
        code = _lib.gnutls_priority_get_cipher_suite_index(priority, position, ctypes.byref(index))
        if code == -56:  # GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE: the end of the list
            break
        if code == 0:
            _lib.gnutls_cipher_suite_info(index, ident, None, None, None, None)
            suites.append(int.from_bytes(ident.raw, "big"))
    return suites


def _library_ranges() -> list[tuple[int, int]]:
    lines = [line for line in Path("/proc/self/maps").read_text().splitlines() if "libgnutls.so" in line]
    return [(int(line.split("-")[0], 16), int(line.split("-")[1].split()[0], 16)) for line in lines]


def _keep(priority: ctypes.c_void_p, wanted: tuple[int, ...]) -> None:
    """Let only `wanted` stand in the list of suites, in their order."""
    size = _libc.malloc_usable_size(priority)
    words = (ctypes.c_uint64 * (size // 8)).from_address(priority.value or 0)
    ranges = _library_ranges()
    entries = {
        position: int.from_bytes(ctypes.string_at(word + 8, 2), "big")
        for position, word in enumerate(words)
        if any(low <= word < high - 10 for low, high in ranges)
    }
    listed = _listed(priority)
    start = next(p for p in entries if [entries.get(p + n) for n in range(len(listed))] == listed)
    by_suite = {entries[start + n]: words[start + n] for n in range(len(listed))}
    numbers = (ctypes.c_uint32 * (size // 4)).from_address(priority.value or 0)
    count = next(n for n in range(2 * (start + len(listed)), len(numbers)) if numbers[n] == len(listed))
    for position, suite in enumerate(wanted):
        words[start + position] = by_suite[suite]
    numbers[count] = len(wanted)
    if _listed(priority) != list(wanted):
        raise RuntimeError("this GnuTLS keeps its cipher suites elsewhere")


class Session:
    """The client side of one TLS connection: bytes of the network in `feed`, bytes for it from `take`."""

    def __init__(self, credentials: Credentials, *, host: str, name: str = "", resume: bytes = b"") -> None:
        self.credentials = credentials
        self.host = host
        self.incoming = bytearray()
        self.outgoing = bytearray()
        self.ended = False
        self.handle = ctypes.c_void_p()
        _check(_lib.gnutls_init(ctypes.byref(self.handle), CLIENT | FORCE_CLIENT_CERT), "session")
        self._callbacks = (
            _Push(self._push),
            _Pull(self._pull),
            _PullTimeout(self._pull_timeout),
            _Verify(self._verify),
        )
        _lib.gnutls_transport_set_push_function(self.handle, self._callbacks[0])
        _lib.gnutls_transport_set_pull_function(self.handle, self._callbacks[1])
        _lib.gnutls_transport_set_pull_timeout_function(self.handle, self._callbacks[2])
        _check(_lib.gnutls_priority_set(self.handle, credentials.priority), "priorities")
        _check(_lib.gnutls_credentials_set(self.handle, 1, credentials.handle), "credentials")
        if credentials.settings.ca is not None:
            _lib.gnutls_session_set_verify_function(self.handle, self._callbacks[3])
        if name:
            _lib.gnutls_server_name_set(self.handle, 1, name.encode(), ctypes.c_size_t(len(name)))
        if resume:
            _lib.gnutls_session_set_data(self.handle, resume, ctypes.c_size_t(len(resume)))

    def __del__(self) -> None:
        if self.handle:
            _lib.gnutls_deinit(self.handle)

    def feed(self, data: bytes) -> None:
        """Take bytes that came from the network; no bytes are its end."""
        self.incoming += data
        self.ended = self.ended or not data

    def take(self) -> bytes:
        """Bytes for the network."""
        data = bytes(self.outgoing)
        self.outgoing.clear()
        return data

    def handshake(self) -> bool:
        """Go on with the handshake; True when it is done."""
        code = _lib.gnutls_handshake(self.handle)
        if code in AGAIN or code == WARNING_ALERT:
            return False
        if code < 0:
            _lib.gnutls_alert_send_appropriate(self.handle, code)
            raise TlsError(code, "handshake")
        return True

    def send(self, data: bytes) -> None:
        """Write application data."""
        _check(_lib.gnutls_record_send(self.handle, data, len(data)), "send")

    def receive(self) -> bytes | None:
        """Application data; none while more is needed from the network, empty after close_notify."""
        buffer = ctypes.create_string_buffer(16384)
        while True:
            count = _lib.gnutls_record_recv(self.handle, buffer, len(buffer))
            if count >= 0:
                return buffer.raw[:count]
            if count in AGAIN:
                return None
            if count == REHANDSHAKE:
                _lib.gnutls_alert_send(self.handle, 1, 100)  # warning, no_renegotiation (RFC 5246 7.2.2)
            elif count != WARNING_ALERT:
                _lib.gnutls_alert_send_appropriate(self.handle, ctypes.c_int(count))
                raise TlsError(count, "receive")

    def bye(self) -> None:
        """Write close_notify."""
        _lib.gnutls_bye(self.handle, 1)

    def resumption(self) -> bytes:
        """The data by which a later session resumes this one."""
        size = ctypes.c_size_t()
        _lib.gnutls_session_get_data(self.handle, None, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        if _lib.gnutls_session_get_data(self.handle, buffer, ctypes.byref(size)) < 0:
            return b""
        return buffer.raw[: size.value]

    def _push(self, _: int, data: int, size: int) -> int:
        self.outgoing += ctypes.string_at(data, size)
        return size

    def _pull(self, _: int, buffer: int, size: int) -> int:
        if not self.incoming:
            if self.ended:
                return 0
            _lib.gnutls_transport_set_errno(self.handle, errno.EAGAIN)
            return -1
        part = bytes(self.incoming[:size])
        del self.incoming[:size]
        ctypes.memmove(buffer, part, len(part))
        return len(part)

    def _pull_timeout(self, _: int, __: int) -> int:
        return 1 if self.incoming or self.ended else 0

    def _verify(self, handle: int) -> int:
        status = ctypes.c_uint()
        name = self.host.encode() if self.credentials.settings.check_name else None
        code = _lib.gnutls_certificate_verify_peers3(ctypes.c_void_p(handle), name, ctypes.byref(status))
        return CERTIFICATE_ERROR if code < 0 or status.value else 0
