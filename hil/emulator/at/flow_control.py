"""Software flow control of an AT channel (AT+IFC; V.250 6.2.12 and the series' manual, which have it in data mode only).

DC1 and DC3 from the DTE start and stop the output of the module, and are not data.
A stop that began in data mode lasts until DC1, even after the end of data mode.
"""

from __future__ import annotations

from collections.abc import Callable

NONE, XON_XOFF, HARDWARE = 0, 1, 2
"""The values of AT+IFC: no flow control, DC1 and DC3, RTS or CTS."""

XON, XOFF = b"\x11", b"\x13"  # DC1 and DC3
_BOTH = XON + XOFF


# clause: V.250 6.2.12, note 4.2.1
class FlowCharacters:
    """Whether the DTE has stopped the module, and whether the module has stopped the DTE."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Power-on: neither side is stopped."""
        self.stopped_by_dte = self.stopped_dte = False

    def taken_from(self, data: bytes) -> bytes:
        """Apply the last flow character in `data`; returns `data` without flow characters."""
        last = max(data.rfind(XON), data.rfind(XOFF))
        if last < 0:
            return data
        self.stopped_by_dte = data[last : last + 1] == XOFF
        return data.translate(None, _BOTH)

    def tell(self, transmit: Callable[[bytes], None], *, ready: bool) -> None:
        """Stop the DTE or let it continue, if that is a change."""
        if self.stopped_dte is ready:
            self.stopped_dte = not ready
            transmit(XON if ready else XOFF)
