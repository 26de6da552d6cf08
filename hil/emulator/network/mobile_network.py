"""What the mobile network does to a module unasked, as a network tester would be told to."""

from __future__ import annotations

from hil.emulator.module import Module


class MobileNetwork:
    """The network around one module; `hil.bench.Network` says the same of any bench."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def refuse_activations(self, count: int) -> None:
        """Refuse the next `count` activations of a PDP context, reboot or not."""
        with self._module.lock:
            self._module.network.refusals = count

    def accept_apns(self, *names: str) -> None:
        """Grant activations for these APNs only; for all when none is named."""
        with self._module.lock:
            self._module.network.apns = frozenset(names)

    def deactivate_context(self) -> None:
        """Take the foreground context away: `+PDP DEACT`, and -8 for a session that is open."""
        self._module.lose_pdp()
