"""Command lines after which the DUT answers otherwise: they load a profile, or change result codes or echo."""

from __future__ import annotations

import re

LOADING = re.compile(r"AT[^+;]*(?:Z|&F)|.*;[^+;]*(?:Z|&F)", re.IGNORECASE)
"""Lines that load a profile (V.250 6.1.1, 6.1.2)."""

TO_NUMERIC = re.compile(r"AT[^+;]*(?<!&)V(?!1)", re.IGNORECASE)
"""Lines after which result codes may be digits (V.250 6.2.6)."""

ECHOING = re.compile(r"AT[^+]*(E(?!0)|Z|&F)|AT.*\+(CFUN|QPOWD|IPR)", re.IGNORECASE)
"""Lines after which there may be an echo."""
