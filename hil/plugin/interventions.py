"""Whether what looks like a failed check of a case came from outside of it: then it is an error, never a fail.

pytest-timeout calls `pytest.fail` in a signal handler, pytest itself for an `async def` that
no plugin runs, for an unexpected success of unittest, or in the hook of another plugin.  None of these
is a check of the case.  `Mismatch` is always one: only checks raise it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import pluggy
import pytest

from hil.plugin.wording import first_line, why_untold
from hil.verdict import Mismatch

_OTHERS = tuple(
    Path(file).parent for file in (__file__, pluggy.__file__, pytest.Item.__init__.__code__.co_filename)
)
"""The folders of these hooks, of pluggy and of pytest: no case has its code there."""


def from_outside(item: pytest.Item, error: BaseException) -> str:
    """Why a failed check is none of the case, in words; empty if it is one."""
    if isinstance(error, Mismatch):
        return ""
    frames = list(_frames(error))
    if any(_is_handler_of(inner, outer) for outer, inner in pairwise(frames)):
        return f"a signal handler ended the case: {first_line(error)}"
    if frames and not any(_is_of_case(item.config, frame.f_code) for frame in frames):
        return f"no check of the case failed: {first_line(error)}"
    untold = why_untold(error)
    return f"{type(error).__name__}: {untold}" if untold else ""


def _frames(error: BaseException) -> Iterator[FrameType]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _is_handler_of(inner: FrameType, outer: FrameType) -> bool:
    """Whether a frame is that of a signal handler that broke into another one: it has that one as its argument."""
    return any(_is_frame(value, outer) for value in inner.f_locals.values())


def _is_frame(value: Any, frame: FrameType) -> bool:
    return value is frame or (type(value) is tuple and any(each is frame for each in value))


def _is_of_case(config: pytest.Config, code: CodeType) -> bool:
    """Whether it is neither code of pytest nor of an installed plugin."""
    file = Path(code.co_filename)
    if any(place in file.parents for place in _OTHERS):
        return False
    return str(file) not in _files_of_plugins(config)


def _files_of_plugins(config: pytest.Config) -> frozenset[str]:
    """The files of the plugins that came with a distribution; a `conftest.py` is code of the project."""
    plugins = (plugin for plugin, _ in config.pluginmanager.list_plugin_distinfo())
    return frozenset(str(plugin.__file__) for plugin in plugins if isinstance(plugin, ModuleType))
