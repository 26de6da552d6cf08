"""The result lines of the FTP commands: `+QFTPOPEN: 0`, `+QFTPERROR:-6` (note 4.2, chapter 3)."""

from __future__ import annotations

from hil.emulator.device.personality import Personality


# clause: note chapter 3, note Table 4
class ResultLines:
    """Writes result lines in the spelling of a personality; a negative value is an <err> of Table 4."""

    def __init__(self, personality: Personality) -> None:
        self._personality = personality

    # clause: note chapter 3
    # requirements: ERR-GEN-01, ERR-GEN-03
    def line(self, name: str, value: int) -> str:
        """The line of the command or URC `name`, given without its `+`."""
        reported = self.code(value) if value < 0 else value
        return f"+{name}{self._personality.colon(name)}{reported}"

    def code(self, value: int) -> int:
        """The reported <err> for the <err> of the cause."""
        return value
