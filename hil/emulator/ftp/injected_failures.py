"""Network jobs that fail with -1, for the code that no cause outside the module brings about (Table 4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from hil.emulator.ftp.client import Connect, FtpClient
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode

_METHODS: Mapping[str, str] = MappingProxyType({"mkdir": "make_directory", "rmdir": "remove_directory"})


def failing(connect: Connect, jobs: Collection[str]) -> Connect:
    """`connect`, whose clients fail with the unknown error in the jobs of these verbs."""
    if not jobs:
        return connect

    def connect_failing(settings: ClientSettings) -> FtpClient:
        client = connect(settings)
        for job in jobs:
            setattr(client, _METHODS.get(job, job), _fail(job))
        return client

    return connect_failing


def _fail(job: str) -> Callable[..., Any]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise FtpFailure(ErrorCode.UNKNOWN, f"{job} fails as ordered")

    return fail
