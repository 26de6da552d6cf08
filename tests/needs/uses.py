"""What a case made the DUT do, from its transcript: the features of the PICS that it used.

Nothing here knows what a case declares.  A feature is used when the host sent a
value of it, or when it had an effect that the server saw.  A value that the note
has no name for (an illegal one) is no feature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

Line = Sequence[object]
"""An entry of a recorded transcript: time, point of observation, direction, text, kind."""

VERSIONS = ("ssl3.0", "tls1.0", "tls1.1", "tls1.2")
SUITES = frozenset({"0x0035", "0x0005", "0x0004", "0x000a", "0x002f", "0x003d"})

Groups = tuple[str, ...]
Reader = Callable[[Groups], Iterator[str]]


def _version(groups: Groups) -> Iterator[str]:
    if groups[0] in {"0", "1", "2", "3"}:
        yield VERSIONS[int(groups[0])]


def _suites(groups: Groups) -> Iterator[str]:
    yield from (code for code in re.findall(r"0x[0-9a-f]{4}", groups[0]) if code in SUITES)


def _seclevel(groups: Groups) -> Iterator[str]:
    if groups[0] in {"0", "1", "2"}:
        yield f"seclevel{groups[0]}"


def _word(*words: str) -> Reader:
    def read(groups: Groups) -> Iterator[str]:
        if groups[0].isdigit() and int(groups[0]) < len(words):
            yield words[int(groups[0])]

    return read


def _offset(groups: Groups) -> Iterator[str]:
    if groups[0] != "0":
        yield "resume"


def _always(feature: str) -> Reader:
    def read(_groups: Groups) -> Iterator[str]:
        yield feature

    return read


def _file(groups: Groups) -> Iterator[str]:
    yield {"nvram:": "nvram-files", "ram:": "ram-files"}[groups[0]]


COMMANDS: tuple[tuple[str, Reader], ...] = (
    (r'\+qsslcfg="?sslversion"?,[0-5],"?(\d)"?$', _version),
    (r'\+qsslcfg="?ciphersuite"?,[0-5],"?([0-9a-fx,"]+)', _suites),
    (r'\+qsslcfg="?seclevel"?,[0-5],"?(\d)"?$', _seclevel),
    (r'\+qsslcfg="?(?:cacert|clientcert|clientkey)"?,[0-5],"(nvram:|ram:)(?:c[ack]|[^"]+\.pem)', _file),
    (r'\+qsec(?:write|read|del)="(nvram:|ram:)', _file),
    (r"\+qftpcfg=\"?7\"?,(\d)$", _word("implicit", "explicit")),
    (r"\+qftpcfg=1,(\d)$", _word("active", "passive")),
    (r"\+qftpcfg=2,([1-9])$", _word("binary", "ascii")),
    (r"\+qftpcfg=3,(\d+)$", _offset),
    (r'\+qftpcfg=4,"?/?ram', _always("ram")),
    (r'\+qftpcfg=4,"?/?ufs', _always("ufs")),
    (r'\+qftpcfg=4,"?/?sd', _always("sd")),
    (r'\+qf(?:opn|open|lst|upl|dwl|lds)[^"]*"ram:', _always("ram")),
    (r'\+qf(?:opn|open|lst|upl|dwl|lds)[^"]*"ufs:', _always("ufs")),
    (r'\+qf(?:opn|open|lst|upl|dwl|lds)[^"]*"sd:', _always("sd")),
    (r"\+cmux=", _always("multiplexer")),
    (r"\+cclk=", _always("clock")),
    (r"\+(?:qideact|cgatt=0)", _always("pdp-recovery")),
    (r'\+q(?:ftpopen|iopen|ping|ntp|idnsgip)=(?:\d,)*"[^"]*[a-z][^"]*"', _always("host-names")),
)
"""A command line of the host in lower case, and the feature that it uses."""

FTP: tuple[tuple[str, str], ...] = (
    (r"AUTH ", "explicit"),
    (r"(PASV|EPSV)", "passive"),
    (r"(PORT|EPRT) ", "active"),
    (r"TYPE I", "binary"),
    (r"TYPE A", "ascii"),
    (r"REST [1-9]", "resume"),
)
"""A command that came on the control connection, and the feature that the DUT used for it."""


def features(lines: Iterable[Line]) -> frozenset[str]:
    """The features that a case with this transcript used."""
    return frozenset(_features(lines))


def _features(lines: Iterable[Line]) -> Iterator[str]:
    transferring = False
    for _, point, direction, said, kind in lines:
        text = str(said)
        if point == "at" and direction == "→" and kind in {"command", "restart command"}:
            transferring = bool(re.match(r"(?i)at\+qftp(put|get)=", text))
            yield from _of_command(text.lower())
        elif point == "at" and transferring and text.upper().startswith("CONNECT"):
            yield "uart"
        elif point == "ftp.control" and kind == "command":
            yield from (feature for pattern, feature in FTP if re.match(pattern, text))


def negotiated(lines: Iterable[Line]) -> frozenset[str]:
    """The versions and suites of the handshakes that ended well: of the last ServerHello before each."""
    found: set[str] = set()
    hello = ""
    for _, _, _, said, kind in lines:
        if kind == "handshake" and "ServerHello" in str(said):
            hello = str(said)
        elif kind == "handshake" and str(said).endswith("handshake finished"):
            found |= set(_of_hello(hello))
    return frozenset(found)


def _of_hello(text: str) -> Iterator[str]:
    chosen = re.search(r"ServerHello (\S+), suite ([0-9A-F]+)", text)
    if chosen:
        yield from ({chosen[1].lower()} & set(VERSIONS)) | ({f"0x{int(chosen[2], 16):04x}"} & SUITES)


def _of_command(line: str) -> Iterator[str]:
    for pattern, read in COMMANDS:
        for match in re.finditer(pattern, line):
            yield from read(tuple(group or "" for group in match.groups()) or ("",))


def numbers(lines: Iterable[Line]) -> dict[str, int]:
    """The least numbers of the PICS that a case with this transcript needed: accepted sizes and time-outs, indices."""
    least: dict[str, int] = {}
    pending: list[tuple[str, int]] = []
    for _, point, direction, text, kind in lines:
        if point != "at":
            continue
        line = str(text).lower()
        if direction == "→" and kind in {"command", "restart command"}:
            pending = list(_amounts(line))
            for name, amount in _indices(line):
                least[name] = max(amount, least.get(name, 0))
        elif line.startswith(("connect", "ok")) and pending:
            for name, amount in pending:
                least[name] = max(amount, least.get(name, 0))
            pending = []
    return least


def _amounts(line: str) -> Iterator[tuple[str, int]]:
    write = re.search(r'\+qsecwrite="(nvram|ram):[^"]*",(\d+)(?:,(\d+))?', line)
    if write:
        yield f"{write[1]}_bytes", int(write[2])
        if write[3]:
            yield "timeout_s", int(write[3])
    transfer = re.search(r'\+qftp(?:put|get)="[^"]*",(\d+)', line)
    if transfer:
        yield "file_bytes", int(transfer[1])


def _indices(line: str) -> Iterator[tuple[str, int]]:
    index = re.search(
        r'\+qsslcfg="?(?:ctxindex|sslversion|ciphersuite|seclevel|cacert|clientcert|clientkey|ftpsctxi)"?,([0-5])(?:,|$)',
        line,
    )
    if index:
        yield "ssl_contexts", int(index[1]) + 1
    foreground = re.search(r"\+(?:qifgcnt=1|cgact=1,2)", line)
    if foreground:
        yield "contexts", 2
