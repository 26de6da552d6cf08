"""Defects of TLS: versions, suites, chain check, client certificate (note 1.1, 2.3)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect
from hil.emulator.defects.session_settings import (
    DatesInverted,
    Level1IgnoresDates,
    offering_instead,
    offering_suites,
    offering_versions,
    without_rc4_md5,
)
from hil.emulator.defects.tls_chain import (
    AcceptsExpired,
    AcceptsForeignCa,
    AcceptsNotYetValid,
    AcceptsUnknownCriticalExtension,
    ChecksDatesOfLeafOnly,
    IgnoresDates,
    RefusesGeneralizedTime,
    ignoring_rule,
)
from hil.emulator.defects.tls_client import (
    AcceptsForeignKey,
    FallsBackToSsl30,
    NeedsClientDataAtLevel1,
    NeedsNoCa,
    NeedsNoClientData,
    OffersHigherVersions,
    OffersUnconfiguredSuites,
    SendsNoCertificate,
    VerifiesAtLevel0,
    VerifiesNotAtLevel2,
)
from hil.emulator.tls.chain_check import IssuerRule
from hil.spec.tls import CipherSuite, Version

DEFECTS = (
    Defect(
        "accepts-expired-ca",
        "the dates of certificates are not checked",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08", "AUTH-17"),
        replaces=(IgnoresDates,),
    ),
    Defect(
        "accepts-foreign-ca",
        "a chain of an unknown CA is accepted",
        ("AUTH-05", "AUTH-13", "GEN-05"),
        replaces=(AcceptsForeignCa,),
    ),
    Defect(
        "offers-unconfigured-suite",
        "the ClientHello offers suites that are not configured",
        ("SSLCFG-CIPHER-13", "CIPH-09"),
        replaces=(OffersUnconfiguredSuites,),
    ),
    Defect(
        "offers-higher-version",
        "the ClientHello offers versions above the configured one",
        ("VER-06", "SSLCFG-VERSION-12"),
        replaces=(OffersHigherVersions,),
    ),
    Defect(
        "sends-no-client-certificate",
        "the client certificate is never sent",
        ("AUTH-08", "FTPSERR-06"),
        replaces=(SendsNoCertificate,),
    ),
    Defect(
        "ssl30-becomes-tls10",
        "sslversion 0 offers TLS1.0",
        ("VER-01", "PAIR-SSL30-0005", "SSLCFG-VERSION-03", "VER-06"),
        replaces=(offering_versions(0, Version.TLS10),),
    ),
    Defect(
        "all-versions-means-tls12",
        "sslversion 4 offers TLS1.2 only",
        ("SSLCFG-VERSION-13", "PAIR-ALL-0035"),
        replaces=(offering_versions(4, Version.TLS12),),
    ),
    Defect(
        "rc4-md5-never-offered",
        "0X0004 is accepted by AT+QSSLCFG but never offered",
        (
            "CIPH-03",
            "PAIR-TLS12-0004",
            "CIPH-07",
            "PAIR-SSL30-0004",
            "PAIR-TLS10-0004",
            "PAIR-TLS11-0004",
            "PAIR-ALL-0004",
        ),
        replaces=(offering_suites(without_rc4_md5),),
    ),
    Defect(
        "ignorertctime-inverted",
        "ignorertctime works the wrong way round: 1 checks dates, 0 does not",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-04"),
        replaces=(DatesInverted,),
    ),
    Defect(
        "tls10-becomes-tls11",
        "sslversion 1 offers TLS1.1",
        ("SSLCFG-VERSION-04", "VER-02"),
        replaces=(offering_versions(1, Version.TLS11),),
    ),
    Defect(
        "tls11-becomes-tls12",
        "sslversion 2 offers TLS1.2",
        ("SSLCFG-VERSION-05", "VER-03", "VER-06"),
        replaces=(offering_versions(2, Version.TLS12),),
    ),
    Defect(
        "tls12-becomes-tls11",
        "sslversion 3 offers TLS1.1",
        ("SSLCFG-VERSION-06", "VER-04"),
        replaces=(offering_versions(3, Version.TLS11),),
    ),
    Defect(
        "all-versions-without-ssl30",
        "sslversion 4 does not offer SSL3.0",
        ("SSLCFG-VERSION-07",),
        replaces=(offering_versions(4, Version.TLS10, Version.TLS11, Version.TLS12),),
    ),
    Defect(
        "falls-back-to-ssl30",
        "SSL3.0 is accepted for any sslversion",
        ("VER-06", "SSLCFG-VERSION-12"),
        replaces=(FallsBackToSsl30,),
    ),
    Defect(
        "aes256-sha-becomes-aes128-sha",
        "0X002F is offered instead of 0X0035",
        (
            "CIPH-01",
            "PAIR-TLS12-0035",
            "PAIR-SSL30-0035",
            "PAIR-TLS10-0035",
            "PAIR-TLS11-0035",
            "PAIR-ALL-0035",
        ),
        replaces=(
            offering_instead(
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
            ),
        ),
    ),
    Defect(
        "rc4-sha-becomes-rc4-md5",
        "0X0004 is offered instead of 0X0005",
        (
            "CIPH-02",
            "PAIR-TLS12-0005",
            "PAIR-SSL30-0005",
            "PAIR-TLS10-0005",
            "PAIR-TLS11-0005",
            "PAIR-ALL-0005",
        ),
        replaces=(
            offering_instead(CipherSuite.TLS_RSA_WITH_RC4_128_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
        ),
    ),
    Defect(
        "triple-des-becomes-aes128",
        "0X002F is offered instead of 0X000A",
        (
            "CIPH-04",
            "PAIR-TLS12-000A",
            "PAIR-SSL30-000A",
            "PAIR-TLS10-000A",
            "PAIR-TLS11-000A",
            "PAIR-ALL-000A",
        ),
        replaces=(
            offering_instead(
                CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
            ),
        ),
    ),
    Defect(
        "aes128-sha-becomes-aes256-sha",
        "0X0035 is offered instead of 0X002F",
        (
            "CIPH-05",
            "PAIR-TLS12-002F",
            "PAIR-SSL30-002F",
            "PAIR-TLS10-002F",
            "PAIR-TLS11-002F",
            "PAIR-ALL-002F",
        ),
        replaces=(
            offering_instead(
                CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
            ),
        ),
    ),
    Defect(
        "aes256-sha256-becomes-sha1",
        "0X0035 is offered instead of 0X003D",
        ("CIPH-06", "PAIR-TLS12-003D", "PAIR-ALL-003D"),
        replaces=(
            offering_instead(
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
            ),
        ),
    ),
    Defect(
        "accepts-ca-false-issuer",
        "a certificate with CA:FALSE is accepted as an issuer",
        ("AUTH-18", "AUTH-15"),
        replaces=(ignoring_rule(IssuerRule.CA),),
    ),
    Defect(
        "accepts-issuer-without-basic-constraints",
        "a certificate without basicConstraints is accepted as an issuer",
        ("AUTH-18", "AUTH-15"),
        replaces=(ignoring_rule(IssuerRule.BASIC_CONSTRAINTS),),
    ),
    Defect(
        "accepts-issuer-without-cert-sign",
        "a certificate whose keyUsage lacks keyCertSign is accepted as an issuer",
        ("AUTH-18", "AUTH-15"),
        replaces=(ignoring_rule(IssuerRule.CERT_SIGN),),
    ),
    Defect(
        "ignores-path-length",
        "pathLenConstraint is not checked",
        ("AUTH-18", "AUTH-15"),
        replaces=(ignoring_rule(IssuerRule.PATH_LENGTH),),
    ),
    Defect(
        "accepts-wrong-signature",
        "only the name of an issuer is compared, not its signature",
        ("AUTH-05", "AUTH-16", "GEN-05"),
        replaces=(ignoring_rule(IssuerRule.SIGNATURE),),
    ),
    Defect(
        "accepts-unknown-critical-extension",
        "an unknown critical extension is accepted",
        ("AUTH-19", "AUTH-15"),
        replaces=(AcceptsUnknownCriticalExtension,),
    ),
    Defect(
        "refuses-generalized-time",
        "a certificate that is valid beyond 2049 counts as expired",
        ("AUTH-21",),
        replaces=(RefusesGeneralizedTime,),
    ),
    Defect(
        "accepts-not-yet-valid",
        "notBefore of a certificate is not checked",
        ("SSLCFG-RTC-08", "AUTH-17"),
        replaces=(AcceptsNotYetValid,),
    ),
    Defect(
        "accepts-expired",
        "notAfter of a certificate is not checked",
        ("SSLCFG-RTC-03", "AUTH-17"),
        replaces=(AcceptsExpired,),
    ),
    Defect(
        "dates-of-the-leaf-only",
        "the dates of CA certificates are not checked",
        ("AUTH-17",),
        replaces=(ChecksDatesOfLeafOnly,),
    ),
    Defect(
        "seclevel-1-ignores-dates",
        "seclevel 1 checks the chain but not its dates",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08", "AUTH-17"),
        replaces=(Level1IgnoresDates,),
    ),
    Defect(
        "seclevel-2-does-not-verify-server",
        "seclevel 2 accepts any server certificate",
        ("AUTH-13",),
        replaces=(VerifiesNotAtLevel2,),
    ),
    Defect(
        "missing-ca-means-no-check",
        "the server is not checked when the CA file is missing",
        ("AUTH-04", "AUTH-11", "SSLCFG-CACERT-06"),
        replaces=(NeedsNoCa,),
    ),
    Defect(
        "missing-client-data-is-no-matter",
        "seclevel 2 connects without a client certificate or key",
        ("AUTH-09", "AUTH-10"),
        replaces=(NeedsNoClientData,),
    ),
    Defect(
        "mismatched-key-accepted",
        "a client key that does not match the client certificate is accepted",
        ("AUTH-12",),
        replaces=(AcceptsForeignKey,),
    ),
    Defect(
        "level-1-wants-client-data",
        "seclevel 1 fails without a client certificate",
        ("AUTH-06",),
        replaces=(NeedsClientDataAtLevel1,),
    ),
    Defect(
        "level-0-wants-ca",
        "seclevel 0 checks the server certificate",
        ("AUTH-01", "AUTH-02", "PROC-04", "EX411-05"),
        replaces=(VerifiesAtLevel0,),
    ),
)
