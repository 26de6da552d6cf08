"""Each defect of the AT side shows, and names requirements that exist."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import hil.emulator.defects
from hil.emulator.defects import DEFECTS, Defect
from hil.spec.catalogue import requirements
from hil.spec.tls import CipherSuite, Version
from tests.emulator.dte import Bench


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=lambda defect: defect.name)
def test_the_requirements_of_a_defect_exist(defect: Defect) -> None:
    assert set(defect.requirements) <= set(requirements())


def test_every_requirement_of_a_defect_is_written_literally() -> None:
    folder = Path(hil.emulator.defects.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py")]
    written = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}

    assert {id_ for defect in DEFECTS.values() for id_ in defect.requirements} - written == set()


@pytest.mark.parametrize(
    "group",
    ["EX411", "EX412", "EX421", "EX422", "EX423", "EX424", "PROC", "MODE", "VER", "CIPH", "PAIR", "AUTH"],
)
def test_each_group_has_a_defect(group: str) -> None:
    assert any(name.startswith(f"{group}-") for defect in DEFECTS.values() for name in defect.requirements)


@pytest.fixture
def flawed() -> Iterator[Callable[[str], Bench]]:
    benches: list[Bench] = []

    def make(defect: str) -> Bench:
        benches.append(Bench(defects=frozenset({defect})))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


Flawed = Callable[[str], Bench]


def test_get_drops_last_byte(flawed: Flawed) -> None:
    bench = flawed("get-drops-last-byte")
    bench.files["f"] = b"0123456789" * 300
    dte = bench.opened()

    stream = dte.send(b'AT+QFTPGET="f"\r') + dte.expect(b"+QFTPGET: 3000\r\n\r\nOK\r\n")

    assert (
        stream == b"\r\nOK\r\n\r\nCONNECT\r\n" + bench.files["f"][:-1] + b"\r\n+QFTPGET: 3000\r\n\r\nOK\r\n"
    )


def test_put_count_off_by_one(flawed: Flawed) -> None:
    bench = flawed("put-count-off-by-one")
    dte = bench.opened()
    dte.send(b'AT+QFTPPUT="f",4\r')
    dte.expect(b"CONNECT\r\n")

    dte.send(b"data")

    dte.expect(b"+QFTPPUT: 5\r\n")


def test_path_result_missing(flawed: Flawed) -> None:
    bench = flawed("path-result-missing")
    dte = bench.opened()

    dte.send(b'AT+QFTPPATH="/"\r')
    dte.settle()

    assert dte.take() == b""
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: OPENED  OK"


def test_stat_word_wrong(flawed: Flawed) -> None:
    assert flawed("stat-word-wrong").opened().at("+QFTPSTAT") == "+QFTPSTAT: OPEN  OK"


@pytest.mark.parametrize(
    ("defect", "body", "answer"),
    [
        ("locip-without-address", "+QIREGAPP;+QIACT;+QILOCIP", "0.0.0.0"),
        ("deact-answers-ok", "+QIREGAPP;+QIACT;+QIDEACT", "OK"),
        ("explicit-by-default", "+QFTPCFG=7", "+QFTPCFG: 1  OK"),
        (
            "context-print-lacks-ca-name",
            '+QSSLCFG="cacert",0,"NVRAM:CA0";+QSSLCFG="ctxindex",0',
            '+QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
        ),
    ],
)
def test_answers(flawed: Flawed, defect: str, body: str, answer: str) -> None:
    assert flawed(defect).dte.at(body) == answer


def write(bench: Bench, name: str, data: bytes = b"data") -> str:
    answer = bench.dte.at(f'+QSECWRITE="{name}",{len(data)}')
    return answer if answer != "CONNECT" else " ".join(bench.dte.send(data).decode().split())


def test_nvram_checksum_differs(flawed: Flawed) -> None:
    bench = flawed("nvram-checksum-differs")

    assert write(bench, "RAM:x") == "+QSECWRITE: 4,1000 OK"
    assert write(bench, "NVRAM:CA0") == "+QSECWRITE: 4,1101 OK"
    assert bench.dte.at('+QSECREAD="NVRAM:CA0"') == "+QSECREAD: 1,1101  OK"


def test_third_ram_file_evicts_first(flawed: Flawed) -> None:
    bench = flawed("third-ram-file-evicts-first")
    for name in ("RAM:a", "RAM:b", "RAM:c"):
        write(bench, name)

    assert bench.dte.at('+QSECREAD="RAM:a"') == "+CME ERROR: 4010"
    assert bench.dte.at('+QSECREAD="RAM:b"') == "+QSECREAD: 1,1000  OK"


def test_duplicate_upload_overwrites(flawed: Flawed) -> None:
    bench = flawed("duplicate-upload-overwrites")
    write(bench, "NVRAM:CA0")

    assert write(bench, "NVRAM:CA0", b"new!") != "+CME ERROR: 4012"


def test_deleted_file_stays_readable(flawed: Flawed) -> None:
    bench = flawed("deleted-file-stays-readable")
    write(bench, "RAM:x")

    assert bench.dte.at('+QSECDEL="RAM:x"') == "OK"
    assert bench.dte.at('+QSECREAD="RAM:x"') == "+QSECREAD: 1,1000  OK"
    assert bench.dte.at('+QSECDEL="RAM:x"') == "+CME ERROR: 4010"


def test_secread_always_wrong(flawed: Flawed) -> None:
    bench = flawed("secread-always-wrong")
    write(bench, "RAM:x")

    assert bench.dte.at('+QSECREAD="RAM:x"') == "+QSECREAD: 0,1000  OK"


def test_ftps_switch_ignored(flawed: Flawed) -> None:
    bench = flawed("ftps-switch-ignored")
    bench.opened()

    assert bench.client.settings.mode == "implicit"
    assert bench.client.settings.tls is not None


def test_explicit_mode_ignored(flawed: Flawed) -> None:
    bench = flawed("explicit-mode-ignored")
    bench.dte.at('+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",0;+QFTPCFG=7,1')
    bench.opened()

    assert bench.client.settings.mode == "implicit"


@pytest.mark.parametrize(
    ("defect", "setting", "versions"),
    [
        ("ssl30-becomes-tls10", '"sslversion",1,0', (Version.TLS10,)),
        ("all-versions-means-tls12", '"sslversion",1,4', (Version.TLS12,)),
        ("context-stuck-at-zero", '"sslversion",1,1', tuple(Version)),
    ],
)
def test_versions(flawed: Flawed, defect: str, setting: str, versions: tuple[Version, ...]) -> None:
    bench = flawed(defect)
    bench.dte.at(f'+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",1;+QSSLCFG={setting}')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.versions == versions


@pytest.mark.parametrize("suites", ["0XFFFF", "0X0004"])
def test_rc4_md5_never_offered(flawed: Flawed, suites: str) -> None:
    bench = flawed("rc4-md5-never-offered")
    bench.dte.at(f'+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",1;+QSSLCFG="ciphersuite",1,"{suites}"')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert CipherSuite.TLS_RSA_WITH_RC4_128_MD5 not in tls.suites


@pytest.mark.parametrize("ignore", [0, 1])
def test_ignorertctime_inverted(flawed: Flawed, ignore: int) -> None:
    bench = flawed("ignorertctime-inverted")
    bench.dte.at(f'+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",1;+QSSLCFG="ignorertctime",{ignore}')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.now is None) == (ignore == 0)
