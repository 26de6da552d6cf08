"""A pytest plugin for a child run: writes each secret of the run into a file, so that a test can look for it."""

from __future__ import annotations

import os
import re
from functools import wraps
from pathlib import Path
from typing import Any

import hil.ftps.server
from hil.modem.security import Security

FILE = Path(os.environ["SECRETS_TOLD"])


PUBLIC = FILE.with_suffix(".public")
"""For the lines of certificates: with the modulus a certificate may share a line with its key."""


def tell(secret: bytes, *, file: Path = FILE) -> None:
    """Append a secret as a line of hex."""
    with file.open("a", encoding="ascii") as opened:
        opened.write(secret.hex() + "\n")


def _telling_server(original: Any) -> Any:
    @wraps(original)
    def made(self: hil.ftps.server.FtpsServer, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        tell(self.user.encode())
        for password in self.accounts.values():
            tell(password.encode())

    return made


def _telling_write(original: Any) -> Any:
    @wraps(original)
    def written(self: Security, name: str, content: bytes, *arguments: Any, **named: Any) -> Any:
        for key in re.findall(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)-----END", content, re.DOTALL):
            for line in key.split():
                tell(line)
        for certificate in re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END", content, re.DOTALL):
            for line in certificate.split():
                tell(line, file=PUBLIC)
        return original(self, name, content, *arguments, **named)

    return written


hil.ftps.server.FtpsServer.__init__ = _telling_server(hil.ftps.server.FtpsServer.__init__)  # type: ignore[method-assign]
Security.write = _telling_write(Security.write)  # type: ignore[method-assign]
