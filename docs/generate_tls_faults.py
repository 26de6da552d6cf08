"""Write docs/tls-faults.md from the tables of TLS faults and of what is demanded: `python docs/generate_tls_faults.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from hil.suites.demands.tls_faults import TLS_FAULT_DEMANDS

from hil.tls.fault import TlsFault
from hil.tls.fault_kinds.alerts import DESCRIPTIONS, MOMENTS
from hil.tls.faults import FAULTS, SUBJECTS

COLUMNS = ("fault", "a client is to", "its alert", "judged by", "on", "what it is", "clause")

TARGET = Path(__file__).with_name("tls-faults.md")

HEAD = """\
# TLS faults

Generated from `hil/tls/faults.py` and `suites/demands/tls_faults.py` by `docs/generate_tls_faults.py`; do not edit.

{count} deliberate faults, or unusual but legal actions, of the TLS of the lower tester: `TlsPolicy(faults=TlsFaults.of("mac-bad", "data:ccs-early"))` in a suite. By default there is none. A name alone means the first connection in the column *on*; `control:NAME` and `data:NAME` select the connection.

*refuse*: the clause demands that the client ends the connection, with one of *its alerts* if the clause demands one. *accept*: the client must continue as without the fault. *not stated*: the clause demands no reaction; what is *judged* holds in both cases: the DUT reports no session without a login, and counts the bytes of a download truly.

After a fault the server continues as far as possible, so that a client that ignores the fault succeeds visibly: the server uses the suite or version that it has wrongly named, and sends the data after a bad record. If a fault did not happen, the case is *inconclusive*: RC4 has no padding fault, and an upload no fault of a download. With planned faults the server agrees on neither encrypt-then-MAC nor the extended master secret.

`suites/tls_negatives` applies them to the DUT, and every chain of `docs/chains.md` that a client must refuse. What a refusal is worth depends on its requirement ([kinds.md](kinds.md)): TLS-01 to TLS-08 and GEN-04 are mandatory; TLS-11, hardening, and GEN-09, the end without close_notify, are optional. The verdict is lenient: the session or transfer must be refused, and the DUT must disclose neither user nor password nor data. Another alert than the right one is a departure from the optional TLS-10. The report contains a strict reading besides (`alert`, `strict`), which demands the right alert; the note says nothing about alerts.

`tests/tls/test_faults.py` applies the faults to OpenSSL, and many of them to GnuTLS and NSS. It verifies the table below, and lists the few faults for which these libraries send another alert.\
"""

ALERTS = """
## Alerts

`alert-LEVEL-DESCRIPTION-MOMENT`, {count} in all. The server continues as if it had not sent the alert. A client must *refuse* after a fatal alert. Its reaction to a warning, and to close_notify of either level, is *not stated* (RFC 5246, 7.2).

- LEVEL: `warning`, `fatal`
- DESCRIPTION: {descriptions}
- MOMENT: {moments}"""


def row(fault: TlsFault) -> str:
    """One line of a table."""
    demand = TLS_FAULT_DEMANDS[fault.name]
    cells = (
        fault.name,
        demand.reaction.value,
        ", ".join(map(str, sorted(demand.alerts))),
        ", ".join(demand.named),
        ", ".join(fault.places),
        fault.about,
        fault.clause,
    )
    return f"| {' | '.join(cells)} |"


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
    """The section of the alerts, which share one form."""
    return ALERTS.format(
        count=count,
        descriptions=", ".join(f"`{name}` ({number})" for name, number in DESCRIPTIONS.items()),
        moments="; ".join(
            f"`{moment.name}` ({moment.words}; {' or '.join(moment.places)})" for moment in MOMENTS
        ),
    )


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
