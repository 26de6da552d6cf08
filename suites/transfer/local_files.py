"""The files of a local storage that cases make, and their removal (document [1])."""

from __future__ import annotations

from functools import partial

from hil.modem.modem import Modem

from ..restoring import carry_out

FROM, TO, KEPT, CUT = "from.bin", "to.bin", "kept.bin", "cut.bin"


def delete_files(modem: Modem) -> None:
    """Delete the files of these names in each storage."""
    carry_out(
        partial(modem.send, f'AT+QFDEL="{place}:{name}"')
        for place in ("RAM", "UFS", "SD")
        for name in (FROM, TO, KEPT, CUT)
    )
