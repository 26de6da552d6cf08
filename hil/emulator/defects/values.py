"""Defects of values by class: numbers that wrap or are cut, texts that are cut or changed, names that are mistaken."""

from __future__ import annotations

from hil.emulator.defects.misread_values import (
    Read,
    cut_at,
    cut_to,
    dropping_surplus,
    first_digit,
    in_bits,
    leading_digits,
    misreading,
    octal_after_zero,
    without,
    without_sign,
    word_that_begins_it,
    word_that_it_begins,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.stored_files import altering
from hil.emulator.defects.stored_values import (
    IgnoringRtcBindsContext0,
    LastSumTold,
    LastWrittenContextTold,
    ReadFormDeletesFiles,
    ReadFormResetsContexts,
    RefusedNumberStored,
    SizeInOneByte,
    keeping_only,
    summing_only,
)
from hil.spec.files import NVRAM_NAMES, RAM_NAMES
from hil.spec.tls import SslSetting

_KEYWORDS = tuple(sorted(SslSetting, key=len))


def _ssl_value(keyword: str, name: str, description: str, read: Read, *requirements: str) -> Defect:
    place = 1 if keyword in {"ignorertctime", "ftps", "ftpsctxi"} else 2
    return Defect(
        f"{keyword}-{name}",
        f"{keyword} {description}",
        requirements,
        replaces=(misreading("+QSSLCFG", read, place, keyword=keyword),),
    )


_SSL = (
    _ssl_value(
        "sslversion", "in-8-bits", "is read in 8 bits", in_bits(8), "SSLCFG-VERSION-10", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "sslversion", "by-leading-digits", "3a is read as 3", leading_digits, "SSLCFG-GEN-13", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "sslversion", "by-first-digit", "30 is read as 3", first_digit, "SSLCFG-VERSION-10", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "seclevel", "in-16-bits", "is read in 16 bits", in_bits(16), "SSLCFG-SECLVL-08", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "seclevel", "without-sign", "-1 is read as 1", without_sign, "SSLCFG-SECLVL-07", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "ignorertctime", "in-32-bits", "is read in 32 bits", in_bits(32), "SSLCFG-RTC-06", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "ignorertctime",
        "by-leading-digits",
        "1a is read as 1",
        leading_digits,
        "SSLCFG-GEN-13",
        "SSLCFG-GEN-06",
    ),
    _ssl_value("ftps", "in-8-bits", "is read in 8 bits", in_bits(8), "SSLCFG-FTPS-06", "SSLCFG-GEN-06"),
    _ssl_value(
        "ftps", "by-leading-digits", "1.5 is read as 1", leading_digits, "SSLCFG-GEN-13", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "ftpsctxi", "in-16-bits", "is read in 16 bits", in_bits(16), "SSLCFG-FTPSCTX-10", "SSLCFG-GEN-06"
    ),
    _ssl_value(
        "ftpsctxi", "in-64-bits", "is read in 64 bits", in_bits(64), "SSLCFG-FTPSCTX-10", "SSLCFG-GEN-06"
    ),
    *(
        Defect(
            f"ssl-index-{name}",
            f"the context index of AT+QSSLCFG {description}",
            requirements,
            replaces=(misreading("+QSSLCFG", read, 1),),
        )
        for name, description, read, requirements in (
            ("in-8-bits", "is read in 8 bits", in_bits(8), ("SSLCFG-CTX-10", "SSLCFG-CTX-11")),
            ("in-32-bits", "is read in 32 bits", in_bits(32), ("SSLCFG-CTX-10", "SSLCFG-CTX-11")),
            ("by-leading-digits", "3a is read as 3", leading_digits, ("SSLCFG-GEN-13", "SSLCFG-CTX-11")),
        )
    ),
    Defect(
        "ssl-keyword-by-beginning",
        "AT+QSSLCFG takes the beginning of a keyword for the keyword",
        ("SSLCFG-GEN-01", "SSLCFG-GEN-06"),
        replaces=(misreading("+QSSLCFG", word_that_it_begins(_KEYWORDS, 3), 0),),
    ),
    Defect(
        "ssl-keyword-with-tail",
        "AT+QSSLCFG takes a text that begins with a keyword for the keyword",
        ("SSLCFG-GEN-01", "SSLCFG-GEN-06"),
        replaces=(misreading("+QSSLCFG", word_that_begins_it(tuple(reversed(_KEYWORDS))), 0),),
    ),
    Defect(
        "refused-ssl-number-stored",
        "a number that AT+QSSLCFG refuses is stored",
        ("SSLCFG-GEN-06", "SSLCFG-VERSION-09", "SSLCFG-VERSION-10"),
        replaces=(RefusedNumberStored,),
    ),
    Defect(
        "last-written-context-told",
        "the query of a keyword tells the context that was written last",
        (
            *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02", "SSLCFG-CACERT-03"),
            *("SSLCFG-CLICERT-03", "SSLCFG-CLIKEY-03"),
        ),
        replaces=(LastWrittenContextTold,),
    ),
    Defect(
        "ssl-read-form-resets",
        "AT+QSSLCFG? sets the defaults",
        ("SYN-11",),
        replaces=(ReadFormResetsContexts,),
    ),
    Defect(
        "ignorertctime-binds-context-0",
        "a write of ignorertctime sets ftpsctxi to 0, too",
        ("SSLCFG-RTC-09",),
        replaces=(IgnoringRtcBindsContext0,),
    ),
)


def _ftp_value(name: str, description: str, read: Read, *requirements: str, keyword: str = "7") -> Defect:
    return Defect(
        f"ftpcfg-{keyword}-{name}",
        f"a value of type {keyword} {description}",
        requirements,
        replaces=(misreading("+QFTPCFG", read, 1, keyword=keyword),),
    )


_FTPCFG = (
    _ftp_value("in-8-bits", "is read in 8 bits", in_bits(8), "FTPCFG-T7-06", "FTPCFG-T7-07"),
    _ftp_value("in-32-bits", "is read in 32 bits", in_bits(32), "FTPCFG-T7-06", "FTPCFG-T7-07"),
    _ftp_value("without-sign", "is read without its sign", without_sign, "FTPCFG-T7-05", "FTPCFG-T7-07"),
    _ftp_value("by-leading-digits", "1a is read as 1", leading_digits, "FTPCFG-10", "FTPCFG-T7-07"),
    _ftp_value("in-8-bits", "is read in 8 bits", in_bits(8), "FTPCFG-T1-02", keyword="1"),
    _ftp_value("in-16-bits", "is read in 16 bits", in_bits(16), "FTPCFG-T2-02", keyword="2"),
    _ftp_value(
        "by-leading-digits", "1a is read as 1", leading_digits, "FTPCFG-T5-02", "FTPCFG-10", keyword="5"
    ),
    _ftp_value("in-32-bits", "is read in 32 bits", in_bits(32), "FTPCFG-T6-02", keyword="6"),
    _ftp_value("in-16-bits", "is read in 16 bits", in_bits(16), "FTPCFG-T3-02", keyword="3"),
    _ftp_value(
        "by-leading-digits", "1000a is read as 1000", leading_digits, "FTPCFG-T3-02", "FTPCFG-10", keyword="3"
    ),
    _ftp_value("in-small-letters", "is stored in small letters", str.lower, "FTPCFG-T4-02", keyword="4"),
    _ftp_value("cut-at-a-space", "ends at a space", cut_at(" "), "FTPCFG-T4-02", keyword="4"),
    _ftp_value("cut-to-32", "is cut to 32 characters", cut_to(32), "FTPCFG-T4-02", keyword="4"),
    *(
        Defect(
            f"ftpcfg-type-{name}",
            f"the type of AT+QFTPCFG {description}",
            requirements,
            replaces=(misreading("+QFTPCFG", read, 0),),
        )
        for name, description, read, requirements in (
            ("in-8-bits", "is read in 8 bits", in_bits(8), ("FTPCFG-05", "FTPCFG-07")),
            ("in-32-bits", "is read in 32 bits", in_bits(32), ("FTPCFG-05", "FTPCFG-07")),
            ("by-first-digit", "70 is read as 7", first_digit, ("FTPCFG-05", "FTPCFG-07")),
            ("by-leading-digits", "7a is read as 7", leading_digits, ("FTPCFG-10", "FTPCFG-07", "FTPCFG-06")),
        )
    ),
)


def _upload(place: int, name: str, description: str, read: Read, *requirements: str) -> Defect:
    what = ("", "size", "timeout")[place]
    return Defect(
        f"secwrite-{what}-{name}",
        f"the {what} of AT+QSECWRITE {description}",
        requirements,
        replaces=(misreading("+QSECWRITE", read, place),),
    )


_SIZES = ("SECWRITE-SIZE-RAM-05", "SECWRITE-SIZE-NVRAM-05")
_FILE_COMMANDS = ("+QSECWRITE", "+QSECREAD", "+QSECDEL")


def _file_name(name: str, description: str, read: Read, *requirements: str) -> Defect:
    return Defect(
        f"file-name-{name}",
        f"the name of a security file {description}",
        requirements,
        replaces=tuple(misreading(command, read, 0) for command in _FILE_COMMANDS),
    )


_SECURITY_FILES = (
    _upload(1, "in-16-bits", "is read in 16 bits", in_bits(16), *_SIZES, "SECWRITE-SIZE-01"),
    _upload(1, "in-32-bits", "is read in 32 bits", in_bits(32), *_SIZES),
    _upload(1, "by-leading-digits", "10a is read as 10", leading_digits, "SECWRITE-SIZE-01"),
    _upload(1, "octal", "010 is read as 8", octal_after_zero, "SECWRITE-07"),
    _upload(2, "in-8-bits", "is read in 8 bits", in_bits(8), "SECWRITE-TMO-04", "SECWRITE-TMO-10"),
    _upload(2, "in-16-bits", "is read in 16 bits", in_bits(16), "SECWRITE-TMO-04", "SECWRITE-TMO-10"),
    _upload(2, "by-leading-digits", "100a is read as 100", leading_digits, "SECWRITE-TMO-10"),
    _upload(2, "without-sign", "is read without its sign", without_sign, "SECWRITE-TMO-10"),
    Defect(
        "uploadsize-in-8-bits",
        "<uploadsize> is told in 8 bits",
        (
            *("SECWRITE-07", "SECWRITE-SIZE-RAM-03", "SECWRITE-SIZE-RAM-04", "SECWRITE-SIZE-NVRAM-03"),
            *("SECWRITE-SIZE-NVRAM-04", "EX411-01", "EX412-01"),
        ),
        replaces=(SizeInOneByte,),
    ),
    Defect(
        "checksum-of-256-bytes",
        "the checksum is that of the first 256 bytes of a file",
        ("SECWRITE-10", "SECWRITE-09"),
        replaces=(summing_only(256),),
    ),
    Defect(
        "only-16384-bytes-stored",
        "of a security file the first 16384 bytes are stored",
        ("SECWRITE-10", "SECWRITE-SIZE-RAM-03"),
        replaces=(altering(keeping_only(16384)),),
    ),
    Defect(
        "secread-tells-the-file-before",
        "AT+QSECREAD tells the checksum of the file that was read before",
        ("SECREAD-06", "SECREAD-11", "SECREAD-07", "SECDEL-08"),
        replaces=(LastSumTold,),
    ),
    _file_name(
        "with-a-tail",
        "may have a tail: NVRAM:CA00 is NVRAM:CA0",
        word_that_begins_it(NVRAM_NAMES),
        *("NAME-08", "NAME-09", "NAME-10", "SECREAD-10", "SECDEL-07", "SECDEL-08"),
    ),
    _file_name(
        "by-beginning",
        "may be shortened: RAM:client_cert is RAM:client_cert.pem",
        word_that_it_begins((*NVRAM_NAMES, *RAM_NAMES), 6),
        *("NAME-16", "SECDEL-08", "NAME-08", "NAME-09", "NAME-10", "SECREAD-10", "SECDEL-07"),
    ),
    _file_name(
        "cut-to-15",
        "is cut to 15 characters",
        cut_to(15),
        *("NAME-16", "SECDEL-08", "NAME-15"),
    ),
    _file_name("cut-at-a-space", "ends at a space", cut_at(" "), "NAME-16", "NAME-13", "SECDEL-08"),
    Defect(
        "secdel-read-form-deletes",
        "AT+QSECDEL? deletes the files of NVRAM",
        ("SYN-11",),
        replaces=(ReadFormDeletesFiles,),
    ),
    Defect(
        "secdel-surplus-ignored",
        "AT+QSECDEL ignores surplus parameters",
        ("SYN-10", "SECDEL-08"),
        replaces=(dropping_surplus("+QSECDEL", 1),),
    ),
    Defect(
        "secwrite-surplus-ignored",
        "AT+QSECWRITE ignores surplus parameters",
        ("SYN-10",),
        replaces=(dropping_surplus("+QSECWRITE", 3),),
    ),
)


def _login(what: str, name: str, description: str, read: Read, *requirements: str) -> Defect:
    command = {"user": "+QFTPUSER", "password": "+QFTPPASS"}[what]
    return Defect(
        f"{what}-{name}",
        f"a {what} {description}",
        ("EX421-26", *requirements),
        replaces=(misreading(command, read, 0),),
    )


def _remote(what: str, name: str, description: str, read: Read, *requirements: str) -> Defect:
    commands = {"file": ("+QFTPPUT", "+QFTPGET"), "path": ("+QFTPPATH",)}[what]
    return Defect(
        f"remote-{what}-{name}",
        f"the name of a {what} at the server {description}",
        requirements,
        replaces=tuple(misreading(command, read, 0) for command in commands),
    )


_NAMES = ("EX422-10", "EX423-10")
_TEXTS = (
    _login("user", "in-small-letters", "is sent in small letters", str.lower),
    _login("user", "cut-at-a-comma", "ends at a comma", cut_at(",")),
    _login("user", "cut-at-a-space", "ends at a space", cut_at(" ")),
    _login("user", "stripped", "loses the spaces around it", str.strip),
    _login("user", "cut-to-16", "is cut to 16 characters", cut_to(16)),
    _login("password", "in-capitals", "is sent in capitals", str.upper),
    _login("password", "cut-to-8", "is cut to 8 characters", cut_to(8)),
    _login("password", "without-spaces", "loses its spaces", without(" ")),
    _login("password", "by-leading-digits", "of digits loses zeros", lambda text: text.lstrip("0") or "0"),
    _remote("file", "in-small-letters", "is sent in small letters", str.lower, *_NAMES),
    _remote("file", "cut-at-a-space", "ends at a space", cut_at(" "), *_NAMES),
    _remote("file", "cut-at-a-comma", "ends at a comma", cut_at(","), *_NAMES),
    _remote("file", "cut-to-8", "is cut to 8 characters", cut_to(8), *_NAMES),
    _remote("file", "stripped", "loses the spaces around it", str.strip, *_NAMES),
    _remote(
        "path", "in-small-letters", "is sent in small letters", str.lower, *_NAMES, "EX422-01", "EX423-01"
    ),
    _remote("path", "cut-at-a-space", "ends at a space", cut_at(" "), *_NAMES, "EX422-01", "EX423-01"),
    _remote("path", "cut-to-16", "is cut to 16 characters", cut_to(16), *_NAMES, "EX422-01", "EX423-01"),
)

DEFECTS = (*_SSL, *_FTPCFG, *_SECURITY_FILES, *_TEXTS)
