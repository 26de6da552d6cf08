"""The PDP contexts of the module and what a host does when one cannot be activated (note 5.1)."""

from __future__ import annotations

ACTIVE_CONTEXTS_MAX = 2  # note 5.1, item 5: contexts that are active at the same time
RECOVERY_ROUNDS = 3  # note 5.1: checks after a reboot, at least
RECOVERY_INTERVAL_S = 600.0  # note 5.1: ten minutes between two checks, module time
