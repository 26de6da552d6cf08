"""A headless Chromium, driven over its DevTools protocol through two pipes (`--remote-debugging-pipe`).

Messages are JSON, each ended by a zero byte.  It needs no library and no port.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.peers import end, program

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-extensions"),
    *("--allow-file-access-from-files", "--remote-debugging-pipe", "about:blank"),
)

READ, WRITE = 3, 4
"""The descriptors at which Chromium reads commands and writes answers."""


class ScriptError(Exception):
    """A script in the page ended by an exception, or the browser refused a command."""


class Page:
    """One page; `errors` are the exceptions that it had, `asked` the addresses that it loaded."""

    def __init__(self, commands: int, answers: int) -> None:
        self.errors: list[str] = []
        self.asked: list[str] = []
        self._commands, self._answers = commands, answers
        self._pending = b""
        self._number = 0
        self._session = ""
        self._loaded = False
        target = next(each for each in self.ask("Target.getTargets")["targetInfos"] if each["type"] == "page")
        attached = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command; events that come before it are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise ScriptError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._pending:
            read = os.read(self._answers, 1 << 20)
            if not read:
                raise ScriptError("the browser has ended")
            self._pending += read
        text, _, self._pending = self._pending.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        match message.get("method"):
            case "Runtime.exceptionThrown":
                details = message["params"]["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description", details["text"]))
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
        return message

    def show(self, path: Path, *, width: int, height: int = 900, dark: bool = False) -> None:
        """Load a file at that width, light or dark."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        for address in ("about:blank", path.as_uri()):
            self._loaded = False
            self.ask("Page.navigate", url=address)
            while not self._loaded:
                self._next()

    def run(self, script: str) -> Any:
        """The value of a script, which may be a promise; raises `ScriptError` for an exception."""
        done = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            details = done["exceptionDetails"]
            raise ScriptError(details.get("exception", {}).get("description", details["text"]))
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        text = {"Enter": "\r", "Escape": ""}.get(key, key)
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """A browser with one page; it ends with the block."""
    commands, ours = os.pipe()
    answers, theirs = os.pipe()
    browser = subprocess.Popen(
        [
            *("bash", "-c", f'exec "$0" "$@" {READ}<&{commands} {WRITE}>&{theirs}'),
            *(str(program("chromium")), f"--user-data-dir={profile}", *OPTIONS),
        ],
        pass_fds=(commands, theirs),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands)
    os.close(theirs)
    try:
        yield Page(ours, answers)
    finally:
        os.close(ours)
        end(browser)
        os.close(answers)
