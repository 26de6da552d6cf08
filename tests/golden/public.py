"""Exchanges with M95 modules that others have published, as literal bytes; echo as in their logs.

Framing is that of V.250.  Where a log has no payload, one is chosen that has the
sums which it prints: of the bytes as sent, and of the bytes as kept.
"""

from __future__ import annotations

from tests.golden.transcripts import Step

CERTIFICATE_1392 = b"006254" + b"A" * 1384 + b"\x10l"  # sum 235a as sent, 4c30 as kept

SECURITY_UPLOAD = (  # a how-to for M66 R2.0, M95 and MC60; 75 of the bytes that were announced never came
    Step(
        b'AT+QSECWRITE="RAM:cacert.pem",1467,100\r',
        b'AT+QSECWRITE="RAM:cacert.pem",1467,100\r\r\nCONNECT\r\n',
    ),
    Step(CERTIFICATE_1392, b""),
)
SECURITY_UPLOAD_TIMED_OUT = b"\r\n+QSECWRITE: 1392,235a\r\n\r\nOK\r\n"
SECURITY_READ = Step(
    b'AT+QSECREAD="RAM:cacert.pem"\r',
    b'AT+QSECREAD="RAM:cacert.pem"\r\r\n+QSECREAD: 1,4c30\r\n\r\nOK\r\n',
)
PDP = (  # the same
    Step(b"AT+QICSGP?\r", b"AT+QICSGP?\r\r\n+QICSGP: 1\r\n\r\nOK\r\n"),
    Step(b"AT+QIREGAPP\r", b"AT+QIREGAPP\r\r\nOK\r\n"),
    Step(b"AT+QIACT\r", b"AT+QIACT\r\r\nOK\r\n"),
    Step(b"AT+QILOCIP\r", b"AT+QILOCIP\r\r\n10.137.160.20\r\n"),
)

RAM_DOWNLOAD = (  # the order of a driver for a real M95; what it compares with stands at the line's beginning
    Step(b"AT+QFTPCLOSE\r", b"\r\nOK\r\n\r\n+QFTPCLOSE:0\r\n"),
    Step(b"AT+QIFGCNT=0\r", b"\r\nOK\r\n"),
    Step(b'AT+QICSGP=1,"m-wap","mms","mms"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPUSER="u"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPPASS="p"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPOPEN="h",21\r', b"\r\nOK\r\n\r\n+QFTPOPEN:0\r\n"),
    Step(b'AT+QFTPCFG=4,"/RAM/"\r', b"\r\nOK\r\n\r\n+QFTPCFG:0\r\n"),
    Step(b"AT+QFTPCFG=3,0\r", b"\r\nOK\r\n\r\n+QFTPCFG:0\r\n"),
    Step(b'AT+QFTPPATH="/p/"\r', b"\r\nOK\r\n\r\n+QFTPPATH:0\r\n"),
    Step(b'AT+QFTPGET="f"\r', b"\r\nOK\r\n\r\n+QFTPGET:11\r\n"),
    Step(b"AT+QFTPLEN\r", b"\r\n+QFTPLEN: 11\r\n\r\nOK\r\n"),
    Step(b"AT+QFTPCLOSE\r", b"\r\nOK\r\n\r\n+QFTPCLOSE:0\r\n"),
    Step(b'AT+QFOPEN="RAM:f",2\r', b"\r\n+QFOPEN: 1\r\n\r\nOK\r\n"),
    Step(b"AT+QFREAD=1,5\r", b"\r\nCONNECT 5\r\nfirmw\r\nOK\r\n"),
    Step(b"AT+QFSEEK=1,9,0\r", b"\r\nOK\r\n"),
    Step(b"AT+QFREAD=1,5\r", b"\r\nCONNECT 2\r\n.b\r\nOK\r\n"),
    Step(b"AT+QFCLOSE=1\r", b"\r\nOK\r\n"),
    Step(b'AT+QFDEL="RAM:*"\r', b"\r\nOK\r\n"),
)
RAM_FILE = b"firmware-.b"

SD_UPLOAD = (  # a log of the series' own SDK: the port in quotation marks, the place in the file name
    Step(b"AT+QFTPCFG=1,1\r", b"\r\nOK\r\n\r\n+QFTPCFG:0\r\n"),
    Step(b"AT+QIREGAPP\r", b"\r\nOK\r\n"),
    Step(b"AT+QIACT\r", b"\r\nOK\r\n"),
    Step(b'AT+QFTPOPEN="123.63.45.165","21"\r', b"\r\nOK\r\n\r\n+QFTPOPEN:0\r\n"),
    Step(b'AT+QFTPCFG=4,"/SD/"\r', b"\r\nOK\r\n\r\n+QFTPCFG:0\r\n"),
    Step(b'AT+QFTPPATH="/ftp-dir/"\r', b"\r\nOK\r\n\r\n+QFTPPATH:0\r\n"),
    Step(b'AT+QFTPPUT="SD:demo.txt",67,600\r', b"\r\nOK\r\n\r\n+QFTPPUT:67\r\n"),
)

UART_UPLOAD = (  # a driver for the M10
    Step(b'AT+QFTPPUT="f",5,200\r', b"\r\nOK\r\n\r\nCONNECT\r\n"),
    Step(b"12345", b"\r\n+QFTPPUT:5\r\n"),
)

LF_ENDED = Step(b"AT+QFTPCLOSE\n", b"\r\nOK\r\n\r\n+QFTPCLOSE:0\r\n")  # the vendor's driver, on its own port

IDENTITY = (  # captured from an M95FAR02A08
    Step(b"ATI\r", b"\r\nQuectel_Ltd\r\nQuectel_M95\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n"),
)
CLOCK_AFTER_2H14 = Step(b"AT+CCLK?\r", b'\r\n+CCLK: "04/01/01,02:14:47+00"\r\n\r\nOK\r\n')
RUNNING_S = 2 * 3600 + 14 * 60 + 47

CONTEXT_OF_AN_M95R = (  # a report of a user of an HTTPS client; the blanks are as typed
    Step(b"AT+QIREGAPP\r", b"\r\nOK\r\n"),
    Step(b"AT+QIACT\r", b"\r\nOK\r\n"),
    Step(b"AT+QILOCIP\r", b"\r\n10.25.21.50\r\n"),
    Step(b'AT+QSSLCFG="seclevel",1, 1 \r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="ciphersuite",0,"0xFFFF"\r', b"\r\nOK\r\n"),
)
NETWORK_TIME = (
    b"\r\nOK\r\n",
    b"\r\n+QNTP: 0\r\n",
)  # what a driver for the M95 compares with, one behind the other
