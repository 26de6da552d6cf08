"""The cases that pass rightly on degenerate DUTs although they see that the DUT deviates, by what it lacks."""

from __future__ import annotations

from .families import FAMILIES
from .model import Rightful
from .recorders import RECORDERS
from .sessions import SESSIONS
from .settings import SETTINGS
from .stubs import STUBS
from .transfers import TRANSFERS

RIGHTFUL: tuple[Rightful, ...] = (*RECORDERS, *STUBS, *SETTINGS, *SESSIONS, *TRANSFERS, *FAMILIES)
