"""A record of a selftest, made by hand: of the installation of `samples.HEADER`, and fit."""

from __future__ import annotations

from hil.results.selftest import (
    DefectTrial,
    ForeignPeer,
    Installation,
    PairResult,
    PairTrial,
    Selftest,
    Side,
    VariantTrial,
)
from tests.results.samples import HEADER

INSTALLATION = Installation(
    tools=HEADER.tools,
    python=HEADER.python,
    openssl=HEADER.openssl,
    platform=HEADER.platform,
    commit=HEADER.commit,
    suites=(("suites/a.py", "11"), ("suites/b.py", "22")),
    catalogue="33",
    machine="bench-7",
    processors=2,
)

KILLED = DefectTrial(
    "accepts-expired",
    "an expired chain is accepted",
    ("AUTH-05",),
    ("AUTH-05",),
    "suites/a.py::test_x",
    (("fail", 1),),
)
OVERLOOKED = DefectTrial("other-defect", "another one", ("AUTH-06",), verdicts=(("pass", 3),))

AGREED = tuple(PairTrial("TLS1.2", "0X0035", side, "NSS", PairResult.AGREED) for side in Side)
CANNOT = tuple(PairTrial("SSL3.0", "0X0005", side, "NSS", PairResult.CANNOT) for side in Side)

FIT = Selftest(
    seed=7,
    minutes=5.0,
    started="2026-01-30T09:00:00+00:00",
    duration_s=280.5,
    installation=INSTALLATION,
    defects=(KILLED,),
    variants=(
        VariantTrial("", "the usual module", 40),
        VariantTrial("ftp-colon:space", "a space after the colon", 12),
    ),
    peers=(ForeignPeer("NSS", "3.87.1"),),
    pairs=(*AGREED, *CANNOT),
)
