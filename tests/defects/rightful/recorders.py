"""Cases that record what a DUT does; beside that they judge nothing, or what these DUTs do right."""

from __future__ import annotations

from .model import Rightful

RECORDERS = (
    Rightful(
        (
            "cme-100-to-function",
            "ignores-qsslcfg",
            "never-refuses",
            "plays-the-examples",
            "yes-to-all-but-its-identity",
            "yes-to-function",
        ),
        ("at/test_forms.py::test_the_answer_to_a_form_outside_the_note_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        ("downloads-another-file",),
        ("ftp_config/test_effects.py::test_type_5_value_0_is_a_transparent_uart_and_value_1_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        ("echoes-as-information",),
        (
            "security_files/test_2_4_names.py::test_whether_case_matters_in_a_name_is_recorded",
            "security_files/test_2_4_timeout.py::test_the_result_of_a_partial_upload_at_its_timeout_is_recorded",
            "ssl_config/test_defaults.py::test_the_settings_kept_over_a_reboot_are_recorded",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "echoes-as-information",
            "never-refuses",
            "plays-the-examples",
        ),
        ("at/test_forms.py::test_the_effect_of_letter_case_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "echoes-as-information",
            "plays-the-examples",
        ),
        (
            "security_files/test_2_4_content.py::test_whether_a_file_without_a_certificate_is_accepted_is_recorded",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
        ),
        (
            "security_files/test_encodings.py::test_a_ca_in_other_encodings_is_recorded",
            "ssl_config/test_file_names.py::test_the_name_of_a_missing_file_is_recorded_and_the_session_fails",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
        ),
        ("security_files/test_encodings.py::test_a_client_key_in_other_encodings_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "every-failure-is-1",
            "every-failure-is-10",
            "ftp-settings-forgotten",
            "hangs-up",
            "hangs-up-before-login",
            "ignores-qftppass",
            "ignores-qftpuser",
            "ignores-qsslcfg",
            "refuses-every-chain",
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
        ),
        (
            "authentication/test_unspecified_forms.py::test_the_answer_to_an_unspecified_certificate_form_is_recorded",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "ftp-settings-forgotten",
            "plays-the-examples",
            "settings-forgotten",
            "settings-unread",
        ),
        ("ftp_config/test_2_2_qftpcfg.py::test_the_settings_kept_over_a_reboot_are_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "hangs-up-after-login",
            "ignores-qftppass",
        ),
        ("transfer/test_login_texts.py::test_what_becomes_of_other_alphabets_and_of_escapes_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        ("ignores-qftppath",),
        ("examples/test_response_order.py::test_the_path_has_a_result_and_its_order_is_recorded",),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "ignores-qftppath",
            "refuses-qftppath",
        ),
        (
            "security_files/test_in_use.py::test_the_effect_of_deleting_the_ca_on_an_open_session_is_recorded",
            "ssl_config/test_global.py::test_the_effect_of_ftps_0_in_a_session_is_recorded",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        ("plays-the-examples",),
        (
            "persistence/test_reboot.py::test_whether_ftp_settings_survive_a_reboot_is_recorded",
            "security_files/test_2_4_names.py::test_whether_ram_accepts_other_names_is_recorded",
        ),
        "The case records what the DUT does, since the documents leave it open.",
    ),
    Rightful(
        (
            "downloads-another-file",
            "downloads-last-upload",
            "downloads-nothing",
            "downloads-without-asking",
            "downloads-zeros",
            "every-failure-is-0",
            "every-failure-is-1",
            "every-failure-is-10",
            "every-failure-is-5",
            "ftp-settings-forgotten",
            "ignores-qftpget",
            "ignores-qftpopen",
            "ignores-qftppass",
            "ignores-qftppath",
            "ignores-qftpput",
            "ignores-qftpuser",
            "never-dials",
            "never-logs-in",
            "no-read-and-test-forms",
            "no-transfer-works",
            "opens-only-before-any-failure",
            "opens-without-dialling",
            "refuses-qftpget",
            "refuses-qftpopen",
            "refuses-qftppath",
            "refuses-qftpput",
            "repeats-first-result",
            "repeats-last-result",
            "reports-announced-size",
            "reports-size-0",
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
            "uploads-empty-file",
            "uploads-nothing",
            "uploads-zeros",
        ),
        ("at/test_forms_without_effect.py::test_a_form_without_values_changes_no_setting_and_no_file",),
        "The case judges that forms without values change nothing; what they answer is open, and these DUTs change nothing.",
    ),
    Rightful(
        (
            "ignores-qsecdel",
            "ignores-qsecread",
            "ignores-qsslcfg",
            "never-refuses",
            "plays-the-examples",
            "settings-unread",
            "yes-to-all-but-its-identity",
            "yes-to-function",
        ),
        ("at/test_forms.py::test_a_line_of_several_commands_is_answered_wherever_one_is_refused",),
        "The note shows no line of several commands, so that any answer is right; what the commands do is judged in their own cases.",
    ),
    Rightful(
        (
            "settings-forgotten",
            "settings-unread",
            "ssl-settings-forgotten",
        ),
        ("at/test_forms.py::test_the_effect_of_letter_case_is_recorded",),
        "The case records what the DUT does with the other letter case; the values of the settings are judged in their own cases.",
    ),
    Rightful(
        ("ignores-network",),
        ("recovery/test_5_1_configurations.py::test_4_a_context_in_use_is_reported",),
        "The case records the answer of a context in use; AT+QIDEACT on the way is judged in the cases of the procedure.",
    ),
)
