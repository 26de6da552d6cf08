"""What Wireshark's programs make of a file; they are the judges here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hil.evidence.pcapng import reading
from tests.peers import program

BY_CONTENT = ("-o", "tcp.try_heuristic_first:TRUE")  # a free port may be known for another protocol


def run(name: str, *arguments: str | Path) -> str:
    """The standard output of one of the programs, which must succeed."""
    done = subprocess.run(
        [program(name), *arguments], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(path: Path, port: int, *, implicit: bool) -> str:
    """What the command prints that users are given for a capture.

    Since 4.4 Wireshark runs no script of Lua for root, so it is another user here.
    """
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        Path(folder).chmod(0o755)
        done = subprocess.run(
            reading(copy, port, implicit=implicit).replace("tshark", str(program("tshark")), 1),
            shell=True,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
            env={**os.environ, "HOME": folder},
            user=65534 if is_root else None,
            group=65534 if is_root else None,
            extra_groups=[] if is_root else None,
        )
    return done.stdout


def fields(path: Path, display_filter: str, *names: str, options: tuple[str, ...] = ()) -> list[list[str]]:
    """The named fields of the packets that pass the filter."""
    wanted = [argument for name in names for argument in ("-e", name)]
    output = run(
        "tshark", "-n", "-r", path, *BY_CONTENT, *options, "-Y", display_filter, "-T", "fields", *wanted
    )
    return [line.split("\t") for line in output.splitlines()]


def decrypted(path: Path, stream: int, *, server: str) -> tuple[bytes, bytes]:
    """What client and server said inside TLS on a TCP stream, decrypted with what the file itself holds."""
    output = run("tshark", "-r", path, *BY_CONTENT, "-q", "-z", f"follow,tls,raw,{stream}")
    lines = output.splitlines()
    heading, pieces = lines[:6], lines[6:-1]  # at the end a line of equals signs
    node_0 = b"".join(bytes.fromhex(piece) for piece in pieces if not piece.startswith("\t"))
    node_1 = b"".join(bytes.fromhex(piece) for piece in pieces if piece.startswith("\t"))
    return (node_1, node_0) if heading[4].startswith(f"Node 0: {server}:") else (node_0, node_1)


def all_decrypted(path: Path, clients: Sequence[int]) -> list[tuple[bytes, bytes]]:
    """What client and server said inside TLS on each TCP stream; `clients` are the ports of the clients in order."""
    taps = [argument for stream in range(len(clients)) for argument in ("-z", f"follow,tls,raw,{stream}")]
    output = run("tshark", "-n", "-r", path, *BY_CONTENT, "-q", *taps)
    found = re.findall(
        r"^Filter: tcp.stream eq (\d+)\nNode 0: \S+:(\d+)\n.*\n((?:\t?[0-9a-f]+\n)*)", output, re.MULTILINE
    )
    said = {}
    for stream, port, pieces in found:
        both = [b"", b""]
        for piece in pieces.splitlines():
            both[piece.startswith("\t")] += bytes.fromhex(piece)
        said[int(stream)] = (both[0], both[1]) if int(port) == clients[int(stream)] else (both[1], both[0])
    return [said[stream] for stream in range(len(clients))]
