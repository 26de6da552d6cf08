"""The steps that cases share, with the emulated DUT and the server of this run."""

from __future__ import annotations

import pytest

from hil.api import (
    ALL_SUITES,
    SESSION_END_S,
    Authority,
    Deadline,
    FtpsServer,
    Listener,
    Modem,
    ServerProfile,
    SslContext,
    Version,
    configure_ftp,
    configure_ftps,
    install_security_data,
    open_ftp,
    refusals,
    round_trip,
    sample_content,
    use_context,
)

CONTEXT = SslContext(version=4, suites=ALL_SUITES, seclevel=1, ca="NVRAM:CA0")


def test_content_is_the_same_for_the_same_seed() -> None:
    assert sample_content(100, "a") == sample_content(100, "a") != sample_content(100, "b")
    assert len(sample_content(2017, 1)) == 2017


def test_the_security_data_are_stored_once(hil_modem: Modem, hil_authority: Authority) -> None:
    install_security_data(hil_modem, hil_authority)
    before = hil_modem.channel.transcript.entries()

    install_security_data(hil_modem, hil_authority)

    assert hil_modem.channel.transcript.entries() == before


@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT])
@pytest.mark.parametrize("other", [None, b"another file, of another size"])
def test_a_file_makes_a_round_trip_over_ftps(
    other: bytes | None,
    mode: Listener,
    hil_online_modem: Modem,
    hil_ftps_server: FtpsServer,
    hil_authority: Authority,
) -> None:
    data = sample_content(3000, mode)
    install_security_data(hil_online_modem, hil_authority)
    assert configure_ftps(hil_online_modem, hil_ftps_server, CONTEXT, mode=mode, index=2) == ()

    with hil_ftps_server.expecting(ServerProfile()) as pending:
        trip = round_trip(hil_online_modem, hil_ftps_server, mode, data, offered=other)
        session = pending.session(Deadline.after(SESSION_END_S))

    assert trip.stored == data
    assert trip.downloaded is not None
    assert trip.downloaded.data == trip.offered == (other or data)
    assert session.listener is mode
    assert session.control.handshake is not None
    assert session.control.handshake.version == Version.TLS12


def test_a_context_is_used_as_it_is(
    hil_online_modem: Modem, hil_ftps_server: FtpsServer, hil_authority: Authority
) -> None:
    install_security_data(hil_online_modem, hil_authority)
    assert refusals(hil_online_modem.ssl.apply(3, SslContext(version=1, suites=ALL_SUITES, seclevel=0))) == ()
    assert use_context(hil_online_modem, hil_ftps_server, 3) == ()

    with hil_ftps_server.expecting(ServerProfile()) as pending:
        open_ftp(hil_online_modem, hil_ftps_server, Listener.IMPLICIT).check()
        hil_online_modem.ftp.close()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.control.handshake is not None
    assert session.control.handshake.version == Version.TLS10


def test_a_session_in_clear_has_no_handshake(hil_online_modem: Modem, hil_ftps_server: FtpsServer) -> None:
    assert configure_ftp(hil_online_modem, hil_ftps_server) == ()

    with hil_ftps_server.expecting(ServerProfile()) as pending:
        open_ftp(hil_online_modem, hil_ftps_server, Listener.PLAIN).check()
        hil_online_modem.ftp.close()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.control.handshake is None
    assert session.logged_in


def test_a_round_trip_ends_at_the_first_command_without_success(
    hil_online_modem: Modem, hil_ftps_server: FtpsServer
) -> None:
    assert configure_ftp(hil_online_modem, hil_ftps_server) == ()
    hil_online_modem.ftp.password("wrong")

    trip = round_trip(hil_online_modem, hil_ftps_server, Listener.PLAIN, b"data")

    assert not trip.opened.ok
    assert (trip.uploaded, trip.stored, trip.offered) == (None, None, None)
    assert (trip.downloaded, trip.closed) == (None, None)


def test_a_refused_setting_is_told_with_its_answer(hil_modem: Modem) -> None:
    (refused,) = refusals([hil_modem.ssl.set_version(0, 9), hil_modem.send("AT")])

    assert refused.startswith('AT+QSSLCFG="sslversion",0,9: ')
