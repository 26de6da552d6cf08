"""Cases that pass rightly on DUTs that lack one command, keyword or type."""

from __future__ import annotations

from .model import Rightful

FAMILIES = (
    Rightful(
        ("ignores-network",),
        ("recovery/test_5_1_configurations.py::test_each_query_has_one_answer_each_time",),
        "The judged queries are answered by a correct module; the DUT deviates only where the case tidies its context.",
    ),
    Rightful(
        ("ignores-network",),
        (
            "recovery/test_5_1_configurations.py::test_1_a_detached_module_attaches_on_command",
            "recovery/test_5_1_configurations.py::test_1_the_gprs_attachment_can_be_queried",
            "recovery/test_5_1_configurations.py::test_2_the_registration_can_be_queried",
        ),
        "The PDP context is up already, so that the refused command is not needed; the judged command is another one.",
    ),
    Rightful(
        (
            "ignores-network",
            "refuses-network",
        ),
        ("at/test_forms.py::test_the_execute_form_of_qftpclose_closes_the_session",),
        "The PDP context is up already, so that the refused command is not needed; the judged command is another one.",
    ),
    Rightful(
        ("ignores-qftppath",),
        (
            "errors/test_closed_by_server.py::test_421_in_an_idle_session_is_reported_by_a_urc",
            "errors/test_closed_by_server.py::test_each_kind_of_end_of_an_idle_session_is_reported_by_a_urc",
            "errors/test_closed_by_server.py::test_the_end_of_an_idle_session_is_reported_by_a_urc",
            "errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused_and_the_session_continues",
            "errors/test_local_files.py::test_a_download_larger_than_the_storage_is_reported",
            "errors/test_local_files.py::test_a_local_file_opened_by_another_command_is_reported",
            "errors/test_local_files.py::test_a_missing_local_file_is_reported",
            "errors/test_local_files.py::test_an_unreadable_local_file_is_reported",
            "errors/test_states.py::test_an_open_session_is_told_after_each_command",
            "examples/test_4_2_2_upload.py::test_the_path_is_set",
            "replies/test_dialects.py::test_each_success_of_rfc_959_is_one",
            "replies/test_dialects.py::test_replies_of_several_lines_are_read_to_their_end",
            "replies/test_dialects.py::test_the_text_of_a_reply_has_no_effect",
            "replies/test_dialects.py::test_unusual_forms_of_replies_are_taken_or_reported",
            "ssl_config/test_sessions.py::test_an_open_session_keeps_its_settings",
            "wire/test_integrity.py::test_a_tampered_reply_is_not_reported_as_success",
        ),
        "The path is / or is not judged: an answer OK with the result 0 is the right one, and files stay where they belong.",
    ),
    Rightful(
        ("ignores-qftppath",),
        (
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",
        ),
        "A path that is not there is one of several errors after which the settings are judged; the others come about.",
    ),
    Rightful(
        ("ignores-qftpput",),
        (
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
        ),
        "The upload is an event after which the settings are judged, and its content is not; the uploads of other cases are.",
    ),
    Rightful(
        ("ignores-qftpuser",),
        ("replies/test_refusals.py::test_a_refusal_at_each_step_is_reported_by_its_code",),
        "The server has to be refused before or whatever the login is, so that neither name nor password is judged.",
    ),
    Rightful(
        (
            "ignores-qsecread",
            "refuses-qsecread",
        ),
        (
            "combinations/test_restarts.py::test_sessions_after_a_restart_are_as_they_were_set",
            "combinations/test_sessions.py::test_each_session_of_a_history_is_as_it_was_set",
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
            "security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",
        ),
        "AT+QSECREAD is an unrelated command on the way, whose answer the case does not judge; what it judges is a correct module's.",
    ),
    Rightful(
        (
            "ignores-qsecread",
            "refuses-qsecread",
        ),
        ("lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",),
        "The command that the DUT lacks is a step beside the judged one, and its answer is one that the step allows.",
    ),
    Rightful(
        ("refuses-qsecread",),
        ("security_files/test_2_4_write_only.py::test_no_file_command_reads_a_security_file",),
        "The command that the DUT lacks is a step beside the judged one, and its answer is one that the step allows.",
    ),
    Rightful(
        ("ignores-qsslcfg-ciphersuite",),
        (
            "tls/test_amounts.py::test_files_of_each_length_of_padding_and_of_many_records_pass_unchanged",
            "tls/test_pairs.py::test_a_legal_pair_is_negotiated_on_every_connection",
        ),
        "The server takes one pair alone, which the session has; what else the DUT offers is judged by the ClientHello in other cases.",
    ),
    Rightful(
        ("ignores-qsslcfg-ciphersuite",),
        (
            "tls/test_unsupported_servers.py::test_a_server_without_an_rsa_key_is_refused",
            "tls_negatives/test_chains.py::test_a_server_with_a_bad_chain_is_refused",
        ),
        "The default of the setting leads to the same refusal, pair or type as the value that the DUT ignores; what it offers instead is judged in the cases of that setting.",
    ),
    Rightful(
        ("ignores-qsslcfg-sslversion",),
        ("tls_negatives/test_versions.py::test_no_session_opens_with_a_server_that_breaks_the_handshake",),
        "The default of the setting leads to the same refusal, pair or type as the value that the DUT ignores; what it offers instead is judged in the cases of that setting.",
    ),
)
