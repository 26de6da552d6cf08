"""The text of an exception as text that can be read, written and sent, whatever the exception is.

An exception of third parties may raise where its text is asked for, may give ten
megabytes, control characters, or halves of surrogate pairs that no file can hold.
"""

from __future__ import annotations

import re

from hil.evidence.redaction import redact_places

LONGEST = 4000
"""Characters that are kept of a text, a value or a traceback."""

_MOST_READ = 100_000
"""Characters of a text that are looked at; the rest is only counted."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, halves of surrogate pairs, and marks that turn the direction of text."""


_WORKER = re.compile(r"<WorkerController (\w+)>")


_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}\b")
"""As Python shows an object that has no text of its own; it differs from run to run."""


def text_of(error: BaseException) -> str:
    """The text of an exception in printable characters and without secrets; empty where it has none."""
    try:
        return printable(str(error)).strip()
    except KeyboardInterrupt:
        raise
    except BaseException as trouble:  # a SystemExit there would end the run
        return f"<an exception whose text cannot be read: its __str__ raises {type(trouble).__name__}>"


def first_line(error: BaseException) -> str:
    """The first line of the text of an exception; its type where it has none."""
    lines = text_of(error).splitlines()
    return lines[0] if lines else type(error).__name__


def in_one_line(text: str) -> str:
    """The text in one line, with names of workers in place of the objects of xdist."""
    return _WORKER.sub(r"worker \1", " ".join(printable(text).split()))


def why_untold(error: BaseException) -> str:
    """Why the text of an exception cannot be told; empty if it can."""
    try:
        str(error).encode()
    except UnicodeEncodeError:
        return "its text has characters that cannot be encoded"
    except KeyboardInterrupt:
        raise
    except BaseException as trouble:
        return f"its text cannot be read: {type(trouble).__name__}"
    return ""


def printable(text: str) -> str:
    """The text with escapes in place of unprintable characters, cut behind `LONGEST` characters, without secrets."""
    found = escaped(redact_places(text[:_MOST_READ]))
    if len(text) <= LONGEST and len(found) <= 2 * LONGEST:
        return found
    return f"{found[:LONGEST]}… ({len(text)} characters)"


def escaped(text: str) -> str:
    r"""The text with escapes such as `\x1b` in place of unprintable characters, and without addresses of objects."""
    return _UNPRINTABLE.sub(_escape, _ADDRESS.sub("", text).replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
