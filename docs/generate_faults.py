"""Write docs/faults.md from the FTP faults: `python docs/generate_faults.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from hil.suites.demands.ftp_dialects import DIALECT_DEMANDS
from hil.suites.demands.ftp_faults import FTP_FAULT_DEMANDS

from hil.ftps.dialect import DIALECTS, Dialect
from hil.ftps.faults import ALLOWED, Point
from hil.ftps.named_faults import FORMS, FORMS_NOTE, NAMED_FTP_FAULTS, SUBJECTS, NamedFault

COLUMNS = ("fault", "a client is to", "judged by", "what goes wrong", "clause")

TARGET = Path(__file__).with_name("faults.md")

HEAD = """\
# FTP faults

Generated from `hil/ftps/faults.py`, `hil/ftps/named_faults.py` and `suites/demands/ftp_faults.py` by `docs/generate_faults.py`; do not edit.

Deliberate faults of the lower tester. A fault is an action at a point of a session. A profile holds any number of faults:

```python
profile = ServerProfile(ftp=(Fault(Point.REPLY, Reply(550), verb="RETR"),))
with ftps_server.expecting(profile) as pending:
    fetched = modem.ftp.get("a.bin")
assert fetched.result == -550
```

- Each control connection takes the profile when it is accepted, and has its own plan. A fault happens the first `times` times that the session reaches its point (default: once; `None`: every time).
- `Session.fired` lists the faults that happened. A `with` block that ends without an error raises `Inconclusive` if a fault of its profile did not happen, because there was no stimulus. `expecting(profile, all_fire=False)` switches this off. `pending.await_fault(deadline)` waits for the first fault.
- Delays are seconds of real time. A stall lasts until the client closes the connection or the server is closed.
- An impossible fault, such as a delay in the middle of a reply, raises `UsageError` when it is made.

## Points and actions

| point | when | actions |
|---|---|---|"""

_WHEN = {
    Point.HANDSHAKE: "after the ClientHello of the control connection, before the ServerHello",
    Point.GREETING: "before 220",
    Point.REPLY: "after a command (that of `verb`, or any), before it is carried out",
    Point.PRELIMINARY: "after a transfer command, before 150 and before it is carried out",
    Point.DATA_HANDSHAKE: "after the ClientHello of a data connection, before the ServerHello",
    Point.DATA: "after `after` bytes of a data connection, in either direction",
    Point.COMPLETION: "after the data, before 226",
    Point.CONTROL: "after `after` bytes of replies on the control connection",
    Point.IDLE: "no command for `quiet_s` after the reply to `verb`, or after any reply since the login",
}

_ENDINGS = """
Endings are `Fin` (without close_notify), `CloseNotify`, `Reset` and `Alert`. `side` selects the control connection, the data connection or both; `then` is the reply on the control connection after the end of the data. `Reply` can have several lines, raw bytes, copies, a delay, and an ending after it. `hil/ftps/faults.py` describes all parameters.

## Names

`hil serve --fault NAME`, or `hil.ftps.named_faults.ftp_faults(NAME)` in a suite. There are {count} names, and forms with parameters, where {points}.

| form | effect |
|---|---|"""


_DIALECTS = """
## Dialects

`ServerProfile(dialect=DIALECTS["two-lines"])` says each reply of a session in another form, also those of faults.

| dialect | demand | requirements | what it does | clause |
|---|---|---|---|---|"""


def dialect_row(dialect: Dialect) -> str:
    """One line of the table of dialects."""
    demand = DIALECT_DEMANDS[dialect.name]
    judged = ", ".join(demand.named)
    return f"| {dialect.name} | {demand.reaction.value} | {judged} | {dialect.about} | {dialect.clause} |"


def row(fault: NamedFault) -> str:
    """One line of a table."""
    demand = FTP_FAULT_DEMANDS[fault.name]
    judged = ", ".join(demand.named)
    return f"| {fault.name} | {demand.reaction.value} | {judged} | {fault.about} | {fault.clause} |"


def render() -> str:
    """The whole page."""
    parts = [HEAD]
    for point in Point:
        actions = ", ".join(f"`{kind.__name__}`" for kind in ALLOWED[point])
        parts.append(f"| `{point.name}` | {_WHEN[point]} | {actions} |")
    parts.append(_ENDINGS.format(count=len(NAMED_FTP_FAULTS), points=FORMS_NOTE))
    parts.extend(f"| `{form}` | {about} |" for form, about in FORMS.items())
    for subject, rows in SUBJECTS.items():
        parts.append(f"\n### {subject}\n\n| {' | '.join(COLUMNS)} |")
        parts.append("|---" * len(COLUMNS) + "|")
        parts.extend(map(row, rows))
    parts.append(_DIALECTS)
    parts.extend(map(dialect_row, DIALECTS.values()))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
