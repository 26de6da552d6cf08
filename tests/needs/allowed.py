"""The needs that cases declare and a rehearsal on the emulator does not show, each with the reason."""

from __future__ import annotations

from fnmatch import fnmatchcase

SUITES = frozenset({"0x0035", "0x0005", "0x0004", "0x000a", "0x002f", "0x003d"})

UNUSED: tuple[tuple[str, frozenset[str], str], ...] = (
    (
        "*::test_the_six_suites_are_enabled_by_default*",
        SUITES,
        "all suites are the default, which the case reads",
    ),
    (
        "*::test_an_untouched_context_offers_the_six_suites_of_table_1*",
        SUITES,
        "all suites are the default, which the server sees in the ClientHello",
    ),
    (
        "*::test_authentication_is_disabled_by_default*",
        frozenset({"seclevel0"}),
        "the default, which the case reads",
    ),
    (
        "*::test_the_connection_mode_is_implicit_after_boot*",
        frozenset({"implicit"}),
        "the default, which the case reads",
    ),
    (
        "*/persistence/test_settings_after_power_loss.py::*",
        frozenset({"seclevel0", "implicit"}),
        "the defaults, one of the two values that the case may read",
    ),
    (
        "*",
        frozenset({"uart", "binary"}),
        "the transfer was commanded; it ended before its first byte or before TYPE",
    ),
    (
        "*/procedure/test_1_2_procedure.py::*",
        frozenset({"seclevel0"}),
        "a fixture frees the names of files, where a case before has set them",
    ),
    (
        "*/examples/test_4_2_1_open_and_close.py::test_the_twenty_steps_of_the_example_succeed",
        frozenset({"implicit", "seclevel0"}),
        "the default mode, which the example does not set; a fixture frees the names of files",
    ),
    (
        "*/recovery/test_5_1_recovery.py::test_three_rounds_ten_minutes_apart_precede_each_further_reboot*",
        frozenset({"clock"}),
        "the case reads the clock, and does not set it",
    ),
    (
        "*/ssl_config/test_defaults.py::*",
        frozenset({"tls1.0", "seclevel2"}),
        "a fixture of the session sets these values before the boot, in the first case only",
    ),
    (
        "*/ssl_config/test_contexts.py::test_a_write_changes_only_its_field_of_its_context*",
        frozenset(
            {"0x0035", "0x002f", "nvram-files", "ram-files", "seclevel1", "seclevel2", "tls1.0", "tls1.2"}
        ),
        "one of two values, that which the DUT does not have",
    ),
    (
        "*/ssl_config/test_number_forms.py::test_another_form_of_an_index_is_refused_or_read_as_that_index",
        frozenset({"seclevel2", "tls1.2"}),
        "the values that a DUT sets if it takes another form of the index",
    ),
    (
        "*/ftp_config/test_2_2_qftpcfg.py::test_a_write_changes_only_its_type*",
        frozenset({"implicit", "explicit", "passive", "active"}),
        "the values that the DUT does not have",
    ),
    (
        "*/probes/test_network.py::test_the_order_of_lines_at_the_loss_of_the_pdp_context_is_measured*",
        frozenset({"pdp-recovery"}),
        "the network deactivates the context; the host activates it in the next case",
    ),
)
"""Patterns of cases, features, reason."""

BEFORE: tuple[tuple[str, frozenset[str], str], ...] = (
    (
        "*",
        frozenset({"pdp-recovery"}),
        "the fixture of a DUT with an active context found it lost by the case before",
    ),
    (
        "*/security_files/test_2_4_names.py::test_a_name_outside_table_3_is_refused*",
        frozenset({"nvram-files", "ram-files"}),
        "the file of a case before is deleted, which only a DUT with that storage has",
    ),
    (
        "*/errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused*",
        frozenset({"implicit", "explicit"}),
        "the present value of type 7, whichever it is, is set again",
    ),
    (
        "*/recovery/*",
        frozenset({"contexts"}),
        "the tear-down deactivates both contexts, and takes the refusal of a DUT that has one",
    ),
    *(
        (
            f"*/{case}*",
            frozenset({"nvram-files", "ram-files", "nvram_bytes", "ram_bytes"}),
            "the file of the event is in a storage that the DUT claims",
        )
        for case in (
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_long_values.py",
            "errors/test_codes_after_events.py",
            "errors/test_idle_after_transfer.py",
        )
    ),
)
"""What cases use and do not declare: a fixture repairs what a case has left."""


BY_CLAIMS: tuple[str, ...] = ("*/combinations/*",)
"""Cases that choose their values by what is claimed: they use what they do not declare, and nothing that is excluded.

The cases of claims of one half show the latter.
"""


def chooses_by_claims(case: str) -> bool:
    """Whether a case uses more than it declares, as far as it is claimed."""
    return any(fnmatchcase(case, pattern) for pattern in BY_CLAIMS)


def reasons(table: tuple[tuple[str, frozenset[str], str], ...], case: str, feature: str) -> list[str]:
    """Why this feature of this case is allowed to differ."""
    return [
        reason for pattern, features, reason in table if feature in features and fnmatchcase(case, pattern)
    ]
