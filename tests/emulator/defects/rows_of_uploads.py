"""Defects of uploads, names and answers of the security files, in the form of `defect_rows_of_files`."""

from __future__ import annotations

X3 = ('+QSECWRITE="RAM:x",3', ">abc")
X4 = ('+QSECWRITE="RAM:x",4', ">data")
CA0 = ('+QSECWRITE="NVRAM:CA0",4', ">data")
ESCAPE = ("@0.6", ">+++", "@0.6")
LONG = "RAM:" + "n" * 32
STORED, ABSENT = "+QSECREAD: 1,1000 OK", "+CME ERROR: 4010"
INVALID = "+CME ERROR: 4013"

ROWS = (
    # the course of an upload
    ("upload-ok-before-connect", ('+QSECWRITE="RAM:x",4',), "OK CONNECT", "CONNECT"),
    (
        "upload-keeps-surplus",
        ('+QSECWRITE="RAM:x",3', ">abcd"),
        "+QSECWRITE: 4,206 OK",
        "+QSECWRITE: 3,262 OK",
    ),
    (
        "plus-signs-end-no-upload",
        ('+QSECWRITE="RAM:x",9', ">abc", *ESCAPE),
        "",
        "+QSECWRITE: 3,262 OK",
    ),
    (
        "plus-signs-are-data",
        ('+QSECWRITE="RAM:x",9', ">abc", *ESCAPE),
        "+QSECWRITE: 6,2962 OK",
        "+QSECWRITE: 3,262 OK",
    ),
    ("upload-result-misnamed", X3, "+QSECREAD: 3,262 OK", "+QSECWRITE: 3,262 OK"),
    (
        "empty-upload-counts-one",
        ('+QSECWRITE="RAM:x",9', *ESCAPE),
        "+QSECWRITE: 1,0 OK",
        "+QSECWRITE: 0,0 OK",
    ),
    (
        "data-mode-outlasts-time-out",
        ('+QSECWRITE="RAM:x",40,3', "@4", '+QSECREAD="RAM:x"'),
        "",
        ABSENT,
    ),
    (
        "one-byte-file-not-kept",
        ('+QSECWRITE="RAM:x",1', ">x", '+QSECREAD="RAM:x"'),
        ABSENT,
        "+QSECREAD: 1,7800 OK",
    ),
    (
        "large-file-cut",
        ('+QSECWRITE="RAM:x",2001', ">" + "a" * 1999 + "bc", '+QSECREAD="RAM:x"'),
        "+QSECREAD: 1,3 OK",
        "+QSECREAD: 1,6303 OK",
    ),
    ("nvram-size-2016-refused", ('+QSECWRITE="NVRAM:CA0",2016',), INVALID, "CONNECT"),
    ("largest-key-of-nvram-refused", ('+QSECWRITE="NVRAM:CK0",2017',), INVALID, "CONNECT"),
    (
        "too-large-client-certificate-taken",
        ('+QSECWRITE="RAM:client_cert.pem",32769',),
        "CONNECT",
        "+CME ERROR: 4011",
    ),
    ("size-in-letters-taken", ('+QSECWRITE="RAM:x",abc',), "CONNECT", INVALID),
    (
        "deleted-name-stays-taken",
        (*X4, '+QSECDEL="RAM:x"', '+QSECWRITE="RAM:x",4'),
        "+CME ERROR: 4012",
        "CONNECT",
    ),
    # its time limit
    ("timeout-default-200", ('+QSECWRITE="RAM:x",4', "@150"), "", "+CME ERROR: 4009"),
    ("timeout-default-90", ('+QSECWRITE="RAM:x",4', "@95"), "+CME ERROR: 4009", ""),
    ("upload-time-halved", ('+QSECWRITE="RAM:x",4,10', "@6"), "+CME ERROR: 4009", ""),
    ("upload-time-doubled", ('+QSECWRITE="RAM:x",4,10', "@12"), "", "+CME ERROR: 4009"),
    ("first-byte-stops-the-clock", ('+QSECWRITE="RAM:x",4,3', ">a", "@4"), "", "+QSECWRITE: 1,6100 OK"),
    ("timeout-minus-1-taken", ('+QSECWRITE="RAM:x",4,-1',), "CONNECT", INVALID),
    ("timeout-0-taken", ('+QSECWRITE="RAM:x",4,0',), "CONNECT", INVALID),
    # its checksum
    ("checksum-zero-padded", X3, "+QSECWRITE: 3,0262 OK", "+QSECWRITE: 3,262 OK"),
    ("checksum-in-decimal", X3, "+QSECWRITE: 3,610 OK", "+QSECWRITE: 3,262 OK"),
    ("checksum-leaves-last-byte-out", X3, "+QSECWRITE: 3,6162 OK", "+QSECWRITE: 3,262 OK"),
    # names
    ("ram-ca-cert-pem-refused", ('+QSECWRITE="RAM:ca_cert.pem",4',), INVALID, "CONNECT"),
    ("ram-client-cert-pem-refused", ('+QSECWRITE="RAM:client_cert.pem",4',), INVALID, "CONNECT"),
    ("ram-client-key-pem-refused", ('+QSECWRITE="RAM:client_key.pem",4',), INVALID, "CONNECT"),
    ("nvram-ca0-refused", ('+QSECWRITE="NVRAM:CA0",4',), INVALID, "CONNECT"),
    ("nvram-ca1-refused", ('+QSECWRITE="NVRAM:CA1",4',), INVALID, "CONNECT"),
    ("nvram-cc0-refused", ('+QSECWRITE="NVRAM:CC0",4',), INVALID, "CONNECT"),
    ("nvram-ck0-refused", ('+QSECWRITE="NVRAM:CK0",4',), INVALID, "CONNECT"),
    ("ca-without-number-taken", ('+QSECWRITE="NVRAM:CA",4',), "CONNECT", INVALID),
    ("name-without-prefix-is-ram", ('+QSECWRITE="ca_cert.pem",4',), "CONNECT", INVALID),
    ("other-ram-names-are-lost", (*X4, '+QSECREAD="RAM:x"'), ABSENT, STORED),
    (
        "long-ram-names-are-cut",
        (f'+QSECWRITE="{LONG}",4', ">data", f'+QSECREAD="{LONG}"'),
        ABSENT,
        STORED,
    ),
    (
        "fourth-nvram-file-evicts-first",
        (
            *CA0,
            *('+QSECWRITE="NVRAM:CA1",4', ">data"),
            *('+QSECWRITE="NVRAM:CC0",4', ">data"),
            *('+QSECWRITE="NVRAM:CK0",4', ">data"),
            '+QSECREAD="NVRAM:CA0"',
        ),
        ABSENT,
        STORED,
    ),
    ("ram-and-nvram-are-one", (*CA0, '+QSECREAD="RAM:CA0"'), STORED, ABSENT),
    # forms
    ("secread-read-form-missing", ("+QSECREAD?",), INVALID, "OK"),
    ("secdel-read-form-missing", ("+QSECDEL?",), INVALID, "OK"),
    # AT+QSECREAD
    ("secread-without-flag", (*X4, '+QSECREAD="RAM:x"'), "+QSECREAD: 1000 OK", STORED),
    (
        "secread-knows-no-client-key",
        ('+QSECWRITE="NVRAM:CK0",4', ">data", '+QSECREAD="NVRAM:CK0"'),
        INVALID,
        STORED,
    ),
    ("secread-of-nothing-answers", ('+QSECREAD="RAM:x"',), "+QSECREAD: 0,0 OK", ABSENT),
    ("secread-of-illegal-name-is-ok", ('+QSECREAD="NVRAM:CA2"',), "OK", INVALID),
    ("secread-discloses-content", (*X4, '+QSECREAD="RAM:x"'), "+QSECREAD: 1,1000,64617461 OK", STORED),
    (
        "security-file-can-be-downloaded",
        (*X4, '+QFDWL="RAM:x"'),
        "CONNECT data +QFDWL: 4,1000 OK",
        ABSENT,
    ),
    # AT+QSECDEL
    ("secdel-does-nothing-in-ram", (*X4, '+QSECDEL="RAM:x"', '+QSECREAD="RAM:x"'), STORED, ABSENT),
    ("secdel-refused-in-nvram", (*CA0, '+QSECDEL="NVRAM:CA0"'), INVALID, "OK"),
    ("secdel-of-illegal-name-is-ok", ('+QSECDEL="NVRAM:CA9"',), "OK", INVALID),
    # errors
    ("invalid-parameter-without-number", ('+QSECWRITE="x",4',), "ERROR", INVALID),
    ("cmee-0-gives-numbers", ("+CMEE=0", '+QSECREAD="RAM:x"'), ABSENT, "ERROR"),
    ("cmee-1-gives-words", ("+CMEE=1", '+QSECREAD="RAM:x"'), "+CME ERROR: the file is not found", ABSENT),
    ("cmee-2-gives-numbers", ("+CMEE=2", '+QSECREAD="RAM:x"'), ABSENT, "+CME ERROR: the file is not found"),
)
