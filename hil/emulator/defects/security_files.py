"""Defects of the security files: storage, sizes, timeouts, names, uploads, deletion (note 2.4 to 2.6)."""

from __future__ import annotations

from hil.emulator.defects.at_channel import BlanksPlusSigns
from hil.emulator.defects.model import Defect, Heard, Refused, Said
from hil.emulator.defects.security_file_commands import (
    DeclaredSizeReported,
    DeletingRead,
    NvramChecksumDiffers,
    OkBeforeResult,
    reporting_files_as,
)
from hil.emulator.defects.stored_files import (
    DeletesAbsentFile,
    DeletesWholeStorage,
    EmptiesFileAtRefusal,
    KeepsRamAtReboot,
    LosesNvramAtReboot,
    LosesNvramWithPower,
    LosesSpaceOfDeletedFile,
    OverwritesExistingFile,
    ReadsDeletedFile,
    ReturnsDeletedFile,
    altering,
    evicting,
    with_plain_line_ends,
    without_last_byte,
)

_NAME = r'(\+QSECWRITE="(?:NV)?RAM:[^"]*")'
_RAM, _NVRAM = r'(\+QSECWRITE="RAM:[^"]*")', r'(\+QSECWRITE="NVRAM:[^"]*")'
_LIMIT = r"(,\d+)?"

DEFECTS = (
    Defect(
        "nvram-checksum-differs",
        "the checksum of an NVRAM file is wrong",
        ("EX412-05", "SECWRITE-09"),
        replaces=(NvramChecksumDiffers,),
    ),
    Defect(
        "third-ram-file-evicts-first",
        "RAM holds two files; a third replaces the oldest",
        ("EX411-04",),
        replaces=(evicting("RAM:", 2),),
    ),
    Defect(
        "duplicate-upload-overwrites",
        "an upload replaces an existing file",
        ("SECWRITE-12", "SECWRITE-13"),
        replaces=(OverwritesExistingFile,),
    ),
    Defect(
        "deleted-file-stays-readable",
        "AT+QSECREAD finds a deleted file",
        ("PROC-02", "SECDEL-05"),
        replaces=(ReadsDeletedFile,),
    ),
    Defect(
        "secread-always-wrong",
        "AT+QSECREAD always reports good 0",
        ("PROC-03", "SECREAD-04", "EX412-04"),
        replaces=(reporting_files_as(good=False),),
    ),
    # sizes and time limits
    Defect(
        "ram-size-0-taken",
        "a RAM file of size 0 is accepted as size 1",
        ("SECWRITE-SIZE-RAM-02",),
        Heard(_RAM + ",0" + _LIMIT, r"\1,1\2"),
    ),
    Defect(
        "ram-size-32768-refused",
        "a RAM file of 32768 bytes, the limit, is refused",
        ("SECWRITE-SIZE-RAM-03",),
        Refused(_RAM + ",32768" + _LIMIT),
    ),
    Defect(
        "ram-size-32767-refused",
        "a RAM file of 32767 bytes is refused",
        ("SECWRITE-SIZE-RAM-04",),
        Refused(_RAM + ",32767" + _LIMIT),
    ),
    Defect(
        "ram-size-1-refused",
        "a RAM file of one byte is refused",
        ("SECWRITE-SIZE-RAM-01",),
        Refused(_RAM + ",1" + _LIMIT),
    ),
    Defect(
        "ram-size-32769-taken",
        "a RAM file of 32769 bytes, one above the limit, is accepted",
        ("SECWRITE-SIZE-RAM-05",),
        Heard(_RAM + ",32769" + _LIMIT, r"\1,32768\2"),
    ),
    Defect(
        "nvram-size-0-taken",
        "an NVRAM file of size 0 is accepted as size 1",
        ("SECWRITE-SIZE-NVRAM-02",),
        Heard(_NVRAM + ",0" + _LIMIT, r"\1,1\2"),
    ),
    Defect(
        "nvram-size-1-refused",
        "an NVRAM file of one byte is refused",
        ("SECWRITE-SIZE-NVRAM-01",),
        Refused(_NVRAM + ",1" + _LIMIT),
    ),
    Defect(
        "nvram-size-2017-refused",
        "an NVRAM file of 2017 bytes, the limit, is refused",
        ("SECWRITE-SIZE-NVRAM-03",),
        Refused(_NVRAM + ",2017" + _LIMIT),
    ),
    Defect(
        "nvram-size-2018-taken",
        "an NVRAM file of 2018 bytes, one above the limit, is accepted",
        ("SECWRITE-SIZE-NVRAM-05",),
        Heard(_NVRAM + ",2018" + _LIMIT, r"\1,2017\2"),
    ),
    Defect(
        "negative-size-taken",
        "a file size of -1 is accepted as 1",
        ("SECWRITE-SIZE-01",),
        Heard(_NAME + ",-1", r"\1,1"),
    ),
    Defect(
        "size-not-compulsory",
        "a missing file size is taken as 1",
        ("SECWRITE-SIZE-02",),
        Heard(_NAME, r"\1,1"),
    ),
    Defect(
        "timeout-3-refused",
        "a timeout of 3 s, the minimum, is refused",
        ("SECWRITE-TMO-01",),
        Refused(_NAME + r",\d+,3"),
    ),
    Defect(
        "timeout-2-taken",
        "a timeout of 2 s, one below the minimum, is accepted",
        ("SECWRITE-TMO-02",),
        Heard(_NAME + r",(\d+),2", r"\1,\2,3"),
    ),
    Defect(
        "timeout-200-refused",
        "a timeout of 200 s, the maximum, is refused",
        ("SECWRITE-TMO-03",),
        Refused(_NAME + r",\d+,200"),
    ),
    Defect(
        "timeout-201-taken",
        "a timeout of 201 s, one above the maximum, is accepted",
        ("SECWRITE-TMO-04",),
        Heard(_NAME + r",(\d+),201", r"\1,\2,200"),
    ),
    Defect(
        "timeout-default-10",
        "the default timeout is 10 s",
        ("SECWRITE-TMO-05",),
        Heard(_NAME + r",(\d+)", r"\1,\2,10"),
    ),
    Defect(
        "timeout-always-200",
        "the timeout is always 200 s, whatever the command gives",
        ("SECWRITE-TMO-06", "SECWRITE-TMO-07"),
        Heard(_NAME + r",(\d+),\d+", r"\1,\2,200"),
    ),
    # names
    Defect(
        "ca1-aliased-to-ca0",
        "NVRAM:CA1 names the same file as NVRAM:CA0",
        ("NAME-14", "SSLCFG-CACERT-08"),
        Heard(r'(\+QSEC\w+)="NVRAM:CA1"(.*)', r'\1="NVRAM:CA0"\2'),
    ),
    Defect(
        "third-ca-slot",
        "NVRAM:CA2 is accepted",
        ("NAME-08",),
        Heard(r'(\+QSECWRITE)="NVRAM:CA2"(.*)', r'\1="NVRAM:CA1"\2'),
    ),
    Defect(
        "second-certificate-slot",
        "NVRAM:CC1 is accepted",
        ("NAME-09",),
        Heard(r'(\+QSECWRITE)="NVRAM:CC1"(.*)', r'\1="NVRAM:CC0"\2'),
    ),
    Defect(
        "second-key-slot",
        "NVRAM:CK1 is accepted",
        ("NAME-10",),
        Heard(r'(\+QSECWRITE)="NVRAM:CK1"(.*)', r'\1="NVRAM:CK0"\2'),
    ),
    Defect(
        "free-names-in-nvram",
        "NVRAM: accepts the file names of RAM:",
        ("NAME-11",),
        Heard(r'(\+QSECWRITE)="NVRAM:ca_cert.pem"(.*)', r'\1="NVRAM:CA0"\2'),
    ),
    Defect(
        "any-prefix-is-ram",
        "UFS: and SD: are accepted as RAM:",
        ("NAME-12",),
        Heard(r'(\+QSECWRITE)="(?:UFS|SD):(.*)', r'\1="RAM:\2'),
    ),
    # upload and checksum
    Defect(
        "secread-checksum-bytes-swapped",
        "AT+QSECREAD swaps the two bytes of the checksum",
        ("SECREAD-06", "PROC-03"),
        Said(r"(\+QSECREAD: \d),(\w+)(\w\w)", r"\1,\3\2"),
    ),
    Defect(
        "checksum-always-618",
        "the checksum is always 618, that of the note's example",
        ("SECWRITE-10",),
        Said(r"(\+QSEC\w+: \d+),\w+", r"\1,618"),
    ),
    Defect(
        "checksum-with-prefix",
        "the checksum is printed with the prefix 0x",
        ("SECWRITE-08",),
        Said(r"(\+QSEC\w+: \d+),(\w+)", r"\1,0x\2"),
    ),
    Defect(
        "upload-ignores-last-byte",
        "the last byte of an upload is not stored",
        ("SECWRITE-20",),
        replaces=(altering(without_last_byte),),
    ),
    Defect(
        "upload-makes-lines",
        "an upload is stored with LF instead of CR LF",
        ("SECWRITE-20",),
        replaces=(altering(with_plain_line_ends),),
    ),
    Defect(
        "upload-size-is-the-declared-one",
        "+QSECWRITE reports the size of the command, not of the received data",
        ("SECWRITE-07", "SECWRITE-05"),
        replaces=(DeclaredSizeReported,),
    ),
    Defect(
        "upload-ok-before-result", "OK comes before +QSECWRITE", ("SECWRITE-06",), replaces=(OkBeforeResult,)
    ),
    Defect(
        "plus-signs-in-data-blanked",
        "+++ within the data is stored as zeros",
        ("SECWRITE-21", "EX422-05"),
        replaces=(BlanksPlusSigns,),
    ),
    Defect(
        "refused-overwrite-empties",
        "a refused upload damages the existing file",
        ("SECWRITE-14",),
        replaces=(EmptiesFileAtRefusal,),
    ),
    Defect("secread-deletes", "AT+QSECREAD deletes the file", ("SECREAD-11",), replaces=(DeletingRead,)),
    # deletion and persistence
    Defect(
        "secdel-deletes-the-storage",
        "AT+QSECDEL deletes all files of the storage",
        ("SECDEL-08",),
        replaces=(DeletesWholeStorage,),
    ),
    Defect(
        "secdel-of-nothing-is-ok",
        "AT+QSECDEL answers OK for a missing file",
        ("SECDEL-06",),
        replaces=(DeletesAbsentFile,),
    ),
    Defect(
        "secdel-frees-no-space",
        "the RAM of a deleted file stays in use",
        ("SECDEL-12",),
        replaces=(LosesSpaceOfDeletedFile,),
    ),
    Defect(
        "deleted-file-returns",
        "a reboot restores a deleted NVRAM file",
        ("SECDEL-09",),
        replaces=(ReturnsDeletedFile,),
    ),
    Defect(
        "nvram-lost-on-reboot",
        "NVRAM: is empty after a reboot",
        ("PERSIST-01",),
        replaces=(LosesNvramAtReboot,),
    ),
    Defect(
        "ram-survives-reboot",
        "RAM: keeps its files over a reboot",
        ("PERSIST-02",),
        replaces=(KeepsRamAtReboot,),
    ),
    Defect(
        "nvram-lost-with-power",
        "NVRAM: is empty after a power loss",
        ("PERSIST-03",),
        replaces=(LosesNvramWithPower,),
    ),
)
