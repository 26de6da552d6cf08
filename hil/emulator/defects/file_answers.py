"""Defects of names, queries, deletion and errors of the security files (note 2.4 to 2.6, Table 3, 3)."""

from __future__ import annotations

from hil.emulator.defects.at_channel import error_level_taken_for
from hil.emulator.defects.command_effects import SecurityFilesDownloaded
from hil.emulator.defects.model import Defect, Heard, Ignored, Refused, Said
from hil.emulator.defects.security_file_commands import (
    AbsentFileDescribed,
    ContentDisclosed,
    NotedChecksumRepeated,
    reporting_files_as,
)
from hil.emulator.defects.stored_files import ServesDeletedFile, evicting
from hil.emulator.defects.tls_chain import AcceptsUnreadableCa


def _name_refused(name: str, requirement: str) -> Defect:
    """Files of that name cannot be uploaded."""
    slug = name.lower().replace(":", "-").replace("_", "-").replace(".", "-")
    return Defect(
        f"{slug}-refused",
        f"{name} is no name of a file",
        (requirement, "SECWRITE-19"),
        Refused(rf'\+QSECWRITE="{name}",.*'),
    )


DEFECTS = (
    # names
    _name_refused("RAM:ca_cert.pem", "NAME-01"),
    _name_refused("RAM:client_cert.pem", "NAME-02"),
    _name_refused("RAM:client_key.pem", "NAME-03"),
    _name_refused("NVRAM:CA0", "NAME-04"),
    _name_refused("NVRAM:CA1", "NAME-05"),
    _name_refused("NVRAM:CC0", "NAME-06"),
    _name_refused("NVRAM:CK0", "NAME-07"),
    Defect(
        "ca-without-number-taken",
        "NVRAM:CA is NVRAM:CA0",
        ("NAME-08",),
        Heard(r'(\+QSECWRITE)="NVRAM:CA"(.*)', r'\1="NVRAM:CA0"\2'),
    ),
    Defect(
        "name-without-prefix-is-ram",
        "a name without a storage is in RAM:",
        ("NAME-12",),
        Heard(r'(\+QSECWRITE)="([^:"]+)"(.*)', r'\1="RAM:\2"\3'),
    ),
    Defect(
        "other-ram-names-are-lost",
        "RAM names beside those of Table 3 are taken and not found again",
        ("NAME-13",),
        Heard(r'(\+QSECREAD)="RAM:(?!ca_cert|client_).*"', r'\1="RAM:nowhere"'),
    ),
    Defect(
        "long-ram-names-are-cut",
        "an upload keeps 28 characters of a RAM name",
        ("NAME-15",),
        Heard(r'(\+QSECWRITE)="(RAM:[^"]{28})[^"]+"(.*)', r'\1="\2"\3'),
    ),
    Defect(
        "fourth-nvram-file-evicts-first",
        "NVRAM keeps three files",
        ("NAME-14",),
        replaces=(evicting("NVRAM:", 3),),
    ),
    Defect(
        "ram-and-nvram-are-one",
        "AT+QSECREAD looks for RAM files in NVRAM too",
        ("SECWRITE-18",),
        Heard(r'(\+QSECREAD)="RAM:CA0"', r'\1="NVRAM:CA0"'),
    ),
    # forms
    Defect(
        "secread-read-form-missing",
        "AT+QSECREAD? is refused",
        ("SYN-02", "SECREAD-02"),
        Refused(r"\+QSECREAD\?"),
    ),
    Defect(
        "secdel-read-form-missing", "AT+QSECDEL? is refused", ("SYN-02", "SECDEL-02"), Refused(r"\+QSECDEL\?")
    ),
    # AT+QSECREAD
    Defect(
        "secread-without-flag",
        "AT+QSECREAD prints the checksum alone",
        ("SECREAD-03", "SECREAD-08"),
        Said(r"\+QSECREAD: \d,(\w+)", r"+QSECREAD: \1"),
    ),
    Defect(
        "secread-always-good",
        "AT+QSECREAD reports good 1 whatever it finds",
        ("SECREAD-05",),
        replaces=(reporting_files_as(good=True),),
    ),
    Defect(
        "secread-repeats-the-noted-sum",
        "AT+QSECREAD prints the checksum of the upload",
        ("SECREAD-07",),
        replaces=(NotedChecksumRepeated,),
    ),
    Defect(
        "secread-knows-no-client-key",
        "AT+QSECREAD refuses the names of client keys",
        ("SECREAD-08",),
        Refused(r'\+QSECREAD="(RAM:client_key.pem|NVRAM:CK0)"'),
    ),
    Defect(
        "secread-of-nothing-answers",
        "AT+QSECREAD of an absent file says 0,0",
        ("SECREAD-09", "SECREAD-14"),
        replaces=(AbsentFileDescribed,),
    ),
    Defect(
        "secread-of-illegal-name-is-ok",
        "AT+QSECREAD accepts NVRAM:CA2",
        ("SECREAD-10",),
        Ignored(r'\+QSECREAD="NVRAM:CA2"'),
    ),
    Defect(
        "secread-discloses-content",
        "AT+QSECREAD prints the first bytes of the file",
        ("SECREAD-12",),
        replaces=(ContentDisclosed,),
    ),
    Defect(
        "security-file-can-be-downloaded",
        "AT+QFDWL sends security files of RAM:",
        ("SECWRITE-16",),
        replaces=(SecurityFilesDownloaded,),
    ),
    # AT+QSECDEL
    Defect(
        "secdel-does-nothing-in-ram",
        "AT+QSECDEL answers OK for a RAM file and keeps it",
        ("SECDEL-03", "SECDEL-05"),
        Ignored(r'\+QSECDEL="RAM:.*"'),
    ),
    Defect(
        "secdel-refused-in-nvram",
        "files of NVRAM cannot be deleted",
        ("SECDEL-04",),
        Refused(r'\+QSECDEL="NVRAM:.*"'),
    ),
    Defect(
        "secdel-of-illegal-name-is-ok",
        "AT+QSECDEL accepts NVRAM:CA9",
        ("SECDEL-07",),
        Ignored(r'\+QSECDEL="NVRAM:CA9"'),
    ),
    Defect(
        "deleted-file-still-serves",
        "sessions go on using a CA that was deleted",
        ("SECDEL-10",),
        replaces=(ServesDeletedFile,),
    ),
    Defect(
        "unreadable-ca-means-no-check",
        "with a damaged CA the server is not checked",
        ("SECREAD-13",),
        replaces=(AcceptsUnreadableCa,),
    ),
    # errors
    Defect(
        "invalid-parameter-without-number",
        "a wrong parameter of a file command is a plain ERROR",
        ("SECWRITE-23", "ERR-CME-4013"),
        Said(r"\+CME ERROR: 4013", "ERROR"),
    ),
    Defect(
        "cmee-0-gives-numbers",
        "AT+CMEE=0 is taken for 1",
        ("ERR-GEN-02",),
        replaces=(error_level_taken_for(0, 1),),
    ),
    Defect(
        "cmee-1-gives-words",
        "AT+CMEE=1 is taken for 2",
        ("ERR-GEN-02", "ERR-CME-4010"),
        replaces=(error_level_taken_for(1, 2),),
    ),
    Defect(
        "cmee-2-gives-numbers",
        "AT+CMEE=2 is taken for 1",
        ("ERR-GEN-02",),
        replaces=(error_level_taken_for(2, 1),),
    ),
)
