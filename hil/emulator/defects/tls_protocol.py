"""Defects of the TLS protocol and of the use of certificates: a client that accepts what RFC 5246 and 5280 refuse."""

from __future__ import annotations

from hil.emulator.defects.model import Defect
from hil.emulator.defects.tls_chain import (
    AcceptsMd5,
    AcceptsTwoAlgorithms,
    IgnoresExtendedKeyUsage,
    IgnoresKeyUsage,
)
from hil.emulator.defects.tls_client import AcceptsWeakKey
from hil.emulator.defects.tls_connection import (
    AcceptsAnyVersion,
    AcceptsForeignRenegotiationInfo,
    AcceptsLongSessionId,
    AcceptsRepeatedExtension,
    AcceptsRepeatedMessages,
    AcceptsServerKeyExchange,
    AcceptsUnrequestedExtension,
    IgnoresEarlyChangeCipherSpec,
    IgnoresFatalAlerts,
    RefusesFragmentedMessages,
    ignoring_errors,
)
from hil.emulator.defects.tls_records import AcceptsOversizedRecords, IgnoresBadMac, IgnoresBadPadding

DEFECTS = (
    Defect(
        "accepts-unoffered-suite",
        "any suite in a ServerHello is accepted",
        ("CIPH-09", "TLS-02"),
        replaces=(ignoring_errors("Server responded with incorrect ciphersuite"),),
    ),
    Defect(
        "accepts-unoffered-version",
        "any version in a ServerHello is accepted",
        ("VER-06", "SSLCFG-VERSION-12", "TLS-01"),
        replaces=(AcceptsAnyVersion, ignoring_errors("Too old version", "Too new version")),
    ),
    Defect(
        "accepts-compression",
        "any compression method is accepted",
        ("TLS-02",),
        replaces=(ignoring_errors("Server responded with incorrect compression method"),),
    ),
    Defect(
        "accepts-unasked-extension",
        "an extension that was not requested is accepted",
        ("TLS-03",),
        replaces=(AcceptsUnrequestedExtension,),
    ),
    Defect(
        "accepts-repeated-extension",
        "a repeated extension is accepted",
        ("TLS-11",),
        replaces=(AcceptsRepeatedExtension,),
    ),
    Defect(
        "accepts-foreign-renegotiation-info",
        "the content of renegotiation_info is not checked",
        ("TLS-03",),
        replaces=(AcceptsForeignRenegotiationInfo,),
    ),
    Defect(
        "accepts-long-session-id",
        "a session id of any length is accepted",
        ("TLS-06",),
        replaces=(AcceptsLongSessionId,),
    ),
    Defect(
        "accepts-repeated-messages",
        "a repeated handshake message is accepted",
        ("TLS-04",),
        replaces=(AcceptsRepeatedMessages,),
    ),
    Defect(
        "accepts-server-key-exchange",
        "a ServerKeyExchange is ignored",
        ("TLS-04",),
        replaces=(AcceptsServerKeyExchange,),
    ),
    Defect(
        "ignores-early-ccs",
        "a ChangeCipherSpec that comes too early is ignored",
        ("TLS-05",),
        replaces=(IgnoresEarlyChangeCipherSpec,),
    ),
    Defect(
        "ignores-bad-finished",
        "the content of Finished is not checked",
        ("TLS-05",),
        replaces=(ignoring_errors("Finished message is incorrect"),),
    ),
    Defect("ignores-bad-mac", "the MAC of a record is not checked", ("GEN-04",), replaces=(IgnoresBadMac,)),
    Defect(
        "ignores-bad-padding",
        "the bytes of CBC padding are not checked, only its length",
        ("GEN-04",),
        replaces=(IgnoresBadPadding,),
    ),
    Defect(
        "accepts-oversized-records",
        "records of up to 32 KiB are accepted",
        ("TLS-07", "TLS-11"),
        replaces=(AcceptsOversizedRecords,),
    ),
    Defect("ignores-fatal-alerts", "fatal alerts are ignored", ("TLS-08",), replaces=(IgnoresFatalAlerts,)),
    Defect(
        "refuses-fragmented-messages",
        "a handshake message that spans several records is refused",
        ("TLS-09",),
        replaces=(RefusesFragmentedMessages,),
    ),
    Defect(
        "accepts-md5-signature",
        "a certificate signed with MD5 is accepted",
        ("AUTH-22",),
        replaces=(AcceptsMd5,),
    ),
    Defect("accepts-weak-key", "RSA keys of 512 bits are accepted", ("AUTH-22",), replaces=(AcceptsWeakKey,)),
    Defect(
        "ignores-key-usage",
        "keyUsage of the server certificate is not checked",
        ("AUTH-22",),
        replaces=(IgnoresKeyUsage,),
    ),
    Defect(
        "ignores-extended-key-usage",
        "extendedKeyUsage of the server certificate is not checked",
        ("AUTH-22",),
        replaces=(IgnoresExtendedKeyUsage,),
    ),
    Defect(
        "ignores-algorithm-mismatch",
        "a certificate that names two different signature algorithms is accepted",
        ("AUTH-22",),
        replaces=(AcceptsTwoAlgorithms,),
    ),
)
