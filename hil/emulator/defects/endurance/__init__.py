"""Defects that show only after many sessions, and sound modules that look like them: what proves the campaign `endurance`.

They are a group of their own: the other campaigns run too few sessions to meet them.
A row without requirements is a *control*: a sound module, which no case may fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.emulator.defects.endurance.cells import (
    RefusesNowAndThen,
    dead_bearer,
    moving_at_restart,
    slow_cell,
)
from hil.emulator.defects.endurance.delays import (
    MANY,
    constant,
    delaying,
    growing,
    jitter,
    now_and_then,
    while_between,
)
from hil.emulator.defects.endurance.events import after_uploads, bending_download, bending_upload
from hil.emulator.defects.endurance.leaks import (
    KeepsSpaceOfFiles,
    keeping_contexts,
    keeping_handles,
    keeping_security_files,
    keeping_sessions,
    keeping_sockets,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.restarts import hang, restart

__all__ = ["WEARING"]


def _row(name: str, description: str, part: type | tuple[type, ...], *requirements: str) -> Defect:
    return Defect(name, description, requirements, replaces=part if isinstance(part, tuple) else (part,))


DEFECTS = (
    _row(
        "session-leak-50",
        "after 50 sessions AT+QFTPOPEN ends with -13, until a restart",
        keeping_sessions(50),
        "ENDURE-FREE-01",
    ),
    _row(
        "session-leak-500",
        "after 500 sessions AT+QFTPOPEN ends with -13, until a restart",
        keeping_sessions(500),
        "ENDURE-FREE-01",
    ),
    _row(
        "socket-leak-60",
        "after 60 sessions AT+QFTPOPEN ends with -5, until a restart",
        keeping_sockets(60),
        "ENDURE-FREE-01",
    ),
    _row(
        "handle-leak-15",
        "after 15 handles AT+QFOPEN is refused by 4008, until a restart",
        keeping_handles(15),
        "ENDURE-FREE-01",
    ),
    _row(
        "security-file-leak-15",
        "after 15 deletions AT+QSECWRITE is refused by 4008, until a restart",
        keeping_security_files(15),
        "ENDURE-FREE-01",
    ),
    _row(
        "space-leak",
        "the space of a deleted file of UFS: stays in use",
        KeepsSpaceOfFiles,
        "ENDURE-SPACE-01",
    ),
    _row(
        "context-leak-4",
        "after 4 activations AT+QIACT is refused, until a restart",
        keeping_contexts(4),
        "EX421-04",
    ),
    _row(
        "slower-by-1-percent",
        "with each session, jobs take 1 % of their time longer, until a restart",
        delaying(growing(0.01)),
        "ENDURE-TIME-01",
    ),
    _row(
        "slower-by-5-percent",
        "with each session, jobs take 5 % of their time longer, until a restart",
        delaying(growing(0.05)),
        "ENDURE-TIME-01",
    ),
    _row(
        "slow-from-60",
        "from the 60th session on each takes three times as long, until a restart; a registration anew changes nothing",
        delaying(while_between(60, MANY, 2.0)),
        "ENDURE-TIME-01",
    ),
    _row(
        "restart-after-40-uploads",
        "the module restarts after each 40th upload",
        after_uploads(40, restart),
        "ENDURE-RESTART-01",
    ),
    _row(
        "hang-after-45-uploads",
        "the module answers nothing after each 45th upload, until it loses its power",
        after_uploads(45, hang),
        "ENDURE-RESTART-01",
    ),
    _row(
        "wrong-byte-in-download-70",
        "one bit of the 70th download is wrong",
        bending_download(70),
        *("EX423-06", "FTPCFG-T4-03"),
    ),
    _row(
        "wrong-byte-in-upload-55",
        "one bit of the 55th upload is wrong",
        bending_upload(55),
        *("EX422-05", "FTPCFG-T4-03"),
    ),
)

CONTROLS = (
    _row("control-jitter", "sound: a job takes up to three times as long, by chance", delaying(jitter(2.0))),
    _row(
        "control-slow", "sound: each job takes four times as long, from the first on", delaying(constant(3.0))
    ),
    _row(
        "control-retransmissions",
        "sound: one job of 30, by chance, takes 20 times as long",
        delaying(now_and_then(30, 19.0)),
    ),
    _row(
        "control-busy-hour",
        "sound: the sessions 40 to 90 take three times as long, as in the busy hour of a network",
        delaying(while_between(40, 90, 2.0)),
    ),
    _row(
        "control-slow-network",
        "sound: from the 60th session on each takes three times as long, also after a restart",
        delaying(while_between(60, MANY, 2.0), lasts=True),
    ),
    _row(
        "control-slow-cell",
        "sound: from the 60th session in a cell on each takes three times as long, until the module registers anew or restarts",
        slow_cell(60),
    ),
    _row(
        "control-other-cell",
        "sound: from the 60th session on each takes three times as long, until a restart brings the module to another cell",
        moving_at_restart(60),
    ),
    _row(
        "control-dead-bearer",
        "sound: after 60 sessions the network carries nothing (-5), until the module registers anew or restarts",
        dead_bearer(60),
    ),
    _row(
        "control-refused-activations",
        "sound: the network refuses activations now and then, up to three one after the other",
        RefusesNowAndThen,
    ),
)
"""Sound modules."""

WEARING: Mapping[str, Defect] = MappingProxyType({row.name: row for row in (*DEFECTS, *CONTROLS)})
"""The group: the defects, and the controls."""
