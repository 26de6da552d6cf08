"""Deliberate nonconformities of the emulated module, each with the requirements that it breaks.

The code asks `"name" in defects` at the place where it decides; with no defect
it does right.  They prove the suites: with a defect, the tests of its
requirements must fail.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.errors import UsageError


@dataclass(frozen=True, slots=True)
class Defect:
    """A nonconformity that can be switched on by name."""

    name: str
    description: str
    requirements: tuple[str, ...]


_DEFECTS = (
    # --- TLS and FTP on the wire (tls_client, chain_check, ftps_client) --------------------------------------
    Defect(
        "accepts-expired-ca",
        "certificates are taken whatever their dates",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-08"),
    ),
    Defect("accepts-foreign-ca", "a chain of any CA is taken", ("AUTH-05", "AUTH-13", "GEN-05")),
    Defect(
        "offers-unconfigured-suite", "a suite is offered that is not set", ("SSLCFG-CIPHER-13", "CIPH-09")
    ),
    Defect(
        "offers-higher-version", "a version above the set one is offered", ("VER-06", "SSLCFG-VERSION-12")
    ),
    Defect("data-connection-in-clear", "the data connection is not protected", ("GEN-03", "SSLCFG-GEN-10")),
    Defect(
        "continues-in-clear-after-auth-refused",
        "logs in without TLS when AUTH is refused",
        ("MODE-08", "GEN-02"),
    ),
    Defect("sends-no-client-certificate", "the client certificate is never sent", ("AUTH-08",)),
    # --- what the TLS client is told to do (client_settings) -------------------------------------------------
    Defect(
        "ssl30-becomes-tls10",
        "sslversion 0 offers TLS1.0",
        ("VER-01", "PAIR-SSL30-0005", "SSLCFG-VERSION-03", "VER-06"),
    ),
    Defect(
        "all-versions-means-tls12", "sslversion 4 offers TLS1.2 only", ("SSLCFG-VERSION-13", "PAIR-ALL-0035")
    ),
    Defect(
        "rc4-md5-never-offered",
        "0X0004 is accepted but not offered",
        ("CIPH-03", "PAIR-TLS12-0004", "CIPH-07"),
    ),
    Defect(
        "ignorertctime-inverted",
        "dates are checked when they should be ignored",
        ("SSLCFG-RTC-03", "SSLCFG-RTC-04"),
    ),
    Defect("explicit-mode-ignored", "type 7 is stored, implicit TLS is used", ("MODE-02", "FTPSERR-02")),
    Defect("explicit-by-default", "type 7 is 1 after power-on", ("FTPCFG-T7-03", "MODE-03", "EX421-21")),
    Defect("ftps-switch-ignored", "TLS is used with ftps 0", ("EX424-05", "SSLCFG-FTPS-02")),
    Defect(
        "context-stuck-at-zero",
        "ftpsctxi is stored, context 0 is used",
        ("SSLCFG-FTPSCTX-05", "SSLCFG-FTPSCTX-13"),
    ),
    # --- the AT side -----------------------------------------------------------------------------------------
    Defect("open-result-before-ok", "+QFTPOPEN comes before its OK", ("EX421-17", "EX421-22")),
    Defect("get-drops-last-byte", "the last byte of a download is missing", ("EX423-06", "EX423-08")),
    Defect("put-count-off-by-one", "+QFTPPUT counts one byte too many", ("EX422-03", "EX422-06", "EX422-08")),
    Defect("stat-word-wrong", "+QFTPSTAT says OPEN", ("EX421-18", "EX421-24")),
    Defect("path-result-missing", "+QFTPPATH never comes", ("EX422-01", "EX423-01")),
    Defect("locip-without-address", "AT+QILOCIP answers 0.0.0.0", ("EX421-05", "PROC-08")),
    Defect("deact-answers-ok", "AT+QIDEACT answers OK", ("EX421-20",)),
    Defect(
        "context-print-lacks-ca-name",
        "the CA is missing in the context printout",
        ("EX421-11", "SSLCFG-CTX-02"),
    ),
    Defect("nvram-checksum-differs", "checksums of NVRAM files are other ones", ("EX412-05", "SECWRITE-09")),
    Defect("third-ram-file-evicts-first", "RAM keeps two files", ("EX411-04",)),
    Defect("duplicate-upload-overwrites", "an existing file is overwritten", ("SECWRITE-12", "SECWRITE-13")),
    Defect(
        "deleted-file-stays-readable", "AT+QSECREAD finds a file that was deleted", ("PROC-02", "SECDEL-05")
    ),
    Defect("secread-always-wrong", "AT+QSECREAD reports good 0", ("PROC-03", "SECREAD-04", "EX412-04")),
)

DEFECTS: Mapping[str, Defect] = MappingProxyType({defect.name: defect for defect in _DEFECTS})


def require_known(names: Iterable[str]) -> None:
    """Raise `UsageError`, naming the nearest, for a name that is no defect."""
    for name in names:
        if name not in DEFECTS:
            nearest = difflib.get_close_matches(name, DEFECTS, n=1, cutoff=0.0)
            raise UsageError(f"no defect is called {name!r}; the nearest is {nearest[0]!r}")
