"""Defects of numbers by class: they wrap, are cut at another character, or lose their sign (note 2.2, 2.3; V.250 5.4)."""

from __future__ import annotations

from hil.emulator.defects.misread_values import (
    Read,
    cut_at,
    cut_to,
    first_digit,
    in_bits,
    leading_digits,
    misreading,
    without_sign,
    word_that_begins_it,
    word_that_it_begins,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.session_settings import transferring
from hil.emulator.defects.stored_values import (
    IgnoringRtcBindsContext0,
    LastWrittenContextTold,
    ReadFormResetsContexts,
    RefusedNumberStored,
)
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


def _resuming_in(width: int) -> type:
    return transferring(lambda session: session.changed(restart_at=session.restart_at % 2**width))


_NUMBERS_AT_THE_SERVER = (
    *(
        Defect(
            f"port-{name}",
            f"the port of AT+QFTPOPEN {description}",
            requirements,
            replaces=(misreading("+QFTPOPEN", read, 1),),
        )
        for name, description, read, requirements in (
            ("in-16-bits", "is read in 16 bits", in_bits(16), ("MODE-05", "ERR-LOCAL-10")),
            ("in-32-bits", "is read in 32 bits", in_bits(32), ("MODE-05", "ERR-LOCAL-10")),
            ("without-sign", "is read without its sign", without_sign, ("MODE-05", "ERR-LOCAL-10")),
            ("by-leading-digits", "21a is read as 21", leading_digits, ("MODE-05", "ERR-LOCAL-10")),
        )
    ),
    Defect(
        "put-size-in-32-bits",
        "the size of AT+QFTPPUT is read in 32 bits",
        ("EX422-03", "EX422-05"),
        replaces=(misreading("+QFTPPUT", in_bits(32), 1),),
    ),
    Defect(
        "put-size-by-leading-digits",
        "the size 20a of AT+QFTPPUT is read as 20",
        ("ERR-LOCAL-10",),
        replaces=(misreading("+QFTPPUT", leading_digits, 1),),
    ),
    Defect(
        "put-timeout-by-leading-digits",
        "the timeout 100a of AT+QFTPPUT is read as 100",
        ("ERR-LOCAL-10",),
        replaces=(misreading("+QFTPPUT", leading_digits, 2),),
    ),
    *(
        Defect(
            f"resume-point-used-in-{width}-bits",
            f"a transfer begins at the resume point in {width} bits",
            ("FTPCFG-T3-03",),
            replaces=(_resuming_in(width),),
        )
        for width in (16, 24)
    ),
)


DEFECTS = (*_SSL, *_FTPCFG, *_NUMBERS_AT_THE_SERVER)
