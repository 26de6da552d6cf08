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
        "any suite in a ServerHello is taken",
        ("CIPH-09",),
        replaces=(ignoring_errors("Server responded with incorrect ciphersuite"),),
    ),
    Defect(
        "accepts-unoffered-version",
        "any version in a ServerHello is taken",
        ("VER-06", "SSLCFG-VERSION-12"),
        replaces=(AcceptsAnyVersion, ignoring_errors("Too old version", "Too new version")),
    ),
    Defect(
        "accepts-compression",
        "any compression method is taken",
        ("GEN-04",),
        replaces=(ignoring_errors("Server responded with incorrect compression method"),),
    ),
    Defect(
        "accepts-unasked-extension",
        "extensions that were not asked for are taken",
        ("GEN-04",),
        replaces=(AcceptsUnrequestedExtension,),
    ),
    Defect(
        "accepts-repeated-extension",
        "an extension may come twice",
        ("GEN-04",),
        replaces=(AcceptsRepeatedExtension,),
    ),
    Defect(
        "accepts-foreign-renegotiation-info",
        "renegotiation_info is not looked at",
        ("GEN-04",),
        replaces=(AcceptsForeignRenegotiationInfo,),
    ),
    Defect(
        "accepts-long-session-id",
        "a session id may have any length",
        ("GEN-04",),
        replaces=(AcceptsLongSessionId,),
    ),
    Defect(
        "accepts-repeated-messages",
        "a handshake message may come twice",
        ("GEN-04",),
        replaces=(AcceptsRepeatedMessages,),
    ),
    Defect(
        "accepts-server-key-exchange",
        "a ServerKeyExchange is passed over",
        ("GEN-04",),
        replaces=(AcceptsServerKeyExchange,),
    ),
    Defect(
        "ignores-early-ccs",
        "a ChangeCipherSpec before its time is passed over",
        ("GEN-04",),
        replaces=(IgnoresEarlyChangeCipherSpec,),
    ),
    Defect(
        "ignores-bad-finished",
        "the content of Finished is not compared",
        ("GEN-04",),
        replaces=(ignoring_errors("Finished message is incorrect"),),
    ),
    Defect("ignores-bad-mac", "the MAC of a record is not compared", ("GEN-04",), replaces=(IgnoresBadMac,)),
    Defect(
        "ignores-bad-padding",
        "of CBC padding only the length is looked at",
        ("GEN-04",),
        replaces=(IgnoresBadPadding,),
    ),
    Defect(
        "accepts-oversized-records",
        "a record may carry 32 KiB",
        ("GEN-04",),
        replaces=(AcceptsOversizedRecords,),
    ),
    Defect(
        "ignores-fatal-alerts", "fatal alerts are passed over", ("GEN-04",), replaces=(IgnoresFatalAlerts,)
    ),
    Defect(
        "refuses-fragmented-messages",
        "a handshake message must fit in a record",
        ("GEN-01",),
        replaces=(RefusesFragmentedMessages,),
    ),
    Defect(
        "accepts-md5-signature", "certificates may be signed with MD5", ("GEN-05",), replaces=(AcceptsMd5,)
    ),
    Defect("accepts-weak-key", "RSA keys of 512 bits are taken", ("GEN-05",), replaces=(AcceptsWeakKey,)),
    Defect(
        "ignores-key-usage",
        "keyUsage of a server's certificate is not looked at",
        ("GEN-05",),
        replaces=(IgnoresKeyUsage,),
    ),
    Defect(
        "ignores-extended-key-usage",
        "extendedKeyUsage is not looked at",
        ("GEN-05",),
        replaces=(IgnoresExtendedKeyUsage,),
    ),
    Defect(
        "ignores-algorithm-mismatch",
        "a certificate may name two signature algorithms",
        ("GEN-05",),
        replaces=(AcceptsTwoAlgorithms,),
    ),
)
