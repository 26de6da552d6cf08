"""Defects of the TLS protocol and of what a certificate is for: a client that overlooks what RFC 5246 has it refuse."""

from __future__ import annotations

from hil.emulator.defects.model import Defect

DEFECTS = (
    Defect("accepts-unoffered-suite", "any suite in a ServerHello is taken", ("CIPH-09",)),
    Defect(
        "accepts-unoffered-version", "any version in a ServerHello is taken", ("VER-06", "SSLCFG-VERSION-12")
    ),
    Defect("accepts-compression", "any compression method is taken", ("GEN-04",)),
    Defect("accepts-unasked-extension", "extensions that were not asked for are taken", ("GEN-04",)),
    Defect("accepts-repeated-extension", "an extension may come twice", ("GEN-04",)),
    Defect("accepts-foreign-renegotiation-info", "renegotiation_info is not looked at", ("GEN-04",)),
    Defect("accepts-long-session-id", "a session id may have any length", ("GEN-04",)),
    Defect("accepts-repeated-messages", "a handshake message may come twice", ("GEN-04",)),
    Defect("accepts-server-key-exchange", "a ServerKeyExchange is passed over", ("GEN-04",)),
    Defect("ignores-early-ccs", "a ChangeCipherSpec before its time is passed over", ("GEN-04",)),
    Defect("ignores-bad-finished", "the content of Finished is not compared", ("GEN-04",)),
    Defect("ignores-bad-mac", "the MAC of a record is not compared", ("GEN-04",)),
    Defect("ignores-bad-padding", "of CBC padding only the length is looked at", ("GEN-04",)),
    Defect("accepts-oversized-records", "a record may carry 32 KiB", ("GEN-04",)),
    Defect("ignores-fatal-alerts", "fatal alerts are passed over", ("GEN-04",)),
    Defect("refuses-fragmented-messages", "a handshake message must fit in a record", ("GEN-01",)),
    Defect("accepts-md5-signature", "certificates may be signed with MD5", ("GEN-05",)),
    Defect("accepts-weak-key", "RSA keys of 512 bits are taken", ("GEN-05",)),
    Defect("ignores-key-usage", "keyUsage of a server's certificate is not looked at", ("GEN-05",)),
    Defect("ignores-extended-key-usage", "extendedKeyUsage is not looked at", ("GEN-05",)),
    Defect("ignores-algorithm-mismatch", "a certificate may name two signature algorithms", ("GEN-05",)),
)
