"""Defects of the names, responses, deletion and errors of the security files (note 2.4 to 2.6, 3, Table 3)."""

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
    """Refuse uploads of files with that name."""
    slug = name.lower().replace(":", "-").replace("_", "-").replace(".", "-")
    return Defect(
        f"{slug}-refused",
        f"AT+QSECWRITE refuses {name}",
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
        "NVRAM:CA is accepted as NVRAM:CA0",
        ("NAME-08",),
        Heard(r'(\+QSECWRITE)="NVRAM:CA"(.*)', r'\1="NVRAM:CA0"\2'),
    ),
    Defect(
        "name-without-prefix-is-ram",
        "a name without a storage is accepted as a RAM file",
        ("NAME-12",),
        Heard(r'(\+QSECWRITE)="([^:"]+)"(.*)', r'\1="RAM:\2"\3'),
    ),
    Defect(
        "other-ram-names-are-lost",
        "AT+QSECREAD does not find a RAM file with a name outside Table 3",
        ("NAME-16", "NAME-13"),
        Heard(r'(\+QSECREAD)="RAM:(?!ca_cert|client_).*"', r'\1="RAM:nowhere"'),
    ),
    Defect(
        "long-ram-names-are-cut",
        "an upload keeps only 28 characters of a RAM file name",
        ("NAME-16", "NAME-15"),
        Heard(r'(\+QSECWRITE)="(RAM:[^"]{28})[^"]+"(.*)', r'\1="\2"\3'),
    ),
    Defect(
        "fourth-nvram-file-evicts-first",
        "NVRAM holds three files; a fourth replaces the oldest",
        ("NAME-14",),
        replaces=(evicting("NVRAM:", 3),),
    ),
    Defect(
        "ram-and-nvram-are-one",
        "AT+QSECREAD also looks for RAM files in NVRAM",
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
        "AT+QSECREAD prints the checksum without the good flag",
        ("SECREAD-03", "SECREAD-08"),
        Said(r"\+QSECREAD: \d,(\w+)", r"+QSECREAD: \1"),
    ),
    Defect(
        "secread-always-good",
        "AT+QSECREAD always reports good 1",
        ("SECREAD-05",),
        replaces=(reporting_files_as(good=True),),
    ),
    Defect(
        "secread-repeats-the-noted-sum",
        "AT+QSECREAD prints the checksum of the upload instead of summing the stored file",
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
        "AT+QSECREAD answers 0,0 for a missing file",
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
        "AT+QSECDEL answers OK for a RAM file but keeps it",
        ("SECDEL-03", "SECDEL-05"),
        Ignored(r'\+QSECDEL="RAM:.*"'),
    ),
    Defect(
        "secdel-refused-in-nvram",
        "AT+QSECDEL refuses NVRAM files",
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
        "sessions still use a deleted CA",
        ("AUTH-04", "SECDEL-10"),
        replaces=(ServesDeletedFile,),
    ),
    Defect(
        "unreadable-ca-means-no-check",
        "the server is not checked when the CA file is damaged",
        ("SECREAD-13",),
        replaces=(AcceptsUnreadableCa,),
    ),
    # errors
    Defect(
        "invalid-parameter-without-number",
        "a wrong parameter of a security file command gets ERROR without a number",
        ("SECWRITE-23", "ERR-CME-4013"),
        Said(r"\+CME ERROR: 4013", "ERROR"),
    ),
    Defect(
        "cmee-0-gives-numbers",
        "AT+CMEE=0 acts as AT+CMEE=1",
        ("ERR-GEN-02",),
        replaces=(error_level_taken_for(0, 1),),
    ),
    Defect(
        "cmee-1-gives-words",
        "AT+CMEE=1 acts as AT+CMEE=2",
        ("ERR-GEN-02", "ERR-CME-4010"),
        replaces=(error_level_taken_for(1, 2),),
    ),
    Defect(
        "cmee-2-gives-numbers",
        "AT+CMEE=2 acts as AT+CMEE=1",
        ("ERR-GEN-02",),
        replaces=(error_level_taken_for(2, 1),),
    ),
)
