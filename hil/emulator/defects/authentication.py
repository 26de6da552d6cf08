"""Defects of the authentication: chains at each depth, the clock, one session after another (note 2.3; RFC 5280, 6.1)."""

from __future__ import annotations

from hil.emulator.defects.chain_depth import (
    AcceptsChainWithCa,
    AcceptsUnsignedLeafOfIntermediate,
    AllowsOneMoreCa,
    ChecksDatesOfTwoOnly,
    ChecksExtensionsOfLeafOnly,
    ChecksLastOnly,
    ComparesDays,
    ComparesNoNames,
    KnowsLengthOfTopOnly,
    KnowsPathLength0Only,
    ReadsYearsOfThisCentury,
    ignoring_at,
)
from hil.emulator.defects.later_sessions import (
    KeepsFirstCa,
    KeepsLevel0,
    PresentsNvramPair,
    TrustsAfterGoodSession,
    reading_clock,
    with_zone_added,
    with_zone_in_hours,
    without_zone,
)
from hil.emulator.defects.model import Defect
from hil.emulator.tls.chain_check import IssuerRule

DEFECTS = (
    Defect(
        "chain-upper-signature-unchecked",
        "the signature of a CA above the first intermediate one is not checked",
        ("AUTH-16",),
        replaces=(ignoring_at(IssuerRule.SIGNATURE, lambda below: below > 1),),
    ),
    Defect(
        "chain-leaf-signature-unchecked",
        "the signature of a server certificate is checked only where the configured CA issued it",
        ("AUTH-16",),
        replaces=(AcceptsUnsignedLeafOfIntermediate,),
    ),
    Defect(
        "chain-upper-may-be-no-ca",
        "CA:FALSE is accepted above the first intermediate CA",
        ("AUTH-18",),
        replaces=(ignoring_at(IssuerRule.CA, lambda below: below > 0),),
    ),
    Defect(
        "chain-upper-may-not-sign",
        "a missing keyCertSign is accepted above the first intermediate CA",
        ("AUTH-18",),
        replaces=(ignoring_at(IssuerRule.CERT_SIGN, lambda below: below > 0),),
    ),
    Defect(
        "path-length-off-by-one",
        "a path length allows one CA more",
        ("AUTH-18",),
        replaces=(AllowsOneMoreCa,),
    ),
    Defect(
        "path-length-0-only",
        "a path length above 0 has no effect",
        ("AUTH-18",),
        replaces=(KnowsPathLength0Only,),
    ),
    Defect(
        "path-length-of-top-only",
        "a path length counts only at the CA that the configured one issued",
        ("AUTH-18",),
        replaces=(KnowsLengthOfTopOnly,),
    ),
    Defect(
        "critical-extension-of-leaf-only",
        "an unknown critical extension of an intermediate CA is accepted",
        ("AUTH-19",),
        replaces=(ChecksExtensionsOfLeafOnly,),
    ),
    Defect(
        "dates-of-two-only",
        "the dates of the CAs above the first intermediate one are not checked",
        ("AUTH-17",),
        replaces=(ChecksDatesOfTwoOnly,),
    ),
    Defect(
        "years-of-this-century",
        "a year of two digits is always one of this century",
        ("AUTH-21",),
        replaces=(ReadsYearsOfThisCentury,),
    ),
    Defect(
        "dates-without-time-of-day",
        "the time of day of a validity is not compared",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08"),
        replaces=(ComparesDays,),
    ),
    Defect(
        "chain-with-ca-is-trusted",
        "a chain with the configured CA somewhere in it is accepted",
        ("AUTH-05", "GEN-05"),
        replaces=(AcceptsChainWithCa,),
    ),
    Defect(
        "chain-judged-by-its-last",
        "a chain is accepted if the configured CA issued its last certificate",
        ("AUTH-05", "GEN-05"),
        replaces=(ChecksLastOnly,),
    ),
    Defect(
        "chain-names-not-compared",
        "the issuer of a certificate is found by its signature alone",
        ("AUTH-23",),
        replaces=(ComparesNoNames,),
    ),
    Defect(
        "zone-ignored",
        "the time zone of AT+CCLK has no effect on the dates of certificates",
        ("SSLCFG-RTC-11",),
        replaces=(reading_clock(without_zone),),
    ),
    Defect(
        "zone-added",
        "the time zone of AT+CCLK is added to the local time",
        ("SSLCFG-RTC-11",),
        replaces=(reading_clock(with_zone_added),),
    ),
    Defect(
        "zone-in-whole-hours",
        "a time zone counts in whole hours only",
        ("SSLCFG-RTC-11",),
        replaces=(reading_clock(with_zone_in_hours),),
    ),
    Defect(
        "first-ca-kept",
        "the CA of the first session counts in all later ones",
        ("AUTH-05", "GEN-05", "AUTH-03"),
        replaces=(KeepsFirstCa,),
    ),
    Defect(
        "level-0-kept",
        "after a session of seclevel 0 no server is verified",
        ("AUTH-05", "AUTH-13"),
        replaces=(KeepsLevel0,),
    ),
    Defect(
        "trusts-after-good-session",
        "an address that was verified once is not verified again",
        ("AUTH-05", "GEN-05"),
        replaces=(TrustsAfterGoodSession,),
    ),
    Defect(
        "nvram-pair-presented",
        "the client certificate is that of NVRAM, whichever files the context names",
        ("AUTH-08",),
        replaces=(PresentsNvramPair,),
    ),
)
