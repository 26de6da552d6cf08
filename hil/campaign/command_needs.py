"""What a command line needs of a DUT: the features and numbers of the PICS (note 2.2 to 2.6, 5.1; document [1], [2]).

A value that the note does not have, an illegal one, needs nothing: a DUT refuses it
whatever it claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hil.spec.files import NVRAM_MAX, RAM_MAX, SIZE_MIN, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_MIN_S
from hil.spec.ftp import ConnectionMode, DataConnectionMode, FtpSetting, TransferType
from hil.spec.network import CONTEXT_IDS
from hil.spec.tls import ALL_SUITES, CONTEXTS, SECLEVELS, SSLVERSION, SslSetting

CREDENTIAL_BYTES = 1900
"""What a file of unknown size takes at most: a certificate or key (RSA, 2048 bits) of the lower tester, as PEM."""

_PER_CONTEXT = (
    SslSetting.CTXINDEX,
    SslSetting.SSLVERSION,
    SslSetting.CIPHERSUITE,
    SslSetting.SECLEVEL,
    SslSetting.CACERT,
    SslSetting.CLIENTCERT,
    SslSetting.CLIENTKEY,
    SslSetting.FTPSCTXI,
)
_NAMES = {SslSetting.CACERT, SslSetting.CLIENTCERT, SslSetting.CLIENTKEY}
_SSL = re.compile(r'\+QSSLCFG="?(\w+)"?(?:,([^,;]*)(?:,([^;]*))?)?', re.IGNORECASE)
_FTP = re.compile(r'\+QFTPCFG="?(\d)"?,([^,;]+)', re.IGNORECASE)
_TRANSFER = re.compile(r'\+QFTP(?:PUT|GET)="[^"]*"(?:,(\d+))?', re.IGNORECASE)
_UPLOAD = re.compile(r'\+QSECWRITE="([^"]*)"(?:,(\d+|\0\w*\0))?(?:,(\d+))?', re.IGNORECASE)
_FILE = re.compile(r'\+QSEC(?:WRITE|READ|DEL)="([^":]+):', re.IGNORECASE)
_LOCAL = re.compile(r'\+QF(?:OPEN|DEL|LST|UPL|DWL|LDS)="(RAM|UFS|SD):?', re.IGNORECASE)
_HOST = re.compile(r'\+(?:QFTPOPEN|QIOPEN|QPING|QNTP|QIDNSGIP)=(?:\d,)?(?:"TCP",)?"([^"]*)"', re.IGNORECASE)
_PDP_CONTEXT = re.compile(r"\+(?:QIFGCNT=1|CGACT=1,(\d))", re.IGNORECASE)
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\+CMUX=", re.IGNORECASE), "multiplexer"),
    (re.compile(r"\+CCLK=", re.IGNORECASE), "clock"),
    (re.compile(r"\+(?:QIDEACT|CGATT=0)", re.IGNORECASE), "pdp-recovery"),
)
_FTP_COMMANDS = {"PASV": "passive", "EPSV": "passive", "PORT": "active", "EPRT": "active"}
"""FTP commands that the lower tester awaits of the DUT (RFC 959, RFC 2428)."""
_STORAGES = {"COM": "uart", "RAM": "ram", "UFS": "ufs", "SD": "sd"}
_FILE_STORAGES = {
    "RAM": ("ram-files", "ram_bytes", RAM_MAX),
    "NVRAM": ("nvram-files", "nvram_bytes", NVRAM_MAX),
}
_SWITCHES: Mapping[int, type[ConnectionMode | DataConnectionMode | TransferType]] = {
    FtpSetting.CONNECTION_MODE: ConnectionMode,
    FtpSetting.DATA_CONNECTION: DataConnectionMode,
}


@dataclass(slots=True)
class Needs:
    """The features, and the least numbers by name, that something needs of the DUT."""

    features: dict[str, None] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)

    def need(self, *features: str) -> None:
        """Add features."""
        self.features |= dict.fromkeys(features)

    def at_least(self, name: str, number: int) -> None:
        """Add a number, or raise it."""
        self.least[name] = max(number, self.least.get(name, 0))


def of_lines(lines: Iterable[str]) -> Needs:
    """What these command lines need, sent in that order."""
    found = _Sent()
    for line in lines:
        for read in _READERS:
            read(found, line)
    return found.needs


class _Sent:
    """The needs of the lines so far, and the settings by which a transfer is judged."""

    def __init__(self) -> None:
        self.needs = Needs()
        self.local_position, self.type = "uart", "binary"


def _ssl(sent: _Sent, line: str) -> None:
    for match in _SSL.finditer(line):
        keyword, index, value = match[1].lower(), match[2] or "", (match[3] or "").strip('"')
        if keyword in _PER_CONTEXT and index.isdigit() and int(index) in CONTEXTS:
            sent.needs.at_least("ssl_contexts", int(index) + 1)
            reader = _SSL_VALUES.get(keyword)
            if reader is not None:
                sent.needs.need(*reader(value))


def _version(value: str) -> Iterator[str]:
    versions = SSLVERSION.get(int(value), ()) if value.isdigit() else ()
    if len(versions) == 1:
        yield versions[0].title.lower()  # 4 leaves the choice to the server


def _suites(value: str) -> Iterator[str]:
    codes = value.lower()
    yield from (suite.code.lower() for suite in ALL_SUITES if suite.code.lower() in codes)


def _seclevel(value: str) -> Iterator[str]:
    if value.isdigit() and int(value) in SECLEVELS:
        yield f"seclevel{int(value)}"


def _name(value: str) -> Iterator[str]:
    storage, colon, name = value.partition(":")
    if colon and name and storage in _FILE_STORAGES:
        yield _FILE_STORAGES[storage][0]


_SSL_VALUES: Mapping[str, Callable[[str], Iterator[str]]] = {
    SslSetting.SSLVERSION: _version,
    SslSetting.CIPHERSUITE: _suites,
    SslSetting.SECLEVEL: _seclevel,
    **dict.fromkeys(_NAMES, _name),
}


def _ftp(sent: _Sent, line: str) -> None:
    for match in _FTP.finditer(line):
        kind, value = int(match[1]), match[2].strip('"')
        if kind == FtpSetting.LOCAL_POSITION:
            sent.local_position = _STORAGES.get(value.strip("/").partition("/")[0].upper(), "")
            sent.needs.need(*({sent.local_position} - {"", "uart"}))
        elif kind == FtpSetting.TRANSFER_TYPE:
            sent.type = {str(int(one)): one.name.lower() for one in TransferType}.get(value, "")
            sent.needs.need(*({sent.type} - {"", "binary"}))
        elif kind == FtpSetting.RESUMING_POINT and value.isdigit() and int(value) > 0:
            sent.needs.need("resume")
        elif kind in _SWITCHES:
            sent.needs.need(*(one.name.lower() for one in _SWITCHES[kind] if value == str(int(one))))


def _transfer(sent: _Sent, line: str) -> None:
    for match in _TRANSFER.finditer(line):
        sent.needs.need(*({sent.local_position, sent.type} - {""}))
        if match[1]:
            sent.needs.at_least("file_bytes", int(match[1]))


def _file(sent: _Sent, line: str) -> None:
    for match in _FILE.finditer(line):
        if match[1].upper() in _FILE_STORAGES:
            sent.needs.need(_FILE_STORAGES[match[1].upper()][0])


def _upload(sent: _Sent, line: str) -> None:
    for match in _UPLOAD.finditer(line):
        storage = _FILE_STORAGES.get(match[1].partition(":")[0].upper())
        size = int(match[2]) if match[2] and match[2].isdigit() else CREDENTIAL_BYTES if match[2] else 0
        if storage and SIZE_MIN <= size <= storage[2]:
            sent.needs.at_least(storage[1], size)
        if match[3] and UPLOAD_TIMEOUT_MIN_S <= int(match[3]) <= UPLOAD_TIMEOUT_MAX_S:
            sent.needs.at_least("timeout_s", int(match[3]))


def _other(sent: _Sent, line: str) -> None:
    sent.needs.need(*(feature for pattern, feature in _WORDS if pattern.search(line)))
    if line in _FTP_COMMANDS:
        sent.needs.need(_FTP_COMMANDS[line])
    for match in _LOCAL.finditer(line):
        if "QFDEL" not in match[0].upper():  # to delete a file that is not there is no use of its storage
            sent.needs.need(_STORAGES[match[1].upper()])
    for match in _HOST.finditer(line):
        if re.search(r"[A-Za-z]", match[1].strip("\0")) and _is_a_name(match[1]):
            sent.needs.need("host-names")
    for match in _PDP_CONTEXT.finditer(line):
        if match[1] is None or int(match[1]) == max(CONTEXT_IDS):
            sent.needs.at_least("contexts", len(CONTEXT_IDS))


def _is_a_name(text: str) -> bool:
    """Whether a host is given by name; a part that only a run shows is one if it is the name of the bench."""
    return "\0" not in text or text.strip("\0") == "host_name"


_READERS: tuple[Callable[[_Sent, str], None], ...] = (_ssl, _ftp, _transfer, _file, _upload, _other)
