"""Deliberate nonconformities of the emulated module, each with the requirements that it breaks.

Without a defect the module conforms.  Defects prove the suites: with a defect, the
cases of its requirements must fail.  Most are rows of data that change commands,
responses or codes (`model`); the others name subclasses that replace parts of the
module (`hil.emulator.parts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hil.emulator.defects import (
    authentication,
    codes,
    commands,
    conditional,
    conditional_security,
    data_connections,
    explicit_mode,
    failed_transfers,
    file_answers,
    file_uploads,
    ftp,
    ftp_config,
    lasting,
    later_answers,
    lines,
    named_values,
    paths_and_types,
    payloads,
    replies,
    restarts,
    security_files,
    session_states,
    some_handshakes,
    ssl_answers,
    ssl_config,
    ssl_contexts,
    tls,
    tls_protocol,
    transfers,
    values,
)
from hil.emulator.defects.at_channel import replacements
from hil.emulator.defects.degenerate import DEGENERATE, Degenerate
from hil.emulator.defects.endurance import WEARING
from hil.emulator.defects.model import Defect
from hil.emulator.parts import Parts
from hil.errors import UsageError, hint

__all__ = ["DEFECTS", "DEGENERATE", "WEARING", "Defect", "Degenerate", "parts_with", "require_known"]

DEFECTS: Mapping[str, Defect] = MappingProxyType(
    {
        defect.name: defect
        for family in (
            *(
                tls,
                tls_protocol,
                authentication,
                some_handshakes,
                ftp,
                data_connections,
                explicit_mode,
                replies,
                transfers,
                payloads,
                paths_and_types,
                failed_transfers,
                ftp_config,
                ssl_config,
                ssl_contexts,
                ssl_answers,
            ),
            *(
                security_files,
                file_uploads,
                file_answers,
                commands,
                lines,
                codes,
                restarts,
                lasting,
                later_answers,
                session_states,
                conditional,
                conditional_security,
                values,
                named_values,
            ),
        )
        for defect in family.DEFECTS
    }
)


LISTED = "hil emulate --list-defects names all"
"""Where a user finds the names."""


def require_known(names: Iterable[str]) -> None:
    """Raise `UsageError` for an unknown name; the message has the nearest known one."""
    for name in names:
        if name not in DEFECTS and name not in DEGENERATE and name not in WEARING:
            known = (*DEFECTS, *DEGENERATE, *WEARING)
            raise UsageError(f"no defect is called {name!r}{hint(name, known, otherwise=LISTED)}")


def parts_with(names: Iterable[str]) -> Parts:
    """The parts of a module with those defects, or of degenerate DUTs; raises `UsageError` for an unknown name."""
    chosen = sorted(set(names))
    require_known(chosen)
    return Parts(replacement for name in chosen for replacement in _replacements(name))


def _replacements(name: str) -> tuple[type, ...]:
    if name in DEGENERATE:
        return DEGENERATE[name].replaces
    defect = WEARING[name] if name in WEARING else DEFECTS[name]
    return defect.replaces if defect.change is None else (*defect.replaces, *replacements(defect.change))
