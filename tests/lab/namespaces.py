"""Hosts of a test: network namespaces with an address each, joined by veth pairs, in a user namespace of their own.

A host lives as long as the pipe to the process that holds it, so nothing stays
when a test is killed.  No root is needed where the kernel allows user namespaces.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import NoReturn

import pytest

from tests.peers import program

PROGRAMS = ("unshare", "nsenter", "ip")
_HELD = ("sh", "-c", "echo held; exec cat")


@dataclass(frozen=True, slots=True)
class Host:
    """One network namespace, by the process that holds it."""

    pid: int

    def command(self, *words: str) -> list[str]:
        """The command line that runs a program there."""
        return ["nsenter", f"--target={self.pid}", "--user", "--net", "--preserve-credentials", *words]

    def run(self, *words: str, given: str = "") -> str:
        """The output of a program there; it must succeed."""
        done = subprocess.run(
            self.command(*words), input=given, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def hosts(count: int) -> Iterator[tuple[Host, ...]]:
    """So many hosts with a loopback interface and no other."""
    for name in PROGRAMS:
        program(name)
    with ExitStack() as held:
        first = held.enter_context(_holder(["unshare", "--map-root-user", "--user", "--net", *_HELD]))
        more = [
            held.enter_context(_holder(first.command("unshare", "--net", *_HELD))) for _ in range(count - 1)
        ]
        made = (first, *more)
        for host in made:
            host.run("ip", "link", "set", "lo", "up")
        yield made


@contextmanager
def _holder(command: Sequence[str]) -> Iterator[Host]:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        if process.stdout.readline() != "held\n":
            _refuse(f"the kernel gives no namespace to {' '.join(command)}")
        try:
            yield Host(process.pid)
        finally:
            process.stdin.close()


def _refuse(message: str) -> NoReturn:
    """With CI set it is a failure, elsewhere a reason to skip."""
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def join(one: Host, one_address: str, other: Host, other_address: str) -> None:
    """A cable between two hosts, with an address at each end (IPv4, 24 bits of network)."""
    name, peer = f"to-{other_address}"[:15], f"to-{one_address}"[:15]
    one.run("ip", "link", "add", name, "type", "veth", "peer", "name", peer, "netns", str(other.pid))
    for host, interface, address in ((one, name, one_address), (other, peer, other_address)):
        host.run("ip", "address", "add", f"{address}/24", "dev", interface)
        host.run("ip", "link", "set", interface, "up")


def forward(router: Host, *, ports: str, to: str) -> None:
    """Let a router pass these TCP and UDP ports of its own on to a host, which sees the router as the peer."""
    router.run(str(program("sysctl")), "-q", "-w", "net.ipv4.ip_forward=1")
    router.run(
        str(program("nft")),
        "-f",
        "-",
        given=f"""
        table ip forwarding {{
            chain incoming {{
                type nat hook prerouting priority dstnat;
                meta l4proto {{ tcp, udp }} th dport {ports} dnat to {to}
            }}
            chain outgoing {{
                type nat hook postrouting priority srcnat;
                ip daddr {to} masquerade
            }}
        }}
        """,
    )
