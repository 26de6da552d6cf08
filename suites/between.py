"""Commands that lie between two steps of a case and have nothing to do with them, each judged as what it is.

What a DUT answers to them is judged in cases of their own, too.  Here a wrong answer
fails the case, since nobody knows what such a DUT did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.expect import preamble
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

NOTHING = "AT"
QUERY = "AT+CGATT?"  # 27.007 10.1.9
SETTING = "AT+QFTPCFG=2,0"  # note 2.2
SSL_SETTING = 'AT+QSSLCFG="seclevel",5,0'  # note 2.3
NO_TYPE = "AT+QFTPCFG=8,1"  # note 2.2
NO_LEVEL = 'AT+QSSLCFG="seclevel",0,9'  # note 2.3
NO_FILE = 'AT+QSECREAD="NVRAM:CA9"'  # note 2.5, Table 3


def _accepted(exchange: Exchange) -> None:
    preamble(exchange).succeeded()


def _refused(exchange: Exchange) -> None:
    preamble(exchange).failed()


def _attached_or_not(exchange: Exchange) -> None:
    preamble(exchange).accepted()
    preamble(exchange.rows("CGATT"), what=f"the states that {QUERY} tells").is_one_of((("0",),), (("1",),))


COMMANDS: Mapping[str, Callable[[Exchange], None]] = {
    NOTHING: _accepted,
    QUERY: _attached_or_not,
    SETTING: _accepted,
    SSL_SETTING: _accepted,
    NO_TYPE: _refused,
    NO_LEVEL: _refused,
    NO_FILE: _refused,
}


def send(modem: Modem, line: str) -> None:
    """Send one of the commands above; the case ends if the answer is not as the documents have it."""
    __tracebackhide__ = True
    COMMANDS[line](modem.send(line))
