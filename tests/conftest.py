"""The lower tester for the tests of its parts, and the order of the tests: files that take longest by themselves begin first, so that no worker waits for one at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.clients import Endpoint, Endpoints

FIRST = (
    "tests/variants/test_variants.py",
    "tests/plugin/test_attempts.py",
    "tests/plugin/test_recoveries.py",
    "tests/endurance/test_proof.py",
    "tests/independent/test_sample.py",
    "tests/lab/test_namespaces.py",
    "tests/soak/test_mishaps.py",
    "tests/defects/test_defects.py",
    "tests/soak/test_soak.py",
    "tests/cli/test_conformance.py",
    "tests/plugin/test_short_names.py",
    "tests/emulator/frontends/test_gsm0710muxd.py",
)
"""The files that take longest, longest first; the workers of `make test` take a file at a time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of `FIRST` in front, in that order."""
    items.sort(
        key=lambda item: next(
            (i for i, name in enumerate(FIRST) if item.path.as_posix().endswith(name)), len(FIRST)
        )
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Forget the modules that a test has imported from a folder of its own: a later test may have one of that name."""
    known = set(sys.modules)
    try:
        return (yield)
    finally:
        factory: pytest.TempPathFactory = item.config._tmp_path_factory  # type: ignore[attr-defined]  # a hook has no fixtures
        temporary = str(factory.getbasetemp())
        for name in set(sys.modules) - known:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(temporary):
                del sys.modules[name]


@pytest.fixture(scope="session", autouse=True)
def locks_of_this_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Emulated modules of several workers have one IMEI; a run of this worker, or of its children, locks out no other's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HIL_LOCK_DIR", str(tmp_path_factory.mktemp("locks")))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_ci_server() -> Iterator[None]:
    """The runs of these tests add nothing to the summary and the annotations of the job that runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "GITHUB_ACTIONS",
            "GITHUB_STEP_SUMMARY",
            "GITHUB_WORKSPACE",
            "GITLAB_CI",
            "CI_PROJECT_DIR",
        ):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def recorder() -> Transcript:
    return Transcript()


@pytest.fixture(scope="session")
def running(authority: Authority, recorder: Transcript) -> Iterator[FtpsServer]:
    with FtpsServer(authority, recorder) as server:
        yield server


@pytest.fixture
def server(running: FtpsServer) -> Iterator[FtpsServer]:
    """The server with an empty directory; it must not have broken when the test is over."""
    for file in running.root.iterdir():
        file.unlink()
    yield running
    assert running.errors == ()


@pytest.fixture(scope="session")
def files(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ca.pem`, and certificate and key of each client credential: `good.crt`, `good.key`."""
    folder = tmp_path_factory.mktemp("pki")
    (folder / "ca.pem").write_bytes(authority.ca_pem)
    for name in authority.client_names():
        (folder / f"{name}.crt").write_bytes(authority.client(name).certificate)
        (folder / f"{name}.key").write_bytes(authority.client(name).key)
    return folder


@pytest.fixture
def endpoint(server: FtpsServer, files: Path) -> Endpoints:
    """What a client has to know about one of the endpoints."""
    return lambda listener: Endpoint(
        listener, *server.address(listener), server.user, server.password, files / "ca.pem"
    )


@pytest.fixture
def authority_chain(authority: Authority) -> Callable[[str], ServerProfile]:
    """The profile of a server that shows the chain of that name."""
    return lambda name: ServerProfile(chain=authority.chain(name))
