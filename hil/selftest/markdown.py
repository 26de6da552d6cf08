"""`selftest.md`: the record of a selftest for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hil.results.selftest import PairResult, PairTrial, Selftest, Side

_CELLS = {PairResult.AGREED: "yes", PairResult.CANNOT: "peer cannot", PairResult.FAILED: "FAILED"}


def rendered(test: Selftest) -> bytes:
    """The bytes of the file."""
    return "\n".join((*_head(test), *_defects(test), *_variants(test), *_pairs(test), "")).encode()


def _head(test: Selftest) -> Iterator[str]:
    found = test.installation
    yield "# Selftest of m95-hil"
    yield ""
    yield f"**{test.verdict.capitalize()}.** {test.line}"
    yield ""
    yield from (f"- not fit: {reason}" for reason in test.reasons)
    yield f"- started {test.started}, {test.duration_s:.0f} s; seed {test.seed}, size of {test.minutes:g} minutes"
    yield f"- machine {found.machine}, {found.processors} processors, {found.platform}"
    versions = [f"{name} {version}" for name, version in found.tools]
    yield f"- {', '.join((found.python, found.openssl, *versions))}"
    yield f"- commit {found.commit or 'none: no checkout'}; catalogue {found.catalogue}"
    yield ""


def _defects(test: Selftest) -> Iterator[str]:
    yield from _table(
        "Defects",
        ("defect", "what it does", "requirements that it breaks", "noticed by", "repeated"),
        (
            (
                trial.defect,
                trial.description,
                ", ".join(trial.requirements),
                trial.case if trial.is_as_expected else trial.words,
                trial.before,
            )
            for trial in test.defects
        ),
    )


def _variants(test: Selftest) -> Iterator[str]:
    yield from _table(
        "Sound modules",
        ("module", "what it does", "cases", "came", "repeated"),
        (
            (trial.variant or "usual", trial.meaning, str(trial.cases), trial.words, trial.before)
            for trial in test.variants
        ),
    )
    for name, found in test.false_fails:
        yield f"- false fail on {name or 'the usual module'}: {found.case}: {found.verdict}: {found.reason}"


def _pairs(test: Selftest) -> Iterator[str]:
    yield "## TLS pairs"
    yield ""
    yield test.pairs_words
    yield ""
    if not test.pairs:
        return
    columns = [(peer.name, side) for peer in test.peers for side in Side]
    by_place = {(trial.pair, trial.peer, trial.side): trial for trial in test.pairs}
    yield from _rows(
        ("version", "suite", *(f"{name}, {side}" for name, side in columns)),
        (
            (*pair, *(_cell(by_place.get((pair, name, side))) for name, side in columns))
            for pair in dict.fromkeys(trial.pair for trial in test.pairs)
        ),
    )
    for trial in test.failed_pairs:
        yield f"- {trial.version} {trial.suite}, {trial.side} with {trial.peer}: {trial.detail}"


def _cell(trial: PairTrial | None) -> str:
    return _CELLS[trial.result] if trial else "not checked"


def _table(title: str, head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield from _rows(head, rows)


def _rows(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""
