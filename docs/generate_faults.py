"""Write docs/faults.md from the FTP faults: `python docs/generate_faults.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from hil.ftps.faults import ALLOWED, Point
from hil.ftps.named_faults import COLUMNS, FORMS, FORMS_NOTE, NAMED_FTP_FAULTS, SUBJECTS

TARGET = Path(__file__).with_name("faults.md")

HEAD = """\
# FTP faults

Generated from `hil/ftps/faults.py` and `hil/ftps/named_faults.py` by `docs/generate_faults.py`; do not edit.

What the lower tester does wrong on purpose. A fault is an action at a point of a session; a profile holds as many as one likes:

```python
profile = ServerProfile(ftp=(Fault(Point.REPLY, Reply(550), verb="RETR"),))
with ftps_server.expecting(profile) as pending:
    fetched = modem.ftp.get("a.bin")
assert fetched.result == -550
```

- Each control connection takes the profile at accept and has a plan of its own; a fault happens the first `times` times that the session comes to its point (once, unless it says otherwise; `None` is every time).
- What happened stands in `Session.fired`. A block that ends well although a fault of its profile never fired raises `Inconclusive`: there was no stimulus. `expecting(profile, all_fire=False)` allows it. `pending.await_fault(deadline)` waits for the first one.
- Delays are seconds of the wall clock. A stall lasts until the other side ends the connection or the server closes; nothing outlives the server.
- A fault that cannot happen, such as a delay in the middle of a reply, is a `UsageError` when it is made.

## Points and what can happen there

| point | when | actions |
|---|---|---|"""

_WHEN = {
    Point.HANDSHAKE: "the ClientHello of the control connection has come, the ServerHello is due",
    Point.GREETING: "220 is due",
    Point.REPLY: "a command has come, that of `verb` or any; it has not been carried out",
    Point.PRELIMINARY: "150 is due: a transfer command has come; it has not been carried out",
    Point.DATA_HANDSHAKE: "the ClientHello of a data connection has come, the ServerHello is due",
    Point.DATA: "`after` bytes of a data connection have gone by, either way",
    Point.COMPLETION: "226 is due: the data are through",
    Point.CONTROL: "`after` bytes of replies have gone out on the control connection",
    Point.IDLE: "nothing came for `quiet_s` after the reply to `verb`, or after any since the login",
}

_ENDINGS = """
Endings are `Fin` (without close_notify), `CloseNotify`, `Reset` and `Alert`; `side` says whether they strike the control connection, the data connection or both, and `then` what is said on the control connection about data that ended. `Reply` has several lines, raw bytes, copies, a delay, and an ending behind it. The words of all of them are in `hil/ftps/faults.py`.

## Names

`hil serve --fault NAME`, or `hil.ftps.named_faults.ftp_faults(NAME)` in a suite. {count} names, and forms with parameters, where {points}.

| form | what it does |
|---|---|"""


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
        parts.append("|---|---|---|")
        parts.extend(f"| {row.name} | {row.about} | {row.clause} |" for row in rows)
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
