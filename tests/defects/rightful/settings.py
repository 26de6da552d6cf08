"""Cases that pass rightly on DUTs that keep no settings or no files."""

from __future__ import annotations

from .model import Rightful

SETTINGS = (
    Rightful(
        ("ftp-settings-forgotten",),
        (
            "tls_negatives/test_explicit_mode.py::test_bad_chains_are_refused_in_explicit_mode",
            "tls_negatives/test_faults.py::test_a_faulty_server_is_refused_and_a_legal_one_accepted",
        ),
        "The server has to be refused with any settings, and the DUT dialled it and refused it.",
    ),
    Rightful(
        (
            "ignores-qsslcfg",
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
        ),
        ("tls/test_unsupported_servers.py::test_a_modern_only_server_is_refused",),
        "The server has to be refused with any settings, and the DUT dialled it and refused it.",
    ),
    Rightful(
        ("ssl-settings-forgotten",),
        ("modes/test_connection_modes.py::test_plain_ftp_never_requests_tls",),
        "The server has to be refused with any settings, and the DUT dialled it and refused it.",
    ),
    Rightful(
        (
            "ignores-qsslcfg",
            "refuses-qsslcfg",
        ),
        ("procedure/test_1_2_procedure.py::test_security_data_can_be_removed",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        ("settings-unread",),
        ("security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        ("ssl-settings-forgotten",),
        ("lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        ("ignores-qsslcfg",),
        ("security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",),
        "The time-outs of AT+QSECWRITE are judged, and those are a correct module's; the DUT deviates only where the case makes room or looks at a setting.",
    ),
    Rightful(
        (
            "settings-forgotten",
            "ssl-settings-forgotten",
        ),
        (
            "ssl_config/test_file_names.py::test_a_context_out_of_range_is_refused",
            "ssl_config/test_keywords.py::test_a_part_of_a_keyword_or_a_longer_one_is_unknown",
            "ssl_config/test_number_forms.py::test_no_index_but_0_to_5_is_taken_for_a_context",
        ),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
    Rightful(
        ("settings-unread",),
        ("ftp_config/test_2_2_qftpcfg.py::test_a_quoted_type_is_refused_or_read_as_the_number",),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
    Rightful(
        ("ssl-settings-forgotten",),
        (
            "ssl_config/test_contexts.py::test_a_context_out_of_range_is_refused_and_its_neighbour_is_not_changed",
        ),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
)
