"""The +CME ERROR codes of the series with their texts under AT+CMEE=2 (27.007 9.2; the series' manual).

50, 53, 58 and 100 of 27.007 are not in the series' list.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from hil.spec.codes import ErrorCode


class CmeCode(IntEnum):
    """The codes of 27.007 and the series that have a mechanism here; those of files are in `ErrorCode`."""

    OPERATION_NOT_ALLOWED = 3
    SIM_NOT_INSERTED = 10
    SIM_PIN_REQUIRED = 11
    SIM_PUK_REQUIRED = 12
    SIM_FAILURE = 13
    INCORRECT_PASSWORD = 16
    MEMORY_FULL = 20
    NO_NETWORK_SERVICE = 30
    INVALID_PARAMETER = 3518


CME_TEXTS: Mapping[int, str] = MappingProxyType(
    {
        0: "phone failure",
        1: "no connection to phone",
        2: "phone-adaptor link reserved",
        3: "operation not allowed",
        4: "operation not supported",
        5: "PH-SIM PIN required",
        6: "PH-FSIM PIN required",
        7: "PH-FSIM PUK required",
        10: "SIM not inserted",
        11: "SIM PIN required",
        12: "SIM PUK required",
        13: "SIM failure",
        14: "SIM busy",
        15: "SIM wrong",
        16: "incorrect password",
        17: "SIM PIN2 required",
        18: "SIM PUK2 required",
        20: "memory full",
        21: "invalid index",
        22: "not found",
        23: "memory failure",
        24: "text string too long",
        25: "invalid characters in text string",
        26: "dial string too long",
        27: "invalid characters in dial string",
        30: "no network service",
        31: "network timeout",
        32: "network not allowed - emergency calls only",
        40: "network personalisation PIN required",
        41: "network personalisation PUK required",
        42: "network subset personalisation PIN required",
        43: "network subset personalisation PUK required",
        44: "service provider personalisation PIN required",
        45: "service provider personalisation PUK required",
        46: "corporate personalisation PIN required",
        47: "corporate personalisation PUK required",
        103: "illegal MS",
        106: "illegal ME",
        107: "GPRS services not allowed",
        111: "PLMN not allowed",
        112: "location area not allowed",
        113: "roaming not allowed in this location area",
        132: "service option not supported",
        133: "requested service option not subscribed",
        134: "service option temporarily out of order",
        148: "unspecified GPRS error",
        149: "PDP authentication failure",
        150: "invalid mobile class",
        302: "command conflict",
        601: "unrecognized command",
        602: "return error",
        603: "syntax error",
        604: "unspecified error",
        605: "data transfer already",
        606: "action already",
        607: "not AT command",
        608: "multi command too long",
        609: "abort COPS",
        610: "no call disconnect",
        3513: "unread records on SIM",
        3515: "PS busy",
        3517: "SM not ready",
        3518: "invalid parameter",
        3765: "invalid input value",
        3772: "SIM powered down",
        **{code.value: code.title for code in ErrorCode if code.value > 0},
    }
)


class CmsCode(IntEnum):
    """The codes of 27.005 3.2.5 that have a mechanism here."""

    INVALID_PDU_MODE_PARAMETER = 304
    INVALID_TEXT_MODE_PARAMETER = 305
    INVALID_MEMORY_INDEX = 321
    MEMORY_FULL = 322
    NO_NETWORK_SERVICE = 331


CMS_TEXTS: Mapping[CmsCode, str] = MappingProxyType(
    {
        CmsCode.INVALID_PDU_MODE_PARAMETER: "invalid PDU mode parameter",
        CmsCode.INVALID_TEXT_MODE_PARAMETER: "invalid text mode parameter",
        CmsCode.INVALID_MEMORY_INDEX: "invalid memory index",
        CmsCode.MEMORY_FULL: "memory full",
        CmsCode.NO_NETWORK_SERVICE: "no network service",
    }
)
