"""Defects of names, texts and lists by class: they are cut, changed or mistaken for others (note 2.3, 2.4, 4.2, Table 3)."""

from __future__ import annotations

from hil.emulator.defects.misread_values import (
    Read,
    cut_at,
    cut_to,
    dropping_surplus,
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
from hil.emulator.defects.session_settings import offering_suites
from hil.emulator.defects.stored_files import altering
from hil.emulator.defects.stored_values import (
    LastSumTold,
    ReadFormDeletesFiles,
    SizeInOneByte,
    keeping_only,
    summing_only,
)
from hil.spec.files import NVRAM_NAMES, RAM_NAMES


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


def _list(name: str, description: str, read: Read, *requirements: str) -> Defect:
    return Defect(
        f"suites-{name}",
        f"a list of suites {description}",
        requirements,
        replaces=(misreading("+QSSLCFG", read, 2, keyword="ciphersuite"),),
    )


_SUITES = (
    _list(
        "by-last-four-digits",
        "takes the last four digits of a code",
        lambda text: ",".join(
            f"0X{code[-4:]}" if code.startswith("0X") else code for code in text.split(",")
        ),
        *("SSLCFG-CIPHER-11", "SSLCFG-CIPHER-17"),
    ),
    _list(
        "by-last-two-digits",
        "takes the last two digits of a code",
        lambda text: ",".join(f"0X00{code[-2:]}" for code in text.split(",")),
        *("SSLCFG-CIPHER-10", "SSLCFG-CIPHER-11", "SSLCFG-CIPHER-17", "SSLCFG-GEN-06"),
    ),
    _list(
        "by-first-six-characters",
        "takes the first six characters of a code",
        lambda text: ",".join(code[:6] for code in text.split(",")),
        *("SSLCFG-CIPHER-11", "SSLCFG-CIPHER-17"),
    ),
    _list("cut-at-a-space", "ends at a space", cut_at(" "), "SSLCFG-CIPHER-11"),
    _list(
        "of-five-at-most",
        "ends after five codes",
        lambda text: ",".join(text.split(",")[:5]),
        *("SSLCFG-CIPHER-03", "SSLCFG-CIPHER-02"),
    ),
    _list(
        "in-small-letters-another",
        "takes 0x002f for 0X0005",
        lambda text: text.replace("2f", "05"),
        "SSLCFG-CIPHER-11",
    ),
    Defect(
        "second-of-three-not-offered",
        "of three suites the second is not offered",
        ("SSLCFG-CIPHER-13", "SSLCFG-CIPHER-03"),
        replaces=(offering_suites(lambda suites: suites[::2] if len(suites) == 3 else suites),),
    ),
    *(
        Defect(
            f"{keyword}-with-a-tail",
            f"{keyword} takes {name}0 for {name}",
            (requirement,),
            replaces=(misreading("+QSSLCFG", word_that_begins_it(NVRAM_NAMES), 2, keyword=keyword),),
        )
        for keyword, name, requirement in (
            ("cacert", "NVRAM:CA0", "SSLCFG-CACERT-05"),
            ("clientcert", "NVRAM:CC0", "SSLCFG-CLICERT-05"),
            ("clientkey", "NVRAM:CK0", "SSLCFG-CLIKEY-05"),
        )
    ),
)

DEFECTS = (*_SUITES, *_SECURITY_FILES, *_TEXTS)
