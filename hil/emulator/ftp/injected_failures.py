"""Injected failures: network jobs that end with -1, which no cause outside the module produces (Table 4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from hil.emulator.ftp.client import Connect, FtpClient
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode

_METHODS: Mapping[str, str] = MappingProxyType({"mkdir": "make_directory", "rmdir": "remove_directory"})
"""The methods of a client whose job has another name."""


def with_injected_failures(connect: Connect, jobs: Collection[str]) -> Connect:
    """Wrap `connect`: its clients fail with -1 in the jobs of those names."""
    if not jobs:
        return connect

    def connect_failing(settings: ClientSettings) -> FtpClient:
        client = connect(settings)
        for job in jobs:
            setattr(client, _METHODS.get(job, job), _failing(job))
        return client

    return connect_failing


# clause: note Table 4
# requirements: ERR-LOCAL-01
def _failing(job: str) -> Callable[..., Any]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise FtpFailure(ErrorCode.UNKNOWN, f"injected failure of {job}")

    return fail
