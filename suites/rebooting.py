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
"""An <ignorertctime> and an <sslversion> that are no defaults: a DUT that tells one after the reboot keeps settings."""


def reboot_with_defaults(modem: Modem) -> None:
    """Reboot the DUT; its SSL context 0 has the default values after it."""
    places = ((SslSetting.IGNORERTCTIME, None), (SslSetting.SSLVERSION, CONTEXT))
    marked = [place for place in places if modem.ssl.set(place[0], place[1], int(MARK)).ok]
    modem.reboot()
    if any(_is_kept(modem, place[0], place[1]) for place in marked):
        modem.ssl.apply(CONTEXT, SslContext.usual())


def _is_kept(modem: Modem, keyword: SslSetting, ctx: int | None) -> bool:
    told = modem.ssl.query(keyword, ctx).rows("QSSLCFG")
    return bool(told) and told[0][-1] == MARK
