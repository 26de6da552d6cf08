"""The tenth transfer is as good as the first, in one session and over sessions (note 4.2.2, 4.2.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import DataMode, session

NAME, OTHER = "again.bin", "other.bin"
FOLDERS = ("", "first", "second")
NOWHERE = "a path that is not there"
SESSIONS = 10

UP_FIRST = ["up", "down", "up", "down", "up", "down", "up", "down", "up", "down", "up", "up", "down", "down"]
DOWN_FIRST = [
    "down",
    "up",
    "down",
    "up",
    "down",
    "up",
    "down",
    "up",
    "down",
    "up",
    "down",
    "down",
    "up",
    "up",
]
"""The 2nd, 3rd, 9th and 10th transfer of a session: each of them is an upload in one order, a download in the other."""


@pytest.mark.needs(file_bytes=5277)
@pytest.mark.requirement("EX422-05", "EX423-06", "EX423-08")
@pytest.mark.parametrize(
    ("security", "data_mode", "order"),
    [
        pytest.param(Listener.IMPLICIT, DataMode.PASSIVE, UP_FIRST, id="implicit-passive-up-first"),
        pytest.param(Listener.IMPLICIT, DataMode.ACTIVE, DOWN_FIRST, id="implicit-active-down-first"),
        pytest.param(Listener.EXPLICIT, DataMode.PASSIVE, DOWN_FIRST, id="explicit-passive-down-first"),
        pytest.param(Listener.EXPLICIT, DataMode.ACTIVE, UP_FIRST, id="explicit-active-up-first"),
        pytest.param(Listener.PLAIN, DataMode.PASSIVE, DOWN_FIRST, id="plain-passive-down-first"),
        pytest.param(Listener.PLAIN, DataMode.PASSIVE, UP_FIRST, id="plain-passive-up-first"),
    ],
)
def test_each_transfer_of_a_long_session_is_complete(
    security: Listener,
    data_mode: DataMode,
    order: list[str],
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    with session(online_modem, ftps_server, security, data_mode=data_mode), expect_all():
        for number, direction in enumerate(order, 1):
            # Sizes go up and down; two names take turns, so that a name comes again with other bytes.
            data = sample_content(300 + 977 * number % 5000, (security.value, direction, number))
            name = (NAME, OTHER)[number // 2 % 2]
            if direction == "up":
                uploaded = online_modem.ftp.put(name, data)
                expect(uploaded, "EX422-05").result(len(data))
                expect(ftps_server.root / name, "EX422-05", "EX423-08").holds(data)
            else:
                (ftps_server.root / name).write_bytes(data)
                downloaded = online_modem.ftp.get(name, expected_size=len(data))
                expect(downloaded, "EX423-06", "EX423-08").result(len(data)).carried(data)


@pytest.mark.requirement("EX422-01", "EX422-05", "EX423-01", "EX423-06")
@pytest.mark.parametrize("security", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_the_path_can_be_changed_again_and_again(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for folder in FOLDERS:
        (ftps_server.root / folder).mkdir(exist_ok=True)
        (ftps_server.root / folder / NAME).write_bytes(sample_content(400, ("there", folder)))

    with session(online_modem, ftps_server, security), expect_all():
        for folder in (*FOLDERS, *reversed(FOLDERS), *FOLDERS):
            there = sample_content(400, ("there", folder))
            expect(online_modem.ftp.path(f"/{folder}"), "EX422-01", "EX423-01").result(0)
            downloaded = online_modem.ftp.get(NAME, expected_size=len(there))
            expect(downloaded, "EX423-01", "EX423-06").result(len(there)).carried(
                there, what=f"the file under /{folder}"
            )
            new = sample_content(500, ("new", folder))
            expect(online_modem.ftp.put(OTHER, new), "EX422-05").result(len(new))
            expect(ftps_server.root / folder / OTHER, "EX422-01", "EX422-05").holds(new)
            (ftps_server.root / folder / OTHER).unlink(missing_ok=True)


@pytest.mark.requirement("EX422-01", "EX423-01", "ERR-GEN-07")
@pytest.mark.parametrize("security", [Listener.PLAIN, Listener.EXPLICIT], ids=str)
def test_the_path_is_kept_after_what_fails(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    ftp, folder = online_modem.ftp, ftps_server.root / FOLDERS[1]
    folder.mkdir(exist_ok=True)
    there, new = sample_content(400, "there"), sample_content(500, "new")
    (folder / NAME).write_bytes(there)
    (ftps_server.root / NAME).write_bytes(sample_content(400, "elsewhere"))
    failures: dict[str, Callable[[], Exchange]] = {
        NOWHERE: lambda: ftp.path("/nowhere"),
        "a download of no file": lambda: ftp.get("missing.bin", expected_size=1),
        "an upload into no directory": lambda: ftp.put("nowhere/new.bin", new),
    }

    with session(online_modem, ftps_server, security) as pending, expect_all():
        preamble(ftp.path(f"/{FOLDERS[1]}")).result(0)
        for event, fail in failures.items():
            before = len(pending.sessions[0].sent("CWD"))
            failed = fail()
            steps = pending.sessions[0].sent("CWD")[before:]
            in_steps = any(code < 300 for step in steps[:-1] for code, _ in step.replies)
            if event is NOWHERE and (failed.ok or in_steps):
                # the DUT notes a path, and tells the server with the next transfer, or it goes directory by
                # directory: no document has it return from where it came to
                preamble(ftp.path(f"/{FOLDERS[1]}")).result(0)
                continue
            preamble(failed, what=event).failed()
            if status_word(ftp.status()) in CLOSED_STATES:
                left_open(f"the DUT ends the session after {event}")
            got = ftp.get(NAME, expected_size=len(there))
            expect(got, "EX423-01", "ERR-GEN-07", what=f"a download after {event}").result(400).carried(there)
            (folder / OTHER).unlink(missing_ok=True)
            put = ftp.put(OTHER, new)
            expect(put, "EX422-01", "ERR-GEN-07", what=f"an upload after {event}").result(500)
            expect(folder / OTHER, "EX422-01", what=f"the file uploaded after {event}").holds(new)


@pytest.mark.needs(file_bytes=2289)
@pytest.mark.requirement("EX422-05", "EX423-06", "EX423-08")
@pytest.mark.parametrize("security", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_each_of_ten_sessions_in_a_row_transfers_its_own_files(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    with expect_all():
        for number in range(1, SESSIONS + 1):
            sent = sample_content(100 + 333 * number % 2000, (security.value, "sent", number))
            there = sample_content(2500 - 211 * number, (security.value, "there", number))
            (ftps_server.root / NAME).write_bytes(there)
            with session(online_modem, ftps_server, security):
                downloaded = online_modem.ftp.get(NAME, expected_size=len(there))
                uploaded = online_modem.ftp.put(NAME, sent)
            expect(downloaded, "EX423-06", "EX423-08").result(len(there)).carried(there)
            expect(uploaded, "EX422-05").result(len(sent))
            expect(ftps_server.root / NAME, "EX422-05", "EX423-08").holds(sent)


LARGE = 66_000
"""More bytes than a number of 16 bits counts."""


@pytest.mark.needs(file_bytes=LARGE + 9)
@pytest.mark.requirement("EX422-05", "EX422-08", "EX423-06", "EX423-07")
@pytest.mark.parametrize(
    ("security", "data_mode"),
    [
        pytest.param(Listener.PLAIN, DataMode.PASSIVE, id="plain-passive"),
        pytest.param(Listener.IMPLICIT, DataMode.ACTIVE, id="implicit-active"),
    ],
)
def test_each_of_nine_large_files_passes_unchanged(
    security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    with session(online_modem, ftps_server, security, data_mode=data_mode), expect_all():
        for number in range(1, 10):
            data = sample_content(LARGE + number, ("large", number))
            what = f"transfer {number} of a direction"
            expect(online_modem.ftp.put(NAME, data), "EX422-08", what=what).result(len(data))
            expect(ftps_server.root / NAME, "EX422-05").holds(data)
            back = sample_content(LARGE - number, ("large, back", number))
            (ftps_server.root / NAME).write_bytes(back)
            downloaded = online_modem.ftp.get(NAME, expected_size=len(back))
            expect(downloaded, "EX423-06", "EX423-07", what=what).result(len(back)).carried(back)
