"""The signature of a manifest: detached CMS (RFC 5652), and a time stamp of the same lines (RFC 3161).

The signed content are the lines of the manifest before the link that names the signature.  So
`head -n N manifest.jsonl | openssl cms -verify -inform DER -in manifest.p7s -content /dev/stdin`
checks it without this program.
"""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs7

from hil.config.text import content_of
from hil.errors import InfrastructureError, UsageError
from hil.results.folder import SIGNATURE, STAMP
from hil.results.whole_file import write_file
from hil.seal import writing
from hil.seal.chain import LinkKind, read

EXTRA = "pip install 'm95-hil[sign]'"
TSA_TIMEOUT_S = 30.0

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a private key, its certificate, and the certificates between that and its root."""

    key: Key
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()


def load_signer(key: Path, certificate: Path, chain: Sequence[Path], passphrase: str | None) -> Signer:
    """The signer of these PEM files; raises `UsageError` for files that are none, or do not belong together."""
    content = _bytes_of(key)
    try:
        found = load_pem_private_key(content, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{key} is no private key in PEM that can be read, with the passphrase that was given"
        ) from error
    if not isinstance(found, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UsageError(f"{key}: expected an RSA or EC key; the manifest is signed with one of these")
    own, *more = certificates_of(certificate)
    if own.public_key() != found.public_key():
        raise UsageError(
            f"{certificate} is not the certificate of the key {key}: its public key is another one"
        )
    return Signer(found, own, (*more, *(each for path in chain for each in certificates_of(path))))


def certificates_of(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file, one at least; raises `UsageError`."""
    content = _bytes_of(path)
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate in PEM") from error


def _bytes_of(path: Path) -> bytes:
    try:
        return content_of(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def sign(folder: Path, run_id: str, signer: Signer | None, tsa: str = "") -> str:
    """Sign the manifest of a run, stamp it, or both, and add what was made to it; returns the new head.

    Raises `UsageError` for a manifest that is damaged, `InfrastructureError` for a time stamp
    authority that fails, `OSError`.
    """
    chain = read(folder)
    if not chain.is_whole or not chain.is_sealed:
        raise UsageError(f"the manifest in {folder} is damaged or not sealed; hil verify {folder} tells why")
    names = []
    if tsa:
        write_file(folder / STAMP, stamped(chain.content, tsa))
        names.append(STAMP)
    if signer is not None:
        write_file(folder / SIGNATURE, signature_of(chain.content, signer))
        names.append(SIGNATURE)
    details = {"signs": names, "lines": len(chain.lines)}
    made = writing.digests(folder, names)
    return writing.append(folder, writing.link(LinkKind.SIGNATURE, run_id, made, details=details))


def signature_of(content: bytes, signer: Signer) -> bytes:
    """The detached signature of a content, as DER."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
    for other in signer.others:
        builder = builder.add_certificate(other)
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])


def stamped(content: bytes, tsa: str) -> bytes:
    """The answer of a time stamp authority about a content; raises `InfrastructureError`, `UsageError`."""
    require_extra("a time stamp")
    from asn1crypto import tsp  # noqa: PLC0415 - of the extra `sign`

    nonce = secrets.randbits(63)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(content).digest()}
    request = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    answer = _asked(tsa, request.dump())
    try:
        response = tsp.TimeStampResp.load(answer)
        status = response["status"]["status"].native
        info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        fits = (
            info["nonce"].native == nonce
            and info["message_imprint"]["hashed_message"].native == sha256(content).digest()
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InfrastructureError(f"{tsa}: expected a time stamp (RFC 3161), came something else") from error
    if status not in {"granted", "granted_with_mods"} or not fits:
        raise InfrastructureError(
            f"{tsa}: expected a time stamp of this manifest, came {status or 'another one'}"
        )
    return answer


def _asked(tsa: str, request: bytes) -> bytes:
    if not tsa.startswith(("http://", "https://")):
        raise UsageError(f"--tsa: expected an URL such as http://tsa.example/, got {tsa}")
    head = {"Content-Type": "application/timestamp-query"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(tsa, request, head), timeout=TSA_TIMEOUT_S
        ) as answer:
            return bytes(answer.read())
    except (OSError, ValueError) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        raise InfrastructureError(f"the time stamp authority {tsa} does not answer: {why}") from error


def has_extra() -> bool:
    """Whether the libraries of the extra `sign` are there."""
    return find_spec("asn1crypto") is not None and find_spec("pyhanko") is not None


def require_extra(what: str) -> None:
    """Raise `UsageError` if the libraries of the extra `sign` are not there."""
    if not has_extra():
        raise UsageError(f"{what} needs more libraries: {EXTRA}")


def sign_pdf(folder: Path, run_id: str, file: str, signer: Signer, tsa: str = "") -> None:
    """Sign the PDF of a run in its place, and add it to the manifest again; raises `UsageError`, `OSError`."""
    from io import BytesIO  # noqa: PLC0415

    from asn1crypto import keys  # noqa: PLC0415 - of the extra `sign`
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner  # noqa: PLC0415
    from pyhanko.sign import sign_pdf as signed_by_pyhanko  # noqa: PLC0415
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for each in signer.others:
        store.register(asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)))
    private = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    by = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )
    writer = IncrementalPdfFileWriter(BytesIO((folder / file).read_bytes()))
    metadata = PdfSignatureMetadata(field_name=f"Signature-{secrets.token_hex(4)}", reason="issued")
    made = signed_by_pyhanko(writer, metadata, by, timestamper=HTTPTimeStamper(tsa) if tsa else None)
    write_file(folder / file, made.getvalue())
    writing.add_rendering(folder, run_id, [folder / file])
