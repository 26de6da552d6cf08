"""The settings of the FTP service: login, and the values of AT+QFTPCFG (note 2.2; document [2]).

They are volatile: each boot starts with a new configuration.
"""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.device.personality import Personality
from hil.spec.ftp import (
    LOCAL_POSITION_DEFAULT,
    RESUMING_POINT_DEFAULT,
    ConnectionMode,
    DataConnectionMode,
    FtpSetting,
    TransferType,
)


# clause: note 2.2, doc [2] AT+QFTPCFG, doc [2] AT+QFTPUSER, doc [2] AT+QFTPPASS
# requirements: FTPCFG-07, FTPCFG-08, FTPCFG-09
class FtpConfiguration:
    """User name, password, and one value for each type of AT+QFTPCFG in `settings`."""

    def __init__(self, personality: Personality) -> None:
        self.user = self.password = ""
        self.settings: dict[int, int | str] = dict(self.defaults(personality))

    # clause: note 2.2
    # requirements: FTPCFG-T7-03
    def defaults(self, personality: Personality) -> Mapping[int, int | str]:
        """The values after power-on, by type."""
        return {
            FtpSetting.DATA_CONNECTION: personality.qftpcfg_default_1,
            FtpSetting.TRANSFER_TYPE: personality.qftpcfg_default_2,
            FtpSetting.RESUMING_POINT: RESUMING_POINT_DEFAULT,
            FtpSetting.LOCAL_POSITION: LOCAL_POSITION_DEFAULT,
            FtpSetting.NON_TRANSPARENT: personality.qftpcfg_default_5,
            FtpSetting.IGNORE_PASSIVE_ADDRESS: personality.qftpcfg_default_6,
            FtpSetting.CONNECTION_MODE: ConnectionMode.IMPLICIT,
        }

    # clause: note 2.2
    # requirements: FTPCFG-T1-03
    @property
    def passive(self) -> bool:
        """Type 1: whether the module opens the data connections."""
        return self.settings[FtpSetting.DATA_CONNECTION] == DataConnectionMode.PASSIVE

    # clause: note 2.2
    # requirements: FTPCFG-T2-03
    @property
    def ascii(self) -> bool:
        """Type 2: whether files are transferred as text."""
        return self.settings[FtpSetting.TRANSFER_TYPE] == TransferType.ASCII

    # clause: note 2.2
    # requirements: FTPCFG-T3-03
    @property
    def resuming_point(self) -> int:
        """Type 3: the first byte of a transfer."""
        return int(self.settings[FtpSetting.RESUMING_POINT])

    # clause: note 2.2
    # requirements: FTPCFG-T4-03
    @property
    def local_position(self) -> str:
        """Type 4: the local position of files: `/COM/`, `/RAM/name` and so on."""
        return str(self.settings[FtpSetting.LOCAL_POSITION])

    # clause: note 2.2
    # requirements: FTPCFG-T6-03, FTPCFG-T6-04
    @property
    def ignores_passive_address(self) -> bool:
        """Type 6: whether data connections go to the server's own address instead of the one in its reply."""
        return self.settings[FtpSetting.IGNORE_PASSIVE_ADDRESS] == 1

    # clause: note 2.2
    # requirements: FTPCFG-T7-04
    @property
    def explicit(self) -> bool:
        """Type 7: whether FTPS is explicit."""
        return self.settings[FtpSetting.CONNECTION_MODE] == ConnectionMode.EXPLICIT
