"""The certificate authorities of a run, one for each set of names of the server.

Forks of one process share what was made before they began: new keys take 0.2 s in each.
"""

from __future__ import annotations

from hil.bench import Bench
from hil.pki.authority import Authority


class Authorities:
    """Makes an authority at the first request for its names."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], Authority] = {}

    def of(self, bench: Bench) -> Authority:
        """The authority whose servers have the host name of the bench, if it has one, and its address."""
        names = tuple(filter(None, (bench.host_name, bench.public)))
        if names not in self._made:
            self._made[names] = Authority(names=names)
        return self._made[names]

    def prepare(self, bench: Bench) -> None:
        """Make the keys and certificates that most cases need."""
        authority = self.of(bench)
        authority.chain()
        authority.client()
