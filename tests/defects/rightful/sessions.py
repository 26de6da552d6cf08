"""Cases that pass rightly on DUTs whose sessions fail, or only seem to work."""

from __future__ import annotations

from .model import Rightful

SESSIONS = (
    Rightful(
        ("every-failure-is-0",),
        (
            "modes/test_protection_refused.py::test_no_file_goes_in_clear_after_a_refused_protection",
            "security_files/test_2_4_write_only.py::test_no_ftp_upload_sends_a_security_file",
            "tls_negatives/test_data_connection.py::test_no_byte_of_a_record_that_breaks_off_is_output",
            "transfer/test_settings.py::test_an_offset_beyond_the_end_of_the_file_counts_no_bytes",
        ),
        "The bytes at the server, on the line or of the DTE are judged, and they are right; that no success may be told is judged in the cases of the failure itself.",
    ),
    Rightful(
        ("every-failure-is-0",),
        ("transfer/test_number_forms.py::test_a_download_begins_at_the_whole_number_of_the_resume_point",),
        "The resume points that the server gets are judged; what a download beyond the end of the file reports is not.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
        ),
        (
            "authentication/test_client_certificate.py::test_the_client_certificate_decides_in_explicit_mode_too",
            "authentication/test_client_certificate.py::test_the_client_certificate_decides_whether_a_session_opens",
            "authentication/test_clock.py::test_a_certificate_is_valid_from_its_first_to_its_last_second",
            "authentication/test_clock.py::test_the_instant_and_not_the_local_time_decides",
            "authentication/test_levels.py::test_a_good_session_makes_no_later_server_a_trusted_one",
            "authentication/test_levels.py::test_each_level_decides_about_its_own_session",
            "authentication/test_levels.py::test_level_2_refuses_each_class_of_bad_chain_between_good_ones",
            "authentication/test_levels.py::test_the_ca_that_is_configured_decides_after_another_one",
            "authentication/test_long_names.py::test_each_context_uses_the_files_of_their_whole_names",
            "authentication/test_mixed_storages.py::test_no_file_of_another_name_stands_in_for_a_wrong_one",
            "authentication/test_second_certificate.py::test_each_context_shows_its_own_certificate_and_needs_its_own_key",
            "authentication/test_security_data.py::test_no_session_opens_without_a_ca",
            "authentication/test_server_certificate.py::test_the_server_certificate_decides_whether_a_session_opens",
            "data_connection/test_negotiation.py::test_no_file_is_moved_over_a_data_connection_without_a_pair_of_the_context",
            "data_connection/test_server_certificate.py::test_no_file_is_moved_over_a_data_connection_with_a_bad_chain",
            "errors/test_unlisted.py::test_a_failed_tls_handshake_is_reported_as_an_error",
            "ftp_config/test_effects.py::test_type_6_applies_to_ftps",
            "ftp_config/test_effects.py::test_type_6_value_0_uses_the_address_of_the_passive_reply",
            "lasting/test_second_values.py::test_a_ca_that_is_replaced_under_its_name_counts_in_the_next_session",
            "lasting/test_second_values.py::test_the_ignoring_of_dates_changes_with_each_session",
            "lasting/test_second_values.py::test_the_security_level_changes_with_each_session",
            "modes/test_auth_replies.py::test_bytes_in_clear_behind_234_are_no_reply_inside_tls",
            "recovery/test_5_2_ftps_errors.py::test_a_corrected_authentication_opens_the_session_without_a_reboot",
            "recovery/test_5_2_ftps_errors.py::test_a_corrected_mode_opens_the_session_without_a_reboot",
            "security_files/test_in_use.py::test_no_session_opens_with_a_damaged_ca",
            "security_files/test_in_use.py::test_no_session_opens_with_a_deleted_ca",
            "ssl_config/test_ignorertctime.py::test_the_flag_applies_to_every_context",
            "ssl_config/test_sessions.py::test_two_contexts_use_two_cas",
            "tls/test_lists.py::test_each_suite_of_a_list_is_used_and_no_other",
            "tls/test_mismatch.py::test_no_session_opens_with_a_server_of_another_version",
            "tls/test_mismatch.py::test_no_session_opens_with_a_server_without_the_configured_suite",
            "tls/test_unsupported_servers.py::test_a_modern_only_server_is_refused",
            "tls/test_unsupported_servers.py::test_a_server_without_an_rsa_key_is_refused",
            "tls_negatives/test_chains.py::test_a_server_with_a_bad_chain_is_refused",
            "tls_negatives/test_data_connection.py::test_no_data_are_uploaded_after_a_faulty_handshake",
            "tls_negatives/test_depths.py::test_chains_are_checked_after_a_fresh_start",
            "tls_negatives/test_depths.py::test_no_file_is_moved_over_a_data_connection_with_a_flaw_at_any_depth",
            "tls_negatives/test_depths.py::test_no_session_opens_with_a_flaw_at_any_depth",
            "tls_negatives/test_explicit_mode.py::test_a_download_with_a_faulty_record_fails_in_explicit_mode",
            "tls_negatives/test_explicit_mode.py::test_a_server_without_a_common_suite_or_an_rsa_key_is_refused_in_explicit_mode",
            "tls_negatives/test_explicit_mode.py::test_bad_chains_are_refused_in_explicit_mode",
            "tls_negatives/test_explicit_mode.py::test_no_file_is_moved_after_a_faulty_data_handshake_in_explicit_mode",
            "tls_negatives/test_explicit_mode.py::test_tls_faults_are_refused_in_explicit_mode",
            "tls_negatives/test_faults.py::test_a_faulty_server_is_refused_and_a_legal_one_accepted",
            "tls_negatives/test_secrets.py::test_no_secret_is_sent_to_an_unauthenticated_server",
            "tls_negatives/test_versions.py::test_no_file_is_moved_over_a_data_connection_that_breaks_the_handshake",
            "tls_negatives/test_versions.py::test_no_session_opens_with_a_server_that_breaks_the_handshake",
            "wire/test_integrity.py::test_a_tampered_reply_is_not_reported_as_success",
        ),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        (
            "errors/test_data_connections.py::test_a_download_without_close_notify_fails_even_after_226",
            "errors/test_unlisted.py::test_a_reply_code_outside_table_4_is_reported_as_an_error",
            "modes/test_connection_modes.py::test_no_session_opens_with_a_server_of_another_mode",
            "modes/test_connection_modes.py::test_plain_ftp_never_requests_tls",
            "replies/test_refusals.py::test_no_session_opens_with_a_server_that_refuses_in_its_greeting",
            "tls/test_pairs.py::test_an_illegal_pair_is_refused",
            "tls_negatives/test_data_connection.py::test_a_download_is_complete_or_fails",
            "tls_negatives/test_data_connection.py::test_a_truncated_download_fails_even_after_226",
            "tls_negatives/test_data_connection.py::test_no_byte_of_a_record_that_breaks_off_is_output",
            "wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",
            "wire/test_integrity.py::test_a_tampered_upload_is_not_reported_as_success",
        ),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        (
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        (
            "errors/test_unlisted.py::test_a_malformed_reply_is_reported_as_an_error",
            "transfer/test_number_forms.py::test_a_download_begins_at_the_whole_number_of_the_resume_point",
            "transfer/test_settings.py::test_an_offset_beyond_the_end_of_the_file_counts_no_bytes",
            "wire/test_session_reuse.py::test_an_upload_succeeds_only_with_the_resumption_that_the_server_requires",
        ),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("transfer/test_repeated_transfers.py::test_the_path_is_kept_after_what_fails",),
        "What follows a failure is judged here; its code is judged in the cases of errors.",
    ),
    Rightful(
        ("repeats-last-result",),
        ("tls_negatives/test_explicit_mode.py::test_bad_chains_are_refused_in_explicit_mode",),
        "The repeated result is a failure, which is true here; the case allows several codes or judges none.",
    ),
    Rightful(
        ("repeats-first-result",),
        (
            "errors/test_closed_by_server.py::test_421_during_a_download_is_reported",
            "errors/test_closed_by_server.py::test_421_in_an_idle_session_is_reported_by_a_urc",
            "errors/test_data_connections.py::test_a_download_closed_early_never_counts_as_the_whole_file",
            "errors/test_data_connections.py::test_a_download_without_close_notify_fails_even_after_226",
            "errors/test_unlisted.py::test_a_malformed_reply_is_reported_as_an_error",
            "wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",
            "wire/test_integrity.py::test_a_tampered_upload_is_not_reported_as_success",
            "wire/test_session_reuse.py::test_an_upload_succeeds_only_with_the_resumption_that_the_server_requires",
        ),
        "The repeated result is a failure, which is true here; the case allows several codes or judges none.",
    ),
    Rightful(
        ("every-failure-is-5",),
        ("errors/test_timeouts.py::test_a_missing_handshake_after_auth_is_reported",),
        "That the command fails is judged, and the server sees why; the documents name no code for it or several, and this case does not judge which one comes.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        (
            "combinations/test_restarts.py::test_sessions_after_a_restart_are_as_they_were_set",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_sessions_and_errors",
            "security_files/test_same_content.py::test_the_same_bytes_have_the_same_checksum_after_each_event",
        ),
        "The failure is one of several events in the case, which only asks that the command fails; its code is judged in the cases of the errors.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-5",
        ),
        ("combinations/test_sessions.py::test_each_session_of_a_history_is_as_it_was_set",),
        "The failure is one of several events in the case, which only asks that the command fails; its code is judged in the cases of the errors.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-5",
        ),
        (
            "ftp_config/test_2_2_qftpcfg.py::test_a_connection_mode_out_of_range_is_refused_and_changes_nothing",
            "ftp_config/test_number_forms.py::test_a_switch_tells_the_value_that_it_has_accepted_and_no_other",
            "ftp_config/test_number_forms.py::test_no_value_but_0_and_1_is_taken_for_a_connection_mode",
            "ftp_config/test_number_forms.py::test_the_local_position_is_told_as_it_was_given",
            "ftp_config/test_number_forms.py::test_the_resume_point_is_told_in_full",
            "modes/test_port_forms.py::test_no_other_number_is_taken_for_the_port_of_a_server",
            "transfer/test_number_forms.py::test_what_is_no_number_uploads_nothing",
        ),
        "That the value is refused and changes nothing is judged; the code of an illegal parameter is judged in errors/test_illegal_parameters.py.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("modes/test_protection_refused.py::test_no_file_goes_in_clear_after_a_refused_protection",),
        "What the server gets after the refusal is judged; the code of a refused AUTH, PBSZ or PROT is judged in the cases of the errors.",
    ),
    Rightful(
        (
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("modes/test_auth_refused.py::test_no_login_in_clear_follows_a_refused_auth",),
        "What the server gets after the refusal is judged; the code of a refused AUTH, PBSZ or PROT is judged in the cases of the errors.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",),
        "The end of the session and the count of the transfer are judged; the code of a session that the server ends is judged in errors/test_closed_by_server.py.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("security_files/test_2_4_write_only.py::test_no_ftp_upload_sends_a_security_file",),
        "That no byte of the key leaves the DUT is judged; the code of a missing file is judged in errors/test_local_files.py.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-5",
        ),
        ("ssl_config/test_global.py::test_no_login_is_sent_in_clear_without_a_bound_context",),
        "That nothing is sent is judged; the documents name no code for a session without a context.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-5",
        ),
        ("transfer/test_file_names.py::test_a_path_is_the_directory_that_was_given",),
        "A path longer than a DUT takes may be refused; with which code is not judged here.",
    ),
    Rightful(
        ("every-success-is-1",),
        (
            "ftp_config/test_number_forms.py::test_no_other_number_is_taken_for_a_type",
            "security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",
        ),
        "The refusal of values is judged; the accepted one is found by its OK.",
    ),
    Rightful(
        ("fails-after-failure-until-reboot",),
        ("transfer/test_login_texts.py::test_any_text_that_is_accepted_reaches_the_server_unchanged",),
        "The judged login takes place; whether the opening succeeds behind a login that the server knows by word only is judged where it can be.",
    ),
    Rightful(
        ("hangs-up-after-login",),
        (
            "transfer/test_login_texts.py::test_any_text_that_is_accepted_reaches_the_server_unchanged",
            "transfer/test_login_texts.py::test_letters_and_digits_reach_the_server_unchanged",
        ),
        "The judged login takes place before the DUT hangs up.",
    ),
    Rightful(
        ("refuses-every-chain",),
        (
            "tls_negatives/test_chains.py::test_a_server_with_a_bad_chain_is_refused",
            "tls_negatives/test_explicit_mode.py::test_bad_chains_are_refused_in_explicit_mode",
            "tls_negatives/test_secrets.py::test_no_secret_is_sent_to_an_unauthenticated_server",
        ),
        "The server has to be refused, and it saw the handshake in which the DUT refused it; that good servers are refused, too, shows in their cases.",
    ),
    Rightful(
        ("every-failure-is-0",),
        ("replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",),
        "The state of the session and the number of bytes are judged; the code of the unsolicited line is judged in the cases of a session that the server ends.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("tls_negatives/test_data_connection.py::test_an_upload_that_an_alert_ends_is_no_success",),
        "The case judges that no success is told; an alert and the reply 426 have several true codes, which are judged one by one in the cases of replies and of lost connections.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
        ),
        (
            "authentication/test_clock.py::test_dates_decide_before_the_clock_was_set_too",
            "authentication/test_levels.py::test_a_server_that_is_named_is_verified_like_one_with_an_address",
            "data_connection/test_server_certificate.py::test_a_later_data_connection_of_a_session_is_checked_like_the_first",
        ),
        "The case judges that a chain is refused; the note has no code of its own for that, and -5 is judged in the cases of network errors.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("errors/test_states.py::test_no_open_session_is_told_without_one",),
        "The case judges the state after each failure; its code is judged in the cases of that failure.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-5",
        ),
        ("errors/test_states.py::test_an_open_session_is_told_after_each_command",),
        "The refused command is one of several on the way; the answer to a wrong value is judged in the cases of AT+QFTPCFG.",
    ),
    Rightful(
        ("every-failure-is-5",),
        ("errors/test_timeouts.py::test_a_missing_handshake_on_a_data_connection_is_reported",),
        "-5 is one of the codes that the case allows: no document says which one a missing handshake has.",
    ),
    Rightful(
        ("every-failure-is-10",),
        ("combinations/test_sessions.py::test_each_session_of_a_history_is_as_it_was_set",),
        "The failed steps of a history are on the way to the judged session; their codes are judged in the cases of each failure.",
    ),
    Rightful(
        (
            "ignores-network",
            "refuses-network",
        ),
        ("errors/test_states.py::test_no_open_session_is_told_without_one",),
        "Without the commands of the context the state is judged after the other events; the commands are judged in the cases of the procedure.",
    ),
    Rightful(
        ("opens-only-before-any-failure",),
        ("security_files/test_in_use.py::test_no_session_opens_with_a_deleted_ca",),
        "The case judges that no session opens without the file; what follows a failure is judged in the cases of ERR-GEN-07.",
    ),
)
