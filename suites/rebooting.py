"""A reboot after which SSL context 0 is as the examples of the note find it (note 1.2, 4.2.1).

The note does not say whether AT+QSSLCFG outlives a reboot.  Its examples begin with a
DUT that nobody has set.  So what another case set, and the DUT kept, is reset; a
default that is wrong is left as it is.
"""

from __future__ import annotations

from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.tls import SslSetting

CONTEXT = 0
MARK = "1"
"""An <ignorertctime> that is no default: a DUT that tells it after the reboot keeps its settings."""


def reboot_with_defaults(modem: Modem) -> None:
    """Reboot the DUT; its SSL context 0 has the default values after it."""
    marked = modem.ssl.ignore_rtc_time(True)
    modem.reboot()
    told = modem.ssl.query(SslSetting.IGNORERTCTIME, None).rows("QSSLCFG")
    if marked.ok and told and told[0][-1] == MARK:
        modem.ssl.apply(CONTEXT, SslContext.usual())
