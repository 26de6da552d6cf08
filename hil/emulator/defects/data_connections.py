"""Defects of the data connection as a handshake of its own, and of what leads to it: AUTH, PBSZ, PROT (RFC 4217)."""

from __future__ import annotations

from hil.emulator.defects.data_handshake import (
    PinsDataToControl,
    ShowsNoCertificateOnData,
    active,
    dateless,
    explicit,
    implicit,
    passive,
    unchecked,
    with_all_suites,
    with_all_versions,
    with_data_settings,
    with_first_suite,
)
from hil.emulator.defects.ftps_client import (
    KeepsRepliesInClear,
    NeedsWholeReplyAtOnce,
    ReadsCodeOfAnyLine,
    in_clear_after_auth,
    unprotected_after_refusal,
)
from hil.emulator.defects.model import Defect

DEFECTS = (
    Defect(
        "data-server-not-authenticated",
        "the chain of a data connection is not checked",
        ("GEN-05", "AUTH-05", "AUTH-13", "AUTH-16", "AUTH-18", "SSLCFG-RTC-03"),
        replaces=(with_data_settings(unchecked),),
    ),
    Defect(
        "data-server-not-authenticated-active",
        "the chain of an active data connection is not checked",
        ("GEN-05", "AUTH-05", "AUTH-13"),
        replaces=(with_data_settings(unchecked, active),),
    ),
    Defect(
        "data-server-not-authenticated-passive",
        "the chain of a passive data connection is not checked",
        ("GEN-05", "AUTH-05", "AUTH-13"),
        replaces=(with_data_settings(unchecked, passive),),
    ),
    Defect(
        "data-server-not-authenticated-explicit",
        "the chain of a data connection is not checked in explicit mode",
        ("GEN-05", "AUTH-05", "AUTH-13"),
        replaces=(with_data_settings(unchecked, explicit),),
    ),
    Defect(
        "data-server-not-authenticated-implicit",
        "the chain of a data connection is not checked in implicit mode",
        ("GEN-05", "AUTH-05", "AUTH-13"),
        replaces=(with_data_settings(unchecked, implicit),),
    ),
    Defect(
        "data-dates-ignored",
        "the dates of the chain of a data connection are not checked",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08"),
        replaces=(with_data_settings(dateless),),
    ),
    Defect(
        "data-offers-all-suites",
        "the ClientHello of a data connection offers all suites",
        ("SSLCFG-CIPHER-13", "SSLCFG-CIPHER-14"),
        replaces=(with_data_settings(with_all_suites),),
    ),
    Defect(
        "data-offers-all-versions",
        "a data connection takes any version",
        ("SSLCFG-VERSION-12",),
        replaces=(with_data_settings(with_all_versions),),
    ),
    Defect(
        "data-offers-first-suite-only",
        "the ClientHello of a data connection offers the first suite of the list only",
        ("SSLCFG-GEN-07",),
        replaces=(with_data_settings(with_first_suite),),
    ),
    Defect(
        "data-pinned-to-control",
        "a data connection takes only the version and the suite of the control connection",
        ("SSLCFG-GEN-07", "SSLCFG-VERSION-07"),
        replaces=(PinsDataToControl,),
    ),
    Defect(
        "data-shows-no-client-certificate",
        "the client certificate is shown on the control connection only",
        ("AUTH-08",),
        replaces=(ShowsNoCertificateOnData,),
    ),
    Defect(
        "prot-refused-then-in-clear",
        "after a 5yz reply to PROT the data connections are in clear",
        ("GEN-03", "ERR-GEN-09"),
        replaces=(unprotected_after_refusal("PROT", 5),),
    ),
    Defect(
        "prot-postponed-then-in-clear",
        "after a 4yz reply to PROT the data connections are in clear",
        ("GEN-03", "ERR-GEN-09"),
        replaces=(unprotected_after_refusal("PROT", 4),),
    ),
    Defect(
        "pbsz-refused-then-in-clear",
        "after a negative reply to PBSZ the data connections are in clear",
        ("GEN-03", "ERR-GEN-09"),
        replaces=(unprotected_after_refusal("PBSZ", 4, 5),),
    ),
    Defect(
        "auth-postponed-then-in-clear",
        "the DUT logs in without TLS after a 4yz reply to AUTH",
        ("MODE-08", "GEN-02"),
        replaces=(in_clear_after_auth(4),),
    ),
    Defect(
        "auth-answered-positively-then-in-clear",
        "the DUT logs in without TLS after a positive reply to AUTH that is not 234",
        ("MODE-08", "GEN-02"),
        replaces=(in_clear_after_auth(2, 3),),
    ),
    Defect(
        "bytes-behind-234-kept",
        "what the server sent in clear behind 234 counts as a reply inside TLS",
        ("GEN-01",),
        replaces=(KeepsRepliesInClear,),
    ),
    Defect(
        "reply-in-two-parts-refused",
        "a reply of the server that comes in two parts ends the session",
        ("MODE-02",),
        replaces=(NeedsWholeReplyAtOnce,),
    ),
    Defect(
        "lines-of-reply-counted",
        "each line of a reply that begins with three digits counts as a reply",
        ("MODE-02",),
        replaces=(ReadsCodeOfAnyLine,),
    ),
)
