"""Cases that pass rightly on DUTs that move other bytes, or none."""

from __future__ import annotations

from .model import Rightful

TRANSFERS = (
    Rightful(
        (
            "downloads-another-file",
            "downloads-nothing",
        ),
        ("errors/test_data_connections.py::test_a_download_without_close_notify_fails_even_after_226",),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        (
            "downloads-another-file",
            "downloads-nothing",
            "downloads-zeros",
        ),
        (
            "errors/test_busy.py::test_a_command_during_the_transfer_of_another_channel_is_busy",
            "errors/test_closed_by_server.py::test_421_during_a_download_is_reported",
            "errors/test_closed_by_server.py::test_a_data_connection_closed_during_a_download_is_reported",
            "errors/test_closed_by_server.py::test_both_connections_closed_during_a_download_are_reported",
            "errors/test_data_connections.py::test_a_passive_reply_with_an_unused_port_is_a_network_error",
            "errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused_and_the_session_continues",
            "errors/test_second_errors.py::test_each_refused_transfer_of_a_session_has_its_own_code",
            "errors/test_second_errors.py::test_errors_of_data_connections_and_replies_do_not_mix",
            "errors/test_server_replies.py::test_a_negative_reply_is_reported_as_its_negative_number",
            "errors/test_unlisted.py::test_a_reply_code_outside_table_4_is_reported_as_an_error",
            "replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",
            "replies/test_refusals.py::test_a_refusal_after_the_data_is_reported_by_its_code",
            "replies/test_refusals.py::test_a_refusal_at_each_step_is_reported_by_its_code",
            "replies/test_refusals.py::test_each_refusal_of_a_session_is_reported_by_its_own_code",
            "tls_negatives/test_data_connection.py::test_a_download_is_complete_or_fails",
            "tls_negatives/test_data_connection.py::test_a_truncated_download_fails_even_after_226",
            "wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",
        ),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        (
            "downloads-nothing",
            "downloads-zeros",
        ),
        (
            "errors/test_each_code_again.py::test_each_download_refused_behind_its_data_has_its_code",
            "errors/test_each_code_again.py::test_each_reply_has_its_code_in_each_round",
            "errors/test_network_errors.py::test_the_loss_of_the_pdp_context_during_a_command_is_reported",
        ),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        ("downloads-another-file",),
        ("lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",),
        "The server sees the commands and connections that are judged; the content of the download is not.",
    ),
    Rightful(
        (
            "downloads-another-file",
            "downloads-nothing",
            "downloads-zeros",
        ),
        (
            "examples/test_4_2_1_open_and_close.py::test_a_command_outside_a_session_is_refused",
            "ftp_config/test_effects.py::test_type_6_value_0_uses_the_address_of_the_passive_reply",
        ),
        "The server sees the commands and connections that are judged; the content of the download is not.",
    ),
    Rightful(
        ("reports-announced-size",),
        ("modes/test_ports.py::test_the_port_does_not_choose_the_mode",),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        (
            "reports-announced-size",
            "uploads-empty-file",
            "uploads-nothing",
            "uploads-zeros",
        ),
        (
            "errors/test_local_files.py::test_a_download_larger_than_the_storage_is_reported",
            "errors/test_network_errors.py::test_a_pdp_deactivation_on_another_channel_during_an_upload_is_reported",
            "examples/test_response_order.py::test_an_upload_returns_connect_and_the_result",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",
        ),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        (
            "reports-announced-size",
            "uploads-empty-file",
            "uploads-zeros",
        ),
        ("errors/test_unlisted.py::test_a_reply_code_outside_table_4_is_reported_as_an_error",),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        (
            "reports-announced-size",
            "uploads-zeros",
        ),
        ("replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        ("uploads-nothing",),
        (
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
        ),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        ("reports-size-0",),
        (
            "errors/test_each_code_again.py::test_each_reply_has_its_code_in_each_round",
            "errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused_and_the_session_continues",
            "errors/test_local_files.py::test_a_download_larger_than_the_storage_is_reported",
            "errors/test_local_files.py::test_a_local_file_opened_by_another_command_is_reported",
            "errors/test_local_files.py::test_a_missing_local_file_is_reported",
            "errors/test_local_files.py::test_an_unreadable_local_file_is_reported",
            "errors/test_second_errors.py::test_each_refused_transfer_of_a_session_has_its_own_code",
            "errors/test_second_errors.py::test_errors_of_data_connections_and_replies_do_not_mix",
            "errors/test_second_errors.py::test_errors_of_the_module_and_of_the_server_do_not_mix",
            "errors/test_server_replies.py::test_a_negative_reply_is_reported_as_its_negative_number",
            "errors/test_unlisted.py::test_a_reply_code_outside_table_4_is_reported_as_an_error",
            "examples/test_4_2_1_open_and_close.py::test_a_command_outside_a_session_is_refused",
            "ftp_config/test_effects.py::test_type_1_applies_to_ftp_and_to_ftps",
            "ftp_config/test_effects.py::test_type_1_sets_the_mode_of_the_data_connection",
            "ftp_config/test_effects.py::test_type_2_sets_the_representation_type",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_a_deactivation_of_the_context",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_second_values.py::test_security_and_connection_mode_change_with_each_session",
            "lasting/test_second_values.py::test_the_mode_of_the_data_connection_changes_with_each_session",
            "lasting/test_second_values.py::test_the_resuming_point_changes_with_each_session",
            "lasting/test_second_values.py::test_the_transfer_type_changes_with_each_session",
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_a_deactivation_of_the_context",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",
            "procedure/test_1_2_procedure.py::test_the_procedure_of_chapter_1_2_succeeds",
            "replies/test_refusals.py::test_each_refusal_of_a_session_is_reported_by_its_own_code",
            "security_files/test_2_4_write_only.py::test_no_ftp_upload_sends_a_security_file",
            "security_files/test_same_content.py::test_the_same_bytes_have_the_same_checksum_after_each_event",
            "tls_negatives/test_data_connection.py::test_a_download_is_complete_or_fails",
            "transfer/test_file_names.py::test_a_path_is_the_directory_that_was_given",
            "transfer/test_matrix.py::test_an_empty_file_is_downloaded",
            "transfer/test_round_trips.py::test_a_shorter_file_replaces_a_longer_one_of_the_same_name",
            "transfer/test_round_trips.py::test_files_are_stored_under_the_path_that_was_set",
            "transfer/test_settings.py::test_type_2_sets_the_representation_type_of_a_download",
            "transfer/test_settings.py::test_type_2_sets_the_representation_type_of_an_upload",
            "wire/test_confidentiality.py::test_no_part_of_a_session_is_readable",
            "wire/test_confidentiality.py::test_the_protection_of_the_data_connection_is_requested",
            "wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",
            "wire/test_tap.py::test_a_session_in_clear_is_readable_on_the_wire",
            "wire/test_tap.py::test_credentials_and_data_are_not_readable_on_the_wire",
        ),
        "The bytes themselves are judged, not their number, or the transfer is to fail or to be empty; the cases of the result lines judge the number.",
    ),
    Rightful(
        ("uploads-nothing",),
        ("examples/test_4_2_2_upload.py::test_the_wait_for_data_ends_at_the_timeout",),
        "The end of the wait for data is judged, and what comes to the server there is open: a file of the bytes so far, or none.",
    ),
)
