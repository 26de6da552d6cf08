"""Defects of the AT side: what is typed (see `defect_steps`), the last answer with the defect, and the right one."""

from __future__ import annotations

ROWS = (
    (
        "context-5-aliased-to-0",
        (
            '+QSSLCFG="seclevel",5,1',
            '+QSSLCFG="seclevel",0',
        ),
        '+QSSLCFG: "seclevel",1 OK',
        '+QSSLCFG: "seclevel",0 OK',
    ),
    ("context-6-taken", ('+QSSLCFG="seclevel",6',), '+QSSLCFG: "seclevel",0 OK', "ERROR"),
    ("context-minus-1-taken", ('+QSSLCFG="seclevel",-1',), '+QSSLCFG: "seclevel",0 OK', "ERROR"),
    (
        "ctxindex-without-number",
        ('+QSSLCFG="ctxindex"',),
        '+QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","","" OK',
        "ERROR",
    ),
    ("ctxindex-takes-a-value", ('+QSSLCFG="ctxindex",0,1',), "OK", "ERROR"),
    ("sslversion-5-taken", ('+QSSLCFG="sslversion",0,5',), "OK", "ERROR"),
    ("sslversion-minus-1-taken", ('+QSSLCFG="sslversion",0,-1',), "OK", "ERROR"),
    (
        "sslversion-write-ignored",
        (
            '+QSSLCFG="sslversion",0,1',
            '+QSSLCFG="sslversion",0',
        ),
        '+QSSLCFG: "sslversion",4 OK',
        '+QSSLCFG: "sslversion",1 OK',
    ),
    ("seclevel-3-taken", ('+QSSLCFG="seclevel",0,3',), "OK", "ERROR"),
    ("seclevel-minus-1-taken", ('+QSSLCFG="seclevel",0,-1',), "OK", "ERROR"),
    ("seclevel-2-refused", ('+QSSLCFG="seclevel",0,2',), "ERROR", "OK"),
    (
        "seclevel-1-stored-as-0",
        (
            '+QSSLCFG="seclevel",0,1',
            '+QSSLCFG="seclevel",0',
        ),
        '+QSSLCFG: "seclevel",0 OK',
        '+QSSLCFG: "seclevel",1 OK',
    ),
    ("suite-0035-refused", ('+QSSLCFG="ciphersuite",0,"0X0035"',), "ERROR", "OK"),
    ("suite-0005-refused", ('+QSSLCFG="ciphersuite",0,"0X0005"',), "ERROR", "OK"),
    ("suite-0004-refused", ('+QSSLCFG="ciphersuite",0,"0X0004"',), "ERROR", "OK"),
    ("suite-000a-refused", ('+QSSLCFG="ciphersuite",0,"0X000A"',), "ERROR", "OK"),
    ("suite-002f-refused", ('+QSSLCFG="ciphersuite",0,"0X002F"',), "ERROR", "OK"),
    ("suite-003d-refused", ('+QSSLCFG="ciphersuite",0,"0X003D"',), "ERROR", "OK"),
    ("unknown-suite-taken", ('+QSSLCFG="ciphersuite",0,"0X0033"',), "OK", "ERROR"),
    (
        "suite-list-cut-to-one",
        (
            '+QSSLCFG="ciphersuite",0,"0X0035,0X002F"',
            '+QSSLCFG="ciphersuite",0',
        ),
        '+QSSLCFG: "ciphersuite","0X0035" OK',
        '+QSSLCFG: "ciphersuite","0X0035,0X002F" OK',
    ),
    (
        "cacert-write-ignored",
        (
            '+QSSLCFG="cacert",0,"NVRAM:CA0"',
            '+QSSLCFG="cacert",0',
        ),
        '+QSSLCFG: "cacert","" OK',
        '+QSSLCFG: "cacert","NVRAM:CA0" OK',
    ),
    (
        "clientcert-write-ignored",
        (
            '+QSSLCFG="clientcert",0,"NVRAM:CC0"',
            '+QSSLCFG="clientcert",0',
        ),
        '+QSSLCFG: "clientcert","" OK',
        '+QSSLCFG: "clientcert","NVRAM:CC0" OK',
    ),
    (
        "clientkey-write-ignored",
        (
            '+QSSLCFG="clientkey",0,"NVRAM:CK0"',
            '+QSSLCFG="clientkey",0',
        ),
        '+QSSLCFG: "clientkey","" OK',
        '+QSSLCFG: "clientkey","NVRAM:CK0" OK',
    ),
    ("key-accepted-as-certificate", ('+QSSLCFG="clientcert",0,"NVRAM:CK0"',), "OK", "ERROR"),
    ("ignorertctime-2-taken", ('+QSSLCFG="ignorertctime",2',), "OK", "ERROR"),
    ("ftps-2-taken", ('+QSSLCFG="ftps",2',), "OK", "ERROR"),
    ("ftpsctxi-6-taken", ('+QSSLCFG="ftpsctxi",6',), "OK", "ERROR"),
    ("ftpsctxi-minus-1-settable", ('+QSSLCFG="ftpsctxi",-1',), "OK", "ERROR"),
    ("unknown-keyword-is-ok", ('+QSSLCFG="sslvers",0,1',), "OK", "ERROR"),
    ("surplus-parameters-ignored", ('+QSSLCFG="seclevel",0,1,1',), "OK", "ERROR"),
    ("sslcfg-test-form-missing", ("+QSSLCFG=?",), "ERROR", '+QSSLCFG: "type",(0-5),"value" OK'),
    (
        "secwrite-test-form-missing",
        ("+QSECWRITE=?",),
        "+CME ERROR: 4013",
        "+QSECWRITE: <filename>,<filesize>[,(3-200)] OK",
    ),
    ("secread-test-form-missing", ("+QSECREAD=?",), "+CME ERROR: 4013", "+QSECREAD: <filename> OK"),
    ("secdel-test-form-missing", ("+QSECDEL=?",), "+CME ERROR: 4013", "+QSECDEL: <filename> OK"),
    ("secwrite-read-form-missing", ("+QSECWRITE?",), "+CME ERROR: 4013", "OK"),
    ("secdel-without-name-is-ok", ("+QSECDEL",), "OK", "ERROR"),
    ("ftpcfg-type-8-taken", ("+QFTPCFG=8",), "+QFTPCFG: 0 OK", "ERROR"),
    ("ftpcfg-type-0-taken", ("+QFTPCFG=0",), "+QFTPCFG: 1 OK", "ERROR"),
    ("ftpcfg-mode-2-taken", ("+QFTPCFG=7,2",), "OK +QFTPCFG: 0", "OK +QFTPCFG: -10"),
    ("ftpcfg-mode-minus-1-taken", ("+QFTPCFG=7,-1",), "OK +QFTPCFG: 0", "OK +QFTPCFG: -10"),
    (
        "ftpcfg-mode-2-resets",
        (
            "+QFTPCFG=7,1",
            "+QFTPCFG=7,2",
            "+QFTPCFG=7",
        ),
        "+QFTPCFG: 0 OK",
        "+QFTPCFG: 1 OK",
    ),
    (
        "ftpcfg-mode-query-says-6",
        (
            "+QFTPCFG=7,1",
            "+QFTPCFG=6,0",
            "+QFTPCFG=7",
        ),
        "+QFTPCFG: 0 OK",
        "+QFTPCFG: 1 OK",
    ),
    (
        "ftpcfg-6-sets-7",
        (
            "+QFTPCFG=6,1",
            "+QFTPCFG=7",
        ),
        "+QFTPCFG: 1 OK",
        "+QFTPCFG: 0 OK",
    ),
    (
        "ftpcfg-1-not-kept",
        (
            "+QFTPCFG=1,0",
            "+QFTPCFG=1",
        ),
        "+QFTPCFG: 1 OK",
        "+QFTPCFG: 0 OK",
    ),
    ("ftpcfg-3-not-settable", ("+QFTPCFG=3,5",), "OK +QFTPCFG: -10", "OK +QFTPCFG: 0"),
    ("ftpcfg-4-not-settable", ('+QFTPCFG=4,"/UFS/"',), "ERROR", "OK +QFTPCFG: 0"),
    (
        "attach-without-effect",
        (
            "+CGATT=0",
            "+CGATT=1",
            "+CGATT?",
        ),
        "+CGATT: 0 OK",
        "+CGATT: 1 OK",
    ),
    (
        "bearer-not-kept",
        (
            '+QICSGP=0,"x"',
            "+QICSGP?",
        ),
        "+QICSGP: 1 OK",
        "+QICSGP: 0 OK",
    ),
    (
        "registration-without-effect",
        (
            "+QIREGAPP",
            "+QIACT",
        ),
        "ERROR",
        "OK",
    ),
    (
        "activation-without-effect",
        (
            "+QIREGAPP",
            "+QIACT",
            "+QILOCIP",
        ),
        "ERROR",
        "10.1.83.188",
    ),
    (
        "three-contexts-at-once",
        (
            "+CGACT=1,1",
            "+CGACT=1,2",
            "+QIREGAPP",
            "+QIACT",
        ),
        "OK",
        "ERROR",
    ),
    (
        "one-context-at-once",
        (
            "+CGACT=1,1",
            "+CGACT=1,2",
        ),
        "ERROR",
        "OK",
    ),
    ("cme-error-without-number", ('+QSECREAD="RAM:x"',), "ERROR", "+CME ERROR: 4010"),
    (
        "context-print-lacks-level",
        (
            '+QSSLCFG="seclevel",0,2',
            '+QSSLCFG="ctxindex",0',
        ),
        '+QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","","" OK',
        '+QSSLCFG: 0,4,2,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","","" OK',
    ),
    (
        "context-print-of-another",
        ('+QSSLCFG="ctxindex",1',),
        '+QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","","" OK',
        '+QSSLCFG: 1,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","","" OK',
    ),
    (
        "ftpsctxi-query-says-0",
        ('+QSSLCFG="ftpsctxi"',),
        '+QSSLCFG: "ftpsctxi",0 OK',
        '+QSSLCFG: "ftpsctxi",-1 OK',
    ),
    (
        "ftps-query-inverted",
        (
            '+QSSLCFG="ftps",1',
            '+QSSLCFG="ftps"',
        ),
        '+QSSLCFG: "ftps",0 OK',
        '+QSSLCFG: "ftps",1 OK',
    ),
    ("never-registered", ("+CGREG?",), "+CGREG: 0,0 OK", "+CGREG: 0,1 OK"),
    ("never-attached", ("+CGATT?",), "+CGATT: 0 OK", "+CGATT: 1 OK"),
)
