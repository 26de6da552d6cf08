"""Bench files of tests."""

from __future__ import annotations

from pathlib import Path

from hil.lab.bench_file.reading import LoadedBench, load

IMEI = "490154203237518"

RACK = f"""\
[lower_tester]
public = "127.0.0.9"
ports = "40000-40099"

[lab]
name = "Radio laboratory"

[[module]]
name = "m95-1"
port = "/dev/ttyUSB0"
baud = 9600
flow_control = "rts-cts"
imei = "{IMEI}"
firmware = "M95FAR02A08"
tags = ["rack-a", "note"]
[module.sim]
apn = "internet"
user = "u"
password = {{ env = "HIL_TEST_APN_PASSWORD" }}
pin = {{ file = "pins/one" }}

[[module]]
name = "m95-2"
port = "socket://127.0.0.1:4001"
tags = ["rack-a"]
"""


def written(folder: Path, text: str, name: str = "rack.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str = RACK) -> LoadedBench:
    return load(written(folder, text))


def modules(*bodies: str) -> str:
    """A file with one module for each body; a name and a port are added where the body has none."""
    made = []
    for number, body in enumerate(bodies, 1):
        lines = ["[[module]]"]
        if "name =" not in body:
            lines.append(f'name = "m{number}"')
        if "port =" not in body:
            lines.append(f'port = "/dev/m{number}"')
        made.append("\n".join([*lines, body]))
    return "\n".join(made)
