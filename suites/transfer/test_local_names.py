"""Local files by their names, in each mode of session, data connection and type (note 2.2, type 4; 4.2.2; document [2]).

Each file is downloaded into the module under a name of its own, and uploaded again when
all of them are there.  The names begin alike, and are longer than a short buffer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from ..restoring import carry_out
from .sessions import DataMode, session
from .test_local_storage import choose, fetch

NAMES = (
    "kept.bin",
    "Kept_File_Number_1.bin",
    "Kept_File_Number_2.bin",
    "Kept_File_Number_1.txt",
    "KEPT2.BIN",
)
FROM, TO = "From_The_Server_1.bin", "To_The_Server_1.bin"
ALL_MODES = (Listener.PLAIN, Listener.IMPLICIT, Listener.EXPLICIT)
ONE_EACH = ("kept.bin", "kept1.bin", "kept2.bin")
SIZE = 600
LARGE = 70_000
BINARY, ASCII = 0, 1  # document [2], type 2
MODES = (
    (Listener.IMPLICIT, DataMode.ACTIVE, BINARY),
    (Listener.EXPLICIT, DataMode.PASSIVE, ASCII),
    (Listener.PLAIN, DataMode.ACTIVE, ASCII),
)


@pytest.fixture
def storage(online_modem: Modem) -> Iterator[Modem]:
    """The DUT without local files of these names, before and after; then transfers are as usual."""
    modem = online_modem
    deletions = [partial(modem.send, f'AT+QFDEL="RAM:{name}"') for name in {*NAMES, *ONE_EACH, FROM}]
    carry_out(deletions)
    yield modem
    carry_out(
        (
            lambda: modem.ftp.configure(4, "/COM/").check(),
            lambda: modem.ftp.configure(2, BINARY).check(),
            *deletions,
        )
    )


@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09", "EX422-10")
@pytest.mark.parametrize(
    ("security", "data_mode", "kind"),
    [
        pytest.param(
            *row,
            id=f"{row[0].value}-{row[1].name.lower()}-{('binary', 'ascii')[row[2]]}",
        )
        for row in MODES
    ],
)
def test_each_local_file_is_the_one_of_its_name(
    security: Listener,
    data_mode: DataMode,
    kind: int,
    storage: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    modem, kept = storage, []
    contents = {name: sample_content(SIZE, f"local {name}").hex().encode()[:SIZE] for name in NAMES}
    preamble(modem.ftp.configure(2, kind)).succeeded()

    with session(modem, ftps_server, security, data_mode=data_mode), expect_all():
        for name, data in contents.items():
            (ftps_server.root / FROM).write_bytes(data)
            if not modem.ftp.configure(4, f"/RAM/{name}").ok and name != NAMES[0]:
                continue  # the note does not say which names a storage takes
            kept.append(name)
            expect(fetch(modem, "RAM", FROM, SIZE), "FTPCFG-T4-03", what=f"into {name}").result(SIZE)
        for name in reversed(kept):
            (ftps_server.root / TO).unlink(missing_ok=True)
            choose(modem, "RAM", name)
            sent = modem.send(f'AT+QFTPPUT="{TO}",{SIZE}')
            expect(sent, "EX422-09", what=f"from {name}").result(SIZE)
            expect(ftps_server.root / TO, "EX422-09", "EX422-10").holds(contents[name])
    observe("local names that are refused", ", ".join(set(NAMES) - set(kept)) or "none")


@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09", "EX423-06")
def test_a_local_file_of_a_session_is_read_in_sessions_of_the_other_modes(
    storage: Modem, ftps_server: FtpsServer
) -> None:
    """One session stores the file, the next two have other modes and read it."""
    modem, stored = storage, dict[str, tuple[bytes, int]]()
    with expect_all():
        for number, security in enumerate((*ALL_MODES, *ALL_MODES)):
            with session(modem, ftps_server, security):
                for name, (data, since) in stored.items():
                    if number - since >= len(ALL_MODES):
                        continue
                    (ftps_server.root / TO).unlink(missing_ok=True)
                    choose(modem, "RAM", name)
                    sent = modem.send(f'AT+QFTPPUT="{TO}",{SIZE}')
                    what = f"{name} of the {ALL_MODES[since]} session in an {security} one"
                    expect(sent, "EX422-09", "FTPCFG-T4-03", what=what).result(SIZE)
                    expect(ftps_server.root / TO, "EX422-09", what=what).holds(data)
                if number < len(ALL_MODES):
                    name, data = ONE_EACH[number], sample_content(SIZE, f"mode {security}")
                    (ftps_server.root / FROM).write_bytes(data)
                    choose(modem, "RAM", name)
                    fetched = fetch(modem, "RAM", FROM, SIZE)
                    expect(fetched, "FTPCFG-T4-03", "EX423-06", what=f"into {name}").result(SIZE)
                    stored[name] = (data, number)


@pytest.mark.needs(file_bytes=LARGE)
@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09")
@pytest.mark.parametrize("security", [Listener.PLAIN, Listener.IMPLICIT], ids=str)
def test_a_local_file_beyond_16_bits_is_whole(
    security: Listener, storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = storage, sample_content(LARGE, "large")
    (ftps_server.root / FROM).write_bytes(data)
    (ftps_server.root / TO).unlink(missing_ok=True)

    with session(modem, ftps_server, security):
        choose(modem, "RAM", NAMES[1])
        fetched = fetch(modem, "RAM", FROM, LARGE)
        sent = modem.send(f'AT+QFTPPUT="{TO}",{LARGE}')

    expect(fetched, "FTPCFG-T4-03").result(LARGE)
    expect(sent, "EX422-09").result(LARGE)
    expect(ftps_server.root / TO, "EX422-09").holds(data)
