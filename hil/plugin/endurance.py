"""The campaign `endurance`: its options, its cases, its requirements, and a stop that lets them judge what there is.

A signal, the time of `--max-time` and a DUT that went away end the load at once.  Its
cases need no DUT: they still judge the part that was done, and then the run ends as
it would have ended without them.  A second signal ends it at once.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from hil.endurance.span import DEFAULT, seconds_of
from hil.errors import UsageError
from hil.plugin.markers import suite_folders
from hil.plugin.time_limit import TIME_LIMIT, TimeLimit
from hil.stopping import current

CAMPAIGN = "endurance"
"""The name of the campaign, and of the folder of its cases."""

REQUIREMENTS = "requirements.toml"


INFRASTRUCTURE = 3  # the exit code of a run that cannot go on


def is_chosen(config: pytest.Config) -> bool:
    """Whether this run is one of endurance."""
    return str(config.getoption("hil_campaign", "full")) == CAMPAIGN


def begin(config: pytest.Config) -> None:
    """Check the options, and take a stop of the load; raises `UsageError`."""
    span, seed = config.getoption("hil_for", None), config.getoption("hil_seed", None)
    if not is_chosen(config):
        for name, value in (("--for", span), ("--seed", seed)):
            if value is not None:
                raise UsageError(f"{name}: expected with --campaign {CAMPAIGN} only; leave it out")
        return
    span_of(config)
    if getattr(config.option, "tx", None) or hasattr(config, "workerinput"):
        raise UsageError("the campaign endurance runs on one module; leave -n out")
    if config.getoption("hil_shard", None):
        raise UsageError("--shard: the campaign endurance judges one load on one module; leave it out")
    stop = config.stash[STOP] = Stop(config)
    config.pluginmanager.register(stop, "hil-endurance")


def span_of(config: pytest.Config) -> int:
    """The seconds of `--hil-for`; raises `UsageError` for a wrong span."""
    return seconds_of(config.getoption("hil_for", None) or DEFAULT)


def requirements_file() -> Path:
    """The requirements of the campaign, which ship beside its cases."""
    return next(iter(suite_folders())) / CAMPAIGN / REQUIREMENTS


def is_left_out(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whether a path is not collected; None if that is for others to say.

    Of the suites, the campaign takes the cases of its folder, and any other one all folders but this.
    """
    for home in suite_folders():
        if collection_path.parent == home and collection_path.is_dir():
            return True if (collection_path.name == CAMPAIGN) is not is_chosen(config) else None
    return None


class Stop:
    """Holds what ends the load until the last case has judged."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._signal: BaseException | None = None
        self._name = ""
        self._gone = ""

    @property
    def _limit(self) -> TimeLimit | None:
        found: Any = self._config.pluginmanager.get_plugin(TIME_LIMIT)
        return found if isinstance(found, TimeLimit) else None

    @property
    def over(self) -> str:
        """Why the load ends now: the time of `--max-time`; empty while there is time."""
        limit = self._limit
        return limit.over if limit is not None else ""

    def hold(self) -> None:
        """Let the cases judge, although the time of the run may be over."""
        limit = self._limit
        if limit is not None:
            limit.is_held = True

    def by_signal(self, stop: BaseException) -> str:
        """Keep a signal; its name."""
        self._signal, stopping = stop, current()
        self._name = stopping.by if stopping is not None else ""
        if stopping is not None:
            stopping.by = ""  # so that the cases begin, and another signal ends them
        return self._name or "SIGINT"

    def by_loss(self, why: str) -> None:
        """Keep that the DUT went away."""
        self._gone = why

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Behind the last case: end the run as it was to end."""
        outcome = yield
        if nextitem is None:
            self._end(item.session)
        return outcome

    def _end(self, session: pytest.Session) -> None:
        if self._signal is not None:
            stopping = current()
            if stopping is not None:
                stopping.by = self._name
            raise self._signal
        if self._gone:
            pytest.exit(self._gone, returncode=INFRASTRUCTURE)
        if self.over:
            raise session.Interrupted(self.over)


STOP: pytest.StashKey[Stop] = pytest.StashKey()
"""In the config of an endurance run."""
