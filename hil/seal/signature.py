"""The check of a signature and of a time stamp, against the lines of the manifest that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import new as new_hash
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

if TYPE_CHECKING:  # a library of the extra `sign`
    from asn1crypto import cms

_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class NotValid(Exception):
    """A signature that does not hold; the text says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the reader trusts: authorities, and single certificates of signers; empty if the reader did not say."""

    authorities: tuple[x509.Certificate, ...] = ()
    signers: tuple[x509.Certificate, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether the reader said whom to trust."""
        return bool(self.authorities or self.signers)


NOBODY = Trust()


def check_signature(content: bytes, signature: bytes, trust: Trust, stamped_at: datetime | None) -> str:
    """Who signed that content, in words; raises `NotValid`.

    A certificate has to be valid when the content was stamped, or else now.
    """
    import asn1crypto.tsp  # noqa: F401, PLC0415 - adds attributes, which cms learns before it reads its first one only
    from asn1crypto import cms  # noqa: PLC0415 - of the extra `sign`

    try:
        info = cms.ContentInfo.load(signature, strict=True)
        signed = info["content"]
        by, others = _checked(signed, content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotValid("expected a signature in the form of CMS, came something else") from error
    _require_trust(by, others, trust, stamped_at or datetime.now(UTC))
    return f"signed by {by.subject.rfc4514_string()}"


def check_stamp(content: bytes, stamp: bytes, trust: Trust) -> tuple[str, datetime]:
    """Who stamped that content, and when; raises `NotValid`."""
    from asn1crypto import tsp  # noqa: PLC0415 - of the extra `sign`

    try:
        response = tsp.TimeStampResp.load(stamp, strict=True)
        signed = response["time_stamp_token"]["content"]
        encapsulated = signed["encap_content_info"]["content"]
        info = encapsulated.parsed
        imprint = info["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        at: datetime = info["gen_time"].native
        same = name in _HASHES and imprint["hashed_message"].native == new_hash(name, content).digest()
        by, others = _checked(signed, encapsulated.contents)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotValid("expected a time stamp (RFC 3161), came something else") from error
    if not same:
        raise NotValid("expected a time stamp of these lines of the manifest, came one of other bytes")
    if not _may_stamp(by):
        raise NotValid(f"expected a certificate for time stamps, came that of {by.subject.rfc4514_string()}")
    _require_trust(by, others, Trust(trust.authorities), at)
    return f"stamped {at:%Y-%m-%dT%H:%M:%S%z} by {by.subject.rfc4514_string()}", at


def _checked(signed: cms.SignedData, content: bytes) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate of the only signer and the others; raises `NotValid` if the signature is not of the content."""
    (signer,) = signed["signer_infos"]
    held = [x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]]
    serial = signer["sid"].chosen["serial_number"].native
    by = next((each for each in held if each.serial_number == serial), None)
    if by is None:
        raise NotValid("expected the certificate of the signer within the signature, came none")
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in _HASHES:
        raise NotValid(f"expected a digest by SHA-256, SHA-384 or SHA-512, came {name}")
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    if attributes["message_digest"][0].native != new_hash(name, content).digest():
        raise NotValid("expected a signature of these bytes, came one of other bytes")
    _verify(by, signer, signer["signed_attrs"].untag().dump(), _HASHES[name])
    return by, tuple(each for each in held if each != by)


def _verify(by: x509.Certificate, signer: Any, signed: bytes, algorithm: hashes.HashAlgorithm) -> None:
    key, signature = by.public_key(), signer["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, _padding(signer["signature_algorithm"], algorithm), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(algorithm))
        else:
            raise NotValid("expected an RSA or EC key in the certificate of the signer, came another one")
    except InvalidSignature:
        raise NotValid(
            "expected a signature by the key of its certificate, came one by another key"
        ) from None


def _padding(used: Any, algorithm: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if used["algorithm"].native == "rsassa_pss":
        return padding.PSS(padding.MGF1(algorithm), used["parameters"]["salt_length"].native)
    return padding.PKCS1v15()


def _may_stamp(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def _require_trust(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], trust: Trust, at: datetime
) -> None:
    """Raise `NotValid` if the reader said whom to trust, and that does not lead to this certificate."""
    if not trust.is_given or certificate in trust.signers:
        return
    if not _leads_to(certificate, others, trust.authorities, at):
        who = certificate.subject.rfc4514_string()
        raise NotValid(
            f"expected a certificate that those that were given vouch for, valid at {at:%Y-%m-%d}, came that of {who}"
        )


def _leads_to(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    authorities: Sequence[x509.Certificate],
    at: datetime,
) -> bool:
    """Whether a chain of valid certificates leads from an authority to this one."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    if certificate in authorities or any(_issued(each, certificate, at) for each in authorities):
        return True
    between = list(others)
    return any(
        _issued(issuer, certificate, at)
        and _leads_to(issuer, [each for each in between if each != issuer], authorities, at)
        for issuer in between
    )


def _issued(issuer: x509.Certificate, certificate: x509.Certificate, at: datetime) -> bool:
    """Whether an authority that was valid then has issued this certificate."""
    if not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return False
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature):
        return False
    return True
