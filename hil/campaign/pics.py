"""The PICS/IXIT of a DUT: what it claims, and the properties of its bench (ISO/IEC 9646-7).

A key without a value claims all that the note says.  A case that needs what is
not claimed is not applicable; the key is the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hil.campaign.features import FEATURES, OF_BENCH, SUITES, VERSIONS
from hil.spec.files import (
    NVRAM_MAX,
    RAM_MAX,
    SIZE_MIN,
    UPLOAD_TIMEOUT_MAX_S,
    UPLOAD_TIMEOUT_MIN_S,
)
from hil.spec.ftp import MODES
from hil.spec.network import ACTIVE_CONTEXTS_MAX
from hil.spec.tls import CONTEXTS, SECLEVELS

Value = tuple[str | int, ...] | bool | int | str
"""The types of values."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of values that the DUT claims; each value is a feature."""

    meaning: str
    values: tuple[str | int, ...]
    prefix: str = ""
    suffix: str = ""

    @property
    def default(self) -> tuple[str | int, ...]:
        """All of them."""
        return self.values

    def feature(self, value: object) -> str:
        """The name of the feature of a value."""
        return f"{self.prefix}{value}{self.suffix}".lower()


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false: a feature, or a property of the bench, which is none."""

    meaning: str
    feature: str
    default: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A number; a case needs at least a value of it by `needs(name=least)`."""

    meaning: str
    default: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text: a property of the bench (IXIT), or a name for the report."""

    meaning: str
    default: str = ""


Key = Choices | Flag | Number | Text

KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "dut.name": Text("the name of the DUT in the report"),
        "tls.versions": Choices("the versions of note 1.1 that its firmware speaks", VERSIONS),
        "tls.suites": Choices("the cipher suites of Table 1 that its firmware speaks", SUITES),
        "tls.seclevels": Choices("the values of <seclevel>", tuple(SECLEVELS), prefix="seclevel"),
        "tls.ssl_contexts": Number(
            "SSL contexts, from index 0 on (note 2.3)", len(CONTEXTS), 1, len(CONTEXTS)
        ),
        "ftp.modes": Choices("how it opens FTPS sessions (type 7)", MODES),
        "ftp.data_connections": Choices(
            "active mode needs a DUT that the lower tester can reach: not behind the NAT of an operator",
            ("passive", "active"),
        ),
        "ftp.storages": Choices(
            "the local positions of files (type 4); SD only with a card", ("UART", "RAM", "UFS", "SD")
        ),
        "ftp.types": Choices("the transfer types (type 2)", ("binary", "ascii")),
        "ftp.resume": Flag("transfers can be resumed (type 3)", "resume"),
        "at.multiplexer": Flag("AT+CMUX opens more channels (27.010)", "multiplexer"),
        "at.clock": Flag("AT+CCLK sets the clock by which certificates are judged", "clock"),
        "network.host_names": Flag("servers may be given by name, not only by address", "host-names"),
        "network.pdp_recovery": Flag("AT+QIDEACT and AT+QIACT may be used on this SIM", "pdp-recovery"),
        "network.contexts": Number(
            "PDP contexts that can be active at once (note 5.1)",
            ACTIVE_CONTEXTS_MAX,
            1,
            ACTIVE_CONTEXTS_MAX + 1,
        ),
        "security_files.storages": Choices(
            "the storages of certificates and keys (note 2.4, Table 3)", ("NVRAM", "RAM"), suffix="-files"
        ),
        "security_files.nvram_bytes": Number(
            "largest file of NVRAM (note 2.4)", NVRAM_MAX, SIZE_MIN, NVRAM_MAX
        ),
        "security_files.ram_bytes": Number("largest file of RAM (note 2.4)", RAM_MAX, SIZE_MIN, RAM_MAX),
        "security_files.timeout_s": Number(
            "longest time-out of AT+QSECWRITE (note 2.4)",
            UPLOAD_TIMEOUT_MAX_S,
            UPLOAD_TIMEOUT_MIN_S,
            UPLOAD_TIMEOUT_MAX_S,
        ),
        "transfer.file_bytes": Number("largest file to transfer over this network", 1 << 21, 1, 1 << 30),
        "bench.host": Text(
            "IXIT: the address of this machine that the DUT dials, where bench.listen and bench.public are one",
            "127.0.0.1",
        ),
        "bench.listen": Text(
            "IXIT: the address or the interface of this machine that the lower tester binds; "
            "empty if it is bench.public"
        ),
        "bench.public": Text(
            "IXIT: the address that the DUT dials, of this machine or of what forwards ports to it; "
            "empty if it is bench.host"
        ),
        "bench.host_name": Text(
            "IXIT: a host name that the DUT resolves to that address; empty if there is none", "localhost"
        ),
        "bench.ports": Text(
            "IXIT: the ports that the DUT can reach, as 40000-40099, for control and data connections; "
            "empty if any"
        ),
        "bench.standard_ports": Flag(
            "IXIT: the lower tester may bind ports 21 and 990, and the DUT reaches them; "
            "an emulated DUT does wherever they may be bound",
            "",
            default=False,
        ),
    }
)
"""All keys of a PICS file."""

NUMBERS = {key.rpartition(".")[2]: key for key, kind in KEYS.items() if isinstance(kind, Number)}
"""The numbers by the names that `needs` uses, with their keys."""

_OF_FEATURE = {
    **{
        kind.feature(value): key
        for key, kind in KEYS.items()
        if isinstance(kind, Choices)
        for value in kind.values
    },
    **{kind.feature: key for key, kind in KEYS.items() if isinstance(kind, Flag) and kind.feature},
}


@dataclass(frozen=True, slots=True)
class Pics:
    """What a DUT claims; `source` is the path of the file, empty without a file; `written` are the keys in it.

    `bench_lacks` are features that no case can use on this bench, each with the reason.
    """

    values: Mapping[str, Value] = field(
        default_factory=lambda: {key: kind.default for key, kind in KEYS.items()}
    )
    source: str = ""
    written: frozenset[str] = frozenset()
    bench_lacks: Mapping[str, str] = field(default_factory=dict)

    def claims(self, feature: str) -> bool:
        """Whether the DUT has that feature; a feature of the bench is there unless the bench lacks it."""
        if feature in OF_BENCH:
            return feature not in self.bench_lacks
        key = _OF_FEATURE[feature]
        kind, value = KEYS[key], self.values[key]
        if isinstance(kind, Choices):
            assert isinstance(value, tuple)
            return feature in map(kind.feature, value)
        return bool(value)

    def number(self, name: str) -> int:
        """The number of that name, as `needs` uses it."""
        value = self.values[NUMBERS[name]]
        assert isinstance(value, int)
        return value

    def text(self, key: str) -> str:
        """The text of a key."""
        return str(self.values[key])

    def flag(self, key: str) -> bool:
        """The value of a flag."""
        return bool(self.values[key])

    def excluded(self) -> tuple[str, ...]:
        """The features and numbers that the DUT does not claim as the note has them, in the order of the keys."""
        features = [name for name in _OF_FEATURE if not self.claims(name)]
        numbers = [
            name
            for name, key in NUMBERS.items()
            if isinstance(kind := KEYS[key], Number) and self.number(name) < kind.default
        ]
        return (*features, *numbers)

    def unmet_need(self, features: Iterable[str], least: Mapping[str, int]) -> str:
        """Why a case with these needs is not applicable; empty when it is applicable."""
        for feature in features:
            if feature in self.bench_lacks:
                return self.bench_lacks[feature]
            if not self.claims(feature):
                return f"the DUT does not claim {FEATURES[feature]}: {_OF_FEATURE[feature]} of its PICS"
        for name, wanted in least.items():
            if self.number(name) < wanted:
                return f"the DUT claims {NUMBERS[name]} = {self.number(name)}; the case needs {wanted}"
        return ""
