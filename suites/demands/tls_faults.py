"""The demand of each TLS fault of the lower tester (RFC 5246; GEN-04, GEN-09, TLS-01 to TLS-11).

The note specifies TLS, and so the behaviour of a client in RFC 5246.  It does not
mention alerts: another alert than those of the row departs from TLS-10 only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .demand import Demand, accept, either, refuse

UNEXPECTED, BAD_MAC, OVERFLOW, HANDSHAKE_FAILURE = {10}, {20}, {22}, {40}  # RFC 5246, 7.2.2
ILLEGAL, UNDECODABLE, WRONG_FINISHED, WRONG_VERSION = {47}, {50}, {51}, {70}
UNSUPPORTED_EXTENSION = {110}
BAD_MAC_OR_CIPHER = {20, 21}
NOT_PROTECTED = {10, 20, 21}
NO_SUCH_SUITE = {40, 47}
UNDECODABLE_OR_ILLEGAL = {47, 50}
WRONG_SPEC = {10, 47, 50}
WRONG_SIZE = {50, 51}
REPEATED_EXTENSION = {47, 50, 110}

_OTHERS: Mapping[str, Demand] = {
    # ServerHello
    "version-higher": refuse("TLS-01", "SSLCFG-VERSION-12", alerts=WRONG_VERSION),
    "version-lower": refuse("TLS-01", "SSLCFG-VERSION-12", alerts=WRONG_VERSION),
    "version-unknown": refuse("TLS-01", "SSLCFG-VERSION-12", alerts=WRONG_VERSION),
    "suite-not-offered": refuse("TLS-02", "CIPH-09", alerts=NO_SUCH_SUITE),
    "suite-unknown": refuse("TLS-02", "CIPH-09", alerts=NO_SUCH_SUITE),
    "suite-null": refuse("TLS-02", "CIPH-09", alerts=NO_SUCH_SUITE),
    "suite-signalling": refuse("TLS-02", "CIPH-09", alerts=NO_SUCH_SUITE),
    "compression-deflate": refuse("TLS-02", alerts=ILLEGAL),
    "compression-unknown": refuse("TLS-02", alerts=ILLEGAL),
    "session-id-too-long": refuse("TLS-06", alerts=UNDECODABLE_OR_ILLEGAL),
    "server-hello-cut": refuse("TLS-06", alerts=UNDECODABLE),
    "server-hello-longer": refuse("TLS-11", alerts=UNDECODABLE),
    "extension-not-asked-for": refuse("TLS-03", alerts=UNSUPPORTED_EXTENSION),
    "extension-not-asked-for-first": refuse("TLS-03", alerts=UNSUPPORTED_EXTENSION),
    "extension-not-asked-for-alone": refuse("TLS-03", alerts=UNSUPPORTED_EXTENSION),
    "extension-twice": refuse("TLS-11", alerts=REPEATED_EXTENSION),
    "renegotiation-info-not-empty": refuse("TLS-03", alerts=HANDSHAKE_FAILURE),
    # Handshake messages
    "server-hello-missing": refuse("TLS-04", alerts=UNEXPECTED),
    "server-hello-twice": refuse("TLS-04", alerts=UNEXPECTED),
    "certificate-missing": refuse("TLS-04", alerts=UNEXPECTED),
    "certificate-twice": refuse("TLS-04", alerts=UNEXPECTED),
    "certificate-before-hello": refuse("TLS-04", alerts=UNEXPECTED),
    "hello-done-before-certificate": refuse("TLS-04", alerts=UNEXPECTED),
    "hello-done-twice": refuse("TLS-04", alerts=UNEXPECTED),
    "hello-done-with-body": refuse("TLS-06", alerts=UNDECODABLE),
    "server-key-exchange": refuse("TLS-04", alerts=UNEXPECTED),
    "certificate-status": refuse("TLS-04", alerts=UNEXPECTED),
    "session-ticket": refuse("TLS-04", alerts=UNEXPECTED),
    "client-hello": refuse("TLS-04", alerts=UNEXPECTED),
    "handshake-type-unknown": refuse("TLS-04", alerts=UNEXPECTED),
    "data-in-handshake": refuse("TLS-04", alerts=UNEXPECTED),
    "finished-missing": refuse("TLS-05", alerts=UNEXPECTED),
    "finished-after-handshake": refuse("TLS-04", alerts=UNEXPECTED),
    # "will be ignored" is no MUST, and GnuTLS ends the handshake
    "hello-request-in-handshake": either("TLS-09", "ERR-GEN-10"),
    "hello-request-at-rest": either("TLS-09", "ERR-GEN-10"),
    "hello-request-mid-transfer": either("TLS-09", "EX423-09"),
    # ChangeCipherSpec and Finished
    "finished-bad": refuse("TLS-05", alerts=WRONG_FINISHED),
    "finished-bad-last": refuse("TLS-05", alerts=WRONG_FINISHED),
    "finished-zero": refuse("TLS-05", alerts=WRONG_FINISHED),
    "finished-short": refuse("TLS-05", alerts=WRONG_SIZE),
    "finished-empty": refuse("TLS-05", alerts=WRONG_SIZE),
    "finished-long": refuse("TLS-05", alerts=WRONG_SIZE),
    "finished-before-ccs": refuse("TLS-05", alerts=UNEXPECTED),
    "finished-in-clear": refuse("TLS-05", alerts=NOT_PROTECTED),
    "data-in-clear": refuse("GEN-04", alerts=NOT_PROTECTED),
    "ccs-before-hello": refuse("TLS-05", alerts=UNEXPECTED),
    "ccs-early": refuse("TLS-05", alerts=UNEXPECTED),
    "ccs-missing": refuse("TLS-05", alerts=UNEXPECTED),
    "ccs-twice": refuse("TLS-05", alerts=UNEXPECTED),
    "ccs-after-handshake": refuse("TLS-05", alerts=UNEXPECTED),
    "ccs-value": refuse("TLS-11", alerts=WRONG_SPEC),
    "ccs-long": refuse("TLS-06", alerts=WRONG_SPEC),
    # Records
    "mac-bad": refuse("GEN-04", alerts=BAD_MAC),
    "mac-bad-last": refuse("GEN-04", alerts=BAD_MAC),
    "mac-zero": refuse("GEN-04", alerts=BAD_MAC),
    "mac-bad-on-finished": refuse("GEN-04", alerts=BAD_MAC),
    "ciphertext-bad": refuse("GEN-04", alerts=BAD_MAC),
    "ciphertext-cut": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "record-too-short": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "record-replayed": refuse("GEN-04", alerts=BAD_MAC),
    "record-left-out": refuse("GEN-04", alerts=BAD_MAC),
    "padding-bad-0": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-1": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-2": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-3": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-4": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-5": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-6": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-7": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-8": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-9": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-10": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-11": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-12": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-13": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-14": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-bad-15": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-longer-than-record": refuse("GEN-04", alerts=BAD_MAC_OR_CIPHER),
    "padding-over-a-block": refuse("TLS-11", alerts=BAD_MAC),
    "padding-random": accept("TLS-09"),
    "padding-maximal": accept("TLS-09"),
    "record-oversized": refuse("TLS-11", alerts=OVERFLOW),
    "record-far-oversized": refuse("TLS-07", alerts=OVERFLOW),
    "ciphertext-oversized": refuse("TLS-07", alerts=OVERFLOW),
    # Odd shapes
    "one-byte-records": accept("TLS-09"),
    "empty-records": accept("TLS-09"),
    "empty-records-flood": either("TLS-09"),
    "handshake-fragmented": accept("TLS-09"),
    "handshake-together": accept("TLS-09"),
    "handshake-straddling": accept("TLS-09"),
    "finished-fragmented": accept("TLS-09"),
    "empty-handshake-record": either("TLS-09"),
    "empty-alert-record": either("TLS-09"),
    "record-type-unknown": refuse("TLS-07", alerts=UNEXPECTED),
    # Endings
    "truncated": either("EX423-09", optional="GEN-09"),
    "truncated-half": either("EX423-09", optional="GEN-09"),
    "truncated-in-record": either("EX423-09", "GEN-04", optional="GEN-09"),
    "truncated-control": either("TLS-09"),
    "data-after-close-notify": accept("TLS-09"),
    "close-notify-fatal": either("TLS-09", "EX423-09"),
}

_ALERTS = (
    *("close-notify", "unexpected-message", "bad-record-mac", "decryption-failed", "record-overflow"),
    *("decompression-failure", "handshake-failure", "no-certificate", "bad-certificate"),
    *("unsupported-certificate", "certificate-revoked", "certificate-expired", "certificate-unknown"),
    *("illegal-parameter", "unknown-ca", "access-denied", "decode-error", "decrypt-error"),
    *("export-restriction", "protocol-version", "insufficient-security", "internal-error"),
    *("inappropriate-fallback", "user-canceled", "no-renegotiation", "unsupported-extension"),
    *("certificate-unobtainable", "unrecognized-name", "bad-certificate-status-response"),
    *("bad-certificate-hash-value", "unknown-psk-identity", "undefined"),
)

_FATAL = {
    "in-handshake": refuse("TLS-08"),
    "at-rest": refuse("TLS-08"),
    "mid-transfer": refuse("TLS-08"),
}
_WARNING = {  # the reaction to a warning, and to close_notify of either level, is the client's own
    "in-handshake": either("TLS-08", "ERR-GEN-10"),
    "at-rest": either("TLS-08", "ERR-GEN-10"),
    "mid-transfer": either("TLS-08", "EX423-09"),
}


def _alerts() -> Iterator[tuple[str, Demand]]:
    for name in _ALERTS:
        for moment in _FATAL:
            yield f"alert-warning-{name}-{moment}", _WARNING[moment]
            fatal = _WARNING if name == "close-notify" else _FATAL
            yield f"alert-fatal-{name}-{moment}", fatal[moment]


_ON_CONTROL: Mapping[str, Demand] = {  # what belongs to a download does not hold there
    "truncated-half": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "truncated-in-record": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "close-notify-fatal": either("TLS-09"),
}

TLS_FAULT_DEMANDS: Mapping[str, Demand] = {**_OTHERS, **dict(_alerts())}
"""By the name of the fault, on the connection that is usual for it."""

CONTROL_FAULT_DEMANDS: Mapping[str, Demand] = {**TLS_FAULT_DEMANDS, **_ON_CONTROL}
"""By the name of the fault, on the control connection."""
