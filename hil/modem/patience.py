"""How long the driver waits for a response that this DUT has already been proven not to give.

A response may take its documented maximum, up to three minutes.  A DUT that hangs at a command would cost
that in each case.  So once a stimulus has been proven to bring no response, cases with the same stimulus
wait ten times as long as a successful answer of this DUT from the network takes, and at least `LEAST_S`.

A stimulus that is answered again afterwards hangs in some cases only: then the short wait is for cases of
the requirements with which it was proven, and the others wait in full.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median

HANG, SILENCE = "hang", "silence"
"""What a DUT does instead of a response: it answers nothing any more (`DisturbanceKind.HANG`), or not this command."""

LEAST_S = 5.0
"""The shortest wait: a command that stays inside the module may take so long."""

FACTOR = 10.0
"""How many times slower than the median of the successful answers another one may be."""

_KEPT = 1000


Stimulus = tuple[str, bool]
"""What the DTE sent last: a command without its parameters, and whether its data followed."""


def stimulus_of(line: str, *, with_data: bool = False) -> Stimulus:
    """The stimulus of a command line; ports and names in its parameters may differ."""
    return line.partition("=")[0], with_data


@dataclass(frozen=True, slots=True)
class Proof:
    """That a stimulus brings no response: the case that proved it, its requirements, and what the DUT does instead."""

    case: str
    requirements: frozenset[str]
    kind: str = ""


class Patience:
    """What one DUT was proven not to answer, and how fast it answers."""

    def __init__(self) -> None:
        self._unanswered: Stimulus | None = None  # the first one of the case under way
        self._case = Proof("", frozenset())
        self._broken_by = ""
        self._silences: dict[Stimulus, Proof] = {}
        self._proofs: dict[Stimulus, tuple[Proof, ...]] = {}
        self._answered: set[Stimulus] = set()  # after the first silence or proof
        self._successes_s: deque[float] = deque(maxlen=_KEPT)

    def begin(self, case: str, requirements: Iterable[str], *, broken_by: str = "") -> None:
        """A case of these requirements begins; in a second attempt, `broken_by` is what broke off the first one.

        A second attempt is to prove a hang, so it waits in full.  A restart proves
        itself by the settings that are lost, however long the driver has waited.
        """
        self._case, self._unanswered = Proof(case, frozenset(requirements)), None
        self._broken_by = broken_by

    def prove(self, stimulus: Stimulus, kind: str) -> None:
        """The case under way has shown on a sound bench that the stimulus brings no response, but a hang, say."""
        self._proofs[stimulus] = (*self._proofs.get(stimulus, ()), replace(self._case, kind=kind))

    def note_no_response(self, stimulus: Stimulus) -> str:
        """No response came in the time of `limit_s`; why that was short in words, empty if it was not."""
        self._unanswered = self._unanswered or stimulus
        proof = self._reason_to_hurry(stimulus)
        return f" (a short wait: no response in {proof.case})" if proof else ""

    def note_silence(self) -> None:
        """The case under way fails because of what is `unanswered`; a second such case is the proof.

        A line that lost a byte once looks the same.
        """
        stimulus = self._unanswered
        if stimulus is None:
            return
        earlier = self._silences.get(stimulus)
        if earlier is not None and self._counts(earlier, stimulus):
            self.prove(stimulus, SILENCE)
        before = earlier.requirements if earlier else frozenset()
        self._silences[stimulus] = Proof(self._case.case, before | self._case.requirements)

    def proof(self, stimulus: Stimulus, kind: str = "") -> Proof | None:
        """The proof, of that kind if one is given, that counts for the case under way; None if there is none."""
        proofs = (each for each in self._proofs.get(stimulus, ()) if kind in {"", each.kind})
        return next((proof for proof in proofs if self._counts(proof, stimulus)), None)

    def limit_s(self, stimulus: Stimulus, documented_s: float) -> float:
        """How long to wait for the response to a stimulus that may take so long."""
        if self._reason_to_hurry(stimulus) is None:
            return documented_s
        usual_s = median(self._successes_s) if self._successes_s else 0.0
        return min(documented_s, max(LEAST_S, FACTOR * usual_s))

    def note_response(self, stimulus: Stimulus, elapsed_s: float, *, is_success_from_network: bool) -> None:
        """The response to a stimulus came, after so long."""
        if stimulus in self._proofs or stimulus in self._silences:
            self._answered.add(stimulus)
        if is_success_from_network:
            self._successes_s.append(elapsed_s)

    def _reason_to_hurry(self, stimulus: Stimulus) -> Proof | None:
        return None if self._broken_by == HANG else self.proof(stimulus, self._broken_by)

    def _counts(self, proof: Proof, stimulus: Stimulus) -> bool:
        """Whether what one case has shown of a stimulus holds for the case under way."""
        return stimulus not in self._answered or bool(proof.requirements & self._case.requirements)
