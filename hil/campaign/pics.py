"""The PICS/IXIT of a DUT: one TOML file that says what it claims and how its bench is made (ISO/IEC 9646-7).

Every key may be left out; then the DUT claims all that the note says.  What is
not claimed makes the cases that need it not applicable, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hil.campaign import toml_file
from hil.campaign.features import FEATURES, SUITES, VERSIONS


@dataclass(frozen=True, slots=True)
class Choices:
    """A list: what the DUT claims of these values, each of which is a feature."""

    meaning: str
    values: tuple[str, ...]
    prefix: str = ""

    @property
    def default(self) -> list[str]:
        """All of them."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false: a feature."""

    meaning: str
    feature: str
    default: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A number that cases may ask for by `needs(name=least)`."""

    meaning: str
    default: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Text:
    """Words; of the bench (IXIT) or for the report."""

    meaning: str
    default: str = ""


Key = Choices | Flag | Number | Text

KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "dut.name": Text("how the report calls the DUT"),
        "tls.versions": Choices("the versions of note 1.1 that its firmware speaks", VERSIONS),
        "tls.suites": Choices("the cipher suites of Table 1 that its firmware speaks", SUITES),
        "tls.seclevels": Choices("the values of <seclevel>", ("0", "1", "2"), prefix="seclevel"),
        "ftp.modes": Choices("how it opens FTPS sessions (type 7)", ("implicit", "explicit")),
        "ftp.data_connections": Choices(
            "active needs a lower tester that the DUT can be reached from: not through an operator's NAT",
            ("passive", "active"),
        ),
        "ftp.storages": Choices(
            "where files come from and go to (type 4); SD only with a card", ("UART", "RAM", "UFS", "SD")
        ),
        "ftp.types": Choices("the transfer types (type 2)", ("binary", "ascii")),
        "ftp.resume": Flag("transfers can be resumed (type 3)", "resume"),
        "at.multiplexer": Flag("AT+CMUX opens more channels (27.010)", "multiplexer"),
        "at.clock": Flag("AT+CCLK sets the clock by which certificates are judged", "clock"),
        "network.host_names": Flag("servers can be named, not only numbered", "host-names"),
        "network.pdp_recovery": Flag("AT+QIDEACT and AT+QIACT may be used on this SIM", "pdp-recovery"),
        "network.contexts": Number("PDP contexts that can be active at once (note 5.1)", 2, 1, 3),
        "security_files.nvram_bytes": Number("largest file of NVRAM (note 2.4)", 2017, 1, 2017),
        "security_files.ram_bytes": Number("largest file of RAM (note 2.4)", 32768, 1, 32768),
        "security_files.timeout_s": Number("longest time-out of AT+QSECWRITE (note 2.4)", 200, 3, 200),
        "transfer.file_bytes": Number("largest file to move over this network", 1 << 20, 1, 1 << 30),
        "bench.host": Text(
            "IXIT: the address of this machine that the DUT dials, where the lower tester listens",
            "127.0.0.1",
        ),
        "bench.host_name": Text(
            "IXIT: a name that the DUT resolves to it; empty: there is none", "localhost"
        ),
    }
)
"""Everything that a PICS file may hold."""

NUMBERS = {key.rpartition(".")[2]: key for key, kind in KEYS.items() if isinstance(kind, Number)}
"""The names by which `needs` asks for a number, with their keys."""

_OF_FEATURE = {
    **{
        f"{kind.prefix}{value}".lower(): key
        for key, kind in KEYS.items()
        if isinstance(kind, Choices)
        for value in kind.values
    },
    **{kind.feature: key for key, kind in KEYS.items() if isinstance(kind, Flag)},
}


@dataclass(frozen=True, slots=True)
class Pics:
    """What a DUT claims; `source` names the file, empty when there was none."""

    values: Mapping[str, Any] = field(
        default_factory=lambda: {key: kind.default for key, kind in KEYS.items()}
    )
    source: str = ""

    def claims(self, feature: str) -> bool:
        """Whether the DUT has that feature."""
        key = _OF_FEATURE[feature]
        kind, value = KEYS[key], self.values[key]
        if isinstance(kind, Choices):
            return feature in {f"{kind.prefix}{chosen}".lower() for chosen in value}
        return bool(value)

    def number(self, name: str) -> int:
        """A number by the name that `needs` uses."""
        return int(self.values[NUMBERS[name]])

    def text(self, key: str) -> str:
        """The words of a key."""
        return str(self.values[key])

    def lacking(self, features: Iterable[str], least: Mapping[str, int]) -> str:
        """Why a case with these needs is not applicable; empty when it is."""
        for feature in features:
            if not self.claims(feature):
                return f"the DUT does not claim {FEATURES[feature]}: {_OF_FEATURE[feature]} of its PICS"
        for name, wanted in least.items():
            if self.number(name) < wanted:
                return f"the DUT claims {NUMBERS[name]} = {self.number(name)}; the case needs {wanted}"
        return ""


def load(path: Path) -> Pics:
    """The claims of a file; raises `UsageError` of one line that names the key."""
    values: dict[str, Any] = {key: kind.default for key, kind in KEYS.items()}
    for table, entries in toml_file.read(path).items():
        if not isinstance(entries, dict):
            raise toml_file.unknown(path, table, KEYS)
        for name, value in entries.items():
            key = f"{table}.{name}"
            if key not in KEYS:
                raise toml_file.unknown(path, key, KEYS)
            values[key] = _checked(path, key, KEYS[key], value)
    return Pics(MappingProxyType(values), str(path))


def _checked(path: Path, key: str, kind: Key, value: Any) -> Any:
    match kind:
        case Choices():
            return _chosen(path, key, kind, value)
        case Flag() if not isinstance(value, bool):
            raise toml_file.wrong(path, key, expected="true or false", got=value)
        case Number(low=low, high=high) if (
            isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high
        ):
            raise toml_file.wrong(path, key, expected=f"a number from {low} to {high}", got=value)
        case Text() if not isinstance(value, str):
            raise toml_file.wrong(path, key, expected="words in quotes", got=value)
    return value


def _chosen(path: Path, key: str, kind: Choices, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise toml_file.wrong(path, key, expected=f"a list of {', '.join(kind.values)}", got=value)
    known = {word.lower(): word for word in kind.values}
    chosen = []
    for place, word in enumerate(value):
        if str(word).lower() not in known or isinstance(word, bool):
            raise toml_file.wrong(
                path,
                f"{key}[{place}]",
                expected=f"one of {', '.join(kind.values)}",
                got=word,
                nearest=toml_file.nearest(str(word), kind.values),
            )
        chosen.append(known[str(word).lower()])
    return chosen


def example() -> str:
    """A file that claims everything, with the meaning of each key."""
    lines = [
        "# PICS/IXIT for `hil conformance --pics FILE`: what the DUT claims, and how its bench is made.",
        "# Every key may be left out; then the DUT claims all that the note says, as written here.",
    ]
    table = ""
    for key, kind in KEYS.items():
        section, _, name = key.partition(".")
        if section != table:
            lines += ["", f"[{section}]"]
            table = section
        lines.append(f"{name} = {_written(kind)}  # {kind.meaning}")
    return "\n".join(lines) + "\n"


def _written(kind: Key) -> str:
    match kind:
        case Choices(values=values, prefix=prefix):
            return f"[{', '.join(value if prefix else _quoted(value) for value in values)}]"
        case Flag(default=default):
            return "true" if default else "false"
        case Number(default=default):
            return str(default)
        case Text(default=default):
            return _quoted(default)


def _quoted(text: str) -> str:
    return f'"{text}"'
