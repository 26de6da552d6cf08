"""Other people's FTPS clients, with one way to call each."""

from __future__ import annotations

import contextlib
import ftplib
import os
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.ftps.session import Listener
from hil.selftest.foreign import gnutls, nss, openssl
from hil.spec.tls import CipherSuite, Version
from tests.peers import program

OPENSSL_NAMES = {
    suite: openssl.SUITES[suite]
    for suite in (
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    )
}
"""The suites that OpenSSL 3 still has."""

_SSL_VERSIONS = {
    Version.TLS10: ssl.TLSVersion.TLSv1,
    Version.TLS11: ssl.TLSVersion.TLSv1_1,
    Version.TLS12: ssl.TLSVersion.TLSv1_2,
}


@dataclass(frozen=True)
class Endpoint:
    """Where a client goes and how it logs in."""

    listener: Listener
    host: str
    port: int
    user: str
    password: str
    ca: Path


Endpoints = Callable[[Listener], Endpoint]
"""The fixture `endpoint`: the address of each listener."""


def run(command: Sequence[str | Path], *, stdin: str = "") -> str:
    """Standard output of a program that is to succeed."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{done.args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def curl(endpoint: Endpoint, name: str, *arguments: str | Path, version: Version, suite: CipherSuite) -> None:
    """One transfer; the server's certificate is verified."""
    scheme = "ftps" if endpoint.listener is Listener.IMPLICIT else "ftp"
    limit = f"1.{version - Version.TLS10}"
    run(
        [
            program("curl"), "-sS", "--ssl-reqd", "--cacert", endpoint.ca, f"--tlsv{limit}", "--tls-max", limit,
            "--ciphers", f"{OPENSSL_NAMES[suite]}:@SECLEVEL=0", "-u", f"{endpoint.user}:{endpoint.password}",
            *arguments, f"{scheme}://{endpoint.host}:{endpoint.port}/{name}",
        ]
    )  # fmt: skip


def lftp(endpoint: Endpoint, commands: str, *, version: Version, suite: CipherSuite) -> None:
    """A script of lftp, on GnuTLS; to the name, since it would send an address as SNI else."""
    scheme = "ftps" if endpoint.listener is Listener.IMPLICIT else "ftp"
    settings = {
        "ssl:ca-file": endpoint.ca,
        "ssl:priority": gnutls.priority(version, suite),
        "ftp:ssl-force": "yes",
        "ftp:ssl-protect-data": "yes",
        "net:max-retries": "1",
        "net:timeout": "5",
        "cmd:fail-exit": "yes",
    }
    script = "".join(f'set {name} "{value}"\n' for name, value in settings.items())
    script += f"open -u {endpoint.user},{endpoint.password} -p {endpoint.port} {scheme}://localhost\n{commands}\nbye\n"
    run([program("lftp"), "--norc", "-f", "/dev/stdin"], stdin=script)


def gnutls_cli(endpoint: Endpoint, *arguments: str, version: Version, suite: CipherSuite) -> str:
    """Log nothing in: QUIT after the greeting."""
    return run(
        [
            program("gnutls-cli"), "--x509cafile", endpoint.ca, "--priority", gnutls.priority(version, suite),
            "-p", str(endpoint.port), *arguments, "localhost",
        ],
        stdin="QUIT\r\n",
    )  # fmt: skip


def nss_database(folder: Path, certificate: Path, key: Path) -> Path:
    """A database of NSS with that client certificate under the name `client`."""
    database, bundle = folder / "nss", folder / "client.p12"
    database.mkdir()
    run([program("certutil"), "-N", "-d", f"sql:{database}", "--empty-password"])
    made = ("-in", certificate, "-inkey", key, "-out", bundle, "-passout", "pass:", "-name", "client")
    run([program("openssl"), "pkcs12", "-export", *made])
    run([program("pk12util"), "-i", bundle, "-d", f"sql:{database}", "-W", ""])
    return database


def tstclnt(
    endpoint: Endpoint, database: Path, *, version: Version, suite: CipherSuite, certificate: str = ""
) -> str:
    """QUIT after the greeting; what the server said.  It does not end by itself while its input is open."""
    limits = f"{nss.VERSIONS[version]}:{nss.VERSIONS[version]}"
    command = [
        str(program("tstclnt")), "-d", f"sql:{database}", "-h", endpoint.host, "-p", str(endpoint.port),
        "-V", limits, "-c", f":{suite:04X}", "-o", *(("-n", certificate) if certificate else ()),
    ]  # fmt: skip
    environment = {**os.environ, **nss.ENVIRONMENT}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        watchdog = threading.Timer(10, process.kill)
        watchdog.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # refused, it has ended already
                os.write(process.stdin.fileno(), b"QUIT\r\n")
            return (process.stdout.readline() + process.stdout.readline()).decode()
        finally:
            watchdog.cancel()
            process.kill()


def client_context(
    *,
    ca: Path | None = None,
    version: Version | None = None,
    suite: CipherSuite | None = None,
    credential: tuple[Path, Path] | None = None,
) -> ssl.SSLContext:
    """An OpenSSL client as old as it can be made; without `ca` it accepts every server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = ca is not None
    context.verify_mode = ssl.CERT_REQUIRED if ca else ssl.CERT_NONE
    if ca:
        context.load_verify_locations(ca)
    context.set_ciphers(
        f"{OPENSSL_NAMES[suite] if suite else 'AES256-SHA256:AES256-SHA:AES128-SHA'}:@SECLEVEL=0"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the old versions, which are the subject
        context.minimum_version = _SSL_VERSIONS[version or Version.TLS10]
        context.maximum_version = _SSL_VERSIONS[version or Version.TLS12]
    if credential:
        context.load_cert_chain(*credential)
    return context


class ImplicitFtp(ftplib.FTP_TLS):
    """ftplib with TLS from the first byte, which it does not have by itself."""

    def connect(self, host: str = "", port: int = 0, timeout: float = 5, source_address: Any = None) -> str:
        self.host, self.port, self.timeout = host, port, timeout
        with socket.create_connection((host, port), timeout, source_address) as clear:
            self.af = clear.family
            self.sock = self.context.wrap_socket(clear, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


def ftplib_client(endpoint: Endpoint, context: ssl.SSLContext | None = None) -> ftplib.FTP:
    """A client of ftplib, logged in, with protected data behind the secure endpoints."""
    with ExitStack() as unless_it_works:
        if endpoint.listener is Listener.PLAIN:
            plain = unless_it_works.enter_context(closing(ftplib.FTP(timeout=5)))
            plain.connect(endpoint.host, endpoint.port)
            plain.login(endpoint.user, endpoint.password)
            unless_it_works.pop_all()
            return plain
        kind = ImplicitFtp if endpoint.listener is Listener.IMPLICIT else ftplib.FTP_TLS
        context = context or client_context(ca=endpoint.ca)
        client = unless_it_works.enter_context(closing(kind(context=context, timeout=5)))
        client.connect(endpoint.host, endpoint.port)
        client.login(endpoint.user, endpoint.password, secure=endpoint.listener is Listener.EXPLICIT)
        client.prot_p()
        unless_it_works.pop_all()
        return client
