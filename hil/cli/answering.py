"""Command lines that only answer: they print a table or a text and end, though their command runs or serves.

Their exit code is no verdict, so where standard output is lost, nothing is left of them.  They
wait for the reader of their output, such as `less`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

OF_ALL = frozenset({"-h", "--help"})

ANSWERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "conformance": frozenset({"--list", "--explain", "--estimate"}),
        "emulate": frozenset({"--list-defects", "--list-variants"}),
        "replay": frozenset({"--cases"}),
        "serve": frozenset({"--list-faults", "--list-chains", "--list-networks"}),
    }
)
"""The options by which a command that judges or serves only answers."""


def only_answers(arguments: Sequence[str]) -> bool:
    """Whether the arguments of `hil` ask for a text alone."""
    command = next(iter(arguments), "")
    asking = OF_ALL | ANSWERS.get(command, frozenset())
    return any(word.partition("=")[0] in asking for word in arguments)
