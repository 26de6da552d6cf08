"""The files in the folder of a run, and their digests; nothing but a regular file is opened or followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from hil.seal.chain import FileDigest

_CHUNK = 1 << 20


class Unfit(NamedTuple):
    """What has no digest, in words: `a symbolic link`, `Permission denied`."""

    why: str


Found = FileDigest | Unfit


def files_in(folder: Path, skipped: Iterable[str] = ()) -> Iterator[str]:
    """The paths of all that is no folder below it, relative to it; `skipped` are names directly in it.

    A link to a folder is not followed.  A folder within it that cannot be listed stands for
    what it holds.  Raises `OSError` where the folder itself cannot be listed.
    """
    with os.scandir(folder) as listed:
        yield from _below(listed, "", frozenset(skipped))


def _below(listed: Iterator[os.DirEntry[str]], prefix: str, skipped: frozenset[str]) -> Iterator[str]:
    for entry in listed:
        if entry.name in skipped:
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield f"{prefix}{entry.name}"
            continue
        try:
            within = os.scandir(entry.path)
        except OSError:
            yield f"{prefix}{entry.name}"
        else:
            with within:
                yield from _below(within, f"{prefix}{entry.name}/", frozenset())


def digest_of(folder: Path, name: str, *, most: int | None = None) -> Found:
    """The digest of a file, or of its first `most` bytes; what is no readable regular file is `Unfit`."""
    try:
        descriptor = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # noqa: PTH118 - thousands of files
    except OSError as error:
        return Unfit(_kind_of(folder, name) or error.strerror or str(error))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return Unfit("no regular file")
        whole, size = sha256(), 0
        while most is None or size < most:
            piece = os.read(descriptor, _CHUNK if most is None else min(_CHUNK, most - size))
            if not piece:
                break
            whole.update(piece)
            size += len(piece)
    except OSError as error:
        return Unfit(error.strerror or str(error))
    finally:
        os.close(descriptor)
    return FileDigest(size, whole.hexdigest())


def _kind_of(folder: Path, name: str) -> str:
    try:
        mode = (folder / name).lstat().st_mode
    except OSError:
        return ""
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "" if stat.S_ISREG(mode) else "no regular file"


def shown(name: str) -> str:
    """A path for people: bytes that are no UTF-8, and characters that no terminal should get, are escaped."""
    readable = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in readable)
