"""pyserial URL handlers of this package; pyserial finds them once `register` was called."""

from __future__ import annotations

import serial


def register() -> None:
    """Make `serial.serial_for_url` know `emulator://`; may be called again."""
    if __name__ not in serial.protocol_handler_packages:
        serial.protocol_handler_packages.append(__name__)
