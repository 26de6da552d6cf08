"""Titles in the spelling of the documents: most come from names of functions, which have small letters only."""

from __future__ import annotations

from hil.spec.commands import COMMANDS

_SHORT = (
    "APN ASCII AUTH CA CMEE DNS DUT FTP FTPS GPRS NVRAM OK PASV PDP QFTPCFG QFTPCLOSE QFTPOPEN QSECDEL QSECREAD "
    "QSECWRITE QSSLCFG QUIT RAM RFC RSA RTC SIM SNI SSL TCP TLS UART UFS URC"
)

_SPELLED = {word.lower(): word for word in (*_SHORT.split(), *COMMANDS)} | {
    "cas": "CAs",
    "mib": "MiB",
    "urcs": "URCs",
}

SUBJECTS = {"at": "AT", "pdp": "PDP"}
"""Names of folders that are ordinary words in a title."""


def spelled(title: str) -> str:
    """The title with each short name as the documents write it: `the test form of QSSLCFG lists its range`."""
    return " ".join(_SPELLED.get(word, word) for word in title.split(" "))


def subject(folder: str) -> str:
    """The subject of the cases in a folder: `SSL config` of `ssl_config`."""
    return " ".join(SUBJECTS.get(word, _SPELLED.get(word, word)) for word in folder.split("_"))
