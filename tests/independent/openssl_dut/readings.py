"""What the note leaves open, as this module reads it: two sets of choices (README.md has their grounds)."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Readings:
    """One choice for each thing that the sources leave open."""

    colon: str  # behind the name of a result line of FTP and SSL
    query_ok: bool  # OK after `+QFTPCFG: <value>` of a query
    get_ok: bool  # OK after `+QFTPGET: <n>`
    refused_at_once: bool  # an illegal command of FTP: the final result code, else OK and the result line
    cfg_refusal_line: bool  # an illegal AT+QFTPCFG: `+QFTPCFG: -10` alone, else ERROR
    pairs_checked_when_set: bool  # a version without any of the suites is refused by AT+QSSLCFG
    names_checked_when_set: bool  # so is the name of a file that is not stored
    quoted_settings: bool  # queries print names and suites in quotation marks
    suites: tuple[str, ...]  # the order in which suites are printed
    data_at_first_byte: bool  # the data connection of an upload begins with its first byte
    type_at_login: bool  # TYPE after login and after a change, else before each transfer
    surplus_is_read: bool  # bytes behind an upload are read as commands, else dropped
    settings_kept: bool  # SSL and FTP settings over a restart
    plus_anywhere: bool  # +++ ends an upload of AT+QSECWRITE without a guard time
    short_upload_stored: bool  # data that came before the time-out of AT+QSECWRITE is stored
    timeout_is_idle: bool  # that time-out begins anew with each byte
    cmee: int
    passive: int  # default of type 1
    data_refused: int  # the code of a data connection that cannot be opened
    handshake_failed: int
    close_unopened: int | None  # result of AT+QFTPCLOSE without a session; None: ERROR
    open_file_shared: bool  # a local file that AT+QFOPEN holds can be uploaded
    protected_after_login: bool  # PBSZ and PROT after PASS, else before USER
    resumed: bool  # data connections resume the TLS session of the control connection
    full_test_form: bool  # square brackets in AT+QSECWRITE=?
    checks_existing_first: bool  # AT+QSECWRITE: 4012 before 4011 and 4013
    comma: str  # behind the commas of `+QSSLCFG`
    context_colon: bool  # a colon in the printout of a context, which 4.2.1 lacks
    upload_word: str  # what begins an upload of AT+QSECWRITE
    boot_urcs: bool  # RDY and the like after a start; without, as while the rate is detected
    restart_answered: bool  # OK to AT+CFUN=1,1 before the restart
    searching_s: float  # from the start until the network is found
    deactivates_inactive: bool  # DEACT OK in the state IP INITIAL, else ERROR
    after_close: str  # the state behind a closed session
    quits: bool  # QUIT before the control connection is closed
    asks_features: bool  # FEAT before AUTH, SIZE before RETR
    rests_always: bool  # REST 0 before a transfer from the beginning
    resumes_once: bool  # type 3 is 0 again behind a transfer
    overwrites_local: bool  # a download replaces a local file, else -12
    connects_at_data: bool  # CONNECT of a download with its first byte
    errors_unsolicited: bool  # a transfer that fails ends with +QFTPERROR instead of its own line
    guards_used_files: bool  # AT+QSECDEL and AT+QSSLCFG are refused for what an open session uses
    piece: int  # bytes that are written at once


LACONIC = Readings(
    colon=":",
    query_ok=False,
    get_ok=False,
    refused_at_once=True,
    cfg_refusal_line=False,
    pairs_checked_when_set=True,
    names_checked_when_set=True,
    quoted_settings=True,
    suites=("0X003D", "0X002F", "0X0035"),
    data_at_first_byte=True,
    type_at_login=True,
    surplus_is_read=True,
    settings_kept=True,
    plus_anywhere=True,
    short_upload_stored=False,
    timeout_is_idle=False,
    cmee=1,
    passive=1,
    data_refused=-425,
    handshake_failed=-5,
    close_unopened=None,
    open_file_shared=True,
    protected_after_login=True,
    resumed=False,
    full_test_form=False,
    checks_existing_first=False,
    comma=",",
    context_colon=True,
    upload_word="CONNECT",
    boot_urcs=True,
    restart_answered=True,
    searching_s=0.0,
    deactivates_inactive=False,
    after_close="CLOSED",
    quits=True,
    asks_features=False,
    rests_always=False,
    resumes_once=False,
    overwrites_local=True,
    connects_at_data=False,
    errors_unsolicited=False,
    guards_used_files=False,
    piece=65536,
)
OTHER = Readings(
    colon=": ",
    query_ok=True,
    get_ok=True,
    refused_at_once=False,
    cfg_refusal_line=True,
    pairs_checked_when_set=False,
    names_checked_when_set=False,
    quoted_settings=False,
    suites=("0X0035", "0X003D", "0X002F"),
    data_at_first_byte=False,
    type_at_login=False,
    surplus_is_read=False,
    settings_kept=False,
    plus_anywhere=False,
    short_upload_stored=True,
    timeout_is_idle=True,
    cmee=0,
    passive=0,
    data_refused=-5,
    handshake_failed=-1,
    close_unopened=0,
    open_file_shared=False,
    protected_after_login=False,
    resumed=True,
    full_test_form=True,
    checks_existing_first=True,
    comma=", ",
    context_colon=False,
    upload_word="Connect",
    boot_urcs=False,
    restart_answered=False,
    searching_s=1.5,
    deactivates_inactive=True,
    after_close="IDLE",
    quits=False,
    asks_features=True,
    rests_always=True,
    resumes_once=True,
    overwrites_local=False,
    connects_at_data=True,
    errors_unsolicited=True,
    guards_used_files=True,
    piece=5,
)


def named(text: str) -> Readings:
    """`laconic`, `other`, or `seed:<n>`, which takes each choice from one of the two."""
    if text in {"laconic", "other"}:
        return LACONIC if text == "laconic" else OTHER
    kind, _, seed = text.partition(":")
    if kind != "seed" or not seed.isdigit():
        raise ValueError(text)
    draw = random.Random(text)
    return Readings(
        **{each.name: getattr(draw.choice((LACONIC, OTHER)), each.name) for each in fields(Readings)}
    )
