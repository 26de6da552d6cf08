"""Write the list of commands in docs/emulator.md: `python docs/generate_emulator.py` (tests compare the section)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from hil.emulator.at.command import Command
from hil.emulator.commands.kept_settings import SETTINGS, Allowed, KeptSetting, Text
from hil.emulator.module import Module
from hil.spec.commands import Form

TARGET = Path(__file__).with_name("emulator.md")
BEGIN = "<!-- begin of the commands, written by docs/generate_emulator.py -->\n"
END = "<!-- end of the commands -->\n"

FORMS = {
    Form.EXECUTE: "",
    Form.WRITE: "=",
    Form.READ: "?",
    Form.TEST: "=?",
}

UNKNOWN = (
    "+CMGC, +CNMA",
    "+CACM, +CAMM, +CAOC, +CPUC",
    "+QIOPEN, +QISEND, +QICLOSE, +QIRD, +QISACK, +QISCON, +QISERVER, +QISSTAT, +QSSLOPEN, +QSSLSEND, +QSSLRECV, +QSSLCLOSE",
    "+QHTTPURL, +QHTTPGET, +QHTTPPOST, +QHTTPREAD, +QHTTPDL",
    "+QMTCFG, +QMTOPEN, +QMTCONN, +QMTPUB, +QMTSUB",
    "+QSMTPUSER and the other commands of SMTP and MMS",
    "+QALARM, +QCELLLOC, +QCSPWD, +QGPIO, +QLDTMF, +QLTONE, +QSCANF, +QTONEP, +QWDTMF",
)
"""Commands of the series that the emulated module does not have, by kind."""

TEXT = """\
Every command answers in the forms of this section; any other command or form is unknown and answers `ERROR`. {emulated} commands are emulated, {kept} are kept only as a setting.

**Emulated.** Their effects and responses depend on the state of the module. The forms are execute (the bare name), `=` write, `?` read, `=?` test.

| command | forms |
|---|---|
{emulated_rows}

**Kept only as a setting.** A host sets and reads them; nothing else depends on them, except where the table says so. Values out of range are refused. *Profile*: AT&F, AT&W and ATZ include the command; the others have their default again after a restart.

| command | concerns | default | values | profile |
|---|---|---|---|---|
{kept_rows}

**Unknown.** The series has these commands, the emulated module does not. They answer `ERROR`.

{unknown_rows}
"""


def _forms(command: Command) -> str:
    return ", ".join(
        f"`{sign}`" if sign else "execute"
        for form, sign in FORMS.items()
        if command.handler(form) is not None
    )


def _values(allowed: Allowed) -> str:
    match allowed:
        case Text(longest):
            return f"text of up to {longest} characters"
        case (str(), *_):
            return " ".join(f'`"{word}"`' for word in allowed)
        case range() if len(allowed) > 1:
            return f"{allowed[0]} to {allowed[-1]}"
        case _:
            return " ".join(map(str, allowed))


def _kept_row(name: str, setting: KeptSetting) -> str:
    values = "; ".join(map(_values, setting.allowed))
    default = f"`{','.join(setting.default)}`" if setting.default else ""
    return f"| `AT{name}` | {setting.meaning} | {default} | {values} | {'yes' if setting.is_in_profile else ''} |"


def section(commands: Mapping[str, Command], unknown: Iterable[str] = UNKNOWN) -> str:
    """The section of the commands."""
    emulated = {name: command for name, command in commands.items() if name not in SETTINGS}
    return TEXT.format(
        emulated=len(emulated),
        kept=len(SETTINGS),
        emulated_rows="\n".join(
            f"| `AT{name}` | {_forms(command)} |" for name, command in sorted(emulated.items())
        ),
        kept_rows="\n".join(_kept_row(name, setting) for name, setting in SETTINGS.items()),
        unknown_rows="\n".join(f"- {names}" for names in unknown),
    )


def render(page: str) -> str:
    """The page with the section as it must be now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + section(Module().commands) + "\n" + END + after


if __name__ == "__main__":
    TARGET.write_text(render(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
