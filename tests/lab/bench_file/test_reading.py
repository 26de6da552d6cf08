"""What a bench file says is read as it stands; what is wrong in it is one line with file, key and what is expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hil.bench import AccessPoint, ModuleSetup
from hil.errors import UsageError
from hil.lab.bench_file.example import example
from hil.lab.bench_file.reading import load
from tests.lab.bench_file.files import IMEI, RACK, modules, read, written


def test_a_module_is_read_with_its_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_TEST_APN_PASSWORD", "p4ss")
    (tmp_path / "pins").mkdir()
    written(tmp_path / "pins", "4711\nanother line\n", "one")

    loaded = read(tmp_path)

    assert loaded.setup(loaded.modules[0]) == ModuleSetup(
        name="m95-1",
        baudrate=9600,
        has_rts_cts=True,
        imei=IMEI,
        firmware="M95FAR02A08",
        access_point=AccessPoint("internet", "u", "p4ss"),
        pin="4711",
    )
    assert loaded.setup(loaded.modules[1]) == ModuleSetup(name="m95-2")
    assert loaded.written == {"public", "ports"}


def test_no_secret_stands_in_what_a_traceback_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_TEST_APN_PASSWORD", "p4ss")
    (tmp_path / "pins").mkdir()
    written(tmp_path / "pins", "4711", "one")
    loaded = read(tmp_path)

    shown = repr(loaded.setup(loaded.modules[0]))

    assert "p4ss" not in shown
    assert "4711" not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "rack.toml: module: expected at least one entry headed [[module]]; got nothing"),
        ("[[module]]\nport = ", "rack.toml: is no TOML"),
        (modules("bud = 9600"), "unknown key module[0].bud; expected one of 13 keys (docs/bench.md); the nearest is 'baud'"),
        (modules("[module.sim]\nuer = 'x'"), "unknown key module[0].sim.uer; expected apn, user, password, pin; "),
        (modules("[module.sim]\npin = { envi = 'x' }"), "unknown key module[0].sim.pin.envi; expected env, file; "),
        ("[lower_testr]\nlisten = ''", "unknown key lower_testr.listen; "),
        ("[[module]]\nname = 'm1'", "module[0].port: expected a line of visible characters; got nothing"),
        (modules("baud = '9600'"), "module[0].baud: expected a number from 300 to 921600; got '9600'"),
        (modules("flow_control = 'rtscts'"), "expected one of none, rts-cts; got 'rtscts'; the nearest is 'rts-cts'"),
        (modules("name = 'a b'"), "module[0].name: expected a name of letters, digits, '.', '_' and '-', as m95-1; got 'a b'"),
        (modules("imei = '123'"), "module[0].imei: expected the 15 digits of the IMEI in quotation marks; got '123'"),
        (modules("imei = '490154203237519'"), "module[0].imei ("),
        (modules("tags = 'a'"), "module[0].tags: expected a list of words in quotes; got 'a'"),
        (modules("port = 'sockt://h:1'"), "module[0].port ("),
        (modules("port = 'socket://host'"), "lacks host or port; write socket://HOST:PORT"),
        (modules("name = 'a'", "name = 'a'"), "expected another name for each module; got module[0].name = 'a' ("),
        (modules("port = '/dev/a'", "port = '/dev/a'"), "expected another port for each module; got module[0].port = '/dev/a' ("),
        (modules("port = '/dev/a'", "port = '/dev/../dev/a'"), "expected another port for each module; got module[0].port"),
        (modules("port = 'SOCKET://h:1'", "port = 'socket://h:1'"), "expected another port for each module"),
        (modules("port = 'socket://H:1'", "port = 'socket://h:1'"), "expected another port for each module"),
        (modules(f"imei = '{IMEI}'", f"imei = '{IMEI}'"), "expected another imei for each module; got module[0].imei"),
        (modules("port = 'socket://h:1'", "port = 'socket://h:1/'"), "expected another port for each module"),
        (modules("port = 'socket://h:1'", "port = 'rfc2217://h:1?ign_set_control'"), "expected another port for each module"),
        (modules('port = "/dev/a\\u0000"'), "module[0].port: expected a line of visible characters; got '/dev/a\\x00'"),
        (modules('[module.sim]\napn = "a\\r\\nAT+CFUN=0"'), "module[0].sim.apn: expected a line of printable ASCII that can stand between quotation marks"),
        (modules("[module.sim]\napn = 'a\"b'"), "module[0].sim.apn: expected a line of printable ASCII that can stand between quotation marks"),
        (modules("[module.sim]\nuser = 'a\"b'"), "module[0].sim.user: expected a line of printable ASCII that can stand between quotation marks"),
        ("a = " + 2000 * "[", "rack.toml: its values are nested too deep"),
        ("[module]\nname = 'a'", "module: expected entries headed [[module]]"),
        ("[lower_tester]\ndns = 'here'\n" + modules(""), "lower_tester.dns: expected the IPv4 address that the DUT dials; got 'here'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError) as wrong:
        load(path)

    assert said in str(wrong.value)
    assert str(wrong.value).count("\n") == 0
    assert "rack.toml" in str(wrong.value)


def test_a_byte_order_mark_and_line_ends_of_windows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "rack.toml"
    path.write_text(modules(f"imei = '{IMEI}'"), encoding="utf-8-sig", newline="\r\n")

    loaded = load(path)

    assert loaded.place("module[0].imei") == f"module[0].imei ({path}:4)"


def test_both_lines_of_a_contradiction_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, modules(f"imei = '{IMEI}'", "baud = 9600", f"imei = '{IMEI}'"))

    with pytest.raises(
        UsageError, match=r"module\[0\]\.imei = .*rack\.toml:4\) and module\[2\]\.imei = .*:12\)"
    ):
        load(path)


def test_two_names_of_one_device_are_one_port(tmp_path: Path) -> None:
    device = written(tmp_path, "", "ttyUSB0")
    (tmp_path / "by-id").symlink_to(device)
    path = written(tmp_path, modules(f"port = '{device}'", f"port = '{tmp_path}/by-id'"))

    with pytest.raises(UsageError, match="expected another port for each module"):
        load(path)


def test_emulated_modules_may_have_one_url(tmp_path: Path) -> None:
    path = written(tmp_path, modules("port = 'emulator://m95'", "port = 'emulator://m95'"))

    assert len(load(path).modules) == 2


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ("'1234'", 'expected { env = "NAME" } or { file = "PATH" }; a secret does not stand in the bench file'),
        ("1234", 'expected { env = "NAME" } or { file = "PATH" }; a secret does not stand in the bench file'),
        ("{ env = 1234 }", "module[0].sim.pin.env: expected the name of an environment variable; got a value that is"),
        ("{ env = '1234' }", "module[0].sim.pin.env: expected the name of an environment variable; got a value that is"),
    ],
)  # fmt: skip
def test_a_pin_in_the_file_itself_is_refused_and_not_shown(pin: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, modules(f"[module.sim]\npin = {pin}"))

    with pytest.raises(UsageError) as wrong:
        load(path)

    assert said in str(wrong.value)
    assert "1234" not in str(wrong.value)


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ("{ env = 'HIL_TEST_ABSENT' }", "module[0].sim.pin: the environment variable HIL_TEST_ABSENT is not set"),
        ("{ env = 'HIL_TEST_PIN' }", "expected a PIN of 4 to 8 digits; HIL_TEST_PIN holds 3 characters of another form"),
        ("{ file = 'absent' }", "absent: cannot be read: No such file or directory"),
        ("{ file = 'empty' }", "empty is empty"),
        ("{ env = 'A', file = 'b' }", "module[0].sim.pin: expected env or file; got 'both'"),
    ],
)  # fmt: skip
def test_a_secret_that_is_missing_is_one_line(
    pin: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HIL_TEST_ABSENT", raising=False)
    monkeypatch.setenv("HIL_TEST_PIN", "abc")
    written(tmp_path, "\n", "empty")
    loaded = load(written(tmp_path, modules(f"[module.sim]\npin = {pin}")))

    with pytest.raises(UsageError) as wrong:
        loaded.setup(loaded.modules[0])

    assert said in str(wrong.value)
    assert "abc" not in str(wrong.value)


@pytest.mark.parametrize("key", ["pin", "password"])
def test_a_pipe_without_a_writer_holds_no_secret_and_is_not_waited_for(key: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "secret")
    loaded = load(written(tmp_path, modules(f"[module.sim]\n{key} = {{ file = 'secret' }}")))

    with pytest.raises(UsageError, match=rf"module\[0\]\.sim\.{key}: .*secret: expected a file; got a pipe"):
        loaded.setup(loaded.modules[0])


def test_a_password_that_no_command_carries_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIL_TEST_APN_PASSWORD", 'a"b')
    loaded = read(tmp_path, RACK)

    with pytest.raises(UsageError, match="holds a character that no AT command carries"):
        loaded.setup(loaded.modules[0])


def test_the_example_is_a_bench_file(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, example()))

    assert [module.name for module in loaded.modules] == ["m95-1"]


def test_the_example_shows_each_key_with_its_default(tmp_path: Path) -> None:
    shown = "\n".join(
        line.removeprefix("# ") for line in example().splitlines() if " = " in line or line.startswith("[")
    ).replace('"NAME"', '"HIL_TEST_ABSENT"')

    loaded = load(written(tmp_path, shown))

    module = loaded.modules[0]
    assert (module.baud, module.flow_control, module.sim.user) == (115200, "none", "")
    assert loaded.content.lower_tester.host_name == "localhost"
