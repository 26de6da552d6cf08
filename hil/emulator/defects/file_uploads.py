"""Defects of the upload of a security file: steps, timeout, checksum (note 2.4)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Refused, Said
from hil.emulator.defects.security_file_commands import (
    DataModeOutlastsTimeout,
    EscapeIgnored,
    EscapeStored,
    LonePlusSignsDropped,
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
    # steps
    Defect(
        "upload-ok-before-connect", "OK comes before CONNECT", ("SECWRITE-03",), replaces=(OkBeforeConnect,)
    ),
    Defect(
        "upload-keeps-surplus",
        "bytes after <filesize> become part of the file",
        ("SECWRITE-04", "SECWRITE-22"),
        replaces=(SurplusKept,),
    ),
    Defect(
        "plus-signs-end-no-upload",
        "+++ with guard times does not end an upload",
        ("SECWRITE-05", "SECWRITE-25"),
        replaces=(EscapeIgnored,),
    ),
    Defect(
        "plus-signs-are-data",
        "the +++ that ends an upload becomes part of the file",
        ("SECWRITE-05", "SECWRITE-07", "SECWRITE-27"),
        replaces=(EscapeStored,),
    ),
    Defect(
        "lone-plus-signs-are-not-stored",
        "one or two plus signs between silences are no part of the file",
        ("SECWRITE-07", "SECWRITE-20"),
        replaces=(LonePlusSignsDropped,),
    ),
    Defect(
        "upload-result-misnamed",
        "the result of an upload is +QSECREAD instead of +QSECWRITE",
        ("SECWRITE-06",),
        Said(r"\+QSECWRITE: (.*)", r"+QSECREAD: \1"),
    ),
    Defect(
        "empty-upload-counts-one",
        "an upload that +++ ends at once is reported as one byte",
        ("SECWRITE-07", "SECWRITE-25"),
        Said(r"\+QSECWRITE: 0,(\w+)", r"+QSECWRITE: 1,\1"),
    ),
    Defect(
        "data-mode-outlasts-time-out",
        "data mode continues after 4009",
        ("SECWRITE-24", "SECWRITE-TMO-06"),
        replaces=(DataModeOutlastsTimeout,),
    ),
    Defect(
        "one-byte-file-not-kept",
        "an upload of one byte succeeds but is not stored",
        ("SECWRITE-SIZE-RAM-01", "SECWRITE-SIZE-NVRAM-01", "SECWRITE-26"),
        replaces=(DropsOneByteFile,),
    ),
    Defect(
        "nvram-size-2016-refused",
        "an NVRAM file of 2016 bytes is refused",
        ("SECWRITE-SIZE-NVRAM-04",),
        Refused(r'\+QSECWRITE="NVRAM:[^"]*",2016(,\d+)?'),
    ),
    Defect(
        "size-in-letters-taken",
        "a file size in letters is taken as 100",
        ("SECWRITE-SIZE-01",),
        Heard(_NAME + ",[a-z]+", r"\1,100"),
    ),
    Defect(
        "large-file-cut",
        "only the first 2000 bytes of a file are stored",
        ("SECWRITE-SIZE-NVRAM-03", "SECWRITE-SIZE-NVRAM-04", "SECWRITE-SIZE-RAM-03", "SECWRITE-SIZE-RAM-04"),
        replaces=(altering(first_2000_bytes),),
    ),
    Defect(
        "deleted-name-stays-taken",
        "an upload under the name of a deleted file is refused",
        ("SECWRITE-15",),
        replaces=(KeepsNameOfDeletedFile,),
    ),
    # timeout
    Defect(
        "timeout-default-200",
        "the default timeout is 200 s, the maximum",
        ("SECWRITE-TMO-05",),
        Heard(_NAME + r",(\d+)", r"\1,\2,200"),
    ),
    Defect(
        "timeout-default-90",
        "the default timeout is 90 s",
        ("SECWRITE-TMO-05",),
        Heard(_NAME + r",(\d+)", r"\1,\2,90"),
    ),
    Defect(
        "upload-time-halved",
        "the timeout of an upload takes half its time",
        ("SECWRITE-TMO-07",),
        replaces=(with_time_limit_times(0.5),),
    ),
    Defect(
        "upload-time-doubled",
        "the timeout of an upload takes twice its time",
        ("SECWRITE-TMO-07",),
        replaces=(with_time_limit_times(2.0),),
    ),
    Defect(
        "first-byte-stops-the-clock",
        "the first byte of an upload stops its timeout",
        ("SECWRITE-TMO-11", "SECWRITE-TMO-08", "SECWRITE-TMO-09"),
        replaces=(TimeLimitEndsWithFirstByte,),
    ),
    Defect(
        "timeout-minus-1-taken",
        "a timeout of -1 is taken as the default",
        ("SECWRITE-TMO-10",),
        Heard(_NAME + r",(\d+),-1", r"\1,\2"),
    ),
    Defect(
        "timeout-0-taken",
        "a timeout of 0 is taken as the default",
        ("SECWRITE-TMO-02",),
        Heard(_NAME + r",(\d+),0", r"\1,\2"),
    ),
    # checksum
    Defect(
        "checksum-zero-padded",
        "the checksum is always printed with four digits",
        ("SECWRITE-28",),
        replaces=(printing_checksums_as("04x"),),
    ),
    Defect(
        "checksum-in-decimal",
        "the checksum is printed in decimal",
        ("SECWRITE-08",),
        replaces=(printing_checksums_as("d"),),
    ),
    Defect(
        "checksum-leaves-last-byte-out",
        "the checksum leaves out the last byte",
        ("SECWRITE-10",),
        replaces=(SumsWithoutLastByte,),
    ),
)
