"""Defects of the SSL contexts: their number, their defaults and the time when a change takes effect (note 2.3)."""

from __future__ import annotations

from hil.emulator.defects.command_effects import ContextChangeEndsSession
from hil.emulator.defects.model import Defect, Heard, Ignored, Refused
from hil.emulator.defects.session_settings import (
    AbsentRamFileMeansNvram,
    Context1KeptFromFirstSession,
    Context5IgnoresDates,
)
from hil.emulator.defects.ssl_configuration import (
    ContextBoundByDefault,
    FtpsOnByDefault,
    RefusedWriteResetsContext,
    context_default,
)
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY
from hil.spec.tls import EXAMPLE_ORDER

_OF_CONTEXT = r'(\+QSSLCFG="(?:ctxindex|sslversion|ciphersuite|seclevel|cacert|clientcert|clientkey)")'


def _default(name: str, description: str, *requirements: str, context: SslContextSettings) -> Defect:
    return Defect(
        name,
        f"a context that was not configured {description}",
        ("SSLCFG-CTX-12", *requirements),
        replaces=(context_default(context),),
    )


DEFECTS = (
    Defect(
        "context-5-aliased-to-0",
        "context 5 shares its settings with context 0",
        (
            *("SSLCFG-CTX-08", "SSLCFG-CTX-11", "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-12"),
            "SSLCFG-FTPSCTX-01",
            "SSLCFG-FTPSCTX-09",
            "SSLCFG-FTPSCTX-13",
            "SSLCFG-RTC-09",
        ),
        Heard(_OF_CONTEXT + ",5(.*)", r"\1,0\2"),
    ),
    Defect(
        "context-0-refused",
        "ctxindex refuses context 0",
        (
            *("SSLCFG-CTX-03", "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
            *("SSLCFG-GEN-11", "SSLCFG-RTC-10", "FTPSERR-04", "EX421-11"),
        ),
        Refused(r'\+QSSLCFG="ctxindex",0'),
    ),
    Defect(
        "absent-ram-file-means-nvram",
        "a missing RAM file is replaced by the file of the same kind in NVRAM",
        ("AUTH-04", "AUTH-09", "AUTH-10", "SSLCFG-CACERT-06", "SSLCFG-CLICERT-06", "SSLCFG-CLIKEY-06"),
        replaces=(AbsentRamFileMeansNvram,),
    ),
    Defect(
        "context-5-refused",
        "ctxindex refuses context 5",
        ("SSLCFG-CTX-08", "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        Refused(r'\+QSSLCFG="ctxindex",5'),
    ),
    Defect(
        "context-6-taken",
        "context 6 is accepted as context 5",
        ("SSLCFG-CTX-10", "SSLCFG-CACERT-07", "SSLCFG-CLICERT-07", "SSLCFG-CLIKEY-07"),
        Heard(_OF_CONTEXT + ",6(.*)", r"\1,5\2"),
    ),
    Defect(
        "context-minus-1-taken",
        "context -1 is accepted as context 0",
        ("SSLCFG-CTX-09", "SSLCFG-CACERT-07", "SSLCFG-CLICERT-07", "SSLCFG-CLIKEY-07"),
        Heard(_OF_CONTEXT + ",-1(.*)", r"\1,0\2"),
    ),
    Defect(
        "ctxindex-without-number",
        "ctxindex without an index prints context 0",
        ("SSLCFG-CTX-13",),
        Heard(r'\+QSSLCFG="ctxindex"', '+QSSLCFG="ctxindex",0'),
    ),
    Defect(
        "ctxindex-takes-a-value",
        "ctxindex accepts a value after the index and ignores it",
        ("SSLCFG-CTX-14",),
        Ignored(r'\+QSSLCFG="ctxindex",\d,.*'),
    ),
    Defect(
        "cacert-of-context-1-goes-to-0",
        "the CA of context 1 is stored in context 0",
        ("SSLCFG-CTX-11", "SSLCFG-CACERT-08", "SSLCFG-CACERT-09"),
        Heard(r'(\+QSSLCFG="cacert"),1,(.*)', r"\1,0,\2"),
    ),
    Defect(
        "context-5-ignores-dates",
        "dates are not checked in context 5 although ignorertctime is 0",
        ("SSLCFG-RTC-09",),
        replaces=(Context5IgnoresDates,),
    ),
    Defect(
        "refused-write-resets-context",
        "a refused value resets the context to its defaults",
        (
            "SSLCFG-GEN-06",
            "SSLCFG-CIPHER-10",
            "SSLCFG-CIPHER-17",
            "SSLCFG-SECLVL-07",
            "SSLCFG-SECLVL-08",
            "SSLCFG-VERSION-09",
            "SSLCFG-VERSION-10",
            "SSLCFG-VERSION-11",
        ),
        replaces=(RefusedWriteResetsContext,),
    ),
    Defect(
        "context-1-kept-from-first-session",
        "sessions keep using context 1 as it was for the first session",
        (
            "SSLCFG-GEN-08",
            "SSLCFG-FTPSCTX-05",
            "SSLCFG-FTPSCTX-13",
            "SSLCFG-CACERT-08",
            "SSLCFG-CACERT-09",
            "SSLCFG-FTPSCTX-01",
        ),
        replaces=(Context1KeptFromFirstSession,),
    ),
    Defect(
        "context-change-ends-session",
        "a write to a context closes the open session",
        ("SSLCFG-GEN-09",),
        replaces=(ContextChangeEndsSession,),
    ),
    _default(
        "sslversion-default-3", "has version 3", "SSLCFG-VERSION-08", context=SslContextSettings(sslversion=3)
    ),
    _default(
        "seclevel-default-1",
        "has level 1",
        "SSLCFG-SECLVL-06",
        "CIPH-07",
        context=SslContextSettings(seclevel=1),
    ),
    _default(
        "suites-default-five",
        "lacks 0X000A",
        "SSLCFG-CIPHER-12",
        "CIPH-07",
        context=SslContextSettings(suites=EXAMPLE_ORDER[:5]),
    ),
    _default(
        "cacert-default-ca0", "has a CA", "SSLCFG-CACERT-04", context=SslContextSettings(cacert=NVRAM_CA0)
    ),
    _default(
        "clientcert-default-cc0",
        "has a client certificate",
        "SSLCFG-CLICERT-04",
        context=SslContextSettings(clientcert=NVRAM_CERT),
    ),
    _default(
        "clientkey-default-ck0",
        "has a client key",
        "SSLCFG-CLIKEY-04",
        context=SslContextSettings(clientkey=NVRAM_KEY),
    ),
    Defect(
        "ftps-on-by-default", "ftps is 1 after power-on", ("SSLCFG-FTPS-04",), replaces=(FtpsOnByDefault,)
    ),
    Defect(
        "ftpsctxi-default-0",
        "context 0 is bound after power-on",
        ("SSLCFG-FTPSCTX-03",),
        replaces=(ContextBoundByDefault,),
    ),
)
