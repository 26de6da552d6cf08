"""The peer that the DUT meets in one session: one frozen value, the stimulus of a test.

The control connection and the data connections are handshakes of their own: each has a
TLS policy and a chain, and those of the data connections are by default the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hil.ftps.dialect import Dialect
from hil.ftps.faults import Fault
from hil.ftps.shaping import Shaping
from hil.pki.chain import Chain
from hil.tls.fault import Place
from hil.tls.faults import TlsFaults
from hil.tls.policy import TlsPolicy


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """The behaviour of the server; `chain=None` is the authority's good chain.

    `data_tls` and `data_chain` apply to the data connections in place of `tls` and
    `chain`, from the one with the number `first_data` in its session on; None for the
    same.  `shaping` makes its connections as slow as that network.
    `dialect` is another form of its replies.
    """

    tls: TlsPolicy = field(default_factory=TlsPolicy)
    chain: Chain | None = None
    shaping: Shaping | None = None
    ftp: tuple[Fault, ...] = ()
    data_tls: TlsPolicy | None = None
    data_chain: Chain | None = None
    dialect: Dialect | None = None
    first_data: int = 1

    def policy_on(self, place: Place) -> TlsPolicy:
        """The TLS policy of the connections of that kind."""
        return self.data_tls or self.tls if place is Place.DATA else self.tls

    def chain_on(self, place: Place) -> Chain | None:
        """The chain of the connections of that kind; None for the good one."""
        return self.data_chain or self.chain if place is Place.DATA else self.chain

    def of_data(self, number: int) -> ServerProfile:
        """The profile for the data connection with that number, from 1, in its session."""
        return self if number >= self.first_data else replace(self, data_tls=None, data_chain=None)

    @property
    def tls_faults(self) -> TlsFaults:
        """The TLS faults of each connection, from the policy of that connection."""
        return TlsFaults(
            control=self.policy_on(Place.CONTROL).faults.control, data=self.policy_on(Place.DATA).faults.data
        )

    def check(self) -> None:
        """Raise `UsageError` for a policy that no client could meet."""
        for place in Place:
            self.policy_on(place).check()
