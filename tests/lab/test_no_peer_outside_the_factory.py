"""Nothing in suites/ and fixtures/ opens a socket, starts a process or names an address: peers come from `hil.lab.peers`."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_layers import ROOT

FORBIDDEN = {
    *("socket", "_socket", "ssl", "_ssl", "selectors", "select", "asyncio", "socketserver", "subprocess"),
    *("multiprocessing", "concurrent", "pty", "ftplib", "http", "urllib", "telnetlib", "xmlrpc", "smtplib"),
    *("pyftpdlib", "tlslite", "dns", "serial", "requests", "httpx", "pexpect"),
}
"""Modules by which a case could open a connection or start a process."""

LOADERS = {"import_module", "__import__", "exec", "eval", "system", "popen", "spawnv", "posix_spawn", "fork"}
"""Functions by which it could get hold of one of them, or of a process."""

# 0.0.0.0 is what a DUT without an address answers; four single digits are a clause (V.250 5.4.3.1).
ADDRESS = re.compile(
    r"\b127\.|\b(?!0\.0\.0\.0\b)(?!\d\.\d\.\d\.\d\b)\d{1,3}(?:\.\d{1,3}){3}\b|\blocalhost\b|(?<![\w:])::1\b|\[::\]"
)
OPENERS = {"hil.ftps.server", "hil.ftps.dns", "hil.ftps.shaping", "hil.ftps.serving"}
"""Modules beside `hil.lab` whose classes and functions open sockets."""

SOURCES = [path for folder in ("suites", "fixtures") for path in sorted((ROOT / folder).rglob("*.py"))]


def wrongs(path: Path, *, is_suite: bool) -> list[str]:
    """What that file does that only the factory may do."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bound = dict(_bound(tree))
    return [
        *(f"imports {name}" for name in _imported(tree) if name.partition(".")[0] in FORBIDDEN),
        *_indirect(tree, bound),
        *_loaded(tree),
        *(_opened(tree, bound) if is_suite else ()),
        *(f"names the address {text!r}" for text in _texts(tree) if ADDRESS.search(text)),
    ]


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def _bound(tree: ast.AST) -> Iterator[tuple[str, object]]:
    """Each name that an import from hil binds, with what it binds."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ImportFrom) and node.level == 0 and node.module):
            continue
        if node.module.partition(".")[0] != "hil":
            continue
        for alias in node.names:
            if alias.name != "*":
                yield alias.asname or alias.name, _found(node.module, alias.name)


def _found(module: str, name: str) -> object:
    found = importlib.import_module(module)
    return getattr(found, name) if hasattr(found, name) else importlib.import_module(f"{module}.{name}")


def _indirect(tree: ast.AST, bound: dict[str, object]) -> Iterator[str]:
    """A forbidden module that another module has imported."""
    for name, value in bound.items():
        if inspect.ismodule(value) and value.__name__.partition(".")[0] in FORBIDDEN:
            yield f"imports {value.__name__} as {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            value = getattr(bound.get(node.value.id), node.attr, None)
            if inspect.ismodule(value) and value.__name__.partition(".")[0] in FORBIDDEN:
                yield f"uses {node.value.id}.{node.attr}"


def _loaded(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in LOADERS:
                yield f"calls {name}"


def _opened(tree: ast.AST, bound: dict[str, object]) -> Iterator[str]:
    """A peer that is made beside the factory."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            home = str(getattr(bound.get(node.func.id), "__module__", ""))
            if home in OPENERS or home.startswith("hil.lab."):
                yield f"makes a {node.func.id}"


def _texts(tree: ast.AST) -> Iterator[str]:
    """The texts and bytes that are no docstrings."""
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("latin-1")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_factory_opens_sockets_and_knows_addresses(path: Path) -> None:
    assert wrongs(path, is_suite="suites" in path.relative_to(ROOT).parts) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import socket", "imports socket"),
        ("def later():\n    from asyncio import start_server", "imports asyncio"),
        ("import concurrent.futures", "imports concurrent.futures"),
        ("from hil.lab.relay import socket as quiet", "imports socket as quiet"),
        ("from hil.lab import relay\nrelay.socket.create_server(x)", "uses relay.socket"),
        ("import importlib\nimportlib.import_module('sock' + 'et')", "calls import_module"),
        ("import os\nos.system('nc -l 990')", "calls system"),
        ("from hil.ftps.server import FtpsServer\nFtpsServer(a, t)", "makes a FtpsServer"),
        ("from hil.lab.relay import Relay\nRelay(host=x)", "makes a Relay"),
        ("from hil.lab.mute import filtered\nfiltered(x, host=y)", "makes a filtered"),
        ("HOST = '127.0.0.1'", "names the address '127.0.0.1'"),
        ("HOST = f'127.{first}.0.1'", "names the address '127.'"),
        ("LINE = 'AT+QFTPOPEN=\"192.0.2.1\",21'", "names the address 'AT+QFTPOPEN=\"192.0.2.1\",21'"),
        ("HOST = b'localhost'", "names the address 'localhost'"),
        ("HOST = '::1'", "names the address '::1'"),
    ],
)
def test_a_way_around_the_factory_is_seen(line: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "guilty.py").write_text(line)

    assert expected in wrongs(tmp_path / "guilty.py", is_suite=True)


def test_words_of_the_note_are_no_addresses(tmp_path: Path) -> None:
    (tmp_path / "fair.py").write_text(
        '"""Note 4.2.4.1, RFC 5246: 127.0.0.1 in a docstring."""\nNAMES = ("TLS1.2", "a:b", "note 2.4.1", "3.7", "0.0.0.0", "5.4.3.1")\n'
    )

    assert wrongs(tmp_path / "fair.py", is_suite=True) == []
