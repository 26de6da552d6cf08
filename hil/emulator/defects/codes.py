"""Defects that report one code of Table 4 instead of another: one defect for each row of the table."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Reported

_WRONG = (
    (-1, -5, "ERR-LOCAL-01"),
    (-3, -10, "ERR-LOCAL-03"),
    (-4, -5, "ERR-LOCAL-04"),
    (-5, -4, "ERR-LOCAL-05"),
    (-6, -7, "ERR-LOCAL-06"),
    (-7, -6, "ERR-LOCAL-07"),
    (-8, -6, "ERR-LOCAL-08"),
    (-9, -5, "ERR-LOCAL-09"),
    (-10, -1, "ERR-LOCAL-10"),
    (-11, -12, "ERR-LOCAL-11"),
    (-12, -11, "ERR-LOCAL-12"),
    (-13, -12, "ERR-LOCAL-13"),
    (-421, -425, "ERR-SRV-421"),
    (-425, -426, "ERR-SRV-425"),
    (-426, -425, "ERR-SRV-426"),
    (-450, -550, "ERR-SRV-450"),
    (-452, -552, "ERR-SRV-452"),
    (-500, -502, "ERR-SRV-500"),
    (-501, -500, "ERR-SRV-501"),
    (-502, -500, "ERR-SRV-502"),
    (-530, -532, "ERR-SRV-530"),
    (-532, -530, "ERR-SRV-532"),
    (-550, -450, "ERR-SRV-550"),
    (-551, -552, "ERR-SRV-551"),
    (-552, -452, "ERR-SRV-552"),
    (-553, -550, "ERR-SRV-553"),
    (4008, 4011, "ERR-CME-4008"),
    (4009, 4008, "ERR-CME-4009"),
    (4010, 4013, "ERR-CME-4010"),
    (4011, 4010, "ERR-CME-4011"),
    (4012, 4011, "ERR-CME-4012"),
    (4013, 4010, "ERR-CME-4013"),
)
"""The right code, the code that the defect reports (a similar one), and the requirement of the right code."""


DEFECTS = tuple(
    Defect(
        f"error-{abs(right)}-reported-as-{abs(wrong)}",
        f"{wrong} is reported instead of {right}",
        (requirement,),
        Reported(right, wrong),
    )
    for right, wrong, requirement in _WRONG
)
