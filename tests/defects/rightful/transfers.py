"""Cases that pass rightly on DUTs that move other bytes, or none."""

from __future__ import annotations

from .model import Rightful

TRANSFERS = (
    Rightful(
        (
            "downloads-another-file",
            "downloads-nothing",
            "downloads-zeros",
        ),
        (
            "errors/test_closed_by_server.py::test_421_during_a_download_is_reported",
            "errors/test_closed_by_server.py::test_a_data_connection_closed_during_a_download_is_reported",
            "errors/test_closed_by_server.py::test_both_connections_closed_during_a_download_are_reported",
            "errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused_and_the_session_continues",
            "replies/test_refusals.py::test_a_refusal_after_the_data_is_reported_by_its_code",
        ),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        (
            "downloads-another-file",
            "downloads-zeros",
        ),
        ("wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        ("downloads-nothing",),
        (
            "errors/test_codes_after_events.py::test_each_error_has_its_code_after_an_event",
            "errors/test_data_connections.py::test_a_download_without_close_notify_fails_even_after_226",
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
            "errors/test_network_errors.py::test_the_loss_of_the_pdp_context_during_a_command_is_reported",
            "errors/test_second_errors.py::test_errors_of_data_connections_and_replies_do_not_mix",
        ),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        ("downloads-another-file",),
        ("errors/test_network_errors.py::test_the_loss_of_the_pdp_context_during_a_command_is_reported",),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        ("downloads-zeros",),
        ("replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",),
        "The transfer has to fail and the DUT reports the failure, or only codes are judged; the bytes before it are judged where the transfer succeeds.",
    ),
    Rightful(
        ("reports-announced-size",),
        ("replies/test_closing.py::test_a_session_closed_behind_a_success_is_over_and_the_count_true",),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        (
            "uploads-empty-file",
            "uploads-zeros",
        ),
        ("lasting/test_ftp_settings.py::test_a_type_lasts_over_sessions_and_errors",),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        ("uploads-nothing",),
        (
            "errors/test_network_errors.py::test_a_pdp_deactivation_on_another_channel_during_an_upload_is_reported",
            "lasting/test_six_contexts.py::test_each_context_holds_its_settings_and_takes_new_ones_after_each_event",
        ),
        "The upload is a step whose content is not judged: it is about the order of lines, a failure, or what lasts after it.",
    ),
    Rightful(
        ("reports-size-0",),
        (
            "errors/test_illegal_parameters.py::test_an_illegal_parameter_is_refused_and_the_session_continues",
            "tls_negatives/test_data_connection.py::test_a_download_is_complete_or_fails",
            "wire/test_integrity.py::test_a_tampered_download_is_not_reported_as_success",
        ),
        "The bytes themselves are judged, not their number, or the transfer is to fail or to be empty; the cases of the result lines judge the number.",
    ),
    Rightful(
        ("reports-size-0",),
        ("errors/test_network_errors.py::test_the_loss_of_the_pdp_context_during_a_command_is_reported",),
        "The transfer has to fail and the DUT reports the failure; the number of bytes is judged where a transfer succeeds.",
    ),
    Rightful(
        ("uploads-nothing",),
        ("examples/test_4_2_2_upload.py::test_the_wait_for_data_ends_at_the_timeout",),
        "The end of the wait for data is judged, and what comes to the server there is open: a file of the bytes so far, or none.",
    ),
    Rightful(
        ("downloads-zeros",),
        ("errors/test_timeouts.py::test_a_missing_answer_of_the_server_is_reported",),
        "The download has to fail, and does; its bytes are judged where a download succeeds.",
    ),
)
