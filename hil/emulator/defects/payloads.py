"""Defects of what transfers carry: sizes, contents, numbers of transfers, restarts (note 4.2.2, 4.2.3)."""

from __future__ import annotations

from hil.emulator.defects import byte_streams, tls_amounts
from hil.emulator.defects.byte_streams import (
    KeepsFilesOfEarlierSessions,
    LonePlusSignsLost,
    counting,
    in_mode,
    receiving,
    sending,
)
from hil.emulator.defects.model import Defect, Heard, Refused
from hil.emulator.defects.session_settings import opening, transferring
from hil.emulator.defects.tls_amounts import cipher, damaging_beyond
from hil.emulator.ftp.client_settings import ClientSettings, Mode

MIB = 1 << 20


def _ignoring_address(settings: ClientSettings, *, mode: Mode, value: bool) -> ClientSettings:
    """In that mode type 6 has a fixed value."""
    return settings.changed(ignore_passive_address=value) if settings.mode == mode else settings


def _by_port(session: ClientSettings, port: int, mode: Mode) -> ClientSettings:
    """On that port a session of FTPS has that mode."""
    return session.changed(mode=mode) if session.port == port and session.mode != "plain" else session


DEFECTS = (
    # --- sizes
    Defect(
        "put-beyond-1-mib-lost",
        "the bytes of an upload beyond 2^20 are not sent",
        ("EX422-05", "EX422-08"),
        replaces=(sending(byte_streams.up_to(MIB)),),
    ),
    Defect(
        "get-beyond-1-mib-lost",
        "the bytes of a download beyond 2^20 are not delivered",
        ("EX423-06", "EX423-07"),
        replaces=(receiving(byte_streams.up_to(MIB)),),
    ),
    Defect(
        "count-is-signed-16-bit",
        "a transfer of 2^15 to 2^16 bytes reports a negative number",
        ("EX422-05", "EX422-08", "EX423-06", "EX423-07"),
        replaces=(counting(byte_streams.signed_16_bit),),
    ),
    Defect(
        "count-below-512-is-8-bit",
        "a transfer of 256 to 511 bytes over an active data connection reports the lower 8 bits of the count",
        ("EX422-05", "EX422-08", "EX423-06", "EX423-07"),
        replaces=(counting(byte_streams.first_8_bits, lambda occasion: not occasion.settings.passive),),
    ),
    Defect(
        "put-of-whole-segments-is-short",
        "an upload of a multiple of 1460 bytes lacks its last byte",
        ("EX422-05", "EX422-08"),
        replaces=(sending(byte_streams.without_last_of(1460)),),
    ),
    Defect(
        "explicit-get-of-whole-blocks-is-short",
        "a download of a multiple of 1400 bytes lacks its last byte in explicit mode",
        ("EX423-06", "EX423-07"),
        replaces=(receiving(byte_streams.without_last_of(1400), in_mode("explicit")),),
    ),
    Defect(
        "lone-plus-signs-are-no-data",
        "one or two plus signs between silences are not sent",
        ("EX422-03", "EX422-05"),
        replaces=(LonePlusSignsLost,),
    ),
    Defect(
        "put-of-256-bytes-is-empty",
        "an upload of 256 bytes sends none",
        ("EX422-05", "EX422-08"),
        replaces=(sending(byte_streams.empty_at(256)),),
    ),
    Defect(
        "active-get-of-65535-bytes-is-empty",
        "a download of 65535 bytes over an active data connection delivers none",
        ("EX423-06", "EX423-07"),
        replaces=(receiving(byte_streams.empty_at(65535), lambda occasion: not occasion.settings.passive),),
    ),
    # --- suites and versions
    Defect(
        "rc4-wrong-beyond-4096",
        "data of an RC4 connection are wrong beyond 4096 bytes",
        ("CIPH-02", "CIPH-03", "EX422-05", "EX423-06"),
        replaces=(damaging_beyond(4096, cipher("rc4")),),
    ),
    Defect(
        "3des-wrong-beyond-8192",
        "data of a 3DES connection are wrong beyond 8192 bytes",
        ("CIPH-04", "EX422-05", "EX423-06"),
        replaces=(damaging_beyond(8192, cipher("3des")),),
    ),
    Defect(
        "sha256-wrong-beyond-16384",
        "data of a connection with HMAC-SHA256 are wrong beyond 16384 bytes",
        ("CIPH-06", "EX422-05", "EX423-06"),
        replaces=(damaging_beyond(16384, cipher("aes256", digest=32)),),
    ),
    Defect(
        "tls11-wrong-beyond-2048",
        "data of a TLS1.1 connection with AES128 are wrong beyond 2048 bytes",
        ("CIPH-05", "EX422-05", "EX423-06"),
        replaces=(damaging_beyond(2048, cipher("aes128"), version=(3, 2)),),
    ),
    Defect(
        "long-record-without-padding-block",
        "a record of 1024 or more bytes that needs a full block of CBC padding has a byte more",
        ("EX422-05", "EX422-08", "CIPH-01", "CIPH-04", "CIPH-05", "CIPH-06"),
        replaces=(tls_amounts.LongRecordsLosePaddingBlock,),
    ),
    Defect(
        "sequence-of-8-bits",
        "the sequence number of received records wraps at 2^8",
        ("EX423-06", "EX423-07"),
        replaces=(tls_amounts.SequenceOf8Bits,),
    ),
    Defect(
        "last-record-of-one-byte-refused",
        "a record of one byte at the end of a download counts as damaged",
        ("EX423-06", "EX423-07"),
        replaces=(tls_amounts.RefusesShortRecords,),
    ),
    # --- contents
    Defect(
        "explicit-get-skips-zeros",
        "a download in explicit mode leaves out each run of 256 zeros",
        ("EX423-06",),
        replaces=(receiving(byte_streams.without(bytes(256)), in_mode("explicit")),),
    ),
    Defect(
        "active-put-skips-flow-control-bytes",
        "an upload over an active data connection leaves out XON beside XOFF",
        ("EX422-05",),
        replaces=(
            sending(byte_streams.without(b"\x11\x13"), lambda occasion: not occasion.settings.passive),
        ),
    ),
    Defect(
        "get-hides-result-lines",
        "a line of data that reads +CME ERROR: 3 is not delivered",
        ("EX423-06",),
        replaces=(receiving(byte_streams.without(b"+CME ERROR: 3\r\n")),),
    ),
    Defect(
        "get-ends-at-an-unsolicited-line",
        "a download ends before a line of data that reads +QPDEACT",
        ("EX423-06",),
        replaces=(receiving(byte_streams.up_to_part(b"\r\n+QPDEACT")),),
    ),
    Defect(
        "get-ends-at-a-failed-result",
        "a download ends before a line of data that reads +QFTPERROR: -6",
        ("EX423-06",),
        replaces=(receiving(byte_streams.up_to_part(b"\r\n+QFTPERROR: -6")),),
    ),
    Defect(
        "explicit-get-loses-first-line-end",
        "a line end at the beginning of a download is lost in explicit mode",
        ("EX423-06",),
        replaces=(receiving(byte_streams.without_first_line_end, in_mode("explicit")),),
    ),
    Defect(
        "active-get-loses-last-line-ends",
        "line ends at the end of a download are lost over an active data connection",
        ("EX423-06",),
        replaces=(
            receiving(byte_streams.without_last_line_ends, lambda occasion: not occasion.settings.passive),
        ),
    ),
    # --- the n-th time
    Defect(
        "ninth-put-of-session-is-short",
        "the ninth transfer of a session, if it is an upload, lacks its last byte",
        ("EX422-05", "EX423-08"),
        replaces=(sending(byte_streams.without_last_of(1), lambda occasion: occasion.number == 9),),
    ),
    Defect(
        "tenth-get-of-session-is-short",
        "the tenth transfer of a session, if it is a download, lacks its last byte",
        ("EX423-06", "EX423-08"),
        replaces=(receiving(byte_streams.without_last_of(1), lambda occasion: occasion.number == 10),),
    ),
    Defect(
        "second-put-of-explicit-session-is-empty",
        "the second transfer of an explicit session, if it is an upload, sends nothing",
        ("EX422-05", "EX423-08"),
        replaces=(
            sending(
                byte_streams.up_to(0),
                lambda occasion: occasion.number == 2 and occasion.settings.mode == "explicit",
            ),
        ),
    ),
    Defect(
        "files-of-earlier-sessions-kept",
        "a file that an earlier session has downloaded is delivered as it was then",
        ("EX423-06", "EX423-08"),
        replaces=(KeepsFilesOfEarlierSessions,),
    ),
    # --- restarts, lines and local files
    Defect(
        "resume-point-of-16-bits",
        "REST has the lower 16 bits of type 3 of AT+QFTPCFG",
        ("FTPCFG-T3-03",),
        replaces=(transferring(lambda settings: settings.changed(restart_at=settings.restart_at & 0xFFFF)),),
    ),
    Defect(
        "local-get-of-whole-blocks-is-short",
        "a download of a multiple of 512 bytes to a local file lacks its last byte",
        ("FTPCFG-T4-03",),
        replaces=(receiving(byte_streams.without_last_of(512), local=True),),
    ),
    Defect(
        "ascii-get-loses-an-open-last-line",
        "a download as ASCII lacks a last line that has no end",
        ("FTPCFG-T2-03",),
        replaces=(receiving(byte_streams.ended_lines, lambda occasion: occasion.settings.ascii),),
    ),
    # --- type 6 and ports
    Defect(
        "implicit-mode-ignores-type-6",
        "in implicit mode the address of the passive reply is used, whatever type 6 of AT+QFTPCFG is",
        ("FTPCFG-08", "FTPCFG-T6-03"),
        replaces=(transferring(lambda settings: _ignoring_address(settings, mode="implicit", value=False)),),
    ),
    Defect(
        "explicit-mode-ignores-address-of-reply",
        "in explicit mode the address of the passive reply is ignored, whatever type 6 of AT+QFTPCFG is",
        ("FTPCFG-08", "FTPCFG-T6-04"),
        replaces=(transferring(lambda settings: _ignoring_address(settings, mode="explicit", value=True)),),
    ),
    Defect(
        "port-990-is-implicit",
        "a session on port 990 is implicit, whatever type 7 of AT+QFTPCFG is",
        ("MODE-05",),
        replaces=(opening(lambda session: _by_port(session, 990, "implicit")),),
    ),
    Defect(
        "port-21-is-explicit",
        "an FTPS session on port 21 is explicit, whatever type 7 of AT+QFTPCFG is",
        ("MODE-05",),
        replaces=(opening(lambda session: _by_port(session, 21, "explicit")),),
    ),
    # --- security files
    Defect(
        "largest-key-of-nvram-refused",
        "AT+QSECWRITE refuses a key of 2017 bytes for NVRAM",
        ("SECWRITE-SIZE-NVRAM-03",),
        Refused(r'\+QSECWRITE="NVRAM:CK0",2017\b.*'),
    ),
    Defect(
        "too-large-client-certificate-taken",
        "AT+QSECWRITE takes a client certificate of 32769 bytes for RAM",
        ("SECWRITE-SIZE-RAM-05",),
        Heard(r'(\+QSECWRITE="RAM:client_cert.pem"),32769\b(.*)', r"\1,32768\2"),
    ),
)
