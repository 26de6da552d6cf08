"""The demand of each chain that a server can send, at seclevel 1 with the clock set (note 1.1, 2.3; RFC 5280, 6).

The note says that the server is authenticated (GEN-05), but gives few details.  What a
MUST of RFC 5280 or RFC 5246 demands of a client is mandatory (AUTH-16 to AUTH-21); the
rest is hardening (AUTH-22), or recorded (AUTH-14, AUTH-15).
"""

from __future__ import annotations

from collections.abc import Mapping

from .demand import Demand, accept, either, refuse

HANDSHAKE_FAILURE, BAD_CERTIFICATE, UNSUPPORTED, EXPIRED, UNKNOWN, ILLEGAL = 40, 42, 43, 45, 46, 47
UNKNOWN_CA, DECODE_ERROR, DECRYPT_ERROR, WEAK = 48, 50, 51, 71  # RFC 5246, 7.2.2

CA = {UNKNOWN_CA, BAD_CERTIFICATE, UNKNOWN}
FORGED = {BAD_CERTIFICATE, DECRYPT_ERROR, UNKNOWN_CA, UNKNOWN}
NO_CA = {UNKNOWN_CA, BAD_CERTIFICATE, UNSUPPORTED, UNKNOWN}
MISUSED = {UNSUPPORTED, BAD_CERTIFICATE, UNKNOWN}
DATES = {EXPIRED, BAD_CERTIFICATE, UNKNOWN}
WEAK_KEY = {HANDSHAKE_FAILURE, BAD_CERTIFICATE, UNSUPPORTED, WEAK, UNKNOWN, UNKNOWN_CA, DECRYPT_ERROR}
UNREADABLE = {BAD_CERTIFICATE, DECODE_ERROR, UNSUPPORTED, UNKNOWN, ILLEGAL}
FORGED_OR_UNREADABLE = FORGED | UNREADABLE

CHAIN_DEMANDS: Mapping[str, Demand] = {
    # Keys and signatures
    "good": accept("AUTH-03"),
    "rsa-1024": either("AUTH-15"),
    "rsa-4096": either("AUTH-15"),
    "rsa-exponent-3": either("AUTH-15"),
    "rsa-512": refuse("AUTH-22", alerts=WEAK_KEY),
    "sha1": either("AUTH-15"),
    "rsa-1024-sha1": either("AUTH-15"),
    "sha384": either("AUTH-15"),
    "sha512": either("AUTH-15"),
    "md5": refuse("AUTH-22", alerts=WEAK_KEY),
    "rsa-pss": either("AUTH-15"),
    "ecdsa": refuse("CIPH-08"),
    "wrong-key": refuse("AUTH-20"),
    # Paths
    "intermediates-1": either("AUTH-15"),
    "intermediates-2": either("AUTH-15"),
    "intermediates-3": either("AUTH-15"),
    "intermediates-4": either("AUTH-15"),
    "with-root": either("AUTH-15"),
    "cross-signed": either("AUTH-15"),
    "missing-intermediate": refuse("GEN-05", "AUTH-05", alerts=CA),
    "missing-upper": refuse("GEN-05", "AUTH-05", alerts=CA),
    "other-ca": refuse("GEN-05", "AUTH-05", alerts=CA),
    "other-library": refuse("GEN-05", "AUTH-05", alerts=CA),
    "other-ca-with-root": refuse("GEN-05", "AUTH-05", alerts=CA),
    "other-ca-same-name": refuse("GEN-05", "AUTH-05", "AUTH-16", alerts=FORGED),
    "self-signed": refuse("GEN-05", "AUTH-05", alerts=CA),
    "self-signed-ca": refuse("GEN-05", "AUTH-05", alerts=CA),
    "name-constraints": refuse("AUTH-22", alerts=MISUSED),
    "leaf-last": refuse("AUTH-22", alerts=NO_CA),
    "duplicated-leaf": either("AUTH-15"),
    "duplicated-intermediate": either("AUTH-15"),
    "disordered": either("AUTH-15"),
    "unrelated-extra": either("AUTH-15"),
    "huge-chain": either("AUTH-15"),
    "huge-certificate": either("AUTH-15"),
    "other-ca-intermediate": refuse("GEN-05", "AUTH-05", alerts=CA),
    "other-ca-with-right-root": refuse("GEN-05", "AUTH-05", alerts=CA),
    "foreign-leaf": refuse("GEN-05", "AUTH-05", alerts=CA),
    "self-signed-ca-name": refuse("GEN-05", "AUTH-05", "AUTH-16", alerts=FORGED),
    "issuer-name": refuse("AUTH-23", alerts=FORGED),
    "issuer-organization": refuse("AUTH-23", alerts=FORGED),
    "upper-issuer-name": refuse("AUTH-23", alerts=FORGED),
    "ca-as-server": either("AUTH-15"),
    # Dates
    "expired": refuse("GEN-05", "SSLCFG-RTC-03", alerts=DATES),
    "not-yet-valid": refuse("GEN-05", "SSLCFG-RTC-08", alerts=DATES),
    "edge-not-before": accept("SSLCFG-RTC-03"),
    "edge-not-after": accept("SSLCFG-RTC-03"),
    "expired-by-a-second": refuse("GEN-05", "SSLCFG-RTC-03", alerts=DATES),
    "not-valid-for-a-day": refuse("GEN-05", "SSLCFG-RTC-08", alerts=DATES),
    "until-2049": accept("AUTH-21"),
    "until-2050": accept("AUTH-21"),
    "until-9999": either("AUTH-15"),
    "validity-backwards": refuse("GEN-05", "SSLCFG-RTC-03", alerts=DATES),
    "issuer-expired": refuse("AUTH-17", alerts=DATES),
    "issuer-not-yet-valid": refuse("AUTH-17", alerts=DATES),
    "upper-expired": refuse("AUTH-17", alerts=DATES),
    "upper-not-yet-valid": refuse("AUTH-17", alerts=DATES),
    "since-1999": accept("AUTH-21"),
    # Names
    "name-dns": either("AUTH-14"),
    "name-ip": either("AUTH-14"),
    "name-san-over-cn": either("AUTH-14"),
    "name-uppercase": either("AUTH-14"),
    "name-cn-dns": either("AUTH-14"),
    "name-cn-ip": either("AUTH-14"),
    "name-mismatch-dns": either("AUTH-14"),
    "name-mismatch-ip": either("AUTH-14"),
    "name-mismatch-cn": either("AUTH-14"),
    "name-mismatch-san": either("AUTH-14"),
    "name-ip-as-dns": either("AUTH-14"),
    "name-null": either("AUTH-14"),
    "name-wildcard": either("AUTH-14"),
    "name-wildcard-two-labels": either("AUTH-14"),
    "name-wildcard-inside": either("AUTH-14"),
    "name-wildcard-alone": either("AUTH-14"),
    # Purposes
    "issuer-ca-false": refuse("AUTH-18", alerts=NO_CA),
    "issuer-ca-false-signs": refuse("AUTH-18", alerts=NO_CA),
    "issuer-no-constraints": refuse("AUTH-18", alerts=NO_CA),
    "issuer-version-1": refuse("AUTH-18", alerts=NO_CA),
    "issuer-no-cert-sign": refuse("AUTH-18", alerts=NO_CA),
    "path-length": either("AUTH-15"),
    "path-length-exceeded": refuse("AUTH-18", alerts=NO_CA),
    "path-length-1": either("AUTH-15"),
    "path-length-1-exceeded": refuse("AUTH-18", alerts=NO_CA),
    "path-length-2-exceeded": refuse("AUTH-18", alerts=NO_CA),
    "path-length-below-exceeded": refuse("AUTH-18", alerts=NO_CA),
    "upper-ca-false": refuse("AUTH-18", alerts=NO_CA),
    "upper-no-cert-sign": refuse("AUTH-18", alerts=NO_CA),
    "issuer-unknown-critical-extension": refuse("AUTH-19", alerts=MISUSED),
    "upper-unknown-critical-extension": refuse("AUTH-19", alerts=MISUSED),
    "usage-sign-only": refuse("AUTH-22", alerts=MISUSED),
    "usage-encipher-only": accept("AUTH-03"),
    "usage-ca-only": refuse("AUTH-22", alerts=MISUSED),
    "eku-client": refuse("AUTH-22", alerts=MISUSED),
    "eku-code-signing": refuse("AUTH-22", alerts=MISUSED),
    "eku-both": accept("AUTH-03"),
    "eku-any": either("AUTH-15"),
    "no-usages": accept("AUTH-03"),
    "version-1": either("AUTH-15"),
    "unknown-extension": accept("AUTH-21"),
    "unknown-critical-extension": refuse("AUTH-19", alerts=MISUSED),
    # Forms
    "bad-signature": refuse("AUTH-16", alerts=FORGED),
    "signed-by-other-key": refuse("GEN-05", "AUTH-05", "AUTH-16", alerts=FORGED),
    "altered": refuse("AUTH-16", alerts=FORGED),
    "issuer-bad-signature": refuse("AUTH-16", alerts=FORGED),
    "upper-bad-signature": refuse("AUTH-16", alerts=FORGED),
    "leaf-bad-signature": refuse("AUTH-16", alerts=FORGED),
    "algorithm-mismatch": refuse("AUTH-22", alerts=FORGED_OR_UNREADABLE),
    "duplicate-extension": refuse("AUTH-22", alerts=UNREADABLE),
    "empty-list": refuse("AUTH-20", alerts=UNREADABLE),
    "empty-certificate": refuse("AUTH-20", alerts=UNREADABLE),
    "garbage": refuse("AUTH-20", alerts=UNREADABLE),
    "truncated": refuse("AUTH-20", alerts=UNREADABLE),
    "trailing-bytes": refuse("AUTH-22", alerts=UNREADABLE),
    # Leaves
    "leaf-good": either("AUTH-15"),
    "leaf-expired": refuse("GEN-05", "SSLCFG-RTC-03", alerts=DATES),
    "leaf-not-yet-valid": refuse("GEN-05", "SSLCFG-RTC-08", alerts=DATES),
    "leaf-unknown-critical-extension": refuse("AUTH-19", alerts=MISUSED),
    "leaf-forged": refuse("AUTH-16", alerts=FORGED),
    "leaf-foreign": refuse("GEN-05", "AUTH-05", alerts=CA),
}
"""By the name of the chain; the refusal of one without alerts may come from the server."""
