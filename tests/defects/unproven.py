"""Requirements that no seeded defect can prove, each with its reason; `hil.emulator.defects.apart` has the lawful defects.

A row is an exception and not a list of things to do: what only lacks a defect
does not belong here.
"""

from __future__ import annotations

ACCEPTED: dict[str, str] = {
    "AUTH-14": "recorded only: the note says nothing of host names in certificates",
    "EX421-22": "recorded only: the note shows OK before a result line, after one and not at all",
    "EX421-23": "recorded only: the note shows OK before a result line, after one and not at all",
    "EX423-04": "recorded only: 4.2.3 shows a last OK, 4.2.2 none, and both are allowed",
    "PDPERR-09": "a duty of the host: tests/modem/test_recovery.py sees the driver keep it",
    "PDPERR-10": "a duty of the host: tests/modem/test_recovery.py sees the driver keep it",
    "FTPCFG-T5-03": "what a non-transparent UART looks like is document [2]'s to say: its cases record",
    "SECWRITE-21": "recorded only: the note names no silence around +++, so a cut is inconclusive",
    "SSLCFG-CIPHER-15": "recorded only: any order of the suites conforms",
    "SSLCFG-CIPHER-16": "recorded only: the note does not know 0XFFFF",
    "TLS-10": "optional: the number of an alert changes no result, and a departure is shown beside the refusal",
    "SSLCFG-FTPS-07": "recorded only, but for commands in clear, which a TLS server cannot read",
}
