"""The messages of the preflight: what is missing, where, and the next step, in one line each."""

from __future__ import annotations

from collections.abc import Sequence

from hil.bench import is_emulated
from hil.lab import addresses
from hil.lab.preconditions import Precondition, Reading
from hil.lab.reach import Dialled

ANYWAY = "--no-preflight judges anyway"


def told_by_dut(
    url: str, precondition: Precondition, reading: Reading, attempts: Sequence[Dialled] = ()
) -> str:
    """The DUT says that a precondition is missing, and nothing contradicts it."""
    seen = f"; no connection of it came to {_where(attempts)}" if attempts else ""
    return f"{url}: {precondition.lack}: {reading.trouble}{seen}; {reading.step}; {ANYWAY}"


def told_by_network(url: str, precondition: Precondition, reading: Reading) -> str:
    """The network tester says that a precondition is missing."""
    said = (
        f"the network tester says so, and {reading.trouble}"
        if reading.trouble
        else "the network tester says so"
    )
    step = reading.step or "let it admit the DUT"
    return f"{url}: {precondition.lack}: {said}; {step}; {ANYWAY}"


def unreachable_from_network(url: str, dialled: Dialled) -> str:
    """The network tester cannot reach the lower tester either."""
    return (
        f"{url}: no way to the lower tester: neither the DUT nor the network tester reaches "
        f"{dialled.host}:{dialled.port}; {path_step(dialled.host, url)}; {ANYWAY}"
    )


def unreached(url: str, attempts: Sequence[Dialled]) -> str:
    """No connection came: the DUT, or the path."""
    return (
        f"{url}: no way to the lower tester: no TCP connection of the DUT came to {_where(attempts)}; either "
        f"the DUT does not dial, or the path does not carry it; {path_step(attempts[-1].host, url)}; {ANYWAY}"
    )


def port_unreached(url: str, dialled: Dialled, before: Dialled) -> str:
    """The DUT reached one port of the bench, and by the same command not another one."""
    return (
        f"{url}: no way to the ports of data connections: the DUT reached {before.host}:{before.port}, and "
        f"not {dialled.host}:{dialled.port}, for which it said {dialled.outcome}; let all of --ports pass firewall and "
        f"router, or name fewer; {ANYWAY}"
    )


def _where(attempts: Sequence[Dialled]) -> str:
    """`10.0.0.5:40000 (FTP), 10.0.0.5:40001 (implicit FTPS), for which it said OK, -5 (network error)`."""
    places = ", ".join(f"{attempt.host}:{attempt.port} ({attempt.how})" for attempt in attempts)
    said = " / ".join(dict.fromkeys(attempt.outcome for attempt in attempts))
    return f"{places}, for which it said {said}"


def path_step(host: str, url: str) -> str:
    """The next step about the path from the DUT to that address."""
    if not addresses.is_loopback(host):
        return (
            f"check that {host} is reachable from the network of the SIM (a public address, a VPN, or port "
            "forwarding with --listen, --public and --ports) and that no firewall is in between"
        )
    if is_emulated(url):
        return (
            f"an emulated module dials from this machine, so look whether its interfaces (ip link) and its firewall "
            f"let a connection to {host} through"
        )
    mine = addresses.of_this_machine()
    choice = f"; this machine has {', '.join(mine)}: --public {mine[0]}" if mine else ""
    return (
        f"{host} is the loopback address, so a module dials itself; give the address of this machine "
        f"that it reaches by --public ADDRESS or as lower_tester.public of the bench file{choice}"
    )
