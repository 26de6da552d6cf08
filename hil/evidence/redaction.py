"""Redaction: keys and passwords are removed from a text before it is kept anywhere.

The places that hold a secret by definition: +QFTPPASS anywhere in a command
line, the password of +QICSGP and +QIREGAPP in a command or in its answer, a PIN
or password of +CPIN, +CLCK and +CPWD, the FTP verb PASS, a PEM private key.  Of a
number of 15 digits, an IMEI or IMSI (TS 23.003 2.2, 6.2.1), the last four stay.
"""

from __future__ import annotations

import re

MASK = "***"

_FIELD = r'(?:\s*"[^"\r\n]*"\s*|[^,;"\r\n]*),'

_PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    *(
        (re.compile(rf"(\+\s*{command}{value}", re.IGNORECASE), rf"\g<1>{MASK}")
        for command in (
            r"QFTPPASS\s*=\s*",
            rf"QICSGP\s*[=:]{_FIELD * 3}\s*",
            rf"QIREGAPP\s*[=:]{_FIELD * 2}\s*",
        )
        for value in (r'")[^"\r\n]*', r')(?![\s"?])[^\r\n;,]+')  # in quotation marks, closed or not; bare
    ),
    (re.compile(r"(\+\s*CPIN\s*=\s*)(?![\s?])[^\r\n;]+", re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(rf"(\+\s*CLCK\s*=\s*{_FIELD * 2}\s*)[^\r\n;]+", re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(rf"(\+\s*CPWD\s*=\s*{_FIELD}\s*)[^\r\n;]+", re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(r"^(\s*PASS\s+).+", re.IGNORECASE | re.MULTILINE), rf"\g<1>{MASK}"),
    (
        re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(-----END \1-----|\Z)", re.DOTALL),
        rf"-----BEGIN \g<1>----- {MASK} -----END \g<1>-----",
    ),
)


_NEAR = ("PASS", "QICSGP", "QIREGAPP", "CPIN", "CLCK", "CPWD", "PRIVATE KEY")
"""Without any of these no place is in a text, which is so for most; to look for them is much cheaper."""


_SUBSCRIBER = re.compile(r"(?<![0-9A-Za-z.])[0-9]{11}([0-9]{4})(?![0-9A-Za-z])")
"""An IMEI or IMSI; no digits of a fraction."""


def redact_places(text: str) -> str:
    """The text without the secrets at places that hold a secret by definition."""
    text = masked_subscribers(text)
    upper = text.upper()
    if not any(word in upper for word in _NEAR):
        return text
    for pattern, replacement in _PLACES:
        text = pattern.sub(replacement, text)
    return text


def masked_subscribers(text: str) -> str:
    """The text with the last four digits alone of each number that may be an IMEI or IMSI."""
    return _SUBSCRIBER.sub(rf"{'*' * 11}\1", text)


def masked_imei(imei: str) -> str:
    """An IMEI as errors and reports show it: its last four digits."""
    return "*" * max(0, len(imei) - 4) + imei[-4:]
