"""Codes of Table 4 that are reported for one another: one for each row of the table."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Reported

_WRONG = (
    (-1, -5),
    (-3, -10),
    (-4, -5),
    (-5, -4),
    (-6, -7),
    (-7, -6),
    (-8, -6),
    (-9, -5),
    (-10, -1),
    (-11, -12),
    (-12, -11),
    (-13, -12),
    (-421, -425),
    (-425, -426),
    (-426, -425),
    (-450, -550),
    (-452, -552),
    (-500, -502),
    (-501, -500),
    (-502, -500),
    (-530, -532),
    (-532, -530),
    (-550, -450),
    (-551, -552),
    (-552, -452),
    (-553, -550),
    (4008, 4011),
    (4009, 4008),
    (4010, 4013),
    (4011, 4008),
    (4012, 4011),
    (4013, 4010),
)
"""The code of the cause, and the one that the defect reports: a neighbour that reads alike."""


def _requirement(code: int) -> str:
    if code > 0:
        return f"ERR-CME-{code}"
    return f"ERR-SRV-{-code}" if code <= -400 else f"ERR-LOCAL-{-code:02d}"


DEFECTS = tuple(
    Defect(
        f"error-{abs(right)}-reported-as-{abs(wrong)}",
        f"{wrong} is reported where {right} is due",
        (_requirement(right),),
        Reported(right, wrong),
    )
    for right, wrong in _WRONG
)
