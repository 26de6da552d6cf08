"""A profile as JSON and back."""

from __future__ import annotations

import json

import pytest

from hil.errors import UsageError
from hil.ftps.dialect import DIALECTS
from hil.ftps.named_faults import NAMED_FTP_FAULTS
from hil.ftps.profile import ServerProfile
from hil.ftps.profile_record import profile_of, profile_record
from hil.ftps.shaping import NETWORKS
from hil.pki.chain import Chain
from hil.spec.tls import CipherSuite, Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy

EXPIRED = Chain("expired", b"", b"the key", b"")
PROFILES = (
    ServerProfile(),
    ServerProfile(chain=EXPIRED, data_chain=EXPIRED, first_data=3),
    ServerProfile(
        tls=TlsPolicy.pinned(
            Version.TLS10, CipherSuite(0x0004), client_certificate=ClientCertificate.REQUIRED
        ),
        data_tls=TlsPolicy(
            session_reuse=SessionReuse.SERVER, certificate_authorities=(b"\x30\x00",), record_size=512
        ),
    ),
    ServerProfile(tls=TlsPolicy(faults=TlsFaults.of(*list(FAULTS)[:40]))),
    ServerProfile(ftp=tuple(fault for row in NAMED_FTP_FAULTS.values() for fault in row.faults)),
    *(ServerProfile(dialect=each) for each in DIALECTS.values()),
    *(ServerProfile(shaping=each.shaping) for each in NETWORKS.values()),
)


def chain(name: str) -> Chain:
    assert name == "expired"
    return EXPIRED


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_the_same_after_json(profile: ServerProfile) -> None:
    text = json.dumps(profile_record(profile))

    assert profile_of(json.loads(text), chain) == profile


def test_a_record_has_what_differs_from_a_correct_server_and_no_key() -> None:
    record = profile_record(ServerProfile(chain=EXPIRED))

    assert record == {"kind": "ServerProfile", "chain": {"kind": "Chain", "name": "expired"}}


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "ServerProfile", "tls": {"kind": "os"}},
        {"kind": "ServerProfile", "speed": 3},
        {"kind": "Stall"},
        {},
        None,
        {"kind": "ServerProfile", "dialect": {"kind": "Dialect", "name": "none"}},
    ],
)
def test_another_record_is_refused(record: object) -> None:
    with pytest.raises(UsageError, match="expected the profile of a server"):
        profile_of(record, chain)
