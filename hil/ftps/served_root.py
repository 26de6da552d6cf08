"""The files below the root of a server, reached without leaving it and without waiting for anything.

A path is resolved, links included, and must stay below the root; then its folders
are opened one after the other from the root without following a link, so that what
changes in between cannot lead out.  Only files and folders are served: a FIFO, a
device, a socket, and a link to nothing or to the outside are not there for clients.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from pyftpdlib.exceptions import FilesystemError

from hil.ftps.names import octets_of, text_of

_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW
_CAREFUL = os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY
"""What opens neither a link nor, without waiting, a FIFO or a device that has come in place of a file."""
_WRITING = {
    "wb": os.O_WRONLY,
    "ab": os.O_WRONLY | os.O_APPEND,
    "r+b": os.O_RDWR,
}
_LEADS_OUT = "The path leads out of the directory that is served"
_MOST_LINKS = 40  # as in Linux
_NEVER_NEW = frozenset({"r+b"})


class NotServed(FilesystemError):  # type: ignore[misc]  # pyftpdlib has no types
    """What is there is neither a file nor a folder below the root; the text goes into the reply."""


class ServedRoot:
    """The files below `root`; each path is absolute and normal, in the form of `hil.ftps.names`.

    Methods raise `OSError`, or `NotServed` for what is there and is not served.
    """

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(os.fsencode(root))
        self._roots = self._root, os.path.abspath(os.fsencode(root))  # noqa: PTH100 - links may name either

    def stat(self, path: str) -> os.stat_result:
        """The state of a file or folder, of its target for a link."""
        with self._parent(self._target(path)) as (folder, name):
            return _served(os.stat(name, dir_fd=folder, follow_symlinks=False))

    def lstat(self, path: str) -> os.stat_result:
        """The state of a file, a folder or a link to one."""
        self.stat(path)
        with self._parent(self._place(path)) as (folder, name):
            return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def has_entry(self, path: str) -> bool:
        """Whether the name is taken, by whatever."""
        try:
            with self._parent(self._place(path)) as (folder, name):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def target(self, path: str) -> str:
        """Where a link leads: as it is written if that is relative, else the path that clients see."""
        with self._parent(self._place(path)) as (folder, name):
            link = os.readlink(name, dir_fd=folder)
        return "/" + text_of(self._target(path)) if link.startswith(b"/") else text_of(link)

    def may_enter(self, path: str) -> bool:
        """Whether this process may use what is in the folder."""
        with self._parent(self._target(path)) as (folder, name):
            return os.access(name, os.X_OK, dir_fd=folder)

    def entries(self, path: str) -> list[tuple[str, os.stat_result]]:
        """Names and states of what a folder holds for clients, in no order; a link has its own state."""
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        with self._parent(self._target(path)) as (parent, name):
            folder = os.open(name, flags, dir_fd=parent)
        try:
            with os.scandir(folder) as found:
                listed = [(text_of(os.fsencode(each.name)), each) for each in found]
            return [
                (name, each.stat(follow_symlinks=False))
                for name, each in listed
                if self._shows(f"{path.rstrip('/')}/{name}", each)
            ]
        finally:
            os.close(folder)

    def _shows(self, path: str, entry: os.DirEntry[str]) -> bool:
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
        try:
            self.stat(path)
        except (OSError, FilesystemError):
            return False
        return True

    def open_to_read(self, path: str) -> int:
        """A descriptor of the file, for reading."""
        with self._parent(self._target(path)) as (folder, name):
            _file(os.stat(name, dir_fd=folder, follow_symlinks=False))
            return _checked(os.open(name, os.O_RDONLY | _CAREFUL, dir_fd=folder), "rb")

    def open_to_write(self, path: str, mode: str) -> int:
        """A descriptor of the file, for writing by a mode of `open`: `wb`, `ab` or `r+b`."""
        is_new = mode not in _NEVER_NEW and not self.has_entry(path)
        with self._parent(self._place(path) if is_new else self._target(path)) as (folder, name):
            flags = _WRITING[mode] | _CAREFUL
            if is_new:
                flags |= os.O_CREAT | os.O_EXCL
            else:
                _file(os.stat(name, dir_fd=folder, follow_symlinks=False))
            return _checked(os.open(name, flags, 0o666, dir_fd=folder), mode)

    def mkdir(self, path: str) -> None:
        """Make a folder."""
        with self._parent(self._place(path)) as (folder, name):
            os.mkdir(name, dir_fd=folder)

    def rmdir(self, path: str) -> None:
        """Remove an empty folder."""
        self._require_below_root(path)
        with self._parent(self._place(path)) as (folder, name):
            os.rmdir(name, dir_fd=folder)

    def remove(self, path: str) -> None:
        """Remove a file, or a link to a file or folder."""
        self.stat(path)
        with self._parent(self._place(path)) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def require_renamable(self, path: str) -> None:
        """Raise where there is nothing that can be given another name."""
        self._require_below_root(path)
        self.stat(path)

    def rename(self, source: str, goal: str) -> None:
        """Give a file, folder or link another name; a name that is taken is refused."""
        self.require_renamable(source)
        if self.has_entry(goal):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with (
            self._parent(self._place(source)) as (folder, name),
            self._parent(self._place(goal)) as (goal_folder, goal_name),
        ):
            os.rename(name, goal_name, src_dir_fd=folder, dst_dir_fd=goal_folder)

    def utime(self, path: str, modified: float) -> None:
        """Set the time of the last change, in seconds of the epoch."""
        with self._parent(self._target(path)) as (folder, name):
            _served(os.stat(name, dir_fd=folder, follow_symlinks=False))
            os.utime(name, (modified, modified), dir_fd=folder, follow_symlinks=False)

    def _require_below_root(self, path: str) -> None:
        if path == "/":
            raise NotServed("The root cannot be changed")

    def _target(self, path: str) -> bytes:
        """Where the path leads, below the root and without links; no link on the way may leave the root."""
        waiting, real, links = deque(octets_of(path).split(b"/")), list[bytes](), 0
        while waiting:
            part = waiting.popleft()
            if part in {b"", b"."}:
                continue
            if part == b"..":
                if not real:
                    raise NotServed(_LEADS_OUT)
                real.pop()
                continue
            link = self._link(b"/".join((self._root, *real, part)))
            if link is None:
                real.append(part)
                continue
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            if link.startswith(b"/"):
                link, real = self._below_root(link), []
            waiting.extendleft(reversed(link.split(b"/")))
        return b"/".join(real)

    def _link(self, place: bytes) -> bytes | None:
        """Where a link leads; None for what is none, or is not there."""
        try:
            return os.readlink(place)  # noqa: PTH115 - of octets
        except OSError:
            return None

    def _below_root(self, absolute: bytes) -> bytes:
        """An absolute path as one below the root."""
        for root in self._roots:
            inside = root.rstrip(b"/") + b"/"
            if (absolute.rstrip(b"/") + b"/").startswith(inside):
                return absolute[len(inside) :]
        raise NotServed(_LEADS_OUT)

    def _place(self, path: str) -> bytes:
        """Where the entry itself is, of whatever kind: only the links to its folder are resolved."""
        folder, _, name = path.rpartition("/")
        return b"/".join(part for part in (self._target(folder or "/"), octets_of(name)) if part)

    @contextmanager
    def _parent(self, real: bytes) -> Iterator[tuple[int, bytes]]:
        """A descriptor of the folder of that path, and its name there; the root is `.` in itself."""
        *folders, name = real.split(b"/") if real else [b"."]
        folder = os.open(self._root, _FOLDER)
        try:
            for each in folders:
                inner = os.open(each, _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
            yield folder, name
        finally:
            os.close(folder)


def _served(state: os.stat_result) -> os.stat_result:
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
        raise NotServed("Not a file or a folder")
    return state


def _file(state: os.stat_result) -> None:
    if stat.S_ISDIR(_served(state).st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _checked(descriptor: int, mode: str) -> int:
    """A descriptor, if it is that of a file; one to be written anew is emptied."""
    try:
        _file(os.fstat(descriptor))
        if mode == "wb":
            os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
