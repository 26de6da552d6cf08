"""Defects of one part can be on together, all of them too."""

from __future__ import annotations

import pytest
from tlslite.recordlayer import RecordLayer

from hil.emulator.defects import DEFECTS, parts_with
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.chain_check import ChainChecker
from hil.emulator.tls.client import TlsClient
from hil.emulator.tls.connection import ClientConnection
from hil.emulator.tls.credential import CredentialReader
from hil.emulator.tls.ssl_contexts import SslConfiguration
from tests.emulator.peers.certificates import LAST_YEAR, LONG_AGO, NOW, Holder, make


@pytest.mark.parametrize(
    "part",
    [
        SecurityStore,
        SslConfiguration,
        ChainChecker,
        CredentialReader,
        TlsClient,
        ClientConnection,
        RecordLayer,
    ],
)
def test_all_defects_of_a_part_make_one_class(part: type[object]) -> None:
    replacements = [
        replacement
        for defect in DEFECTS.values()
        for replacement in defect.replaces
        if issubclass(replacement, part)
    ]

    combined = parts_with(DEFECTS).of(part)

    assert replacements
    assert all(issubclass(combined, replacement) for replacement in replacements)


def test_a_chain_with_two_flaws_needs_two_defects(ca: Holder) -> None:
    issuer = make("no ca", issuer=ca, ca=False, key=ca.key)
    chain = [make("leaf", issuer=issuer, key=ca.key, begin=LONG_AGO, end=LAST_YEAR).der, issuer.der]

    checker = parts_with(["accepts-ca-false-issuer", "accepts-expired"]).of(ChainChecker)

    checker(ca.pem, now=NOW).check(chain)
