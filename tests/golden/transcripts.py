"""The exchanges of chapter 4 of the note as literal bytes on the UART, to be fed to each side apart.

Framing is that of V.250 with ATV1 and ATE0: a command line ends with CR, a
response line stands between CR LF pairs.  A step is what the DTE sends and what
the DCE answers to it; in data mode the payload is what is sent.  Where the note
leaves a payload open, one is chosen whose checksum is the one that it prints.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Bytes from the DTE, and the bytes that the DCE answers."""

    sent: bytes
    received: bytes


# 16-bit XOR over big-endian pairs, an odd last byte as the high one: an even number of pairs "AA" adds nothing.
CA_1614 = b"A" * 1612 + b"\x40\x39"  # checksum 4039
CERTIFICATE_1419 = b"A" * 1416 + b"\x47\x18\x41"  # checksum 618
KEY_1679 = b"A" * 1676 + b"\xc2\xa7\x41"  # checksum 83a7
CA_1273 = b"A" * 1271 + b"\x79\x1a"  # checksum 1a38

FILE_10220 = bytes(range(256)) * 39 + bytes(range(236))
"""`<Input data>` and `<Output data>` of 4.2.2 and 4.2.3: every byte value, CR and LF among them."""

CONTEXT_BY_SYNTAX = (
    b'\r\n+QSSLCFG: 0,4,1,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","NVRAM:CA0","",""\r\n\r\nOK\r\n'
)
"""The answer to AT+QSSLCFG="ctxindex",0 with the colon that clause 2.3 has."""

CONTEXT_AS_PRINTED = (
    b'\r\n+QSSLCFG 0,4,1,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","NVRAM:CA0","",""\r\n\r\nOK\r\n'
)
"""The same as clause 4.2.1 prints it, without the colon."""

UPLOAD_TO_RAM = (  # 4.1.1
    Step(b'AT+QSECWRITE="RAM:ca_cert.pem",1614,100\r', b"\r\nCONNECT\r\n"),
    Step(CA_1614, b"\r\n+QSECWRITE: 1614,4039\r\n\r\nOK\r\n"),
    Step(b'AT+QSECWRITE="RAM:client_cert.pem",1419,100\r', b"\r\nCONNECT\r\n"),
    Step(CERTIFICATE_1419, b"\r\n+QSECWRITE: 1419,618\r\n\r\nOK\r\n"),
    Step(b'AT+QSECWRITE="RAM:client_key.pem",1679,100\r', b"\r\nCONNECT\r\n"),
    Step(KEY_1679, b"\r\n+QSECWRITE: 1679,83a7\r\n\r\nOK\r\n"),
)

UPLOAD_TO_NVRAM = (  # 4.1.2
    Step(b'AT+QSECWRITE="NVRAM:CA0",1614,100\r', b"\r\nCONNECT\r\n"),
    Step(CA_1614, b"\r\n+QSECWRITE: 1614,4039\r\n\r\nOK\r\n"),
    Step(b'AT+QSECWRITE="NVRAM:CC0",1419,100\r', b"\r\nCONNECT\r\n"),
    Step(CERTIFICATE_1419, b"\r\n+QSECWRITE: 1419,618\r\n\r\nOK\r\n"),
    Step(b'AT+QSECWRITE="NVRAM:CK0",1679,100\r', b"\r\nCONNECT\r\n"),
    Step(KEY_1679, b"\r\n+QSECWRITE: 1679,83a7\r\n\r\nOK\r\n"),
)

CONFIGURE_PDP = (  # 4.2.1
    Step(b"AT+QIFGCNT=0\r", b"\r\nOK\r\n"),
    Step(b'AT+QICSGP=1,"CMNET"\r', b"\r\nOK\r\n"),
    Step(b"AT+QIREGAPP\r", b"\r\nOK\r\n"),
    Step(b"AT+QIACT\r", b"\r\nOK\r\n"),
    Step(b"AT+QILOCIP\r", b"\r\n10.1.83.188\r\n"),
)

CONFIGURE_SSL = (  # 4.2.1
    Step(b'AT+QSECWRITE="NVRAM:CA0",1273,100\r', b"\r\nCONNECT\r\n"),
    Step(CA_1273, b"\r\n+QSECWRITE: 1273,1a38\r\n\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="cacert",0,"NVRAM:CA0"\r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="ignorertctime",1\r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="seclevel",0,1\r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="sslversion",0,4\r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="ctxindex",0\r', CONTEXT_BY_SYNTAX),
    Step(b"AT+IFC=2,2\r", b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="ftps",1\r', b"\r\nOK\r\n"),
    Step(b'AT+QSSLCFG="ftpsctxi",0\r', b"\r\nOK\r\n"),
)

OPEN_AND_CLOSE = (  # 4.2.1
    Step(b'AT+QFTPUSER="admin"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPPASS="123456"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPOPEN="220.180.239.212",990\r', b"\r\nOK\r\n\r\n+QFTPOPEN: 0\r\n"),
    Step(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: OPENED\r\n\r\nOK\r\n"),
    Step(b"AT+QFTPCLOSE\r", b"\r\nOK\r\n\r\n+QFTPCLOSE: 0\r\n"),
    Step(b"AT+QIDEACT\r", b"\r\nDEACT OK\r\n"),
)

UPLOAD_FILE = (  # 4.2.2
    Step(b'AT+QFTPPATH="/"\r', b"\r\nOK\r\n\r\n+QFTPPATH: 0\r\n"),
    Step(b'AT+QFTPPUT="test.txt",10220,200\r', b"\r\nOK\r\n\r\nCONNECT\r\n"),
    Step(FILE_10220, b"\r\n+QFTPPUT: 10220\r\n"),
)

DOWNLOAD_FILE = (  # 4.2.3
    Step(b'AT+QFTPPATH="/"\r', b"\r\nOK\r\n\r\n+QFTPPATH: 0\r\n"),
    Step(
        b'AT+QFTPGET="test.txt"\r',
        b"\r\nOK\r\n\r\nCONNECT\r\n" + FILE_10220 + b"\r\n+QFTPGET: 10220\r\n\r\nOK\r\n",
    ),
)

SWITCH_TO_FTP = (  # 4.2.4
    Step(b'AT+QSSLCFG="ftps",0\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPUSER="test"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPPASS="test"\r', b"\r\nOK\r\n"),
    Step(b'AT+QFTPOPEN="ftp2.quectel.com",21\r', b"\r\nOK\r\n\r\n+QFTPOPEN: 0\r\n"),
)

SWITCH_TO_FTP_WITH_ECHO = (  # 4.2.4 with ATE1: the command line comes back, CR included
    Step(b'AT+QSSLCFG="ftps",0\r', b'AT+QSSLCFG="ftps",0\r\r\nOK\r\n'),
    Step(b'AT+QFTPUSER="test"\r', b'AT+QFTPUSER="test"\r\r\nOK\r\n'),
    Step(b'AT+QFTPPASS="test"\r', b'AT+QFTPPASS="test"\r\r\nOK\r\n'),
    Step(
        b'AT+QFTPOPEN="ftp2.quectel.com",21\r',
        b'AT+QFTPOPEN="ftp2.quectel.com",21\r\r\nOK\r\n\r\n+QFTPOPEN: 0\r\n',
    ),
)

SWITCH_TO_FTP_NUMERIC = (  # 4.2.4 with ATV0: a result code is a digit and CR, a text line has CR LF behind it only
    Step(b'AT+QSSLCFG="ftps",0\r', b"0\r"),
    Step(b'AT+QFTPUSER="test"\r', b"0\r"),
    Step(b'AT+QFTPPASS="test"\r', b"0\r"),
    Step(b'AT+QFTPOPEN="ftp2.quectel.com",21\r', b"0\r+QFTPOPEN: 0\r\n"),
)

EXAMPLES = {
    "4.1.1": UPLOAD_TO_RAM,
    "4.1.2": UPLOAD_TO_NVRAM,
    "4.2.1": CONFIGURE_PDP + CONFIGURE_SSL + OPEN_AND_CLOSE,
    "4.2.2": UPLOAD_FILE,
    "4.2.3": DOWNLOAD_FILE,
    "4.2.4": SWITCH_TO_FTP,
}
