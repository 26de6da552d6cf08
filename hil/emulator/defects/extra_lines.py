"""Defects of the steps of chapter 4: an extra line before the response that the example shows (note 4.1, 4.2)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, ExtraLines

_STEPS = (  # step of the examples, pattern of its command, requirements
    ("qifgcnt", r"\+QIFGCNT=0", ("EX421-01",)),
    ("qicsgp", r'\+QICSGP=1,"CMNET"', ("EX421-02",)),
    ("qiregapp", r"\+QIREGAPP", ("EX421-03",)),
    ("qiact", r"\+QIACT", ("EX421-04",)),
    ("secwrite-ca-in-ram", r'\+QSECWRITE="RAM:ca_cert\.pem",.*', ("EX411-01", "SECWRITE-06")),
    ("secwrite-certificate-in-ram", r'\+QSECWRITE="RAM:client_cert\.pem",.*', ("EX411-02",)),
    ("secwrite-key-in-ram", r'\+QSECWRITE="RAM:client_key\.pem",.*', ("EX411-03",)),
    ("secwrite-ca-in-nvram", r'\+QSECWRITE="NVRAM:CA0",.*', ("EX412-01", "EX421-06", "SECWRITE-06")),
    ("secwrite-certificate-in-nvram", r'\+QSECWRITE="NVRAM:CC0",.*', ("EX412-02",)),
    ("secwrite-key-in-nvram", r'\+QSECWRITE="NVRAM:CK0",.*', ("EX412-03",)),
    ("cacert", r'\+QSSLCFG="cacert",\d,"NVRAM:CA0"', ("EX421-07",)),
    ("ignorertctime", r'\+QSSLCFG="ignorertctime",1', ("EX421-08",)),
    ("seclevel", r'\+QSSLCFG="seclevel",\d,1', ("EX421-09",)),
    ("sslversion", r'\+QSSLCFG="sslversion",\d,4', ("EX421-10",)),
    ("ifc", r"\+IFC=2,2", ("EX421-12",)),
    ("ftps-on", r'\+QSSLCFG="ftps",1', ("EX421-13", "PROC-10")),
    ("ftpsctxi", r'\+QSSLCFG="ftpsctxi",0', ("EX421-14", "PROC-10")),
    ("ftps-off", r'\+QSSLCFG="ftps",0', ("EX424-01",)),
    ("user", r'\+QFTPUSER="m95-.*"', ("EX421-15", "EX424-02")),
    ("password", r'\+QFTPPASS=".*"', ("EX421-16", "EX424-03")),
)

DEFECTS = tuple(
    Defect(
        f"{step}-says-ready",
        "an extra line READY comes before the response",
        requirements,
        ExtraLines(pattern),
    )
    for step, pattern, requirements in _STEPS
)
