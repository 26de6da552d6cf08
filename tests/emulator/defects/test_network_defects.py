"""The defects of the network client show at a scripted server and at the chain check."""

from __future__ import annotations

import socket

import pytest

from hil.emulator.defects import parts_with
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.tls.certificate import UnusableCertificate
from hil.emulator.tls.chain_check import ChainChecker, ChainRejected
from hil.emulator.tls.client import TlsSettings, TlsUnconfigured
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, Version
from tests.emulator.peers.certificates import LAST_YEAR, LATER, LONG_AGO, NEXT_YEAR, Holder, make
from tests.emulator.peers.dialogue import Make, explicit, plain, put
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import HOST
from tests.emulator.tls.clients import client_with
from tests.emulator.tls.test_chain_check import alert_of


@pytest.mark.parametrize(
    ("defect", "ca", "cert_sign", "path_length"),
    [
        ("accepts-ca-false-issuer", False, None, None),
        ("accepts-issuer-without-basic-constraints", None, None, None),
        ("accepts-issuer-without-cert-sign", True, False, None),
    ],
)
def test_an_issuer_that_may_not_sign_is_taken(
    defect: str, ca: bool | None, cert_sign: bool | None, path_length: int | None
) -> None:
    issuer = make("issuer", ca=ca, cert_sign=cert_sign, path_length=path_length)
    chain = [make("leaf", issuer=issuer, key=issuer.key).der]

    assert alert_of(chain, issuer, defect=defect) is None
    assert alert_of(chain, issuer) is not None


def test_a_ca_that_cannot_be_read_ends_the_check(ca: Holder, other_ca: Holder) -> None:
    chain = [make("leaf", issuer=other_ca, key=ca.key).der]
    checker = parts_with({"unreadable-ca-means-no-check"}).of(ChainChecker)

    checker(b"half a file", now=None).check(chain)

    with pytest.raises(UnusableCertificate):
        ChainChecker(b"half a file", now=None)
    with pytest.raises(ChainRejected):
        checker(ca.pem, now=None).check(chain)


def test_a_path_that_is_too_long_is_taken() -> None:
    root = make("root", ca=True, path_length=0)
    middle = make("middle", issuer=root, ca=True, key=root.key)
    chain = [make("leaf", issuer=middle, key=root.key).der, middle.der]

    assert alert_of(chain, root, defect="ignores-path-length") is None
    assert alert_of(chain, root) is not None


def test_a_wrong_signature_is_taken(ca: Holder, other_ca: Holder) -> None:
    namesake = make("ca", ca=True, key=other_ca.key)
    chain = [make("leaf", issuer=namesake, key=ca.key).der]

    assert alert_of(chain, ca, defect="accepts-wrong-signature") is None
    assert alert_of(chain, ca) is not None


@pytest.mark.parametrize(
    ("defect", "begins_late", "other"),
    [("accepts-expired", False, "accepts-not-yet-valid"), ("accepts-not-yet-valid", True, "accepts-expired")],
)
def test_one_end_of_validity_is_overlooked(defect: str, begins_late: bool, other: str, ca: Holder) -> None:
    begin, end = (NEXT_YEAR, LATER) if begins_late else (LONG_AGO, LAST_YEAR)
    chain = [make("leaf", issuer=ca, key=ca.key, begin=begin, end=end).der]

    assert alert_of(chain, ca, defect=defect) is None
    assert alert_of(chain, ca, defect=other) == alert_of(chain, ca) == 45


def test_an_expired_ca_is_overlooked() -> None:
    old = make("old", ca=True, begin=LONG_AGO, end=LAST_YEAR)
    chain = [make("leaf", issuer=old, key=old.key).der]

    assert alert_of(chain, old, defect="dates-of-the-leaf-only") is None
    assert alert_of(chain, old) == 45


def configured(settings: TlsSettings, *defects: str) -> bool:
    try:
        client_with(settings, *defects)
    except TlsUnconfigured:
        return False
    return True


@pytest.mark.parametrize(
    ("defect", "data", "flawed"),
    [
        ("level-0-wants-ca", "0 ", False),
        ("level-1-wants-client-data", "1 ca", False),
        ("missing-ca-means-no-check", "1 ", True),
        ("missing-client-data-is-no-matter", "2 ca", True),
        ("mismatched-key-accepted", "2 ca certificate wrong-key", True),
    ],
)
def test_the_data_of_a_level(defect: str, data: str, flawed: bool, ca: Holder, client: Holder) -> None:
    settings = TlsSettings(
        ALL_VERSIONS,
        ALL_SUITES,
        int(data[0]),
        ca=ca.pem if "ca" in data.split() else None,
        certificate=client.pem if "certificate" in data else None,
        key=ca.key_pem if "wrong-key" in data else None,
    )

    assert configured(settings, defect) == flawed
    assert configured(settings) != flawed


def test_the_server_is_not_checked_at_level_2(ca: Holder, client: Holder) -> None:
    tls = TlsSettings(ALL_VERSIONS, ALL_SUITES, 2, ca.pem, client.pem, client.key_pem)

    assert client_with(tls).checker is not None
    assert client_with(tls, "seclevel-2-does-not-verify-server").checker is None


def test_ssl30_is_always_taken() -> None:
    tls = TlsSettings((Version.TLS12,), ALL_SUITES)

    assert (3, 0) not in client_with(tls).offered_versions
    assert (3, 0) in client_with(tls, "falls-back-to-ssl30").offered_versions


@pytest.mark.parametrize(("defect", "first"), [("pass-before-auth", "USER"), ("", "AUTH")])
def test_the_password_goes_before_auth(defect: str, first: str, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        peer.answer(first, "421 enough\r\n")

    with ScriptedServer(script) as server:
        session = session_with(explicit(server.port), defect=defect)
        with pytest.raises(FtpFailure):
            session.open()


@pytest.mark.parametrize(("defect", "code"), [("reply-outside-table-passed-on", -534), ("", -1)])
def test_a_code_outside_the_table(defect: str, code: int, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("CWD", "534 odd\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port), defect=defect)
        session.open()
        with pytest.raises(FtpFailure) as failure:
            session.path("/")
    assert failure.value.code == code


@pytest.mark.parametrize(("defect", "verb"), [("put-appends", "APPE"), ("", "STOR")])
def test_an_upload_is_appended(defect: str, verb: str, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive():
            peer.answer(verb, "550 enough\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port), defect=defect)
        session.open()
        with pytest.raises(FtpFailure):
            put(session)


@pytest.mark.parametrize(("defect", "listens"), [("active-port-off-by-one", False), ("", True)])
def test_the_port_of_an_active_connection(defect: str, listens: bool, session_with: Make) -> None:
    found = []

    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        numbers = peer.answer("PORT", "200 ok\r\n").split(",")
        with socket.socket() as probe:
            found.append(probe.connect_ex((HOST, int(numbers[4]) * 256 + int(numbers[5]))) == 0)
            peer.answer("STOR", "425 no\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, passive=False), defect=defect)
        session.open()
        with pytest.raises(FtpFailure):
            put(session)
    assert found == [listens]
