"""Switches of storages and of what a reboot keeps: security files, local files, settings."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Cme, CommandRefused, Outcome
from hil.emulator.commands.files import FileCommands
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.table import CommandTable
from hil.emulator.ftp.service import FtpService
from hil.emulator.storage.security_store import SecurityStore, StoredFile
from hil.emulator.tls.ssl_contexts import SslConfiguration
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.emulator.variants.wrapping import with_write
from hil.spec.cme import CmeCode
from hil.spec.codes import ErrorCode
from hil.spec.files import NAMES

_SECURITY = ("AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL")
_NAMED = frozenset({"cacert", "clientcert", "clientkey"})


# clause: note Table 3
class NamesOfTheTable(SecurityFileCommands):
    """the three of Table 3; another one is refused with 4013"""

    def is_legal(self, name: str) -> bool:
        """Whether the name is one of Table 3."""
        return name in NAMES and super().is_legal(name)


# clause: note Table 3
class ShortRamNames(SecurityFileCommands):
    """20 characters"""

    def is_legal(self, name: str) -> bool:
        """Whether the name is legal and short."""
        return len(name.partition(":")[2]) <= 20 and super().is_legal(name)


# clause: note 2.4, note 4.1.1
class SmallRamPool(SecurityStore):
    """98304 bytes: the three files of 4.1.1 in their largest size"""

    ram_pool = 3 * 32768


# clause: note 2.4
class LargeRamPool(SecurityStore):
    """32 MiB: more than anybody fills"""

    ram_pool, ram_files_max = 1 << 25, 1000


# clause: note 2.4
class FewRamFiles(SecurityStore):
    """6 files"""

    ram_files_max = 6


# clause: note 2.6
class KeptFiles(CommandTable):
    """Files that a context names are not deleted, at least while a session is open."""

    kept_without_session = False

    def commands(self) -> Mapping[str, Command]:
        """The commands; AT+QSECDEL looks at the contexts."""
        return with_write(super().commands(), "+QSECDEL", self._delete_unused)

    def _delete_unused(self, call: Call, former: Handler) -> Outcome:
        has = self._equipment
        named = {name for c in has.ssl.contexts for name in (c.cacert, c.clientcert, c.clientkey) if name}
        if (
            (has.ftp.opened or self.kept_without_session)
            and len(call.arguments) == 1
            and call.arguments.items[0].text in named
        ):
            raise CommandRefused(Cme(CmeCode.OPERATION_NOT_ALLOWED))
        return former(call)


# clause: note 2.6
class FilesInUseStay(KeptFiles):
    """+CME ERROR: 3 to a file that a context names while a session is open"""


# clause: note 2.6
class NamedFilesStay(KeptFiles):
    """+CME ERROR: 3 to a file that a context names"""

    kept_without_session = True


# clause: note 2.3
class NamesOfStoredFiles(CommandTable):
    """ERROR to a name that isn't stored"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; AT+QSSLCFG looks for the file at once."""
        return with_write(super().commands(), "+QSSLCFG", self._configure_stored)

    def _configure_stored(self, call: Call, former: Handler) -> Outcome:
        items = call.arguments.items
        name = items[2].text if len(items) == 3 and items[0].text.lower() in _NAMED else ""
        if name and self._equipment.security.find(name) is None:
            raise call.arguments.refused()
        return former(call)


# clause: note 2.3, note 2.6
class LoadedFiles(SecurityStore):
    """the one that was there when AT+QSSLCFG named it; later changes need the name again"""

    def __init__(self, *, decaying: frozenset[str] = frozenset()) -> None:
        super().__init__(decaying=decaying)
        self.loaded: dict[str, StoredFile | None] = {}

    def serving(self, name: str) -> StoredFile | None:
        """The file as it was loaded."""
        return self.loaded.get(name)

    def lose_ram(self) -> None:
        """Reboot: what is named is loaded again."""
        super().lose_ram()
        self.loaded = {name: self.find(name) for name in self.loaded}


# clause: note 2.3
class LoadsAtSetting(CommandTable):
    """An AT+QSSLCFG that loads the file of a name."""

    def commands(self) -> Mapping[str, Command]:
        """The commands; a name that is accepted loads its file."""
        return with_write(super().commands(), "+QSSLCFG", self._load)

    def _load(self, call: Call, former: Handler) -> Outcome:
        outcome, items = former(call), call.arguments.items
        store = self._equipment.security
        if len(items) == 3 and items[0].text.lower() in _NAMED and isinstance(store, LoadedFiles):
            store.loaded[items[2].text] = store.find(items[2].text)
        return outcome


# clause: note 4.2.3
class ExistingFileRefused(FtpTransferCommands):
    """-12; it must be deleted first, as drivers do"""

    def _get_local(self, call: Call, name: str, local: str, size: int) -> Outcome:
        if self._files.find(local) is not None and self._service.configuration.resuming_point == 0:
            return self._answers.result(call, ErrorCode.LOCAL_FILE_FAILED)
        return super()._get_local(call, name, local, size)


# clause: doc [1] AT+QFUPL
class UploadReplacesFile(FileCommands):
    """it is replaced"""

    refuses_existing = False


# clause: note 2.2
class KeepsFtpSettings(FtpService):
    """the values of AT+QFTPCFG, user name and password are kept"""

    def _set_defaults(self) -> None:
        kept = self._settings.configuration if hasattr(self, "_settings") else None
        super()._set_defaults()
        if kept is not None:
            configuration = self.configuration
            configuration.settings.update(kept.settings)
            configuration.user, configuration.password = kept.user, kept.password


# clause: note 2.3
class KeepsSslSettings(SslConfiguration):
    """the values of AT+QSSLCFG are kept"""

    def reset(self) -> None:
        """Set the defaults once."""
        if not hasattr(self, "contexts"):
            super().reset()


SWITCHES = (
    Switch(
        "ram-names",
        "note Table 3",
        "Table 3 gives three names for RAM and does not say that there are no others",
        (*_SECURITY, "AT+QSSLCFG"),
        (unchanged("any", "any name"), replacing("table", NamesOfTheTable)),
    ),
    Switch(
        "ram-name-length",
        "note Table 3 (silent)",
        "the note does not limit the length of a name",
        _SECURITY,
        (unchanged("63", "63 characters"), replacing("20", ShortRamNames)),
    ),
    Switch(
        "security-ram-size",
        "note 2.4, note 4.1.1",
        "the note limits one file and does not say how many of them RAM takes; 4.1.1 stores three",
        ("AT+QSECWRITE",),
        (
            unchanged("131072", "131072 bytes"),
            replacing("98304", SmallRamPool),
            replacing("boundless", LargeRamPool),
        ),
    ),
    Switch(
        "security-ram-files",
        "note 2.4, note 4.1.1",
        "the note does not say how many files RAM takes; 4.1.1 stores three",
        ("AT+QSECWRITE",),
        (unchanged("15", "15 files"), replacing("6", FewRamFiles)),
    ),
    Switch(
        "secdel-in-use",
        "note 2.6 (silent)",
        "the note does not say whether a file that a context names can be deleted",
        ("AT+QSECDEL",),
        (
            unchanged("deleted", "it is deleted"),
            replacing("refused", FilesInUseStay),
            replacing("named", NamedFilesStay),
        ),
    ),
    Switch(
        "file-read",
        "note 2.3 (silent), note 2.6 (silent)",
        "the note does not say when the file of a name is read; 1.2 stores files, sets names and opens a session",
        ("AT+QSSLCFG", "AT+QSECWRITE", "AT+QSECDEL"),
        (
            unchanged("opening", "the one that is there when the session opens"),
            replacing("setting", LoadedFiles, LoadsAtSetting),
        ),
    ),
    Switch(
        "missing-name",
        "note 2.3 (silent)",
        "the note does not say whether a name may be set before its file is stored; 1.2 stores files first",
        ("AT+QSSLCFG",),
        (
            unchanged("accepted", "the session fails if the file is missing"),
            replacing("refused", NamesOfStoredFiles),
        ),
    ),
    Switch(
        "download-onto-file",
        "note 4.2.3 (silent)",
        "the note does not say what a download does with an existing local file; a driver deletes it first",
        ("AT+QFTPGET",),
        (unchanged("replaced", "it is replaced"), replacing("refused", ExistingFileRefused)),
    ),
    Switch(
        "upload-onto-file",
        "doc [1] AT+QFUPL",
        "no document of this series describes AT+QFUPL; those of others differ",
        ("AT+QFUPL",),
        (unchanged("refused", "+CME ERROR: 4012"), replacing("replaced", UploadReplacesFile)),
    ),
    Switch(
        "storage-sizes",
        "note 2.2 (silent)",
        "the note states no size of UFS, RAM and SD",
        ("AT+QFLDS", "AT+QFUPL", "AT+QFTPGET"),
        (
            unchanged("large", "RAM: 512 KiB, UFS: 1 MiB, SD: 8 MiB"),
            Value("small", "RAM: 100 KiB, UFS: 256 KiB", hardware={"ram": 102400, "ufs": 262144}),
            Value("tiny", "RAM: and UFS: 8 KiB", hardware={"ram": 8192, "ufs": 8192}),
        ),
    ),
    Switch(
        "ftp-settings-at-reboot",
        "note 2.2 (silent)",
        "the note does not say whether AT+QFTPCFG is kept over a reboot",
        ("AT+QFTPCFG", "AT+QFTPUSER", "AT+QFTPPASS", "AT+CFUN"),
        (unchanged("lost", "the defaults"), replacing("kept", KeepsFtpSettings)),
    ),
    Switch(
        "ssl-settings-at-reboot",
        "note 2.3 (silent)",
        "the note does not say whether AT+QSSLCFG is kept over a reboot",
        ("AT+QSSLCFG", "AT+CFUN"),
        (unchanged("lost", "the defaults"), replacing("kept", KeepsSslSettings)),
    ),
)
