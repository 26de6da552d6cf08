"""Write docs/tls-faults.md from the table of TLS faults: `python docs/generate_tls_faults.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from hil.tls.fault import TlsFault
from hil.tls.fault_kinds.alerts import DESCRIPTIONS, MOMENTS
from hil.tls.faults import COLUMNS, FAULTS, SUBJECTS

TARGET = Path(__file__).with_name("tls-faults.md")

HEAD = """\
# TLS faults

Generated from `hil/tls/faults.py` by `docs/generate_tls_faults.py`; do not edit.

{count} things that the TLS of the lower tester does wrong, or oddly, when told so: in a suite `TlsPolicy(faults=TlsFaults.of("mac-bad", "data:ccs-early"))`. None is the default, and correct. A name alone stands for the first connection under *on*; `control:NAME` and `data:NAME` say which.

*refuse*: the clause has the client end the connection, by one of *its alerts* where the clause asks for one; *accept*: the client is to go on as if nothing were; *not stated*: the clause leaves it open, and what a DUT does is for the report, and no verdict.

After a fault the server goes on as far as it can, so that a client that overlooks it is seen to succeed: it uses the suite or version that it has wrongly named, and sends the data behind a bad record. A fault that did not come about leaves the case *inconclusive*: a padding fault does not exist under RC4, nor one of a download in an upload. While faults are planned the server agrees on neither encrypt-then-MAC nor the extended master secret.

`suites/tls_negatives` has a DUT meet them, and every chain of `docs/chains.md` that is to be refused. Its verdict is the lenient one: the session or transfer is refused, and nothing of user, password or data is given away. The strict one, which wants the right alert besides, stands beside it in the report as the readings `alert` and `strict`; the note says nothing of alerts.

The faults are met by OpenSSL, and many by GnuTLS and NSS, in `tests/tls/test_faults.py`; that they do what is said here is tested there, with the few places where they ask for another alert.\
"""

ALERTS = """
## Alerts

`alert-LEVEL-DESCRIPTION-MOMENT`, {count} in all; the server goes on as if it had sent none. A client is to *refuse* after a fatal one; what it does after a warning, and after close_notify of either level, is *not stated* (RFC 5246, 7.2).

- LEVEL: `warning`, `fatal`
- DESCRIPTION: {descriptions}
- MOMENT: {moments}"""


def row(fault: TlsFault) -> str:
    """One line of a table."""
    alerts = ", ".join(map(str, sorted(fault.alerts)))
    return f"| {fault.name} | {fault.expected.value} | {alerts} | {', '.join(fault.places)} | {fault.about} | {fault.clause} |"


def render() -> str:
    """The whole page."""
    parts = [HEAD.format(count=len(FAULTS))]
    for subject, faults in SUBJECTS.items():
        if subject == "Alerts":
            parts.append(alerts(len(faults)))
            continue
        parts.append(f"\n## {subject}\n\n| {' | '.join(COLUMNS)} |")
        parts.append("|---" * len(COLUMNS) + "|")
        parts.extend(map(row, faults))
    return "\n".join(parts) + "\n"


def alerts(count: int) -> str:
    """What the alerts have in common."""
    return ALERTS.format(
        count=count,
        descriptions=", ".join(f"`{name}` ({number})" for name, number in DESCRIPTIONS.items()),
        moments="; ".join(
            f"`{moment.name}` ({moment.words}; {' or '.join(moment.places)})" for moment in MOMENTS
        ),
    )


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
