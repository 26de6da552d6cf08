"""Whether an answer changed only by what changed in the dialect: each key with the form in which an answer shows it.

The form puts aside, on each side, what the value of that side brings about.  Two answers
that are alike then differ by the dialect alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from hil.compare.dialect import DialectChange
from hil.spec.dialect import DialectKey

_REFUSED = "ERROR"

Form = Callable[[str, str, str], str]
"""An answer, the value of its side and the item of the key; gives the answer without what follows from the value."""


class _Shown(NamedTuple):
    """A key that answers show: in those whose name fits, by that form."""

    key: DialectKey
    name: re.Pattern[str]
    form: Form


def _compact(text: str, value: str, item: str) -> str:
    del value
    return text.replace(f"+{item}: ", f"+{item}:")


def _without(pattern: str, text: str, value: str, item: str) -> str:
    """Keeps the groups of the pattern alone."""
    del value, item
    return re.sub(pattern, lambda found: "".join(found.groups()), text)


def _offered(text: str, value: str, item: str) -> str:
    """Forms of commands are answered, or refused, as the value says."""
    del item
    return "<as the dialect says>" if (text == _REFUSED) == (value == "no") else text


def _text(text: str, value: str, item: str) -> str:
    """A text of the DUT's own."""
    del item
    return text.replace(value, "<as the dialect says>")


def _any(text: str, value: str, item: str) -> str:
    """An answer that is about the key and nothing else."""
    del text, value, item
    return "<as the dialect says>"


def _default(kind: str, text: str, value: str, item: str) -> str:
    """In an enumeration of all settings, each with its type, or in the answer to a query of the type."""
    del item
    return re.sub(rf"(\btype {kind}=|\+QFTPCFG: ?){re.escape(value)}(?=\D|$)", r"\1", text)


_ANY = re.compile(r".*")
_TEST, _READ = re.compile(r"AT\+QFTP\w+=\?"), re.compile(r"AT\+QFTP\w+\?")
_CHECKSUMS = re.compile(r".*QSECREAD repeats the checksum.*")


def _after_start(kind: str) -> re.Pattern[str]:
    """The names of answers with the value of a type after a start."""
    return re.compile(
        rf"AT\+QFTPCFG after it|(?:AT\+QFTPCFG=|(?:value of )?type ){kind}\b.* after a (?:re)?start"
    )


_SHOWN = (
    _Shown(DialectKey.COMPACT_REPLIES, _ANY, _compact),
    _Shown(DialectKey.GET_TRAILING_OK, _ANY, partial(_without, r"(\+QFTPGET: ?\d+)[ |/]*OK$")),
    _Shown(DialectKey.PUT_TRAILING_OK, _ANY, partial(_without, r"(\+QFTPPUT: ?\d+)[ |/]*OK$")),
    _Shown(DialectKey.QFTPCFG_QUERY_OK, _ANY, partial(_without, r"(\+QFTPCFG: ?[^|]*?)[ |/]*OK$")),
    _Shown(DialectKey.QFTPCFG_QUOTES_PLACE, _ANY, partial(_without, r'(\+QFTPCFG: ?)"(/[^"]*)"')),
    _Shown(DialectKey.CME_TEXTS, _ANY, _text),
    _Shown(DialectKey.PDP_LOST_URC, _ANY, _text),
    _Shown(DialectKey.QSECREAD_CHECKSUM, _CHECKSUMS, _any),
    _Shown(DialectKey.FTP_TEST_FORMS, _TEST, _offered),
    _Shown(DialectKey.FTP_READ_FORMS, _READ, _offered),
    _Shown(DialectKey.QFTPCFG_DEFAULT_1, _after_start("1"), partial(_default, "1")),
    _Shown(DialectKey.QFTPCFG_DEFAULT_2, _after_start("2"), partial(_default, "2")),
    _Shown(DialectKey.QFTPCFG_DEFAULT_5, _after_start("5"), partial(_default, "5")),
    _Shown(DialectKey.QFTPCFG_DEFAULT_6, _after_start("6"), partial(_default, "6")),
)


def explaining(
    name: str, before: str, after: str, dialect: Iterable[DialectChange]
) -> tuple[DialectChange, ...]:
    """The changed values by which alone the two sides of the answer of that name differ; empty if more differs."""
    used = []
    for change in dialect:
        for form in (each.form for each in _SHOWN if each.key == change.key and each.name.fullmatch(name)):
            fresh = form(before, change.before, change.item), form(after, change.after, change.item)
            if fresh != (before, after):
                used.append(change)
            before, after = fresh
    return tuple(used) if before == after else ()
