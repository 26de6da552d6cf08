"""The search of values on modules that only are told: which are tried, on which cases, and what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hil.cli.candidates import Candidate, Reach, candidates
from hil.cli.personality import draft_toml
from hil.cli.personality_sample import MOST_WHOLE
from hil.cli.personality_search import Draft, Search
from hil.cli.rehearsal import OutOfTime, Stage, Trial
from hil.fidelity.comparison import Cases, compared
from hil.fidelity.exchanges import Exchange

OK = ("OK",)

Module = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Answers by case and command line; more than one answer of a line stands by its value, as `AT+X switch:value`."""


def cases(module: Module, *values: str) -> Cases:
    """What a module answers that has these values."""
    return {
        case: [
            _exchange(case, sent, lines, values, answers)
            for sent, lines in answers.items()
            if " " not in sent
        ]
        for case, answers in module.items()
    }


def _exchange(
    case: str,
    sent: str,
    lines: tuple[str, ...],
    values: Sequence[str],
    answers: Mapping[str, tuple[str, ...]],
) -> Exchange:
    (answer, *_) = [*(answers[name] for value in values if (name := f"{sent} {value}") in answers), lines]
    command = sent.partition("=")[0] + "=" * ("=" in sent)
    return Exchange(command, sent, answer, "", sent, answer, None, case)


class Told(Stage):
    """A stage on which a module answers as it is told, and which remembers what was asked."""

    def __init__(self, module: Module, *, out_of_time_at: str = "-") -> None:
        self.module = module
        self.done: list[tuple[str, int]] = []
        self.out_of_time_at = out_of_time_at

    def exchanges(self, trials: Sequence[Trial], what: str) -> list[Cases]:
        """The answers."""
        if what.startswith(self.out_of_time_at):
            raise OutOfTime(f"its time is over: {what}")
        self.done += [(what, len(trial.cases)) for trial in trials]
        found = [
            cases(self.module, *(f"{name}:{value}" for name, value in sorted(trial.values)))
            for trial in trials
        ]
        return [
            {case: answers[case] for case in trial.cases if case in answers}
            for trial, answers in zip(trials, found, strict=True)
        ]


def drafted(real: Module, stage: Stage, **keys: Any) -> Draft:
    """What a search finds."""
    return Search(cases(real), stage, "note", keys, lambda _: "mine.toml", lambda _: None).draft()


CLOSED = {"AT+QFTPPATH=/": ("OK", "+QFTPPATH: -421")}
EMULATED = {
    "AT+QFTPPATH=/": ("OK", "+QFTPPATH: -6"),
    "AT+QFTPPATH=/ session-closed:service": ("OK", "+QFTPPATH: -421"),
}


def reached(reach: Reach) -> list[Candidate]:
    """The candidates for a path that is answered by another code."""
    return list(candidates(compared(cases({"a": CLOSED}), cases({"a": EMULATED})), {}, reach=reach))


def test_a_switch_about_a_step_of_the_session_is_tried_after_those_about_the_command() -> None:
    about, steps = ({each.switch.name for each in reached(reach)} for reach in (Reach.COMMANDS, Reach.STEPS))

    assert "path-check" in about
    assert "session-closed" not in about
    assert {"path-check", "session-closed", "refusal-alert", "name-server-silent"} <= steps


def test_a_step_of_the_session_concerns_no_command_without_server() -> None:
    here, there = ({"a": {"AT+QSECDEL=x": answer}} for answer in (OK, ("ERROR",)))
    found = candidates(compared(cases(here), cases(there)), {}, reach=Reach.STEPS)

    assert "session-closed" not in {each.switch.name for each in found}


def test_a_value_about_a_step_is_found() -> None:
    found = drafted({"a": CLOSED}, Told({"a": EMULATED}))

    assert found.values == {"session-closed": "service"}
    assert found.after.differing == 0


MANY = {f"c{number:03}": {"AT+QFTPSTAT": OK} for number in range(MOST_WHOLE + 40)}


def test_the_search_works_on_a_sample_and_ends_on_all_cases() -> None:
    stage = Told({**MANY, "path": EMULATED})

    found = drafted({**MANY, "path": CLOSED}, stage)

    whole = len(MANY) + 1
    assert found.values == {"session-closed": "service"}
    assert (found.after.cases, found.after.differing) == (whole, 0)
    assert [what for what, count in stage.done if count == whole] == ["the recorded cases", "all cases"]
    assert max(count for what, count in stage.done if what == "what helped") < 10


def test_what_differs_outside_the_sample_joins_it() -> None:
    """Here the measured keys bring a difference, after the sample was taken."""
    last = "z"
    agreeing, differing = {"AT+QFTPSTAT": OK, **CLOSED}, {"AT+QFTPSTAT": OK, **EMULATED}
    first: Module = {"a": CLOSED, "b": CLOSED, **MANY}

    class Turned(Told):
        """Its answers in one case are others after the first comparison."""

        def exchanges(self, trials: Sequence[Trial], what: str) -> list[Cases]:
            self.module = {**first, last: agreeing if what == "the recorded cases" else differing}
            return super().exchanges(trials, what)

    stage = Turned(first)
    found = drafted({**first, last: agreeing}, stage, cmee_default=1)

    assert found.values == {"session-closed": "service"}
    assert found.after.differing == 0
    assert [what for what, count in stage.done if count > len(first)] == [
        "the recorded cases",
        "all cases",
        "all cases",
    ]


def test_at_the_end_of_its_time_a_search_gives_the_best_so_far() -> None:
    real: Module = {**MANY, "path": CLOSED}

    found = drafted(real, Told({**MANY, "path": EMULATED}, out_of_time_at="round 1"))

    text = draft_toml(found, based_on="note", title="a run")
    assert (found.values, found.is_interrupted) == ({}, False)
    assert "# The search was stopped, its time is over: round 1; more may be found." in text
    assert f"# Only {found.after.cases} of {len(real)} cases were compared with this file." in text


def test_without_time_for_a_comparison_there_is_no_draft() -> None:
    with pytest.raises(OutOfTime):
        drafted({"path": CLOSED}, Told({"path": EMULATED}, out_of_time_at="the recorded"))


def test_a_case_that_does_not_end_on_the_emulator_is_told() -> None:
    real: Module = {"path": CLOSED, "hangs": CLOSED}

    found = drafted(real, Told({"path": CLOSED}))

    assert "# 1 case hangs on the emulator and could not be compared, such as hangs" in draft_toml(
        found, based_on="note", title="a run"
    )
