"""The states of an AT line that keep a bench from its module, each with a stable word.

The words stand in `hil doctor --json`; a word is never renamed.  How a state is recognised stands in
`hil.modem.silence`, what ends it in `hil.modem.leftovers` and `hil.modem.line_settings`.
"""

from __future__ import annotations

from enum import StrEnum


class LineState(StrEnum):
    """What is at the other end of a line, or what is wrong with it."""

    ANSWERS = "answers"
    SILENT = "silent"
    ECHO_ONLY = "echo-only"
    JOINED = "rx-tx-joined"
    LOCAL_ECHO = "local-echo"
    RESULT_CODES_OFF = "result-codes-off"
    LINE_END = "other-line-end"
    RESPONSE_FORM = "other-response-form"
    EDITING = "other-editing-character"
    FACTORY = "other-profile"
    DATA_MODE = "data-mode"
    PROMPT = "prompt-open"
    MULTIPLEXER = "multiplexer"
    PPP = "ppp"
    TELNET = "telnet"
    HELD = "flow-control"
    ASLEEP = "asleep"
    LOSSY = "lost-bytes"
    RATE = "other-rate"
    CHARACTER_FORM = "other-character-format"
    RESTARTING = "restarting"
    BOOT_LOADER = "boot-loader"
    POSITIONING = "positioning-receiver"
    CONSOLE = "console"
    OTHER_PROGRAM = "other-program"
    OTHER_DEVICE = "other-device"
    OTHER_MODEM = "other-modem"
