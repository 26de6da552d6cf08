"""A laboratory with an authority, a key that signs, and a time stamp authority made of `openssl ts`."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate with its key, as PEM files."""

    key: Path
    certificate: Path
    private: Key
    public: x509.Certificate


def pair(
    folder: Path,
    name: str,
    issuer: Pair | None = None,
    *,
    key: Key | None = None,
    is_ca: bool = False,
    stamps: bool = False,
    days: tuple[int, int] = (-1, 30),
    passphrase: bytes = b"",
) -> Pair:
    """Make a key and its certificate; without an issuer it signs itself, `days` are its span from now."""
    private = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.public.subject if issuer else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    made = builder.sign(issuer.private if issuer else private, hashes.SHA256())
    found = Pair(folder / f"{name}.key", folder / f"{name}.pem", private, made)
    hidden = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    found.key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    found.certificate.write_bytes(made.public_bytes(Encoding.PEM))
    return found


CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {certificate}
signer_key = {key}
certs = {ca}
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""


@contextmanager
def time_stamps(folder: Path, by: Pair, ca: Pair) -> Iterator[str]:
    """A time stamp authority over HTTP; gives its URL.  The path `/nonsense` answers with nonsense."""
    config = folder / "tsa.cnf"
    config.write_text(
        CONFIG.format(folder=folder, certificate=by.certificate, key=by.key, ca=ca.certificate),
        encoding="utf-8",
    )
    (folder / "serial").write_text("01\n", encoding="ascii")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = folder / "query.tsq"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            program = ("openssl", "ts", "-reply", "-config", str(config), "-queryfile", str(query))
            answer = subprocess.run(program, capture_output=True, check=True).stdout
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"nonsense" if self.path == "/nonsense" else answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
