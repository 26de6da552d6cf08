"""The server certificate of the data connection: judged as that of the control connection (note 1.1, 2.3).

The control connection shows the good chain, so the DUT opens a session.  The rows
cover both modes with passive and with active data connections, in both levels.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from hil.expect import expect_all, preamble, stimulus
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data

from ..transfer.sessions import DataMode
from .transfers import CONTENT, Direction, judge_refusal, judge_success, transfer, transfers, use_data_mode

IMPLICIT, EXPLICIT = Listener.IMPLICIT, Listener.EXPLICIT
PASSIVE, ACTIVE = DataMode.PASSIVE, DataMode.ACTIVE


class Row(NamedTuple):
    """The chain of the data connection, the place in the matrix, and the requirements."""

    chain: str
    mode: Listener
    data_mode: DataMode
    seclevel: int
    requirements: tuple[str, ...]

    @property
    def name(self) -> str:
        """The row in the id of a case."""
        return f"{self.chain}-{self.mode.value}-{self.data_mode.name.lower()}-seclevel{self.seclevel}"


REFUSED = (
    Row("other-ca", IMPLICIT, PASSIVE, 1, ("GEN-05", "AUTH-05")),
    Row("other-ca", EXPLICIT, ACTIVE, 1, ("GEN-05", "AUTH-05")),
    Row("other-ca", EXPLICIT, PASSIVE, 2, ("GEN-05", "AUTH-13")),
    Row("other-ca", IMPLICIT, ACTIVE, 2, ("GEN-05", "AUTH-13")),
    Row("self-signed", EXPLICIT, PASSIVE, 1, ("GEN-05", "AUTH-05")),
    Row("other-ca-same-name", IMPLICIT, ACTIVE, 1, ("GEN-05", "AUTH-16")),
    Row("bad-signature", EXPLICIT, ACTIVE, 2, ("GEN-05", "AUTH-16")),
    Row("issuer-ca-false", IMPLICIT, PASSIVE, 2, ("AUTH-18",)),
    Row("expired", EXPLICIT, PASSIVE, 1, ("SSLCFG-RTC-03",)),
    Row("expired", IMPLICIT, ACTIVE, 2, ("SSLCFG-RTC-03",)),
    Row("not-yet-valid", IMPLICIT, PASSIVE, 1, ("SSLCFG-RTC-08",)),
)

LATER = (
    Row("other-ca", IMPLICIT, PASSIVE, 1, ("GEN-05", "AUTH-05")),
    Row("other-ca", EXPLICIT, ACTIVE, 2, ("GEN-05", "AUTH-13")),
)
MOVES = (
    (Direction.UP, Direction.DOWN),
    (Direction.DOWN, Direction.UP),
    (Direction.UP, Direction.DOWN, Direction.DOWN),
)
"""The transfers of a session; the last one meets the flaw."""

ACCEPTED = (  # on both connections
    Row("self-signed", EXPLICIT, PASSIVE, 0, ("AUTH-02",)),
    Row("other-ca", IMPLICIT, ACTIVE, 0, ("AUTH-02",)),
    Row("expired", EXPLICIT, ACTIVE, 1, ("SSLCFG-RTC-04",)),
    Row("expired", IMPLICIT, PASSIVE, 2, ("SSLCFG-RTC-04",)),
)


def cases(rows: tuple[Row, ...]) -> list[object]:
    """A case for each row."""
    return [pytest.param(row, id=row.name, marks=pytest.mark.requirement(*row.requirements)) for row in rows]


def prepare(modem: Modem, server: FtpsServer, authority: Authority, row: Row, *, ignore_rtc: bool) -> None:
    """The security data, the right time, and the settings of the row."""
    install_security_data(modem, authority)
    if not ignore_rtc:
        preamble(modem.set_clock(datetime.now(UTC))).accepted()
    context = SslContext.usual(
        seclevel=row.seclevel, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0"
    )
    refused = configure_ftps(modem, server, context, mode=row.mode, ignore_rtc=ignore_rtc)
    preamble(refused, what="refused settings").is_empty()
    use_data_mode(modem, row.data_mode)


@pytest.mark.parametrize("row", cases(REFUSED))
def test_no_file_is_moved_over_a_data_connection_with_a_bad_chain(
    row: Row, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, row, ignore_rtc=False)
    flawed = authority.chain(row.chain)
    profile = ServerProfile(data_chain=flawed)

    uploaded = transfer(online_modem, ftps_server, profile, row.mode, Direction.UP)
    downloaded = transfer(online_modem, ftps_server, profile, row.mode, Direction.DOWN)

    with expect_all():
        judge_refusal(uploaded, *row.requirements, flaw=flawed.flaw)
        judge_refusal(downloaded, *row.requirements, flaw=flawed.flaw)


@pytest.mark.parametrize("row", cases(LATER))
def test_a_later_data_connection_of_a_session_is_checked_like_the_first(
    row: Row, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, row, ignore_rtc=False)
    flawed = authority.chain(row.chain)

    with expect_all():
        for moves in MOVES:
            profile = ServerProfile(data_chain=flawed, first_data=len(moves))
            *before, last = transfers(online_modem, ftps_server, profile, row.mode, moves)
            met = len(last.session.data)
            stimulus(met == len(moves), f"the transfers had {met} data connections, not {len(moves)}")
            for each in before:
                count = preamble(each.exchange).result(len(CONTENT[each.direction]))
                if each.direction is Direction.DOWN:
                    count.carried(CONTENT[Direction.DOWN])
            judge_refusal(last, *row.requirements, flaw=f"data connection {len(moves)}: {flawed.flaw}")


@pytest.mark.parametrize("row", cases(ACCEPTED))
def test_files_are_moved_where_the_chain_does_not_matter(
    row: Row, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, row, ignore_rtc=True)
    profile = ServerProfile(chain=authority.chain(row.chain))

    uploaded = transfer(online_modem, ftps_server, profile, row.mode, Direction.UP)
    downloaded = transfer(online_modem, ftps_server, profile, row.mode, Direction.DOWN)

    judge_success(uploaded, *row.requirements)
    judge_success(downloaded, *row.requirements)
