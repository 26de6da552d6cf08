"""Each version with each suite carries files of many sizes in both directions (note 1.1, Table 1, 4.2.2, 4.2.3).

`test_pairs` has one size.  Here the sizes of a suite, spread over its versions, need
each length of padding that a block cipher has, and one file needs several records.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftps, open_ftp, refusals, sample_content
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy

from .matrix import OPTIONAL_PAIRS, PAIR_REQUIREMENTS, SINGLE, SUITE_REQUIREMENT, SUITES, Setting

NAME = "amounts.bin"
SHORT = (1, 15, 17, 256)
RESIDUES = range(1399, 1415)
"""16 sizes in a row: one of them needs each length of padding of AES, two that of 3DES."""
LARGE = 66_000
"""Bytes of five records of the largest size (RFC 5246, 6.2.1), more than a number of 16 bits counts."""

PASSIVE, ACTIVE = 1, 0  # document [2]
MODES = (
    (Listener.IMPLICIT, PASSIVE),
    (Listener.EXPLICIT, ACTIVE),
    (Listener.IMPLICIT, ACTIVE),
    (Listener.EXPLICIT, PASSIVE),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One version with one suite, how its session is opened, and the sizes of its files."""

    version: Version
    sslversion: int
    suite: CipherSuite
    mode: Listener
    data_mode: int
    sizes: tuple[int, ...]

    def __str__(self) -> str:
        data = "passive" if self.data_mode == PASSIVE else "active"
        return f"{self.version.title}-{self.suite.code}-{self.mode.value}-{data}"


def _pair(suite: CipherSuite, settings: list[Setting], place: int) -> Pair:
    setting = settings[place]
    mode, data_mode = MODES[(place + SUITES.index(suite)) % len(MODES)]
    several = (SHORT[place % len(SHORT)], *RESIDUES[place :: len(settings)], LARGE)
    return Pair(setting.versions[0], setting.sslversion, suite, mode, data_mode, several)


def _cases() -> list[object]:
    cases: list[object] = []
    for suite in SUITES:
        named = PAIR_REQUIREMENTS[suite]
        legal = [
            setting
            for setting in SINGLE
            if named[setting.sslversion] not in OPTIONAL_PAIRS
            and (suite is not CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256 or setting.title == "TLS1.2")
        ]
        for place, setting in enumerate(legal):
            pair, identifier = _pair(suite, legal, place), named[setting.sslversion]
            ids = (identifier, SUITE_REQUIREMENT[suite])
            marks = [pytest.mark.requirement(*ids, "EX422-05", "EX423-06")]
            cases.append(pytest.param(pair, ids, id=str(pair), marks=marks))
    return cases


@pytest.mark.needs(file_bytes=LARGE)
@pytest.mark.parametrize(("pair", "ids"), _cases())
def test_files_of_each_length_of_padding_and_of_many_records_pass_unchanged(
    pair: Pair, ids: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    context = SslContext(version=pair.sslversion, suites=(pair.suite,), seclevel=0)
    profile = ServerProfile(tls=TlsPolicy(versions=(pair.version,), suites=(pair.suite,)))
    refused = configure_ftps(online_modem, ftps_server, context, mode=pair.mode)
    refused += refusals(online_modem.ftp.apply({1: pair.data_mode}))
    preamble(refused, what="refused settings").is_empty()
    stored = ftps_server.root / NAME

    with ftps_server.expecting(profile) as pending, expect_all():
        preamble(open_ftp(online_modem, ftps_server, pair.mode)).succeeded()
        for size in pair.sizes:
            sent, fetched = sample_content(size, ("up", pair)), sample_content(size, ("down", pair))
            expect(online_modem.ftp.put(NAME, sent), *ids, "EX422-05").result(size)
            expect(stored, *ids, "EX422-05").holds(sent)
            stored.write_bytes(fetched)
            downloaded = online_modem.ftp.get(NAME, expected_size=size)
            expect(downloaded, *ids, "EX423-06").result(size).carried(fetched)
        online_modem.ftp.ensure_closed()
        seen = pending.session(Deadline.after(SESSION_END_S))

    expect(seen, *ids).negotiated(version=pair.version, suite=pair.suite)
