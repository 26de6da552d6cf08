"""The TLS matrix in a loop: the emulator's FTPS client against the server; no AT layer, no pytest, no report.

The other side of `matrix.py`; does the handshakes and transfers of `suites/tls/test_pairs.py`.
"""

from __future__ import annotations

import io
import random
import sys
from itertools import product

from hil.emulator.ftp.ftps_client import ClientSettings, FtpFailure, FtpsClient
from hil.emulator.tls.client import TlsSettings
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.spec.tls import ALL_SUITES, SSLVERSION, CipherSuite
from hil.tls.policy import ClientCertificate, TlsPolicy
from hil.transcript import Transcript

SIZE = 1024  # bytes, as the suite's
LEGAL, ILLEGAL = 162, 18


def profile(sslversion: int, suite: CipherSuite, seclevel: int) -> ServerProfile:
    """The server of one case."""
    demand = ClientCertificate.REQUIRED if seclevel == 2 else ClientCertificate.NONE
    return ServerProfile(
        tls=TlsPolicy(versions=SSLVERSION[sslversion], suites=(suite,), client_certificate=demand)
    )


def client(
    server: FtpsServer,
    authority: Authority,
    sslversion: int,
    suite: CipherSuite,
    seclevel: int,
    *,
    mode: Listener,
) -> FtpsClient:
    """The module's client of one case."""
    host, port = server.address(mode)
    credential = authority.client()
    tls = TlsSettings(
        versions=SSLVERSION[sslversion],
        suites=(suite,),
        seclevel=seclevel,
        ca=authority.ca_pem if seclevel else None,
        certificate=credential.certificate if seclevel == 2 else None,
        key=credential.key if seclevel == 2 else None,
    )
    return FtpsClient(
        ClientSettings(
            host=host,
            port=port,
            user=server.user,
            password=server.password,
            mode="implicit" if mode is Listener.IMPLICIT else "explicit",
            tls=tls,
        )
    )


def round_trip(peer: FtpsClient, data: bytes) -> bool:
    """Open, upload, download, compare, close; False when the session is refused."""
    try:
        peer.open()
    except FtpFailure:
        return False
    received = bytearray()
    peer.put("trip.bin", io.BytesIO(data).read, lambda: None)
    peer.get("trip.bin", received.extend, lambda: None)
    peer.close()
    return bytes(received) == data


def main() -> None:
    """All 180 cases."""
    authority = Authority()
    with FtpsServer(authority, Transcript()) as server:
        outcomes = []
        for case in product(SSLVERSION, ALL_SUITES, (0, 1, 2), (Listener.IMPLICIT, Listener.EXPLICIT)):
            sslversion, suite, seclevel, mode = case
            with server.expecting(profile(sslversion, suite, seclevel)):
                peer = client(server, authority, sslversion, suite, seclevel, mode=mode)
                outcomes.append(round_trip(peer, random.Random(repr(case)).randbytes(SIZE)))
    if (outcomes.count(True), outcomes.count(False)) != (LEGAL, ILLEGAL):
        sys.exit(f"expected {LEGAL} transfers and {ILLEGAL} refusals; came {outcomes.count(True)} transfers")


if __name__ == "__main__":
    main()
