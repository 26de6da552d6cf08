"""Defects of an upload of a security file: its course, its time limit, its checksum (note 2.4)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Refused, Said
from hil.emulator.defects.security_file_commands import (
    DataModeOutlastsTimeout,
    EscapeIgnored,
    EscapeStored,
    OkBeforeConnect,
    SurplusKept,
    TimeLimitEndsWithFirstByte,
    printing_checksums_as,
    with_time_limit_times,
)
from hil.emulator.defects.stored_files import (
    DropsOneByteFile,
    KeepsNameOfDeletedFile,
    SumsWithoutLastByte,
    altering,
    first_2000_bytes,
)

_NAME = r'(\+QSECWRITE="(?:NV)?RAM:[^"]*")'

DEFECTS = (
    # the course of an upload
    Defect(
        "upload-ok-before-connect", "OK comes before CONNECT", ("SECWRITE-03",), replaces=(OkBeforeConnect,)
    ),
    Defect(
        "upload-keeps-surplus",
        "bytes behind <filesize> become part of the file",
        ("SECWRITE-04", "SECWRITE-22"),
        replaces=(SurplusKept,),
    ),
    Defect(
        "plus-signs-end-no-upload",
        "a guarded +++ is ignored",
        ("SECWRITE-05", "SECWRITE-25"),
        replaces=(EscapeIgnored,),
    ),
    Defect(
        "plus-signs-are-data",
        "the +++ that ends an upload is stored with it",
        ("SECWRITE-05", "SECWRITE-07"),
        replaces=(EscapeStored,),
    ),
    Defect(
        "upload-result-misnamed",
        "the result line of an upload has the name of AT+QSECREAD",
        ("SECWRITE-06",),
        Said(r"\+QSECWRITE: (.*)", r"+QSECREAD: \1"),
    ),
    Defect(
        "empty-upload-counts-one",
        "+++ at once is an upload of one byte",
        ("SECWRITE-25",),
        Said(r"\+QSECWRITE: 0,(\w+)", r"+QSECWRITE: 1,\1"),
    ),
    Defect(
        "data-mode-outlasts-time-out",
        "after 4009 data mode goes on",
        ("SECWRITE-24", "SECWRITE-TMO-06"),
        replaces=(DataModeOutlastsTimeout,),
    ),
    Defect(
        "one-byte-file-not-kept",
        "an upload of one byte succeeds and is gone",
        ("SECWRITE-SIZE-RAM-01", "SECWRITE-SIZE-NVRAM-01", "SECWRITE-26"),
        replaces=(DropsOneByteFile,),
    ),
    Defect(
        "nvram-size-2016-refused",
        "the limit is 2 too low, its own value left aside",
        ("SECWRITE-SIZE-NVRAM-04",),
        Refused(r'\+QSECWRITE="NVRAM:[^"]*",2016(,\d+)?'),
    ),
    Defect(
        "size-in-letters-taken",
        "a size that is no number is 100",
        ("SECWRITE-SIZE-01",),
        Heard(_NAME + ",[a-z]+", r"\1,100"),
    ),
    Defect(
        "large-file-cut",
        "2000 bytes of a file are kept",
        ("SECWRITE-SIZE-NVRAM-03", "SECWRITE-SIZE-NVRAM-04", "SECWRITE-SIZE-RAM-03", "SECWRITE-SIZE-RAM-04"),
        replaces=(altering(first_2000_bytes),),
    ),
    Defect(
        "deleted-name-stays-taken",
        "a deleted file cannot be written again",
        ("SECWRITE-15",),
        replaces=(KeepsNameOfDeletedFile,),
    ),
    # its time limit
    Defect(
        "timeout-default-200",
        "the default is the longest",
        ("SECWRITE-TMO-05",),
        Heard(_NAME + r",(\d+)", r"\1,\2,200"),
    ),
    Defect(
        "timeout-default-90",
        "the default is 90 s",
        ("SECWRITE-TMO-05",),
        Heard(_NAME + r",(\d+)", r"\1,\2,90"),
    ),
    Defect(
        "upload-time-halved",
        "time limits run out in half of their time",
        ("SECWRITE-TMO-07",),
        replaces=(with_time_limit_times(0.5),),
    ),
    Defect(
        "upload-time-doubled",
        "time limits take twice their time",
        ("SECWRITE-TMO-07",),
        replaces=(with_time_limit_times(2.0),),
    ),
    Defect(
        "first-byte-stops-the-clock",
        "an upload that has begun never ends by its time limit",
        ("SECWRITE-TMO-08", "SECWRITE-TMO-09"),
        replaces=(TimeLimitEndsWithFirstByte,),
    ),
    Defect(
        "timeout-minus-1-taken",
        "-1 is the default",
        ("SECWRITE-TMO-10",),
        Heard(_NAME + r",(\d+),-1", r"\1,\2"),
    ),
    Defect(
        "timeout-0-taken",
        "0 is the default",
        ("SECWRITE-TMO-02",),
        Heard(_NAME + r",(\d+),0", r"\1,\2"),
    ),
    # its checksum
    Defect(
        "checksum-zero-padded",
        "the checksum has four digits always",
        ("SECWRITE-08",),
        replaces=(printing_checksums_as("04x"),),
    ),
    Defect(
        "checksum-in-decimal",
        "the checksum is a decimal number",
        ("SECWRITE-08",),
        replaces=(printing_checksums_as("d"),),
    ),
    Defect(
        "checksum-leaves-last-byte-out",
        "the last byte is not summed",
        ("SECWRITE-10",),
        replaces=(SumsWithoutLastByte,),
    ),
)
