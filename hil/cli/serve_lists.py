"""What `hil serve` can be asked to be, for programs: chains, faults and networks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hil.ftps.named_faults import FORMS, SUBJECTS
from hil.ftps.shaping import NETWORKS
from hil.pki.chains import CHAINS
from hil.tls.faults import FAULTS


def chains() -> dict[str, Any]:
    """Every chain for `--chain`."""
    return {
        "chains": [
            {"name": kind.name, "description": kind.about, "clause": kind.clause} for kind in CHAINS.values()
        ]
    }


def faults() -> dict[str, Any]:
    """Every fault for `--fault`: those of FTP, the forms with parameters, those of TLS with their places."""
    return {
        "ftp": [
            {"name": row.name, "subject": subject, "description": row.about, "clause": row.clause}
            for subject, rows in SUBJECTS.items()
            for row in rows
        ],
        "forms": [{"form": form, "description": about} for form, about in FORMS.items()],
        "tls": [
            {"name": fault.name, "on": fault.places, "description": fault.about, "clause": fault.clause}
            for fault in FAULTS.values()
        ],
    }


def networks() -> dict[str, Any]:
    """Every network for `--shape`, with its numbers in bit/s and seconds; a rate of 0 is no limit."""
    return {
        "networks": [
            {"name": each.name, "description": each.about, "clause": each.clause, **asdict(each.shaping)}
            for each in NETWORKS.values()
        ]
    }
