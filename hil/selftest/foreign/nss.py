"""NSS: `tstclnt` and `selfserv`, which have all versions and suites of the note."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import subprocess
from pathlib import Path

from hil.errors import InfrastructureError
from hil.selftest.foreign.model import NAME, Command, Credentials, Library, Pair, program
from hil.spec.tls import ALL_SUITES, Version

VERSIONS = {
    Version.SSL30: "ssl3",
    Version.TLS10: "tls1.0",
    Version.TLS11: "tls1.1",
    Version.TLS12: "tls1.2",
}

ENVIRONMENT = {"NSS_IGNORE_SYSTEM_POLICY": "1"}
"""Some systems forbid the old versions by a policy."""

SUITES = "".join(f":{suite:04X}" for suite in ALL_SUITES)
"""All suites of the note, as the programs name them."""

SERVER = "server"
"""The name of the server's certificate in the database."""


def version() -> str:
    """`3.87.1`, told by the library: the programs do not tell theirs."""
    name = ctypes.util.find_library("nss3")
    if name is None:
        return "of an unknown version"
    ask = ctypes.CDLL(name).NSS_GetVersion
    ask.restype = ctypes.c_char_p
    return str(ask().decode())


def database(folder: Path) -> str:
    """The database of NSS in that folder."""
    return f"sql:{folder / 'nss'}"


def prepare(folder: Path, credentials: Credentials) -> None:
    """Make a database with the CA of the bench and the certificate of the server; raises `InfrastructureError`."""
    (folder / "nss").mkdir()
    place, taken = database(folder), credentials.bundle
    for step in (
        ("certutil", "-N", "-d", place, "--empty-password"),
        ("pk12util", "-i", taken, "-d", place, "-K", "", "-W", credentials.password),
        ("certutil", "-A", "-d", place, "-n", "ca", "-t", "TC,,", "-i", credentials.ca),
    ):
        done = subprocess.run(
            [program(step[0]), *step[1:]],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **ENVIRONMENT},
        )
        if done.returncode:
            said = " ".join((done.stdout + done.stderr).split())[-200:]
            raise InfrastructureError(f"{step[0]} of NSS failed: {said}")


def client(folder: Path, _credentials: Credentials, port: int, pair: Pair) -> Command:
    """The server is verified."""
    limit = VERSIONS[pair[0]]
    return (
        *(program("tstclnt"), "-d", database(folder), "-h", NAME, "-4", "-p", str(port)),
        *("-V", f"{limit}:{limit}", "-c", f":{pair[1]:04X}"),
    )


def server(folder: Path, _credentials: Credentials, port: int) -> Command:
    """It answers HTTP."""
    return (
        *(program("selfserv"), "-d", database(folder), "-p", str(port), "-n", SERVER),
        *("-V", "ssl3:tls1.2", "-c", SUITES, "-v", "-H", "1"),
    )


NSS = Library(
    "NSS",
    "libnss3-tools",
    ("tstclnt", "selfserv", "certutil", "pk12util"),
    version,
    client,
    server,
    prepare,
    ENVIRONMENT,
)
