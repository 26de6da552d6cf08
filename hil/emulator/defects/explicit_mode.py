"""Defects of TLS that show in explicit mode only, or on data connections only (note 1.1, 2.2, 2.3; RFC 5246)."""

from __future__ import annotations

from hil.emulator.defects.data_handshake import (
    dateless,
    explicit,
    in_sessions,
    on_data,
    unchecked,
    with_all_suites,
    with_session_settings,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.tls_chain import (
    AcceptsUnknownCriticalExtension,
    ChecksDatesOfLeafOnly,
    ignoring_rule,
)
from hil.emulator.defects.tls_client import NeedsClientDataAtLevel1, SendsNoCertificate
from hil.emulator.defects.tls_connection import (
    AcceptsAnyVersion,
    AcceptsServerKeyExchange,
    IgnoresEarlyChangeCipherSpec,
    ignoring_errors,
)
from hil.emulator.tls.chain_check import IssuerRule

DEFECTS = (
    Defect(
        "explicit-server-not-authenticated",
        "no chain is checked in explicit mode",
        ("GEN-05", "AUTH-05", "AUTH-16", "AUTH-18", "AUTH-19", "SSLCFG-RTC-03"),
        replaces=(with_session_settings(unchecked, explicit),),
    ),
    Defect(
        "explicit-dates-ignored",
        "no dates are checked in explicit mode",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08", "AUTH-17"),
        replaces=(with_session_settings(dateless, explicit),),
    ),
    Defect(
        "explicit-dates-of-leaf-only",
        "only the dates of the server's own certificate are checked in explicit mode",
        ("AUTH-17",),
        replaces=(in_sessions(explicit, ChecksDatesOfLeafOnly),),
    ),
    Defect(
        "explicit-all-suites-offered",
        "the ClientHello offers all suites in explicit mode",
        ("SSLCFG-CIPHER-14", "CIPH-09"),
        replaces=(with_session_settings(with_all_suites, explicit),),
    ),
    Defect(
        "explicit-issuer-need-not-be-ca",
        "any certificate issues others in explicit mode",
        ("AUTH-18",),
        replaces=(in_sessions(explicit, ignoring_rule(IssuerRule.CA)),),
    ),
    Defect(
        "explicit-critical-extension-ignored",
        "an unknown critical extension is accepted in explicit mode",
        ("AUTH-19",),
        replaces=(in_sessions(explicit, AcceptsUnknownCriticalExtension),),
    ),
    Defect(
        "explicit-any-version-accepted",
        "any version in a ServerHello is accepted in explicit mode",
        ("TLS-01", "SSLCFG-VERSION-12"),
        replaces=(
            in_sessions(explicit, AcceptsAnyVersion, ignoring_errors("Too old version", "Too new version")),
        ),
    ),
    Defect(
        "explicit-server-key-exchange-accepted",
        "a ServerKeyExchange is ignored in explicit mode",
        ("TLS-04",),
        replaces=(in_sessions(explicit, AcceptsServerKeyExchange),),
    ),
    Defect(
        "explicit-early-ccs-accepted",
        "a ChangeCipherSpec before ServerHelloDone is ignored in explicit mode",
        ("TLS-05",),
        replaces=(in_sessions(explicit, IgnoresEarlyChangeCipherSpec),),
    ),
    Defect(
        "explicit-client-certificate-not-sent",
        "the client certificate is not sent in explicit mode",
        ("AUTH-08",),
        replaces=(in_sessions(explicit, SendsNoCertificate),),
    ),
    Defect(
        "explicit-client-files-needed-at-level-1",
        "level 1 fails without a client certificate in explicit mode",
        ("AUTH-06",),
        replaces=(in_sessions(explicit, NeedsClientDataAtLevel1),),
    ),
    Defect(
        "data-finished-not-checked",
        "the Finished of the server is not checked on data connections",
        ("TLS-05",),
        replaces=(on_data(ignoring_errors("Finished message is incorrect")),),
    ),
    Defect(
        "data-issuer-need-not-be-ca",
        "any certificate issues others on data connections",
        ("AUTH-18",),
        replaces=(on_data(ignoring_rule(IssuerRule.CA)),),
    ),
)
