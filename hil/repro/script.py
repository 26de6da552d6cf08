"""Repeats a recorded case on a module and says whether the same happens.  It needs Python 3.8 and pyserial only.

    python repro.py PORT --serve FOLDER

PORT is a serial port or any URL of pyserial; FOLDER is that of `hil serve --plan
servers.json --out FOLDER`, which runs meanwhile.  steps.json and sessions.json lie
beside this file.  Exit codes: 1 the same as recorded, 0 something else came, 2 trouble.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    import serial
except ImportError:
    print("trouble: the script needs pyserial: python -m pip install pyserial", file=sys.stderr)
    sys.exit(2)

SAME, OTHER, TROUBLE = 1, 0, 2

ERRORS = ("ERROR", "+CME ERROR", "+CMS ERROR", "NO CARRIER")
FINALS = (*ERRORS, "OK", "DEACT OK", "CONNECT")
SETTING_UP = re.compile(r"AT\+(QIACT|QIREGAPP|QICSGP|QIFGCNT|CPIN|CREG|CGREG|CGATT)\b")
"""Commands whose refusal is no matter of FTPS: SIM, network and PDP context have to be in order first."""

MASKS: tuple[tuple[str, str], ...] = (
    (r"\b\d{15}\b", "<imei>"),
    (r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "<address>"),
    (r'(\+CCLK: ?)"[^"]*"', r"\1<time>"),
)
"""What differs from module to module, or from one time to another."""

FILLED = r"\{\{(\w+)(?::([^}]*))?\}\}"
"""What stands in a line for user, password, host and port of a server, the size of a file: `{{port:1:implicit}}`."""

QUIET_S = 0.4  # a response that may go on is over after this silence
SPARE_S = 2.0  # a response may come later than the recorded one
MOST_S = 60.0  # a result of the FTP service that the recorded module never gave
ANSWER_S = 5.0
SESSIONS_S = 3.0


class Trouble(Exception):
    """The case cannot be repeated like this: neither the same nor something else came."""


def named(line: str) -> str:
    """What a line is, without its values: `+QFTPOPEN`, `OK`."""
    return next((final for final in FINALS if line.startswith(final)), line.partition(":")[0])


def is_refused(lines: list[str]) -> bool:
    """Whether a final result code tells of an error."""
    return any(line.startswith(ERRORS) for line in lines)


def plain(raw: bytes, sent: str, mask: Callable[[str], str]) -> list[str]:
    """The lines of a response without echo, and without what is of no matter; bytes as size and digest."""
    lines = []
    for part in re.split(rb"[\r\n]+", raw):
        if not part or part == sent.encode():
            continue
        if re.fullmatch(rb"[\x20-\x7e]+", part):
            lines.append(mask(part.decode("ascii")))
        else:
            lines.append(f"<{len(part)} bytes, sha256 {hashlib.sha256(part).hexdigest()[:12]}>")
    return lines


class Port:
    """The serial port, with a transcript on standard output."""

    def __init__(self, url: str, baud: int) -> None:
        try:
            self._port: Any = serial.serial_for_url(url, baudrate=baud, timeout=0.02)
        except (serial.SerialException, ValueError) as error:
            raise Trouble(f"the port {url} cannot be opened: {error}") from error
        self._begun = self.last = time.monotonic()

    def write(self, data: bytes, shown: str) -> None:
        """Send bytes."""
        print(f"{time.monotonic() - self._begun:8.3f}  -> {shown}", flush=True)
        self._port.write(data)
        self._port.flush()

    def read(self, is_over: Callable[[bytes, float], bool]) -> bytes:
        """Read until `is_over(bytes, seconds since the last one)`."""
        raw, last = b"", time.monotonic()
        while not is_over(raw, time.monotonic() - last):
            found = self._port.read(self._port.in_waiting or 1)
            if found:
                raw, last = raw + found, time.monotonic()
        self.last = last
        return raw

    def show(self, lines: list[str]) -> None:
        """Show what came."""
        for line in lines:
            print(f"{time.monotonic() - self._begun:8.3f}  <- {line}", flush=True)


class Replay:
    """The steps of a case, one after the other; `came` are the lines of each step by its number."""

    def __init__(self, port: Port, case: dict[str, Any], options: argparse.Namespace) -> None:
        self._port, self._case, self._options = port, case, options
        self._made = _made(options.serve)
        self._pace = case["clock_rate"] / options.clock_rate
        self.came: dict[int, list[str]] = {}
        self.took_s = 0.0  # of the judged steps, in module seconds
        self._in_data_mode = False

    def prepare(self) -> None:
        """Bring the module to the state in which the case began; a refusal is shown, and the case decides."""
        for _ in range(3):
            if "OK" in self._ask("AT"):
                break
        else:
            raise Trouble("no OK after AT: is the module on, and is this its port?")
        for step in self._case["preamble"]:
            self._perform(step)

    def run(self) -> None:
        """All steps; raises `Trouble` where the module does not come to the matter of the case."""
        judged = self._case["judged"]
        for step in self._case["steps"]:
            if step["n"] > judged["last"]:
                break
            if step["kind"] == "line" and self._in_data_mode:  # a line would be data
                if self.came.keys().isdisjoint(judged["steps"]):
                    raise Trouble(
                        f"the module waits for data before {step['send']}; in the record it did not"
                    )
                break
            began = time.monotonic()
            came = self.came[step["n"]] = self._perform(step)
            if step["n"] in judged["steps"]:
                self.took_s += (self._port.last - began) * self._options.clock_rate
            setting_up = SETTING_UP.match(step.get("send", ""))
            if setting_up and is_refused(came) and not is_refused(self.recorded(step)):
                raise Trouble(f"{step['send']} was refused ({'; '.join(came)}), in the record it was not")

    def end(self) -> None:
        """Leave no session behind."""
        if self._in_data_mode:
            time.sleep(1.2)  # the guard times of +++ (V.250, S12)
            self._port.write(b"+++", "+++")
            time.sleep(1.2)
        self._ask("AT+QFTPCLOSE")

    def recorded(self, step: dict[str, Any]) -> list[str]:
        """What came in the record."""
        return plain(base64.b64decode(step["received"]), step.get("send", ""), self._mask(step))

    def _ask(self, line: str) -> list[str]:
        self._port.write(line.encode() + b"\r", line)
        raw = self._port.read(
            lambda raw, quiet: raw.endswith(b"OK\r\n") or quiet > (QUIET_S if raw else ANSWER_S)
        )
        lines = plain(raw, line, str)
        self._port.show(lines)
        return lines

    def _perform(self, step: dict[str, Any]) -> list[str]:
        data = self._bytes(step)
        if step["kind"] == "data" and not self._in_data_mode:
            return []  # it would be read as a command
        self._port.write(data, step["send"] if step["kind"] == "line" else f"<{len(data)} bytes>")
        expected, mask = self.recorded(step), self._mask(step)
        began = time.monotonic()

        def is_over(raw: bytes, quiet: float) -> bool:
            whole = raw[: max(raw.rfind(b"\r"), raw.rfind(b"\n")) + 1]  # without a line that is still coming
            lines = plain(whole, step.get("send", ""), mask)
            return self._is_over(step, expected, lines, time.monotonic() - began, quiet)

        came = plain(self._port.read(is_over), step.get("send", ""), mask)
        self._port.show(came)
        words = [named(line) for line in came]
        if "CONNECT" in words:
            ends = {*FINALS, step.get("job")}
            self._in_data_mode = ends.isdisjoint(words[words.index("CONNECT") + 1 :])
        elif came:
            self._in_data_mode = False
        return came

    def _is_over(
        self, step: dict[str, Any], expected: list[str], came: list[str], since: float, quiet: float
    ) -> bool:
        """Whether the response is complete: all kinds of lines of the record, or an end in another way."""
        gap = step["gap_s"] * self._pace  # the DTE of the record was silent for so long
        if quiet < gap:
            return bool(since > step["wait_s"] * self._pace + gap + MOST_S)
        words, wanted = [named(line) for line in came], [named(line) for line in expected]
        refused, was_refused = is_refused(came), is_refused(expected)
        job = step.get("job")
        if all(words.count(word) >= wanted.count(word) for word in wanted) and (refused or not was_refused):
            return True
        ends_at_ok = "OK" in words and not job
        connected = "CONNECT" in words and bool(step.get("uploads"))
        if refused or ends_at_ok or connected or (job is not None and job in words):
            return quiet > QUIET_S
        longest = float(step["wait_s"] * self._pace) + SPARE_S
        return since > (max(longest, MOST_S) if job and expected else longest + ANSWER_S)

    def _bytes(self, step: dict[str, Any]) -> bytes:
        if step["kind"] == "line":
            return self._filled(step["send"]).encode("latin-1") + b"\r"
        if "file" in step:
            return self._file(step["file"])
        return base64.b64decode(step["base64"])

    def _filled(self, line: str) -> str:
        return re.sub(FILLED, lambda found: self._value(found[1], found[2] or ""), line)

    def _value(self, kind: str, name: str) -> str:
        if kind == "secret":
            return "x" * int(name)
        if kind == "apn":
            return str(self._options.apn or name)
        if kind == "size":
            return str(len(self._file(name)))
        made = self.servers()
        if kind in {"user", "password"}:
            user = name or made["user"]
            return str(user if kind == "user" else made["accounts"][user])
        number, _, listener = name.partition(":")
        host, port = made["servers"][int(number) - 1][listener or "implicit"]
        return str(self._options.host or host) if kind == "host" else str(port)

    def _file(self, name: str) -> bytes:
        """The content of a file of hil serve."""
        return Path(self._options.serve, self.servers()["material"][name]).read_bytes()

    def servers(self) -> dict[str, Any]:
        """What the servers are; raises `Trouble` where their folder is not named."""
        if self._made is None:
            raise Trouble("the case needs hil serve: start it as README.md says, name its folder by --serve")
        return self._made

    def _mask(self, step: dict[str, Any]) -> Callable[[str], str]:
        masks = list(MASKS)
        if "file" in step:  # its size and checksum are those of another file than in the record
            size = len(self._file(step["file"]))
            sizes = f"(?:{size}|{step['size']})"
            masks.append((rf"^(\+QSECWRITE: ?){sizes},\s*[0-9a-fA-F]+$", r"\1<size>,<checksum>"))
        if self._case["has_files"]:
            masks.append((r"^(\+QSECREAD: ?\d),\s*[0-9a-fA-F]+$", r"\1,<checksum>"))

        def mask(line: str) -> str:
            for pattern, instead in masks:
                line = re.sub(pattern, instead, line)
            return line

        return mask

    def sessions(self, count: int) -> list[dict[str, Any]]:
        """What the servers saw since this began; it waits for as many sessions as there were in the record."""
        self.servers()
        limit = time.monotonic() + SESSIONS_S
        while True:
            found = _sessions(Path(self._options.serve) / "sessions.jsonl")[self._options.before :]
            if len(found) >= count or time.monotonic() > limit:
                return sorted(found, key=lambda session: float(session["control"]["opened_t"]))
            time.sleep(0.1)  # hil serve writes a session when it has ended


def _made(folder: str | None) -> dict[str, Any] | None:
    if folder is None:
        return None
    try:
        made = json.loads((Path(folder) / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Trouble(f"{folder}/server.json cannot be read: is hil serve running? ({error})") from error
    return dict(made)


def _sessions(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    except OSError:
        return []
    return [json.loads(line) for line in lines]


REPLIES = {125: 150}
"""Replies that say the same: which one comes depends on who is faster (RFC 959, 5.4)."""
HANDSHAKE = ("finished", "version", "suite", "resumed", "client_certificate_requested", "client_verified")
HELLO = ("record_version", "client_version", "suites", "compression_methods", "server_name")


def seen(session: dict[str, Any], user: str) -> Iterator[tuple[str, object]]:
    """What a server saw of a session, without what differs each time: pairs of a name and a value."""
    yield "listener", session["listener"]
    yield "login", session["logged_in"]
    yield from _connection("control connection", session["control"])
    for number, connection in enumerate(session["data"], start=1):
        yield f"bytes received on data connection {number}", connection["received"]
        yield f"bytes sent on data connection {number}", connection["sent"]
        yield from _connection(f"data connection {number}", connection)
    for number, command in enumerate(session["commands"], start=1):
        argument = "" if command["verb"] in {"PASS", "PORT", "EPRT"} else command["argument"]
        if argument and user.startswith(argument):  # the name is another one each time
            argument = f"<the first {len(argument)} characters of the user>"
        yield f"FTP command {number}", f"{command['verb']} {argument}".strip()
        yield f"protection of FTP command {number}", command["protected"]
        codes = [REPLIES.get(reply[0], reply[0]) for reply in command["replies"]]
        yield f"reply to FTP command {number}", codes


def _connection(where: str, connection: dict[str, Any]) -> Iterator[tuple[str, object]]:
    shake = connection["handshake"]
    yield "TLS on the " + where, shake is not None
    if shake is not None:
        for name in HANDSHAKE:
            yield f"{name} of the handshake on the {where}", shake[name]
        yield "client certificates on the " + where, len(shake["client_chain"])
        hello = shake["hello"] or {}
        for name in HELLO:
            yield f"{name} in the ClientHello on the {where}", hello.get(name)
        extensions = [each[0] for each in hello.get("extensions", ())]
        yield f"extensions in the ClientHello on the {where}", extensions
    alerts = [(each["name"], "module" if each["sent_by_dut"] else "server") for each in connection["alerts"]]
    yield "alerts on the " + where, alerts
    yield "end of the " + where, connection["ending"]


def differences(case: dict[str, Any], replay: Replay, recorded: list[dict[str, Any]]) -> Iterator[str]:
    """Where something else came than in the record, in words; of steps and sessions that the verdict stands on."""
    judged = case["judged"]
    for step in case["steps"]:
        if step["n"] in judged["steps"]:
            was, came = replay.recorded(step), replay.came.get(step["n"], [])
            if was != came:
                words = [" | ".join(lines) or "nothing" for lines in (came, was)]
                yield "after {} came {}; recorded {}".format(step.get("send") or "the data", *words)
    if (bounds := judged["bounds_s"]) and bounds[0] <= replay.took_s <= [*bounds, float("inf")][1]:
        yield f"the response took {replay.took_s:.1f} s, which is within the bounds"
    if not judged["server"]:
        return
    sessions, user = replay.sessions(len(recorded)), replay.servers()["user"]
    if len(sessions) != len(recorded):
        yield f"the servers saw {len(sessions)} sessions; recorded {len(recorded)}"
    for number, (now, before) in enumerate(zip(sessions, recorded), start=1):  # noqa: B905 - Python 3.8
        new, old = dict(seen(now, user)), dict(seen(before, case["user"]))
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                yield f"session {number}: {name}: came {new.get(name)}; recorded {old.get(name)}"


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("port", help="serial port or URL of pyserial: /dev/ttyUSB0, socket://127.0.0.1:6000")
    parser.add_argument("--serve", metavar="FOLDER", help="the folder of hil serve --plan ... --out FOLDER")
    parser.add_argument("--host", help="address of the servers for the module (default: that of hil serve)")
    parser.add_argument("--apn", help="access point name (default: the recorded one)")
    parser.add_argument("--baud", type=int, default=115200)
    parser.add_argument("--clock-rate", type=float, default=1.0, help="module seconds per second")
    return parser


def main() -> int:
    """Repeat the case; returns the exit code."""
    options, here = arguments().parse_args(), Path(__file__).resolve().parent
    try:
        case = json.loads((here / "steps.json").read_text(encoding="utf-8"))
        recorded = json.loads((here / "sessions.json").read_text(encoding="utf-8"))
        judged = case["judged"]
        options.before = len(_sessions(Path(options.serve or ".") / "sessions.jsonl"))
        replay = Replay(Port(options.port, options.baud), case, options)
        replay.prepare()
        replay.run()
        replay.end()
        found = list(differences(case, replay, recorded))
    except Exception as trouble:  # Python ends with 1 then, which means the same failure
        kind = "" if isinstance(trouble, (Trouble, OSError)) else f"{type(trouble).__name__}: "
        print(f"trouble: {kind}{trouble}", file=sys.stderr)
        return TROUBLE
    if found:
        for other in found[1:]:
            print(f"also: {other}")
        print("no {}: {} (expected {})".format(judged["what"], found[0], judged["expected"]))
        return OTHER
    print("the same {}: expected {}, came {}".format(judged["what"], judged["expected"], judged["actual"]))
    return SAME


if __name__ == "__main__":
    sys.exit(main())
