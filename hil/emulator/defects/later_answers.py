"""Defects of what was right once: answers twice, a later code, a later content, a later limit (note 2.2 to 2.5, Table 4)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect
from hil.emulator.defects.repeated_answers import (
    ContextToldTwiceAfterRefusal,
    FileToldWithUpload,
    HalfTheWaitAfterRefusal,
    LaterPiecesChange,
    LosesCarriageReturnsBehind16384,
    LosesZerosAfterDeletion,
    NinthCodeUnknown,
    SecondLossUntold,
    SecondStallIsNetworkError,
    ShortLocalNames,
    ShortPathsIfImplicit,
    SizesOf16Bits,
    TypeToldTwice,
    UnlistedReplyRepeatsCode,
    WaitsTwiceAsLong,
    WriteAfterRefusalReachesNeighbour,
)


def _row(name: str, description: str, part: type, *requirements: str) -> Defect:
    return Defect(name, description, requirements, replaces=(part,))


DEFECTS = (
    _row(
        "type-told-twice",
        "a query of AT+QFTPCFG has its line twice",
        TypeToldTwice,
        *("FTPCFG-02", "FTPCFG-T1-02", "FTPCFG-T2-02", "FTPCFG-T3-02", "FTPCFG-T7-02"),
    ),
    _row(
        "context-told-twice-after-refusal",
        "the first query of AT+QSSLCFG after a refused one has its line twice",
        ContextToldTwiceAfterRefusal,
        *("SSLCFG-VERSION-02", "SSLCFG-SECLVL-02", "SSLCFG-CTX-11"),
    ),
    _row(
        "file-told-with-upload",
        "AT+QSECREAD of a file in RAM has a line of AT+QSECWRITE, too",
        FileToldWithUpload,
        *("SECREAD-03", "SECREAD-08", "SECREAD-11"),
    ),
    _row(
        "write-after-refusal-reaches-neighbour",
        "the first write into an SSL context after a refused AT+QSSLCFG reaches the context before it",
        WriteAfterRefusalReachesNeighbour,
        *("SSLCFG-CTX-11", "SSLCFG-VERSION-02", "SSLCFG-SECLVL-02"),
    ),
    _row(
        "cr-lost-behind-16384",
        "a security file loses the carriage returns behind its first 16384 bytes",
        LosesCarriageReturnsBehind16384,
        *("SECWRITE-20", "SECWRITE-10"),
    ),
    _row(
        "nul-lost-after-refused-deletion",
        "the first security file stored after a refused deletion loses its zero bytes",
        LosesZerosAfterDeletion,
        *("SECWRITE-09", "SECREAD-11"),
    ),
    _row(
        "later-pieces-change",
        "the first byte of each later piece of a security file changes",
        LaterPiecesChange,
        *("SECWRITE-04", "SECWRITE-09"),
    ),
    _row(
        "ninth-code-unknown",
        "each ninth time that a reply is reported its code is -1",
        NinthCodeUnknown,
        *("ERR-SRV-452", "ERR-SRV-532", "ERR-SRV-551", "ERR-SRV-552", "ERR-SRV-553", "ERR-GEN-04"),
    ),
    _row(
        "unlisted-reply-repeats-code",
        "a reply without a row in Table 4 is reported by the code of the reply before it",
        UnlistedReplyRepeatsCode,
        *("ERR-SRV-532", "ERR-SRV-553"),
    ),
    _row(
        "second-context-loss-untold",
        "only the first loss of the PDP context in an idle session is told by a URC",
        SecondLossUntold,
        *("ERR-GEN-01", "ERR-LOCAL-08"),
    ),
    _row(
        "upload-wait-doubled-if-explicit",
        "an explicit session waits twice as long for the data of an upload",
        WaitsTwiceAsLong,
        "EX422-07",
    ),
    _row(
        "local-name-cut-to-16",
        "a local file has the first 16 characters of its name",
        ShortLocalNames,
        *("FTPCFG-T4-03", "EX422-09"),
    ),
    _row(
        "path-cut-to-8-if-implicit",
        "an implicit session sends the first eight characters of a directory",
        ShortPathsIfImplicit,
        *("EX422-01", "EX422-10", "EX423-01", "EX423-06"),
    ),
    _row(
        "secwrite-wait-halved-after-refusal",
        "an upload after a refused AT+QSECDEL waits half as long for its data",
        HalfTheWaitAfterRefusal,
        "SECWRITE-TMO-07",
    ),
    _row(
        "secwrite-size-checked-in-16-bits",
        "the declared size of a security file is checked in 16 bits",
        SizesOf16Bits,
        *("SECWRITE-SIZE-RAM-05", "SECWRITE-SIZE-NVRAM-05"),
    ),
    _row(
        "second-timeout-is-network-error",
        "the second time-out, and each later one, is reported as -5",
        SecondStallIsNetworkError,
        "ERR-LOCAL-09",
    ),
)
