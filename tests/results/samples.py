"""A run with every verdict, made by hand; what renderings are tried on."""

from __future__ import annotations

from pathlib import Path

from hil.results.case import CaseResult, Cell, Measurement, Problem, StrictReading, TranscriptLine
from hil.results.case_records import case_record, encode
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.results.ending import Ending
from hil.results.model import DeviationStatus, DutIdentity, RunHeader, RunReport
from hil.results.records import dut_record, end_record, run_record
from hil.results.reduction import Reduction
from hil.results.writer import ResultWriter
from hil.spec.tls import ALL_SUITES, SSLVERSION
from hil.verdict import Role, Step, Verdict

HEADER = RunHeader(
    run_id="20260131T101500Z-full",
    started="2026-01-31T10:15:00+00:00",
    campaign="full",
    dut_url="emulator://m95?defect=accepts-expired-ca",
    python="CPython 3.11.7",
    openssl="OpenSSL 3.0.15 3 Sep 2024",
    platform="Linux 6.1 x86_64",
    commit="0123456789ab",
    tools=(("m95-hil", "0.1.0"), ("pytest", "9.2.0"), ("tlslite-ng", "0.8.2")),
    command=("hil", "conformance"),
)

DUT = DutIdentity(
    "emulator://m95?defect=accepts-expired-ca", "Quectel_Ltd", "Quectel_M95", "M95FAR02A08", "***********1234"
)

LINES = (
    TranscriptLine(0.001, "at", "→", 'AT+QFTPOPEN="127.0.0.1",990', "command"),
    TranscriptLine(0.002, "at", "←", "OK", "response"),
    TranscriptLine(
        0.010,
        "tls",
        "←",
        "ClientHello TLS1.2, 1 suite: 0X0035 TLS_RSA_WITH_AES_256_CBC_SHA " + "x" * 300,
        "handshake",
    ),
    TranscriptLine(0.050, "at", "←", "+QFTPOPEN: 0", "response"),
)

FAILED = CaseResult(
    id="suites/authentication/test_server.py::test_an_expired_chain_is_refused[seclevel-1]",
    title="An expired chain is refused <script>alert(1)</script>",
    requirements=("AUTH-05", "AUTH-06"),
    verdict=Verdict.FAIL,
    started="2026-01-31T10:15:01.000+00:00",
    duration_s=0.25,
    reason="assert 0 == -5",
    problem=Problem(
        expected="<ErrorCode.NETWORK: -5>",
        actual="0",
        exception="AssertionError",
        where="test_server.py:42",
        detail="    assert opened.result == ErrorCode.NETWORK\nE   assert 0 == -5",
    ),
    transcript=LINES,
    steps=(
        Step(0.01, Role.PREAMBLE, "refused settings", "nothing", "nothing", True, (), "test_server.py:40"),
        Step(
            0.2, Role.CHECK, "AT+QFTPOPEN", "-5", "0", False, ("AUTH-05",), "test_server.py:42", "AT+QFTPOPEN"
        ),
    ),
    line=38,
)

OTHERS = (
    CaseResult(
        id="suites/wire/test_hello.py::test_sni",
        title="SNI is recorded",
        requirements=("GEN-01",),
        verdict=Verdict.PASS,
        started="2026-01-31T10:15:02.000+00:00",
        duration_s=0.1,
        observed=(("SNI", "not sent"),),
    ),
    CaseResult(
        id="suites/wire/test_hello.py::test_no_session",
        title="A session comes",
        requirements=("GEN-02",),
        verdict=Verdict.INCONCLUSIVE,
        started="2026-01-31T10:15:03.000+00:00",
        duration_s=0.1,
        reason="no session came",
        problem=Problem(
            "", "no session came", "Inconclusive", "session.py:7", "Inconclusive: no session came"
        ),
        disturbance=Disturbance(DisturbanceKind.RESTART, "RDY"),
    ),
    CaseResult(
        id="suites/wire/test_hello.py::test_lost",
        title="The port stays",
        requirements=("GEN-03",),
        verdict=Verdict.ERROR,
        started="2026-01-31T10:15:04.000+00:00",
        duration_s=0.1,
        phase="setup",
        reason="the port went away",
        problem=Problem("", "the port went away \x1b", "ChannelLost", "channel.py:9", "ChannelLost"),
    ),
    CaseResult(
        id="suites/wire/test_hello.py::test_cmux",
        title="A second channel",
        requirements=("GEN-04",),
        verdict=Verdict.NOT_APPLICABLE,
        started="2026-01-31T10:15:05.000+00:00",
        duration_s=0.0,
        reason="the DUT claims no CMUX",
    ),
    CaseResult(
        id="suites/wire/test_hello.py::test_deviating",
        title="A known deviation",
        requirements=("GEN-05",),
        verdict=Verdict.KNOWN_DEVIATION,
        started="2026-01-31T10:15:06.000+00:00",
        duration_s=0.1,
        reason="assert 0 == -5; known: fixed in the next firmware (until 2026-12-31)",
        deviation="GEN-05: assert 0 == -5: fixed in the next firmware (until 2026-12-31)",
    ),
    CaseResult(
        id="suites/probes/test_ftp.py::test_close_twice",
        title="QFTPCLOSE when nothing is open",
        requirements=("GEN-06",),
        verdict=Verdict.PASS,
        started="2026-01-31T10:15:07.000+00:00",
        duration_s=0.1,
        observed=(("answer", "+QFTPCLOSE: -10"),),
        measured=(
            Measurement("close_without_session", "+QFTPCLOSE"),
            Measurement("boot_urcs", ("RDY", "+CFUN: 1")),
            Measurement("compact_replies", True, "QFTPCLOSE"),
        ),
        strict=(StrictReading("alert", "bad_certificate", "unknown_ca", held=False),),
        probe="QFTPCLOSE when nothing is open: ERROR or a code?",
    ),
)


def matrix_cases() -> tuple[CaseResult, ...]:
    """All 180 cells, one of them failed."""
    return tuple(
        CaseResult(
            id=f"suites/tls/test_matrix.py::test_pair[{number}-{suite.code}-{level}-{mode}]",
            title=f"The configured pair is used [{number}-{suite.code}-{level}-{mode}]",
            requirements=("PAIR-ALL-0035",),
            verdict=Verdict.FAIL
            if (number, suite.code, level, mode) == (0, "0X0004", 1, "explicit")
            else Verdict.PASS,
            started="2026-01-31T10:15:06.000+00:00",
            duration_s=0.05,
            reason="",
            cell=Cell(number, suite.code, level, mode),
        )
        for number in SSLVERSION
        for suite in ALL_SUITES
        for level in range(3)
        for mode in ("implicit", "explicit")
    )


LAST = "suites/tls/test_matrix.py::test_last"


def sample() -> RunReport:
    cases = (FAILED, *OTHERS, *matrix_cases())
    return RunReport(
        header=HEADER,
        cases=cases,
        planned=(*(case.id for case in cases), LAST),
        ending=Ending(early="no answer to AT"),
        duts=(DUT,),
        duration_s=12.5,
        not_run=(LAST,),
        reductions=(
            Reduction(
                "transfers", {"size": ("1", "2")}, 8, 4, ("size=1, mode=active",), ("size=2, mode=passive",)
            ),
        ),
        deviations=(DeviationStatus("GEN-04: x: y (until 2026-12-31)", "GEN-04", (), outdated=True),),
        pics="m95.toml",
    )


def write_run(path: Path, report: RunReport) -> None:
    with ResultWriter(path) as writer:
        writer.write(encode(run_record(report)))
        for dut in report.duts:
            writer.write(encode(dut_record(dut)))
        for case in report.cases:
            writer.write(encode(case_record(case)))
        writer.write(encode(end_record(report)))
