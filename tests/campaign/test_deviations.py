"""The file of known deviations: what an entry covers, and which entries are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hil.campaign.deviations import Deviation, find, load
from hil.errors import UsageError

TODAY = date(2026, 6, 1)
ENTRY = """
[[deviation]]
requirement = "AUTH-05"
observed = "+QFTPOPEN: 0"
reason = "firmware R02 does not check the chain; ticket 4711"
expires = 2026-12-31
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "known.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_read(tmp_path: Path) -> None:
    (entry,) = load(written(tmp_path, ENTRY), TODAY)

    assert entry == Deviation(
        "AUTH-05",
        "+QFTPOPEN: 0",
        "firmware R02 does not check the chain; ticket 4711",
        date(2026, 12, 31),
    )


def test_an_entry_holds_on_its_last_day(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, ENTRY), date(2026, 12, 31))) == 1


def test_an_empty_file_knows_nothing(tmp_path: Path) -> None:
    assert load(written(tmp_path, ""), TODAY) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ENTRY.replace("2026-12-31", "2026-05-31"),
            "deviation[0]: the deviation of AUTH-05 is past its date, 2026-05-31",
        ),
        (
            ENTRY.replace('reason = "firmware R02 does not check the chain; ticket 4711"', ""),
            "deviation[0].reason: expected words in quotes; got nothing",
        ),
        (
            ENTRY.replace("firmware R02 does not check the chain; ticket 4711", " "),
            "deviation[0].reason: expected words in quotes; got ' '",
        ),
        (ENTRY.replace("AUTH-05", "AUTH-5"), "deviation[0].requirement: "),
        (
            ENTRY.replace("2026-12-31", '"soon"'),
            "deviation[0].expires: expected a date such as 2027-03-31; got 'soon'",
        ),
        (ENTRY.replace("expires", "expire"), "unknown key deviation[0].expire;"),
        (ENTRY.replace("observed", "observe"), "the nearest is 'observed'"),
        ("[deviations]", "unknown key deviations"),
        ("deviation = 3", "deviation: expected entries headed [[deviation]]; got 3"),
    ],
)
def test_a_wrong_entry_is_told_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as wrong:
        load(written(tmp_path, text), TODAY)

    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("requirements", "shown", "covered"),
    [
        (("AUTH-05",), "expected refused, came  +qftpopen:   0", True),
        (("AUTH-05", "GEN-05"), "OK, +QFTPOPEN: 0", True),
        (("AUTH-05",), "OK, +QFTPOPEN: -9", False),
        (("AUTH-06",), "OK, +QFTPOPEN: 0", False),
    ],
)
def test_an_entry_covers_its_requirement_and_what_was_observed_only(
    requirements: tuple[str, ...], shown: str, covered: bool, tmp_path: Path
) -> None:
    entries = load(written(tmp_path, ENTRY), TODAY)

    assert (find(entries, requirements, shown) is not None) is covered
