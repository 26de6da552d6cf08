"""Defects of chapter 4 and 5.1: what is typed (see `defect_steps`), the last answer with the defect, and the right one."""

from __future__ import annotations

ROWS = (
    ("qifgcnt-says-ready", ("+QIFGCNT=0",), "READY OK", "OK"),
    ("qicsgp-says-ready", ('+QICSGP=1,"CMNET"',), "READY OK", "OK"),
    ("qiregapp-says-ready", ("+QIREGAPP",), "READY OK", "OK"),
    ("qiact-says-ready", ("+QIREGAPP", "+QIACT"), "READY OK", "OK"),
    ("secwrite-ca-in-ram-says-ready", ('+QSECWRITE="RAM:ca_cert.pem",4',), "READY CONNECT", "CONNECT"),
    (
        "secwrite-certificate-in-ram-says-ready",
        ('+QSECWRITE="RAM:client_cert.pem",4,100',),
        "READY CONNECT",
        "CONNECT",
    ),
    ("secwrite-key-in-ram-says-ready", ('+QSECWRITE="RAM:client_key.pem",4',), "READY CONNECT", "CONNECT"),
    ("secwrite-ca-in-nvram-says-ready", ('+QSECWRITE="NVRAM:CA0",4',), "READY CONNECT", "CONNECT"),
    ("secwrite-certificate-in-nvram-says-ready", ('+QSECWRITE="NVRAM:CC0",4',), "READY CONNECT", "CONNECT"),
    ("secwrite-key-in-nvram-says-ready", ('+QSECWRITE="NVRAM:CK0",4',), "READY CONNECT", "CONNECT"),
    ("cacert-says-ready", ('+QSSLCFG="cacert",0,"NVRAM:CA0"',), "READY OK", "OK"),
    ("ignorertctime-says-ready", ('+QSSLCFG="ignorertctime",1',), "READY OK", "OK"),
    ("seclevel-says-ready", ('+QSSLCFG="seclevel",0,1',), "READY OK", "OK"),
    ("sslversion-says-ready", ('+QSSLCFG="sslversion",0,4',), "READY OK", "OK"),
    ("ifc-says-ready", ("+IFC=2,2",), "READY OK", "OK"),
    ("ftps-on-says-ready", ('+QSSLCFG="ftps",1',), "READY OK", "OK"),
    ("ftpsctxi-says-ready", ('+QSSLCFG="ftpsctxi",0',), "READY OK", "OK"),
    ("ftps-off-says-ready", ('+QSSLCFG="ftps",0',), "READY OK", "OK"),
    ("user-says-ready", ('+QFTPUSER="m95-abc"',), "READY OK", "OK"),
    ("password-says-ready", ('+QFTPPASS="x"',), "READY OK", "OK"),
    ("outside-session-is-success", ('+QFTPPATH="/"',), "OK +QFTPPATH: 0", "ERROR"),
    ("cgact-says-0", ("+CGACT=1,1", "+CGACT?"), "+CGACT: 1,0 +CGACT: 2,0 OK", "+CGACT: 1,1 +CGACT: 2,0 OK"),
    (
        "open-failure-is-success",
        ('+QSSLCFG="ftps",1', '+QFTPOPEN="h",990'),
        "OK +QFTPOPEN: 0",
        "OK +QFTPOPEN: -10",
    ),
    (
        "activation-clears-security-files",
        ('+QSECWRITE="NVRAM:CA0",4', ">data", "+QIREGAPP;+QIACT", '+QSECREAD="NVRAM:CA0"'),
        "+CME ERROR: 4010",
        "+QSECREAD: 1,1000 OK",
    ),
)
