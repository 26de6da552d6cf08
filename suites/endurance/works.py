"""The works of an endurance run: sessions with transfers, local files, security files, settings, the PDP context.

Each work leaves behind nothing that it opened or stored.  A work that fails raises
`Failure`; what it left is removed by `tidy`.  The bytes of each transfer are new ones,
and the other end is asked for them: the server for an upload, the DTE for a download.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from hil.endurance.mix import Work, payload_seed
from hil.endurance.records import IncidentKind
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, open_ftp, sample_content
from hil.spec.files import RAM_KEY
from hil.spec.ftp import FtpSetting
from hil.spec.tls import SslSetting

from .failures import Failure, require

UP, DOWN, LOCAL, HANDLE = "endure-up.bin", "endure-down.bin", "RAM:endure.bin", "UFS:endure.txt"
"""The files at the server, and in the DUT."""

UP_BYTES, DOWN_BYTES, STORED_BYTES = 1500, 2500, 600
"""The sizes are those of every round, so that rounds can be compared."""

CONTEXT = SslContext.usual(seclevel=0)

NEEDS: Mapping[Work, str] = MappingProxyType(
    {
        Work.IMPLICIT: "implicit",
        Work.EXPLICIT: "explicit",
        Work.LOCAL: "ram",
        Work.HANDLE: "ufs",
        Work.SECURITY: "ram-files",
        Work.CONTEXT: "pdp-recovery",
    }
)
"""The feature that a work needs of the DUT, as the PICS names it."""

LISTENERS = MappingProxyType(
    {
        Work.IMPLICIT: Listener.IMPLICIT,
        Work.EXPLICIT: Listener.EXPLICIT,
        Work.PLAIN: Listener.PLAIN,
        Work.LOCAL: Listener.PLAIN,
    }
)


@dataclass(slots=True)
class Workplace:
    """The DUT, the server, and what the present work has come to: its number, spans of steps, bytes, counts."""

    modem: Modem
    server: FtpsServer
    seed: int
    number: int = 0
    steps: list[tuple[str, float]] = field(default_factory=list)
    up: int = 0
    down: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    handle: str = ""
    """The handle that is open; a work that is broken off leaves it to the tidying."""
    _worked_s: float | None = None

    def begin(self) -> None:
        """The next work begins."""
        self.steps.clear()
        self.up = self.down = 0
        self._worked_s = self.modem.channel.worked_s

    def content(self, size: int, what: str) -> bytes:
        """New bytes for one transfer."""
        return sample_content(size, payload_seed(self.seed, self.number, what))

    def done(self, step: str, exchange: Exchange, *, counts: str = "") -> Exchange:
        """Keep the span of a step that succeeded, and count it; raises `Failure` for one that did not."""
        require(exchange, step)
        self.steps.append((step, self._span_s(exchange)))
        if counts:
            self.counts[counts] = self.counts.get(counts, 0) + 1
        return exchange

    def _span_s(self, exchange: Exchange) -> float:
        """The span of a step: by the account of an emulated DUT, in which the load of the host has no part, else of the wall."""
        before, self._worked_s = self._worked_s, self.modem.channel.worked_s
        if before is None or self._worked_s is None:
            return exchange.elapsed_s
        return max(0.0, self._worked_s - before)  # another module answers behind a port that returned


def carry_out(work: Work, place: Workplace) -> None:
    """Do a work; raises `Failure` for a step that did not do what it has to."""
    place.begin()
    _WORKS[work](work, place)


@contextmanager
def _session(work: Work, place: Workplace) -> Iterator[None]:
    """A session of that kind; opened, and closed if all went well."""
    modem, server, listener = place.modem, place.server, LISTENERS[work]
    for name in (UP, DOWN):
        (server.root / name).unlink(missing_ok=True)
    refused = (
        configure_ftp(modem, server)
        if listener is Listener.PLAIN
        else configure_ftps(modem, server, CONTEXT, mode=listener)
    )
    if refused:
        raise Failure(IncidentKind.REFUSAL, "settings", expected="success", came="; ".join(refused))
    place.done("open", open_ftp(modem, server, listener))
    yield
    place.done("close", modem.ftp.close())


def _over_uart(work: Work, place: Workplace) -> None:
    modem, root = place.modem, place.server.root
    sent, there = place.content(UP_BYTES, "up"), place.content(DOWN_BYTES, "down")
    with _session(work, place):
        put = place.done("put", modem.ftp.put(UP, sent), counts="uploads")
        _require_count(put, len(sent), "put")
        _require_same(_stored(root / UP), sent, "put")
        (root / DOWN).write_bytes(there)
        got = place.done("get", modem.ftp.get(DOWN, expected_size=len(there)), counts="downloads")
        _require_count(got, len(there), "get")
        _require_same(got.data, there, "get")
    place.up, place.down = len(sent), len(there)


def _local_file(work: Work, place: Workplace) -> None:
    modem, root, there = place.modem, place.server.root, place.content(DOWN_BYTES, "local")
    storage, _, name = LOCAL.partition(":")
    with _session(work, place):
        (root / DOWN).write_bytes(there)
        require(modem.ftp.configure(FtpSetting.LOCAL_POSITION, f"/{storage}/{name}"), "settings")
        fetched = modem.send(f'AT+QFTPGET="{DOWN}",{len(there)}')
        _require_count(place.done("get to file", fetched, counts="downloads"), len(there), "get to file")
        sent = modem.send(f'AT+QFTPPUT="{UP}",{len(there)}')
        _require_count(place.done("put from file", sent, counts="uploads"), len(there), "put from file")
        _require_same(_stored(root / UP), there, "get to file and put from file")
    require(modem.ftp.configure(FtpSetting.LOCAL_POSITION, "/COM/"), "settings")
    place.done("delete", modem.send(f'AT+QFDEL="{LOCAL}"'), counts="deletes")
    place.up = place.down = len(there)


def _handle(_work: Work, place: Workplace) -> None:
    modem, name = place.modem, HANDLE.partition(":")[2]
    data = place.content(STORED_BYTES, "handle")
    place.done("store", modem.send(f'AT+QFUPL="{name}",{len(data)}', data=data))
    opened = place.done("open handle", modem.send(f'AT+QFOPEN="{name}",2'))
    rows = opened.rows("QFOPEN")
    if not rows:
        raise Failure(IncidentKind.REFUSAL, "open handle", expected="a handle", came=opened.outcome)
    place.handle = rows[0][0]
    place.done("close handle", modem.send(f"AT+QFCLOSE={place.handle}"))
    place.handle = ""
    place.done("delete", modem.send(f'AT+QFDEL="{name}"'), counts="deletes")


def _security_file(_work: Work, place: Workplace) -> None:
    security, data = place.modem.security, place.content(STORED_BYTES, "security")
    stored = place.done("write security file", security.write(RAM_KEY, data))
    read = place.done("read security file", security.read(RAM_KEY))
    sums = stored.fields("QSECWRITE")[-1:], read.fields("QSECREAD")[-1:]
    if sums[0] != sums[1]:
        raise Failure(
            IncidentKind.WRONG_DATA,
            "read security file",
            expected=f"the checksum {sums[0]} of the upload",
            came=str(sums[1]),
        )
    place.done("delete security file", security.delete(RAM_KEY), counts="deletes")


def _settings(_work: Work, place: Workplace) -> None:
    """Write two values of a setting of the last context, and read each back; then the value of before is there."""
    ssl, context = place.modem.ssl, place.modem.claims.contexts - 1
    before = _told(place, context)
    for value in ("1", "0", before):
        place.done("set", ssl.set(SslSetting.SECLEVEL, context, int(value)), counts="settings")
        if (told := _told(place, context)) != value:
            raise Failure(IncidentKind.WRONG_DATA, "set", expected=f"seclevel {value}", came=told)


def _told(place: Workplace, context: int) -> str:
    rows = require(place.modem.ssl.query(SslSetting.SECLEVEL, context), "query").rows("QSSLCFG")
    if not rows or not rows[0][-1].isdecimal():
        raise Failure(IncidentKind.REFUSAL, "query", expected="a seclevel", came="no number")
    return rows[0][-1]


def _context(_work: Work, place: Workplace) -> None:
    pdp = place.modem.pdp
    place.done("deactivate", pdp.deactivate())
    for step, exchange in (
        ("context", pdp.context(pdp.access_point.name)),
        ("register", pdp.register()),
        ("activate", pdp.activate()),
    ):
        place.done(step, exchange)
    place.counts["activations"] = place.counts.get("activations", 0) + 1
    pdp.local_address()


_WORKS: Mapping[Work, Callable[[Work, Workplace], None]] = MappingProxyType(
    {
        Work.IMPLICIT: _over_uart,
        Work.EXPLICIT: _over_uart,
        Work.PLAIN: _over_uart,
        Work.LOCAL: _local_file,
        Work.HANDLE: _handle,
        Work.SECURITY: _security_file,
        Work.SETTINGS: _settings,
        Work.CONTEXT: _context,
    }
)


def _stored(file: Path) -> bytes:
    """What the server got; nothing if it got no file."""
    return file.read_bytes() if file.exists() else b""


def _require_count(exchange: Exchange, size: int, step: str) -> None:
    if exchange.result != size:
        raise Failure(IncidentKind.WRONG_DATA, step, expected=f"{size} bytes", came=f"{exchange.result}")


def _require_same(came: bytes, wanted: bytes, step: str) -> None:
    """Raise `Failure` for other bytes, with the first place at which they differ and both digests."""
    if came == wanted:
        return
    at = next((i for i, pair in enumerate(zip(came, wanted, strict=False)) if pair[0] != pair[1]), None)
    where = f"byte {at} differs" if at is not None else "one is the beginning of the other"
    raise Failure(
        IncidentKind.WRONG_DATA,
        step,
        expected=f"{len(wanted)} bytes, sha256 {sha256(wanted).hexdigest()[:12]}",
        came=f"{len(came)} bytes, sha256 {sha256(came).hexdigest()[:12]}; {where}",
    )
