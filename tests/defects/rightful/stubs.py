"""Cases that pass rightly on DUTs that answer without the function, or by earlier answers."""

from __future__ import annotations

from .model import Rightful

STUBS = (
    Rightful(
        ("answers-previous-command",),
        (
            "errors/test_local_files.py::test_a_download_larger_than_the_storage_is_reported",
            "errors/test_local_files.py::test_an_unreadable_local_file_is_reported",
            "errors/test_network_errors.py::test_a_failed_dns_query_is_reported",
            "errors/test_unlisted.py::test_a_reply_code_outside_table_4_is_an_unknown_error",
            "errors/test_unlisted.py::test_an_unknown_error_is_reported",
        ),
        "The commands before the judged one have the same answer; the judged result line comes from the service, which is a correct module's.",
    ),
    Rightful(
        (
            "cme-100-to-function",
            "function-missing",
            "result-line-of-another-command",
        ),
        ("at/test_forms.py::test_an_execute_form_of_the_pdp_commands_is_accepted",),
        "The commands of the PDP context are judged, and those are a correct module's; the DUT deviates only where the driver closes a session before.",
    ),
    Rightful(
        (
            "every-success-is-1",
            "ignores-qftpclose",
            "ignores-qftpstat",
            "plays-the-examples",
            "yes-to-function",
        ),
        ("at/test_forms.py::test_the_execute_form_of_qilocip_returns_one_address",),
        "The commands of the PDP context are judged, and those are a correct module's; the DUT deviates only where the driver closes a session before.",
    ),
    Rightful(
        ("echoes-as-information",),
        (
            "at/test_forms.py::test_an_execute_form_outside_the_note_is_refused",
            "security_files/test_forms.py::test_there_is_no_execute_form",
            "ssl_config/test_generic.py::test_a_ctxindex_query_without_an_index_is_an_error",
            "ssl_config/test_generic.py::test_a_missing_index_is_an_error",
            "ssl_config/test_generic.py::test_an_unknown_keyword_is_an_error",
        ),
        "The refusal is judged; the legal form beside it counts by its OK, and what it tells is judged in the cases of the queries.",
    ),
    Rightful(
        (
            "echoes-as-information",
            "empty-answers",
        ),
        ("ssl_config/test_generic.py::test_a_ctxindex_query_with_a_value_is_an_error",),
        "The refusal is judged; the legal form beside it counts by its OK, and what it tells is judged in the cases of the queries.",
    ),
    Rightful(
        (
            "echoes-as-information",
            "empty-answers",
        ),
        ("errors/test_codes_after_events.py::test_each_error_has_its_code_after_an_event",),
        "AT+QFTPSTAT only tells the case whether to open the session again; a session that is open stays so.",
    ),
    Rightful(
        ("echoes-as-information",),
        (
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_a_deactivation_of_the_context",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_a_deactivation_of_the_context",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",
            "procedure/test_1_2_procedure.py::test_security_data_can_be_removed",
            "security_files/test_2_4_end_of_upload.py::test_the_dut_accepts_commands_after_an_upload",
            "security_files/test_2_4_end_of_upload.py::test_the_escape_sequence_ends_an_upload",
        ),
        "Queries only tell the driver what it has to set here; sessions, files and result codes are judged, and those are a correct module's.",
    ),
    Rightful(
        (
            "echoes-as-information",
            "empty-answers",
        ),
        (
            "procedure/test_1_2_procedure.py::test_step_1_is_required_only_for_authentication",
            "security_files/test_in_use.py::test_no_session_opens_with_a_deleted_ca",
        ),
        "Queries only tell the driver what it has to set here; sessions, files and result codes are judged, and those are a correct module's.",
    ),
    Rightful(
        ("echoes-as-information",),
        (
            "ssl_config/test_contexts.py::test_a_context_out_of_range_is_refused_and_its_neighbour_is_not_changed",
            "ssl_config/test_file_names.py::test_a_context_out_of_range_is_refused",
            "ssl_config/test_file_names.py::test_a_malformed_name_is_refused_or_the_session_fails",
            "ssl_config/test_file_names.py::test_a_name_of_another_kind_of_file_is_refused_or_the_session_fails",
        ),
        "The refusal is judged, and that the same query has the same answer before and after it.",
    ),
    Rightful(
        (
            "fails-after-failure",
            "fails-after-failure-until-reboot",
        ),
        ("ftp_config/test_number_forms.py::test_no_other_number_is_taken_for_a_type",),
        "The judged failure is the first one; what comes after it is not judged in this case but in those of ERR-GEN-07.",
    ),
    Rightful(
        ("never-refuses",),
        (
            "security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",
            "security_files/test_same_content.py::test_the_same_bytes_have_the_same_checksum_after_each_event",
        ),
        "Only the deletion of a file that is not there is answered OK, while the case makes room; the refusals that the case judges come from the service.",
    ),
    Rightful(
        ("no-read-and-test-forms",),
        (
            "combinations/test_restarts.py::test_sessions_after_a_restart_are_as_they_were_set",
            "combinations/test_sessions.py::test_each_session_of_a_history_is_as_it_was_set",
            "security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",
            "security_files/test_same_content.py::test_the_same_bytes_have_the_same_checksum_after_each_event",
        ),
        "Read and test forms are commands on the way, whose answers the case does not judge; what it judges is a correct module's.",
    ),
    Rightful(
        ("no-read-and-test-forms",),
        ("security_files/test_2_4_write_only.py::test_no_file_command_reads_a_security_file",),
        "The case judges a form that the DUT has, or that a correct module refuses, too.",
    ),
    Rightful(
        ("plays-the-examples",),
        (
            "at/test_forms.py::test_the_execute_form_of_qftpstat_returns_one_word",
            "security_files/test_forms.py::test_the_test_form_lists_the_parameters",
        ),
        "The form is answered as the note shows it.",
    ),
    Rightful(
        ("plays-the-examples",),
        (
            "ftp_config/test_2_2_qftpcfg.py::test_a_connection_mode_is_set_and_read_back",
            "ftp_config/test_2_2_qftpcfg.py::test_a_quoted_type_is_refused_or_read_as_the_number",
            "ftp_config/test_2_2_qftpcfg.py::test_the_connection_mode_is_implicit_after_boot",
            "ssl_config/test_ignorertctime.py::test_a_ctxindex_query_returns_seven_fields_without_the_flag",
        ),
        "The line of the note's example is the right answer for this value; the cases of other values fail.",
    ),
    Rightful(
        ("repeats-first-answer",),
        ("security_files/test_2_4_sizes.py::test_a_file_of_a_legal_size_is_stored",),
        "The first answer tells the size of this file, too; that checksums differ is judged in security_files/test_2_4_content.py.",
    ),
    Rightful(
        ("repeats-first-result",),
        (
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_a_deactivation_of_the_context",
            "modes/test_connection_modes.py::test_plain_ftp_never_requests_tls",
        ),
        "Bytes, files and refusals are judged; the number that the DUT repeats is that of a transfer or of the close, whose count other cases judge.",
    ),
    Rightful(
        (
            "repeats-first-result",
            "repeats-last-result",
        ),
        (
            "modes/test_protection_refused.py::test_no_file_goes_in_clear_after_a_refused_protection",
            "procedure/test_1_2_procedure.py::test_the_procedure_of_chapter_1_2_succeeds",
            "tls_negatives/test_data_connection.py::test_no_byte_of_a_record_that_breaks_off_is_output",
        ),
        "Bytes, files and refusals are judged; the number that the DUT repeats is that of a transfer or of the close, whose count other cases judge.",
    ),
    Rightful(
        ("repeats-last-result",),
        (
            "transfer/test_round_trips.py::test_a_shorter_file_replaces_a_longer_one_of_the_same_name",
            "transfer/test_round_trips.py::test_files_are_stored_under_the_path_that_was_set",
        ),
        "Bytes, files and refusals are judged; the number that the DUT repeats is that of a transfer or of the close, whose count other cases judge.",
    ),
    Rightful(
        ("repeats-first-result",),
        ("wire/test_integrity.py::test_a_tampered_reply_is_not_reported_as_success",),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        ("repeats-last-result",),
        (
            "authentication/test_client_certificate.py::test_the_client_certificate_decides_whether_a_session_opens",
        ),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        ("answers-previous-command",),
        (
            "examples/test_response_order.py::test_a_download_returns_connect_the_data_and_the_result",
            "examples/test_response_order.py::test_an_upload_returns_connect_and_the_result",
        ),
        "The order of the lines of the command is judged; the line of the command before it comes ahead of them, as an unsolicited line may.",
    ),
)
