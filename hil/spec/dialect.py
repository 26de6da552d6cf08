"""What the note and the manuals leave open, by key: a probe measures it, a personality of the emulator sets it.

docs/personalities.md says what each key means.
"""

from __future__ import annotations

from enum import StrEnum


class DialectKey(StrEnum):
    """A key of a personality that AT commands can measure."""

    MANUFACTURER = "manufacturer"
    MODEL = "model"
    REVISION = "revision"
    ATI = "ati"
    QCCID_PREFIX = "qccid_prefix"
    BOOT_URCS = "boot_urcs"
    BOOT_URCS_WHEN_AUTOBAUDING = "boot_urcs_when_autobauding"
    CMEE_DEFAULT = "cmee_default"
    CME_TEXTS = "cme_texts"  # one item for each code
    LF_ENDS_LINE = "lf_ends_line"
    DEACT_IN_INITIAL = "deact_in_initial"
    PDP_LOST_URC = "pdp_lost_urc"
    COMPACT_REPLIES = "compact_replies"  # one item for each reply
    GET_TRAILING_OK = "get_trailing_ok"
    PUT_TRAILING_OK = "put_trailing_ok"
    QFTPCFG_QUERY_OK = "qftpcfg_query_ok"
    QFTPCFG_QUOTES_PLACE = "qftpcfg_quotes_place"
    QFTPCFG_DEFAULT_1 = "qftpcfg_default_1"
    QFTPCFG_DEFAULT_2 = "qftpcfg_default_2"
    QFTPCFG_DEFAULT_5 = "qftpcfg_default_5"
    QFTPCFG_DEFAULT_6 = "qftpcfg_default_6"
    FTP_READ_FORMS = "ftp_read_forms"
    FTP_TEST_FORMS = "ftp_test_forms"
    FTP_BUSY_IS_ERROR = "ftp_busy_is_error"
    CLOSE_WITHOUT_SESSION = "close_without_session"
    QSECREAD_CHECKSUM = "qsecread_checksum"
