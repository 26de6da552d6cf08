"""Cases that pass rightly on DUTs that keep no settings or no files."""

from __future__ import annotations

from .model import Rightful

SETTINGS = (
    Rightful(
        ("deletes-nothing",),
        ("security_files/test_2_4_content.py::test_the_same_bytes_have_the_same_checksum",),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        (
            "deletes-nothing",
            "ignores-qsecdel",
        ),
        ("persistence/test_reboot.py::test_a_file_in_ram_does_not_survive_a_reboot",),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        (
            "deletes-nothing",
            "ignores-qsecdel",
            "refuses-qsecdel",
        ),
        (
            "examples/test_response_order.py::test_an_upload_of_a_security_file_returns_connect_the_result_and_ok",
            "persistence/test_power_loss.py::test_a_file_in_nvram_survives_a_loss_of_power",
            "procedure/test_1_2_procedure.py::test_step_1_is_required_only_for_authentication",
            "recovery/test_5_2_ftps_errors.py::test_the_ssl_context_can_be_queried",
            "security_files/test_2_4_end_of_upload.py::test_an_upload_ends_at_its_size",
            "security_files/test_2_4_end_of_upload.py::test_the_dut_accepts_commands_after_an_upload",
            "security_files/test_3_file_errors.py::test_4008_no_space_for_an_upload",
        ),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        ("ignores-qsecdel",),
        (
            "lasting/test_ssl_settings.py::test_ssl_settings_and_files_last_over_a_deactivation_of_the_context",
            "security_files/test_2_4_timeout.py::test_an_upload_without_data_ends_at_its_timeout",
        ),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        (
            "ignores-qsecdel",
            "refuses-qsecdel",
        ),
        (
            "security_files/test_2_4_timeout.py::test_the_default_timeout_is_100_s",
            "security_files/test_2_4_timeout.py::test_the_dut_accepts_commands_and_an_upload_after_a_timeout",
        ),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        ("refuses-qsecdel",),
        (
            "security_files/test_2_4_end_of_upload.py::test_the_dut_accepts_commands_after_a_refused_upload",
            "security_files/test_2_4_existing_file.py::test_duplicate_upload_is_refused_and_the_stored_file_kept",
        ),
        "AT+QSECDEL only makes room before or after the case; what is judged does not depend on it.",
    ),
    Rightful(
        ("files-forgotten",),
        (
            "examples/test_4_1_upload_security_data.py::test_a_file_has_the_same_checksum_in_both_storages",
            "examples/test_4_1_upload_security_data.py::test_a_security_file_is_uploaded_as_in_the_example",
            "examples/test_response_order.py::test_an_upload_of_a_security_file_returns_connect_the_result_and_ok",
            "lasting/test_six_contexts.py::test_the_first_write_after_a_loss_of_power_reaches_its_own_context",
            "lasting/test_six_contexts.py::test_the_first_write_after_a_reboot_reaches_its_own_context",
            "recovery/test_5_2_ftps_errors.py::test_the_ssl_context_can_be_queried",
            "security_files/test_2_4_content.py::test_a_changed_bit_changes_the_checksum",
            "security_files/test_2_4_content.py::test_a_checksum_is_one_to_four_hexadecimal_digits",
            "security_files/test_2_4_content.py::test_a_checksum_is_printed_as_in_the_examples",
            "security_files/test_2_4_content.py::test_bytes_of_each_value_are_stored",
            "security_files/test_2_4_content.py::test_the_same_bytes_have_the_same_checksum",
            "security_files/test_2_4_end_of_upload.py::test_an_upload_ends_at_its_size",
            "security_files/test_2_4_end_of_upload.py::test_surplus_bytes_are_not_stored",
            "security_files/test_2_4_end_of_upload.py::test_the_dut_accepts_commands_after_a_refused_upload",
            "security_files/test_2_4_names.py::test_a_name_outside_table_3_is_refused",
            "security_files/test_2_4_sizes.py::test_a_malformed_size_is_refused",
            "security_files/test_2_4_sizes.py::test_a_missing_size_is_refused",
            "security_files/test_2_4_timeout.py::test_a_timeout_outside_the_range_is_refused",
            "security_files/test_2_4_timeout.py::test_a_timeout_within_the_range_is_accepted",
            "security_files/test_2_4_write_only.py::test_no_file_command_reads_a_security_file",
            "security_files/test_2_4_write_only.py::test_no_ftp_upload_sends_a_security_file",
            "security_files/test_3_file_errors.py::test_4011_file_too_large",
            "security_files/test_3_file_errors.py::test_4013_invalid_parameter",
            "security_files/test_same_content.py::test_bytes_of_each_value_count_wherever_they_stand",
            "ssl_config/test_contexts.py::test_a_write_changes_only_its_field_of_its_context",
            "ssl_config/test_keywords.py::test_a_part_of_a_keyword_or_a_longer_one_is_unknown",
        ),
        "The answer to AT+QSECWRITE is judged, or a refusal of it; whether the file is stored is judged where it is read or used.",
    ),
    Rightful(
        (
            "files-forgotten",
            "ignores-qsslcfg",
        ),
        ("security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",),
        "The time-outs of AT+QSECWRITE are judged, and those are a correct module's; the DUT deviates only where the case makes room or looks at a setting.",
    ),
    Rightful(
        (
            "ftp-settings-forgotten",
            "settings-forgotten",
        ),
        ("ftp_config/test_number_forms.py::test_no_other_number_is_taken_for_a_type",),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
    Rightful(
        (
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
        ),
        (
            "ssl_config/test_contexts.py::test_a_context_out_of_range_is_refused_and_its_neighbour_is_not_changed",
            "ssl_config/test_generic.py::test_an_unknown_keyword_is_an_error",
        ),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
    Rightful(
        (
            "settings-forgotten",
            "ssl-settings-forgotten",
        ),
        (
            "ssl_config/test_file_names.py::test_a_context_out_of_range_is_refused",
            "ssl_config/test_generic.py::test_a_ctxindex_query_with_a_value_is_an_error",
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
        ("ftp_config/test_effects.py::test_type_2_sets_the_representation_type",),
        "A refusal or its lack of effect is judged, and the DUT refuses and changes nothing.",
    ),
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
            "ftp-settings-forgotten",
            "ignores-qsslcfg",
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
        ),
        ("tls/test_unsupported_servers.py::test_a_modern_only_server_is_refused",),
        "The server has to be refused with any settings, and the DUT dialled it and refused it.",
    ),
    Rightful(
        (
            "ignores-qsslcfg",
            "ssl-settings-forgotten",
        ),
        ("modes/test_connection_modes.py::test_plain_ftp_never_requests_tls",),
        "The server has to be refused with any settings, and the DUT dialled it and refused it.",
    ),
    Rightful(
        ("ignores-qsslcfg",),
        ("transfer/test_content.py::test_any_content_passes_unchanged_in_each_mode",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        (
            "ignores-qsslcfg",
            "refuses-qsslcfg",
            "ssl-settings-forgotten",
        ),
        ("procedure/test_1_2_procedure.py::test_security_data_can_be_removed",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        (
            "ignores-qsslcfg",
            "ssl-settings-forgotten",
        ),
        (
            "errors/test_local_files.py::test_a_download_larger_than_the_storage_is_reported",
            "errors/test_local_files.py::test_an_unreadable_local_file_is_reported",
            "lasting/test_second_values.py::test_user_and_password_change_with_each_session",
        ),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        ("settings-unread",),
        ("security_files/test_2_4_timeout.py::test_each_of_several_uploads_ends_at_its_timeout",),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
    Rightful(
        ("ssl-settings-forgotten",),
        (
            "at/test_forms.py::test_the_test_form_of_qsslcfg_lists_type_range_and_value",
            "lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",
        ),
        "The forgotten setting is not what the case judges, or the default is the wanted value: the session is a plain one, or at level 0.",
    ),
)
