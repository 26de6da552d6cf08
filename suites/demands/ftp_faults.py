"""The demand of each named FTP fault of the lower tester (note 3, Table 4; RFC 959).

*refuse*: the command that meets the fault reports an error.  Which code it may
report is in the requirement.
"""

from __future__ import annotations

from collections.abc import Mapping

from .demand import Demand, accept, either, refuse

FTP_FAULT_DEMANDS: Mapping[str, Demand] = {
    # Replies that say no
    "greeting-421": refuse("ERR-SRV-421"),
    "reply-502-auth": refuse("ERR-SRV-502", "MODE-08"),
    "reply-534-auth": refuse("ERR-GEN-09", "MODE-08"),
    "reply-332-user": refuse("ERR-GEN-09"),
    "reply-530-pass": refuse("ERR-SRV-530"),
    "reply-503-pbsz": either("GEN-03", "ERR-GEN-09"),
    "reply-534-prot": refuse("GEN-03", "ERR-GEN-09"),
    "reply-550-cwd": refuse("ERR-SRV-550"),
    "reply-500-type": refuse("ERR-SRV-500"),
    "reply-502-pasv": either("ERR-SRV-502"),
    "reply-502-rest": refuse("ERR-SRV-502"),
    "reply-425-stor": refuse("ERR-SRV-425"),
    "reply-452-stor": refuse("ERR-SRV-452"),
    "reply-553-stor": refuse("ERR-SRV-553"),
    "reply-425-retr": refuse("ERR-SRV-425"),
    "reply-450-retr": refuse("ERR-SRV-450"),
    "reply-550-retr": refuse("ERR-SRV-550"),
    "transfer-426": refuse("ERR-SRV-426"),
    "completion-451": refuse("ERR-GEN-09"),
    "completion-552": refuse("ERR-SRV-552"),
    "idle-421": refuse("ERR-SRV-421"),
    # Replies in other forms
    "multi-line-greeting": accept("MODE-03"),
    "malformed-reply-cwd": refuse("ERR-GEN-09"),
    "two-digit-reply-cwd": refuse("ERR-GEN-09"),
    "endless-line-cwd": either("ERR-GEN-07"),
    "unfinished-reply-cwd": refuse("ERR-LOCAL-09"),
    "double-reply-cwd": either("ERR-GEN-07"),
    "late-reply-cwd": accept("EX422-01"),
    "cut-greeting": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    # Silence
    "stall-before-server-hello": refuse("ERR-LOCAL-09"),
    "stall-before-greeting": refuse("ERR-LOCAL-09"),
    "stall-before-reply-pass": refuse("ERR-LOCAL-09"),
    "stall-before-reply-cwd": refuse("ERR-LOCAL-09"),
    "stall-before-reply-pasv": refuse("ERR-LOCAL-09"),
    "stall-before-150": refuse("ERR-LOCAL-09"),
    "stall-before-data-server-hello": refuse("ERR-LOCAL-09"),
    "stall-before-226": refuse("ERR-LOCAL-09"),
    "stall-mid-data": refuse("ERR-LOCAL-09"),
    "missing-226": refuse("ERR-LOCAL-09"),
    "slow-drip": accept("EX423-06"),
    # Endings
    "fin-before-greeting": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "fin-at-user": refuse("ERR-LOCAL-06"),
    "fin-at-cwd": refuse("ERR-LOCAL-06"),
    "fin-mid-data": refuse("ERR-LOCAL-07"),
    "fin-before-226": refuse("ERR-LOCAL-06"),
    "fin-when-idle": refuse("ERR-GEN-01", "ERR-LOCAL-06"),
    "reset-before-greeting": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "reset-at-user": refuse("ERR-LOCAL-06"),
    "reset-at-cwd": refuse("ERR-LOCAL-06"),
    "reset-mid-data": refuse("ERR-LOCAL-07"),
    "reset-before-226": refuse("ERR-LOCAL-06"),
    "reset-when-idle": refuse("ERR-GEN-01", "ERR-LOCAL-06"),
    "close-notify-before-greeting": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "close-notify-at-user": refuse("ERR-LOCAL-06"),
    "close-notify-at-cwd": refuse("ERR-LOCAL-06"),
    "close-notify-mid-data": refuse("ERR-LOCAL-07"),
    "close-notify-before-226": refuse("ERR-LOCAL-06"),
    "close-notify-when-idle": refuse("ERR-GEN-01", "ERR-LOCAL-06"),
    "alert-before-greeting": refuse("ERR-GEN-10", "ERR-LOCAL-06"),
    "alert-at-user": refuse("ERR-LOCAL-06"),
    "alert-at-cwd": refuse("ERR-LOCAL-06"),
    "alert-mid-data": refuse("ERR-LOCAL-07"),
    "alert-before-226": refuse("ERR-LOCAL-06"),
    "alert-when-idle": refuse("ERR-GEN-01", "ERR-LOCAL-06"),
    "reset-before-server-hello": refuse("ERR-GEN-10", "ERR-LOCAL-05"),
    "reset-both-mid-data": refuse("ERR-LOCAL-06"),
    # Data
    "wrong-227-host": either("FTPCFG-T6-04", "FTPCFG-T6-03"),
    "wrong-227-port": refuse("ERR-LOCAL-05"),
    "wrong-229-port": refuse("ERR-LOCAL-05"),
    "refuse-data-pasv": refuse("ERR-LOCAL-05"),
    "refuse-data-port": refuse("ERR-LOCAL-05"),
    "early-226": accept("EX423-06", "EX423-09"),
    "truncated-data": either("EX423-09"),
    "truncated-data-without-close-notify": either("EX423-09", optional="GEN-09"),
    "corrupted-data": either("EX423-09"),
}
"""By the name of the fault."""
