"""The texts of `hil serve`: how to connect, with the AT lines for a module, and a summary of each session."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.cli.json_object import SCHEMA
from hil.cli.serve_request import PlannedFaults
from hil.evidence.pcapng import reading
from hil.ftps.named_faults import COLUMNS as FTP_COLUMNS
from hil.ftps.named_faults import FORMS, FORMS_NOTE
from hil.ftps.named_faults import describe as describe_ftp_faults
from hil.ftps.session import Listener, Session
from hil.ftps.session_record import session_record as record_of
from hil.ftps.shaping import COLUMNS as NETWORK_COLUMNS
from hil.ftps.shaping import describe as describe_networks
from hil.modem.ssl import suite_list
from hil.pki.chains import COLUMNS, describe
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY, UPLOAD_TIMEOUT_DEFAULT_S
from hil.spec.ftp import ConnectionMode, DataConnectionMode, FtpSetting
from hil.spec.tls import SSLVERSION, CipherSuite, Version
from hil.tls.faults import COLUMNS as TLS_COLUMNS
from hil.tls.faults import describe as describe_tls_faults
from hil.tls.policy import ClientCertificate, TlsPolicy

_CTX = 0
REQUIRED = ", and a data connection has to resume that of its control connection"


@dataclass(frozen=True, slots=True)
class Entrance:
    """The data that a client needs; `certificate` and `key` are the files of a client credential.

    `dns` is the address of a responder that knows `host_name`, `out` the folder of
    captures; None without one.
    """

    host: str
    ports: dict[Listener, int]
    user: str
    password: str
    ca: Path
    certificate: Path
    key: Path
    fingerprint: str
    root: Path
    policy: TlsPolicy
    chain: str
    faults: tuple[str, ...]
    host_name: str
    dns: tuple[str, int] | None
    out: Path | None

    def as_json(self) -> dict[str, Any]:
        """The first line of `--json`."""
        return {
            "schema": SCHEMA,
            **{listener.value: [self.host, port] for listener, port in self.ports.items()},
            "user": self.user,
            "password": self.password,
            "ca": str(self.ca),
            "root": str(self.root),
        }


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate in the usual form of tools."""
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[start : start + 2] for start in range(0, len(digest), 2))


def instructions(entrance: Entrance) -> str:
    """The server in words, and the lines to type on a module."""
    policy, ports = entrance.policy, entrance.ports
    offer = ", ".join(version.title for version in policy.versions)
    dns = [entrance.dns] if entrance.dns is not None else []
    url = f"ftp://{entrance.host}:{ports[Listener.EXPLICIT]}/"
    lines = [
        "The lower tester is ready; Ctrl-C ends it.",
        "",
        f"  host         {entrance.host}",
        *(f"  {listener.value:<12} port {ports[listener]}" for listener in Listener),
        f"  user         {entrance.user}",
        f"  password     {entrance.password}",
        f"  files        {entrance.root}",
        f"  CA           {entrance.ca}",
        f"  chain        {entrance.chain}",
        f"  SHA-256      {entrance.fingerprint}",
        f"  accepts      {offer} with {' '.join(suite.code for suite in policy.suites)}",
        f"  client cert  {policy.client_certificate.value}",
        f"  resumption   {policy.session_reuse.value}{REQUIRED * policy.requires_reuse}",
        *(f"  fault        {fault}" for fault in entrance.faults),
        *(f"  DNS          {address} port {port} answers {entrance.host_name}" for address, port in dns),
        "",
        "On a module (after CONNECT send the bytes of the file that is named):",
        *(f"  {line}" for line in at_lines(entrance)),
        "",
        "From this host:",
        f"  curl --ssl-reqd --cacert {entrance.ca} -u {entrance.user}:{entrance.password} {url}",
        "",
        *how_to_read(entrance),
    ]
    return "\n".join(lines)


def how_to_read(entrance: Entrance) -> list[str]:
    """The commands that list the FTP dialogue of a capture, one for each listener; nothing when there are none."""
    if entrance.out is None:
        return []
    file = entrance.out / "NAME.pcapng"
    return [
        f"Each session is kept in {entrance.out}; it contains the password.  To read one:",
        *(
            f"  {listener.value}: {reading(file, port, implicit=listener is Listener.IMPLICIT)}"
            for listener, port in entrance.ports.items()
        ),
        "",
    ]


def at_lines(entrance: Entrance) -> list[str]:
    """The AT lines that open an implicit session (note 4.2.1), each followed by its file if it has one."""
    shows_certificate = entrance.policy.client_certificate is not ClientCertificate.NONE
    files = [("cacert", NVRAM_CA0, entrance.ca)]
    if shows_certificate:
        files += [("clientcert", NVRAM_CERT, entrance.certificate), ("clientkey", NVRAM_KEY, entrance.key)]
    return [
        *(
            f'AT+QSECWRITE="{name}",{path.stat().st_size},{UPLOAD_TIMEOUT_DEFAULT_S}    <- {path}'
            for _, name, path in files
        ),
        f'AT+QSSLCFG="sslversion",{_CTX},{_sslversion(entrance.policy.versions)}',
        f'AT+QSSLCFG="ciphersuite",{_CTX},"{suite_list(entrance.policy.suites)}"',
        f'AT+QSSLCFG="seclevel",{_CTX},{2 if shows_certificate else 1}',
        *(f'AT+QSSLCFG="{keyword}",{_CTX},"{name}"' for keyword, name, _ in files),
        'AT+QSSLCFG="ignorertctime",1',
        'AT+QSSLCFG="ftps",1',
        f'AT+QSSLCFG="ftpsctxi",{_CTX}',
        "AT+QIFGCNT=0",
        'AT+QICSGP=1,"CMNET"',
        "AT+QIREGAPP",
        "AT+QIACT",
        f"AT+QFTPCFG={FtpSetting.DATA_CONNECTION:d},{DataConnectionMode.PASSIVE:d}",
        f"AT+QFTPCFG={FtpSetting.CONNECTION_MODE:d},{ConnectionMode.IMPLICIT:d}",
        f'AT+QFTPUSER="{entrance.user}"',
        f'AT+QFTPPASS="{entrance.password}"',
        f'AT+QFTPOPEN="{entrance.host}",{entrance.ports[Listener.IMPLICIT]}',
    ]


def _sslversion(versions: Iterable[Version]) -> int:
    """The <sslversion> for that set: that of a single version, else 4 (note 2.3)."""
    wanted = tuple(versions)
    return next((number for number, each in SSLVERSION.items() if each == wanted), max(SSLVERSION))


def session_record(session: Session, plan: PlannedFaults) -> dict[str, Any]:
    """One session as a JSON object; `fired` lists the faults in the words of the request."""
    return {**record_of(session), "fired": plan.fired(session)}


def session_line(session: Session, plan: PlannedFaults) -> str:
    """One session in one line."""
    control = session.control
    handshake = control.handshake
    protection = "in clear"
    if handshake is not None and not handshake.finished:
        protection = f"no TLS: {handshake.failure or 'handshake goes on'}"
    elif handshake is not None and handshake.version is not None and handshake.suite is not None:
        protection = f"{_title(Version, handshake.version)} {_title(CipherSuite, handshake.suite)}"
    received = sum(connection.received for connection in session.data)
    sent = sum(connection.sent for connection in session.data)
    verbs = " ".join(command.verb for command in session.commands[-12:])
    return (
        f"session {session.number}  {session.listener.value}  {control.peer[0]}:{control.peer[1]}  {protection}"
        f"  {'logged in' if session.logged_in else 'not logged in'}  [{verbs}]"
        f"  {received} bytes up, {sent} down  {control.ending.value}"
        + "".join(f"  fault {text}" for text in plan.fired(session))
        + (f"  {session.capture.name}" if session.capture is not None else "")
    )


def _title(kind: type[Version | CipherSuite], number: int) -> str:
    known = kind(number) if number in set(kind) else None
    if isinstance(known, Version):
        return known.title
    return known.name if known is not None else f"0x{number:04X}"


def chains_table() -> str:
    """Every chain: name, description, clause."""
    return table((COLUMNS, *describe()))


def faults_table() -> str:
    """Every fault of FTP and of TLS by subject, and the forms with parameters."""
    blocks = [
        "Faults of FTP",
        table((FTP_COLUMNS, *describe_ftp_faults())),
        "",
        f"Forms with parameters; {FORMS_NOTE}",
        table(tuple(FORMS.items())),
        "",
        "Faults of TLS; control:NAME and data:NAME choose the connection",
        table((TLS_COLUMNS, *describe_tls_faults())),
    ]
    return "\n".join(blocks)


def networks_table() -> str:
    """Every network for `--shape`."""
    return table((NETWORK_COLUMNS, *describe_networks()))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their columns aligned."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
