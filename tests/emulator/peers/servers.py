"""Starters of FTP and TLS servers that we did not write, on free ports of the loopback.

Each is a context manager: it awaits that the server accepts connections, and
kills the server's process group in the end.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.deadline import Deadline
from hil.selftest.foreign import gnutls, nss
from hil.selftest.foreign import running as foreign
from hil.selftest.foreign.model import HOST
from hil.selftest.foreign.running import START_S, free_port
from hil.selftest.foreign.running import Server as ForeignServer
from tests.peers import UNPACKED, program

__all__ = [
    "ANONYMOUS",
    "DIRECTORY",
    "HOST",
    "PASSWORD",
    "USER",
    "WEAK_CIPHERS",
    "Server",
    "free_port",
    "gnutls_serv",
    "openssl_s_server",
    "proftpd",
    "pure_ftpd",
    "running",
    "selfserv",
    "vsftpd",
]

ANONYMOUS, USER, PASSWORD = "anonymous", "probe", "sesame-77"
DIRECTORY = "files"  # vsftpd wants a root that nobody may write to
WEAK_CIPHERS = "AES256-SHA256:AES256-SHA:AES128-SHA:@SECLEVEL=0"
"""What is left of Table 1 in a stock OpenSSL."""


@dataclass(frozen=True)
class Server(ForeignServer):
    """A running server; `root` is the folder on disk that it serves as `DIRECTORY`."""

    root: Path
    user: str

    def printed(self, pattern: str, *, after: int) -> re.Match[str]:
        """The first match in what it prints from offset `after` on; fails when it doesn't come."""
        deadline, pause = Deadline.after(START_S), threading.Event()
        while not (match := re.compile(pattern).search(self.output(), after)):
            assert not deadline.expired, f"no {pattern!r} in {self.output()[after:]}"
            pause.wait(0.01)  # a file cannot be awaited otherwise
        return match


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    *,
    port: int,
    folder: Path,
    root: Path,
    env: dict[str, str] | None = None,
    user: str = USER,
) -> Iterator[Server]:
    """Run a server until the block ends."""
    with foreign.running(command, port=port, folder=folder, env=env) as server:
        yield Server(server.port, server.log, server.process, root, user)


def _home(folder: Path) -> Path:
    home = folder / "root" / DIRECTORY
    home.mkdir(parents=True)
    home.chmod(0o777)
    return home


def _crypted() -> str:
    command: list[str | Path] = [program("openssl"), "passwd", "-6", PASSWORD]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def vsftpd(folder: Path, pem: Path, *, implicit: bool) -> Iterator[Server]:
    """vsftpd with TLS required on both connections; anonymous may write into its root."""
    root, empty, port = _home(folder), folder / "empty", free_port()
    empty.mkdir()
    options = {
        "background": "NO",
        "listen": "YES",
        "listen_address": HOST,
        "listen_port": port,
        "anonymous_enable": "YES",
        "anon_root": root.parent,
        "anon_upload_enable": "YES",
        "anon_mkdir_write_enable": "YES",
        "anon_other_write_enable": "YES",
        "anon_umask": "022",
        "anon_world_readable_only": "NO",
        "write_enable": "YES",
        "nopriv_user": "nobody",
        "secure_chroot_dir": empty,
        "seccomp_sandbox": "NO",
        "xferlog_enable": "NO",
        "connect_from_port_20": "NO",
        "pasv_address": HOST,
        "ssl_enable": "YES",
        "allow_anon_ssl": "YES",
        "implicit_ssl": "YES" if implicit else "NO",
        "force_anon_logins_ssl": "YES",
        "force_anon_data_ssl": "YES",
        "require_ssl_reuse": "NO",
        "strict_ssl_read_eof": "YES",
        "ssl_ciphers": WEAK_CIPHERS,
        "rsa_cert_file": pem,
    }
    configuration = folder / "vsftpd.conf"
    configuration.write_text("".join(f"{name}={value}\n" for name, value in options.items()))
    with running(
        [program("vsftpd"), configuration], port=port, folder=folder, root=root, user=ANONYMOUS
    ) as server:
        yield server


APART = ("mod_delay", "mod_ls", "mod_xfer")
"""Modules of ProFTPD whose directives or commands are used below."""


@contextlib.contextmanager
def proftpd(
    folder: Path, certificate: Path, key: Path, *, implicit: bool, client_ca: Path | None = None
) -> Iterator[Server]:
    """ProFTPD with TLS required on both connections; with `client_ca` it insists on a client certificate."""
    root, port, users = _home(folder), free_port(), folder / "users"
    users.write_text(f"{USER}:{_crypted()}:{os.getuid()}:{os.getgid()}::{root.parent}:/bin/sh\n")
    users.chmod(0o600)
    options = f"NoSessionReuseRequired{' UseImplicitSSL' if implicit else ''}"
    verify = (
        f"TLSCACertificateFile {client_ca}\nTLSVerifyClient on\n" if client_ca else "TLSVerifyClient off\n"
    )
    modules = UNPACKED / "usr/lib/proftpd"
    # Since Debian 13 these are files, too; before, they are built in.
    loaded = "\n".join(f"LoadModule {name}.c" for name in APART if (modules / f"{name}.so").exists())
    configuration = folder / "proftpd.conf"
    configuration.write_text(
        f"""
ModulePath {modules}
{loaded}
LoadModule mod_tls.c
ServerType standalone
ServerName peer
DefaultAddress {HOST}
SocketBindTight on
Port {port}
UseIPv6 off
UseReverseDNS off
WtmpLog off
User root
Group root
RootLogin on
RequireValidShell off
AuthOrder mod_auth_file.c
AuthUserFile {users}
AuthPAM off
PidFile {folder / "pid"}
ScoreboardFile {folder / "scoreboard"}
DelayEngine off
SystemLog {folder / "system.log"}
AllowOverwrite on
AllowStoreRestart on
AllowRetrieveRestart on
<IfModule mod_tls.c>
  TLSEngine on
  TLSRequired on
  TLSProtocol TLSv1 TLSv1.1 TLSv1.2
  TLSCipherSuite {WEAK_CIPHERS}
  TLSRSACertificateFile {certificate}
  TLSRSACertificateKeyFile {key}
  TLSOptions {options}
  TLSLog {folder / "tls.log"}
  {verify}
</IfModule>
"""
    )
    command: list[str | Path] = [program("proftpd"), "--nodaemon", "--config", configuration]
    with running(command, port=port, folder=folder, root=root) as server:
        yield server


@contextlib.contextmanager
def pure_ftpd(folder: Path, pem: Path) -> Iterator[Server]:
    """Pure-FTPd, explicit, with TLS required on both connections."""
    root, port, users, database = _home(folder), free_port(), folder / "users", folder / "users.pdb"
    owner = "65534:65534"  # it refuses root; nobody is nobody everywhere
    users.write_text(f"{USER}:{_crypted()}:{owner}::{root.parent}/./::::::::::::\n")
    subprocess.run([program("pure-pw"), "mkdb", database, "-f", users], check=True, capture_output=True)
    command: list[str | Path] = [
        program("pure-ftpd"),
        "-S",
        f"{HOST},{port}",
        "-l",
        f"puredb:{database}",
        "-Y",
        "3",
        "-2",
        pem,
    ]
    command += ["-J", WEAK_CIPHERS, "-H", "-E", "-u", "1", "-g", folder / "pid", "-b", "-4"]
    with running(command, port=port, folder=folder, root=root) as server:
        yield server


@contextlib.contextmanager
def selfserv(folder: Path, bundle: bytes, *, require_client: bool = False) -> Iterator[Server]:
    """NSS `selfserv`, all four versions and six suites; speaks HTTP.  `bundle` is PKCS#12 of `srv` and CAs."""
    (folder / "srv.p12").write_bytes(bundle)
    database, port = f"sql:{folder}", free_port()
    environment = {**os.environ, **nss.ENVIRONMENT}
    preparation: tuple[list[str | Path], ...] = (
        [program("certutil"), "-N", "-d", database, "--empty-password"],
        [program("pk12util"), "-i", folder / "srv.p12", "-d", database, "-K", "", "-W", "secret"],
        [program("certutil"), "-M", "-d", database, "-n", "ca", "-t", "TC,,"],
    )
    for step in preparation:
        subprocess.run(step, check=True, capture_output=True, env=environment)
    command: list[str | Path] = [
        program("selfserv"),
        "-d",
        database,
        "-p",
        str(port),
        "-n",
        "srv",
        "-V",
        "ssl3:tls1.2",
    ]
    command += ["-c", nss.SUITES, "-v", "-H", "1", *(["-r", "-r"] if require_client else [])]
    with running(command, port=port, folder=folder, root=folder, env=environment) as server:
        yield server


@contextlib.contextmanager
def gnutls_serv(
    folder: Path, certificate: Path, key: Path, *, client_ca: Path | None = None
) -> Iterator[Server]:
    """`gnutls-serv` with all it has of the note (no SSL3.0); its HTTP page tells version and suite."""
    port = free_port()
    command: list[str | Path] = [
        program("gnutls-serv"),
        "--http",
        "-p",
        str(port),
        "--priority",
        gnutls.PRIORITY_OF_ALL,
    ]
    command += ["--x509certfile", certificate, "--x509keyfile", key]
    command += (
        ["--x509cafile", client_ca, "--require-client-cert", "--verify-client-cert"] if client_ca else []
    )
    with running(command, port=port, folder=folder, root=folder) as server:
        yield server


@contextlib.contextmanager
def openssl_s_server(folder: Path, certificate: Path, key: Path, *options: str) -> Iterator[Server]:
    """`openssl s_server` that prints each message it reads; speaks HTTP (-www)."""
    port = free_port()
    command: list[str | Path] = [
        program("openssl"),
        "s_server",
        "-accept",
        f"{HOST}:{port}",
        "-cert",
        certificate,
        "-key",
        key,
    ]
    command += ["-trace", "-www", "-cipher", "ALL:@SECLEVEL=0", *options]
    with running(command, port=port, folder=folder, root=folder) as server:
        yield server
