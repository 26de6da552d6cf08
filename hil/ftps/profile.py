"""The peer that the DUT meets in one session: one frozen value, the stimulus of a test."""

from __future__ import annotations

from dataclasses import dataclass, field

from hil.ftps.faults import Fault
from hil.ftps.shaping import Shaping
from hil.pki.chain import Chain
from hil.tls.policy import TlsPolicy


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """The behaviour of the server; `chain=None` is the authority's good chain.

    `shaping` makes its connections as slow as that network.
    """

    tls: TlsPolicy = field(default_factory=TlsPolicy)
    chain: Chain | None = None
    shaping: Shaping | None = None
    ftp: tuple[Fault, ...] = ()
