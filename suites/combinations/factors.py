"""The factors of a session, each a table of values with its clause.

`array` chooses rows of these values so that each pair of values of two factors occurs.
The tables have no value that the note leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.ftps.session import Listener
from hil.spec.tls import Version

LINKS = (  # note 2.2 type 7, 4.2.4; more rows with TLS, which most factors are about
    Listener.PLAIN,
    *(Listener.IMPLICIT, Listener.EXPLICIT) * 2,
)
CONTEXTS = (0, 1, 2, 3, 4, 5)  # note 2.3

VERSIONS = (  # note 2.3: <sslversion>, and the version in which the server answers
    (0, Version.SSL30),
    (1, Version.TLS10),
    (2, Version.TLS11),
    (3, Version.TLS12),
    (4, Version.TLS12),
    (4, Version.TLS10),
    (4, Version.SSL30),
)
SUITES = (  # note Table 1, 2.3: "list of supported <ciphersuite>s"
    (0x002F,),
    (0x0035, 0x000A),
    (0x0005, 0x0004),
    (0x000A, 0x0005, 0x0035),
    (0x003D, 0x002F),
    (0x0004, 0x000A, 0x003D, 0x0035),
    (0x0035, 0x0005, 0x0004, 0x000A, 0x002F, 0x003D),
)
OLDEST_FIRST = (0x000A, 0x0005, 0x0004)
"""Suites that each version can carry: AES is younger than SSL3.0 (RFC 3268)."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """A security level with its files (note 2.3, Table 3), and what the server shows and asks for.

    `ca` and `client` are a name of a file and of its content; `chain` is the chain of
    the server.  With a chain that has expired `ignores_dates` is 1.
    """

    level: int
    ca: tuple[str, str] = ("", "")
    client: tuple[str, str, str] = ("", "", "")
    chain: str = "good"
    ignores_dates: bool = False

    def is_claimed(self, has: Callable[[str], bool]) -> bool:
        """Whether a DUT with these features has the level, and the storages of the files."""
        names = [name for name in (self.ca[0], *self.client[:2]) if name]
        places = {name.partition(":")[0].lower() for name in names}
        return has(f"seclevel{self.level}") and all(has(f"{place}-files") for place in places)


IN_RAM, IN_NVRAM = ("RAM:client_cert.pem", "RAM:client_key.pem"), ("NVRAM:CC0", "NVRAM:CK0")  # Table 3
AUTHENTICATIONS = (
    Authentication(0),
    Authentication(1, ("NVRAM:CA0", "good")),
    Authentication(1, ("NVRAM:CA0", "good"), chain="intermediates-2"),
    Authentication(1, ("NVRAM:CA1", "other-ca"), chain="other-ca"),
    Authentication(1, ("NVRAM:CA0", "good"), chain="expired", ignores_dates=True),
    Authentication(2, ("NVRAM:CA0", "good"), (*IN_NVRAM, "good"), chain="intermediates-1"),
    Authentication(2, ("NVRAM:CA1", "other-ca"), (*IN_RAM, "second"), chain="other-ca"),
    Authentication(2, ("NVRAM:CA0", "good"), (*IN_RAM, "second"), chain="expired", ignores_dates=True),
)
FILES: Mapping[str, str] = MappingProxyType(
    {
        **dict([one.ca for one in AUTHENTICATIONS if one.level]),
        **{name: one.client[2] for one in AUTHENTICATIONS for name in one.client[:2] if name},
    }
)
"""The content of each file of these rows, by its name: a CA, or a client credential."""
SPARE = "RAM:ca_cert.pem"
"""A name of Table 3 that no row uses: its file comes and goes."""

DATA_MODES = ("passive", "active")  # document [2], type 1
TYPES = ("binary", "ascii")  # document [2], type 2
PLACES = ("COM", "COM", "RAM", "UFS", "SD")  # document [2], type 4: the UART twice
SIZES = (  # bytes of an upload and of a download: around 2^k, the payload of a segment, records of TLS
    (1, 0),
    (255, 256),
    (1023, 1024),
    (1460, 1459),
    (1461, 1460),
    (4096, 4097),
    (16385, 16384),
    (65537, 65536),
    (70001, 66000),
)
LOCAL_MOST = 4097
"""Bytes that a local storage takes where it tells of no more room; the note states no size of one."""
OFFSETS = (0, 0, 7, 66000)  # document [2], type 3
ROUNDS = (1, 2, 5)
"""How often a session transfers a file in each direction; once if the file is large."""
FEW = 1500
"""Bytes of a file that is not large."""

LOCAL_NAMES = ("", "kept.bin", "KeptFile.Bin")
"""The name of the local file in type 4; without one it has that of the remote file."""
NAMES = (  # note 4.2.2, 4.2.3: letters, digits and dots
    ("a.b", "/"),
    ("up.bin", "/Dir"),
    ("MEASUREMENT.TXT", "/LowerAndUpper7/DEEP"),
    ("Readings.Of.The.Northern.Plant.2018.Bin", "/directory.with.more.than16"),
)
FOLDERS = tuple(folder for _, folder in NAMES)
LOGINS = (0, 1, 2, 3)
"""Accounts of the server: their names and passwords differ in length and letters (note 4.2.1)."""

LINES = (
    b"first\r\nsecond, with a + in it\r\n\r\n\r\nlast\r\n",
    b"\r\nOK\r\n+QFTPGET: 12\r\nCONNECT\r\n+QFTPPUT: 12\r\nERROR\r\n",
)
CONTENTS: tuple[bytes, ...] = (  # a pattern that is repeated (note 4.2.2, 4.2.3: bytes unchanged)
    bytes(range(256)),
    b"\x80\xff\xfe\x9d\xc3\xa4",
    b"\0\0\x01\0",
    b"one\rtwo\nthree\n\rfour\r\r\n",
    *LINES,
)
