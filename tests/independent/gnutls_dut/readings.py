"""What this DUT does where note and facts leave it open: one row a choice, the ground of each in README.md.

`first` is the reading of the firmware that says much and says it late, `other` the opposite one;
`seed:N` takes each value at random.
"""

from __future__ import annotations

import random
from typing import Any

CHOICES: dict[str, tuple[Any, ...]] = {
    # forms
    "comma_space": (True, False),
    "colon_space": (True, False),
    "blank_lines": (True, False),
    "chunk": (0, 7),
    "connect": ("CONNECT", "Connect"),
    "list_order": ("number", "given"),
    "number_quoted": (True, False),
    "query_ok": ("before", "none", "after"),
    "get_ok": (True, False),
    "put_ok": (False, True),
    "result_ok": ("before", "after", "none"),
    "get_connect": ("reply", "dial"),
    "timeout_form": (",(3-200)", "[,list of supported <timeout>s]"),
    "name_quotes": (True, False),
    "place_quotes": (True, False),
    "slow_results": (False, True),
    # refusals
    "unknown": ("+CME ERROR: 601", "ERROR"),
    "ssl_refusal": ("+CME ERROR: 3518", "ERROR"),
    "cfg_refusal": ("result", "ERROR", "cme", "error"),
    "illegal": ("cme", "late", "error", "result"),
    "busy": ("error", "late", "cme"),
    "closed": ("late", "ERROR", "cme"),
    "second_open": (-3, 0),
    "close_idle": (0, -1),
    # settings
    "kept": (False, True),
    "passive_default": (1, 0),
    "ascii_default": (0, 1),
    "ignore_default": (1, 0),
    "context_default": ("refuse", "zero"),
    "names_exist": (False, True),
    "ram_names": ("any", "three"),
    "ssl_while_open": ("taken", "refused"),
    "empty_name": ("clear", "refuse"),
    "resume_once": (False, True),
    "local_resume": ("tail", "append"),
    "ssl30": ("refused", "taken"),
    # security files
    "plus_guard": (True, False),
    "partial": ("stored", "lost"),
    "timeout_total": (False, True),
    "ram_files": (8, 3),
    # FTP
    "extended": (True, False),
    "dial": ("early", "late"),
    "surplus": ("dropped", "command"),
    "put_plus": (True, False),
    "refused_port": (-425, -5),
    "closed_after_421": (-421, -6),
    "tls_failure": (-5, -1),
    "silent_host": (-5, -9),
    "unlisted": (-1, None),
    "size_first": (True, False),
    "syst": (True, False),
    "type_each": (True, False),
    "prot_before_login": (False, True),
    "no_close_notify": (-7, None),
    "resumption": (True, False),
    "fragment": (500, 16384),
    "check_name": (False, True),
    "data_mode_after_failure": ("absorb", "leave"),
    "quit": (True, False),
    "feat": (False, True),
    "port_form": ("PORT", "EPRT"),
    "length_of_failed": (False, True),
    "after_timeout": ("drop", "keep"),
    # network
    "detach": ("NO CARRIER", "OK"),
    "boot_urcs": ("all", "none"),
    "idle_deact": ("DEACT OK", "ERROR"),
    "registration_s": (3.0, 8.0),
}


class Readings:
    """One value for each choice."""

    def __init__(self, name: str) -> None:
        if name.startswith("seed:"):
            generator = random.Random(int(name[5:]))
            self.values = {key: generator.choice(values) for key, values in CHOICES.items()}
        else:
            position = {"first": 0, "other": 1}[name]
            self.values = {key: values[position] for key, values in CHOICES.items()}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None
