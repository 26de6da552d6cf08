"""Write docs/chains.md from the tables of chains and of what is demanded: `python docs/generate_chains.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from hil.suites.demands.chains import CHAIN_DEMANDS

from hil.pki.chains import CHAINS, SUBJECTS
from hil.pki.credentials import CREDENTIALS, CredentialKind
from hil.pki.kinds.kind import ChainKind

COLUMNS = ("chain", "a client is to", "judged by", "what it is", "clause")

TARGET = Path(__file__).with_name("chains.md")

HEAD = """\
# Chains

Generated from `hil/pki/chains.py` and `suites/demands/chains.py` by `docs/generate_chains.py`; do not edit.

{count} certificate chains for the server: `hil serve --chain NAME`, or `authority.chain("NAME")` in a suite. The second column is for a client that knows the CA of the run and the time, and that authenticates the server (`seclevel` 1 or 2, `ignorertctime` 0). *accept*, *refuse*: what the clause asks of a careful client. AUTH-05 and AUTH-16 to AUTH-21 are the mandatory part of it, AUTH-22, hardening, is optional ([kinds.md](kinds.md)). *not stated*: neither the note nor the clause demands a reaction; the report records the reaction of the DUT, without a verdict.

Serial numbers and dates follow from the seed and the start of the run, `Authority(seed=..., start=...)`. Keys and signatures are new for each run. `authority.chain_valid(not_before, not_after)` makes the good chain with dates of your own.\
"""


CREDENTIALS_HEAD = """
## Client credentials

`authority.client("NAME")`: a client certificate and key for the DUT. The second column is for a server that demands a client certificate.

| credential | expected reaction of a server | description | clause |
|---|---|---|---|"""


def row(kind: ChainKind) -> str:
    """One line of the table of chains."""
    demand = CHAIN_DEMANDS[kind.name]
    judged = ", ".join(demand.named)
    return f"| {kind.name} | {demand.reaction.value} | {judged} | {kind.about} | {kind.clause} |"


def credential_row(kind: CredentialKind) -> str:
    """One line of the table of client credentials."""
    reaction = "accept" if kind.is_accepted else "refuse"
    return f"| {kind.name} | {reaction} | {kind.about} | {kind.clause} |"


def render() -> str:
    """The whole page."""
    parts = [HEAD.format(count=len(CHAINS))]
    for subject, kinds in SUBJECTS.items():
        parts.append(f"\n## {subject}\n\n| {' | '.join(COLUMNS)} |")
        parts.append("|---" * len(COLUMNS) + "|")
        parts.extend(map(row, kinds))
    parts.append(CREDENTIALS_HEAD)
    parts.extend(map(credential_row, CREDENTIALS.values()))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
