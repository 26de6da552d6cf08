"""The IPv4 addresses of this machine, and what a user may write for one; the M95 dials IPv4 only (document [2])."""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address

from hil.errors import ServerError, UsageError, hint

EVERY = "0.0.0.0"
LOOPBACK = "127.0.0.1"

_SIOCGIFADDR = 0x8915
_NAME_LENGTH = 15  # of an interface, netdevice(7)

_NEXT_STEP = {
    errno.EADDRINUSE: "another program has it",
    errno.EACCES: "ports below 1024 need root, CAP_NET_BIND_SERVICE or net.ipv4.ip_unprivileged_port_start",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}


def of_interfaces() -> Mapping[str, str]:
    """The first IPv4 address of each interface that has one; empty where the system does not tell."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return {}
    found = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:_NAME_LENGTH])
            try:
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, request)
            except OSError:  # an interface without an address
                continue
            found[name] = socket.inet_ntoa(answer[20:24])
    return found


def of_this_machine() -> tuple[str, ...]:
    """The addresses that a module may dial, without the loopback ones."""
    addresses = dict.fromkeys(of_interfaces().values())
    return tuple(address for address in addresses if not IPv4Address(address).is_loopback)


def is_of_this_machine(address: str) -> bool:
    """Whether a socket can be bound to that address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def is_loopback(address: str) -> bool:
    """Whether the address never leaves the machine that dials it."""
    return IPv4Address(address).is_loopback


def dialled(key: str, text: str) -> str:
    """An address that a module can dial; raises `UsageError`."""
    address = _ipv4(key, text, "the IPv4 address that the DUT dials")
    if address.is_unspecified or address.is_multicast or text == "255.255.255.255":
        raise UsageError(f"{key}: expected the IPv4 address that the DUT dials; no host has {text}{_mine()}")
    return str(address)


def bound(key: str, text: str) -> str:
    """The address to bind, from an address or the name of an interface; raises `UsageError`."""
    interfaces = of_interfaces()
    if text in interfaces:
        return interfaces[text]
    if text in {name for _, name in socket.if_nameindex()}:
        raise UsageError(f"{key}: the interface {text} has no IPv4 address{_mine()}")
    try:
        address = str(IPv4Address(text))
    except AddressValueError:
        near = hint(
            text, [EVERY, *interfaces, *interfaces.values()], otherwise=f"there are {', '.join(interfaces)}"
        )
        raise UsageError(
            f"{key}: expected an IPv4 address or an interface of this machine; got {text!r}{near}"
        ) from None
    if not is_of_this_machine(address):
        raise UsageError(f"{key}: {address} is no address of this machine{_mine()}")
    return address


def require_bindable(key: str, address: str, port: int) -> None:
    """Raise `ServerError` unless a listener can have that port now."""
    trouble = trouble_of(address, port)
    if trouble:
        raise ServerError(f"{key}: cannot listen on {address}:{port}: {trouble}")


def may_bind(address: str, port: int) -> bool:
    """Whether the system allows this process to have that port, though another may have it now."""
    return _errno_of(address, port) != errno.EACCES


def trouble_of(address: str, port: int) -> str:
    """Why no listener can have that port now; empty if one can."""
    number = _errno_of(address, port)
    if not number:
        return ""
    step = _NEXT_STEP.get(number, "")
    return f"{os.strerror(number)}{'; ' if step else ''}{step}"


def _errno_of(address: str, port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0


def _ipv4(key: str, text: str, what: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except AddressValueError:
        raise UsageError(f"{key}: expected {what}; got {text!r}{_mine()}") from None


def _mine() -> str:
    found = of_this_machine()
    return f"; this machine has {', '.join(found)}" if found else ""
