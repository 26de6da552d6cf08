"""Every <err> of Table 4, each brought about by the cause that the table names."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.ftps.dns import DnsFault, DnsResponder
from hil.spec.codes import ErrorCode
from tests.emulator.commands.network_bench import NetworkBench, Script
from tests.emulator.dte import Dte
from tests.emulator.peers.scripted import Conversation
from tests.emulator.peers.servers import HOST, free_port


def reply(verb: str, text: str) -> Script:
    return lambda conversation: void(conversation.answer(verb, f"{text}\r\n"))


def transfer(verb: str, *texts: str, data: bytes = b"") -> Script:
    """TYPE, PASV and the transfer command; data from the server and its connection's end before the last reply."""

    def script(conversation: Conversation) -> None:
        conversation.answer("TYPE", "200 ok\r\n")
        with contextlib.closing(conversation.passive()) as listener:
            conversation.answer(verb, f"{texts[0]}\r\n")
            connection, _ = listener.accept()
            with contextlib.closing(connection):
                connection.sendall(data)
            for text in texts[1:]:
                conversation.say(f"{text}\r\n")
            with contextlib.suppress(OSError):
                conversation.rest()

    return script


def void(_value: object) -> None:
    """A script returns nothing."""


def path_answered(text: str) -> Callable[[NetworkBench], bytes]:
    def provoke(bench: NetworkBench) -> bytes:
        bench.open(reply("CWD", text))
        return bench.answer('+QFTPPATH="/x"')

    return provoke


def get_answered(text: str) -> Callable[[NetworkBench], bytes]:
    def provoke(bench: NetworkBench) -> bytes:
        bench.open(transfer("RETR", text))
        return bench.answer('+QFTPGET="x"')

    return provoke


def put_answered(*texts: str) -> Callable[[NetworkBench], bytes]:
    def provoke(bench: NetworkBench) -> bytes:
        bench.open(transfer("STOR", *texts))
        return bench.answer('+QFTPPUT="x",10', data=b"0123456789" if texts[0].startswith("1") else b"")

    return provoke


def open_served(script: Script) -> Callable[[NetworkBench], bytes]:
    return lambda bench: bench.answer(f'+QFTPOPEN="{HOST}",{bench.serve(script)}')


def wrong_password(conversation: Conversation) -> None:
    conversation.say("220 ready\r\n")
    conversation.answer("USER", "331 password\r\n")
    conversation.answer("PASS", "530 wrong\r\n")


# --- causes within the module and below FTP --------------------------------------------------------------------


def unknown_by_order(bench: NetworkBench) -> bytes:
    bench.power_on(hardware=HardwareOptions(unknown_error=frozenset({"path"})))
    bench.open(lambda conversation: void(conversation.rest()))
    return bench.answer('+QFTPPATH="/"')


def unknown_by_nonsense(bench: NetworkBench) -> bytes:
    bench.open(reply("CWD", "XYZ"))
    return bench.answer('+QFTPPATH="/"')


def busy(bench: NetworkBench) -> bytes:
    bench.open(lambda conversation: void(conversation.rest()))
    bench.dte.send(b'AT+QFTPPATH="/"\r')
    return bench.answer('+QFTPSIZE="x"')


def busy_opening(bench: NetworkBench) -> bytes:
    accepted = threading.Event()

    def say_nothing(conversation: Conversation) -> None:
        accepted.set()
        conversation.rest()

    port = bench.serve(say_nothing)
    bench.dte.send(f'AT+QFTPOPEN="{HOST}",{port}\r'.encode())
    assert accepted.wait(5)
    return bench.answer(f'+QFTPOPEN="{HOST}",{port}')


def no_such_name(fault: DnsFault | None) -> Callable[[NetworkBench], bytes]:
    def provoke(bench: NetworkBench) -> bytes:
        plan = {} if fault is None else {"ftp.example": fault}
        with DnsResponder({"ftp.example": HOST}, plan=plan) as responder:
            bench.power_on(hardware=HardwareOptions(dns=responder.address), clock_rate=20)
            return bench.answer(f'+QFTPOPEN="{"other" if fault is None else "ftp"}.example",21')

    return provoke


def refused_port(bench: NetworkBench) -> bytes:
    return bench.answer(f'+QFTPOPEN="{HOST}",{free_port()}')


def no_context(bench: NetworkBench) -> bytes:
    bench.dte.at("+CGATT=0")
    return bench.answer(f'+QFTPOPEN="{HOST}",21')


def control_closed(bench: NetworkBench) -> bytes:
    bench.open(lambda conversation: void(conversation.hear("CWD")))
    return bench.answer('+QFTPPATH="/"')


def data_closed(bench: NetworkBench) -> bytes:
    def script(conversation: Conversation) -> None:
        conversation.answer("TYPE", "200 ok\r\n")
        with contextlib.closing(conversation.passive()) as listener:
            conversation.answer("STOR", "150 go on\r\n")
            connection, _ = listener.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()  # RST, and no reply
            conversation.rest()

    bench.power_on(clock_rate=10)
    dte = bench.open(script)
    dte.send(b'AT+QFTPPUT="x",100000\r')
    dte.expect(b"CONNECT\r\n")
    return dte.send(bytes(100000)) + dte.expect(b"+QFTPPUT: ")


def data_reset_after_the_last_byte(*replies: str) -> Callable[[NetworkBench], bytes]:
    """The module has sent all when the server, which read it, resets the data connection."""

    def script(conversation: Conversation) -> None:
        conversation.answer("TYPE", "200 ok\r\n")
        with contextlib.closing(conversation.passive()) as listener:
            conversation.answer("STOR", "150 go on\r\n")
            connection, _ = listener.accept()
            while connection.recv(100):
                pass
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
            for text in replies:
                conversation.say(f"{text}\r\n")
            conversation.rest()

    def provoke(bench: NetworkBench) -> bytes:
        bench.power_on(clock_rate=100)
        bench.open(script)
        return bench.answer('+QFTPPUT="x",10', data=b"0123456789")

    return provoke


def context_lost(bench: NetworkBench) -> bytes:
    bench.open(lambda conversation: void(conversation.rest()))
    bench.dte.send(b'AT+QFTPPATH="/"\r')
    bench.dte.module.mobile_network.deactivate_context()
    return bench.dte.expect(b"+QFTPPATH: ")


def context_deactivated_on_another_channel(bench: NetworkBench) -> bytes:
    bench.open(lambda conversation: void(conversation.rest()))
    bench.dte.send(b'AT+QFTPPATH="/"\r')
    assert Dte(bench.dte.module).at("+QIDEACT") == "DEACT OK"
    return bench.dte.expect(b"+QFTPPATH: ")


def silence(bench: NetworkBench) -> bytes:
    bench.power_on(clock_rate=200)
    bench.open(lambda conversation: void(conversation.rest()))
    return bench.answer('+QFTPPATH="/"')


def local(*commands: str, **hardware: object) -> Callable[[NetworkBench], bytes]:
    """In a session, AT lines of which the last one fails."""

    def provoke(bench: NetworkBench) -> bytes:
        bench.power_on(hardware=HardwareOptions(**hardware))  # type: ignore[arg-type]  # a row names what it needs
        bench.open(lambda conversation: void(conversation.rest()))
        for command in commands[:-1]:
            bench.dte.at(command)
        return bench.answer(commands[-1])

    return provoke


def unreadable(bench: NetworkBench) -> bytes:
    bench.power_on(hardware=HardwareOptions(unreadable=frozenset({"UFS:x"})))
    bench.open(lambda conversation: void(conversation.rest()))
    bench.dte.module.files.add("UFS:x", b"x")
    bench.dte.at('+QFTPCFG=4,"/UFS/x"')
    return bench.answer('+QFTPPUT="x"')


def memory_full(bench: NetworkBench) -> bytes:
    bench.power_on(hardware=HardwareOptions(ram=1000))
    bench.open(transfer("RETR", "150 here", "226 done", data=bytes(2000)))
    bench.dte.at('+QFTPCFG=4,"/RAM/big"')
    return bench.answer('+QFTPGET="big.bin"')


def filled_store(bench: NetworkBench) -> bytes:
    for number in range(4):
        bench.dte.at(f'+QSECWRITE="RAM:f{number}",32768')
        bench.dte.send(bytes(32768))
    return bench.dte.send(b'AT+QSECWRITE="RAM:f4",32768\r')


def with_file(*commands: str, module_s: float = 0.0) -> Callable[[NetworkBench], bytes]:
    """AT lines without a session; what the last one, and the time after it, brings."""

    def provoke(bench: NetworkBench) -> bytes:
        for command in commands[:-1]:
            bench.dte.send(command.encode())
        return bench.dte.send(commands[-1].encode()) + bench.dte.pass_time(module_s)

    return provoke


@dataclass(frozen=True)
class Row:
    code: ErrorCode
    cause: str
    provoke: Callable[[NetworkBench], bytes] = field(repr=False)


ROWS = (
    Row(ErrorCode.UNKNOWN, "by order", unknown_by_order),
    Row(ErrorCode.UNKNOWN, "a reply that is none", unknown_by_nonsense),
    Row(ErrorCode.BUSY, "a job is pending", busy),
    Row(ErrorCode.BUSY, "still opening", busy_opening),
    Row(ErrorCode.DNS_FAILED, "NXDOMAIN", no_such_name(None)),
    Row(ErrorCode.DNS_FAILED, "SERVFAIL", no_such_name(DnsFault.SERVFAIL)),
    Row(ErrorCode.DNS_FAILED, "a silent name server", no_such_name(DnsFault.SILENCE)),
    Row(ErrorCode.NETWORK, "nobody listens", refused_port),
    Row(ErrorCode.NETWORK, "no context comes up", no_context),
    Row(ErrorCode.SESSION_CLOSED, "the server ends the control connection", control_closed),
    Row(ErrorCode.DATA_CONNECTION_CLOSED, "the server resets the data connection", data_closed),
    Row(ErrorCode.DATA_CONNECTION_CLOSED, "all is sent", data_reset_after_the_last_byte()),
    Row(ErrorCode.INSUFFICIENT_STORAGE, "said behind a reset", data_reset_after_the_last_byte("452 full")),
    Row(ErrorCode.CONTEXT_DEACTIVATED, "by the network", context_lost),
    Row(ErrorCode.CONTEXT_DEACTIVATED, "on another channel", context_deactivated_on_another_channel),
    Row(ErrorCode.TIMEOUT, "no reply to CWD", silence),
    Row(ErrorCode.ILLEGAL_PARAMETER, "type 7", local("+QFTPCFG=7,2")),
    Row(ErrorCode.ILLEGAL_PARAMETER, "no name", local('+QFTPPUT="",0')),
    Row(ErrorCode.ILLEGAL_PARAMETER, "a port", local('+QFTPOPEN="h",65536')),
    Row(
        ErrorCode.LOCAL_FILE_NOT_FOUND,
        "PUT of no file",
        local('+QFTPCFG=4,"/UFS/none.txt"', '+QFTPPUT="none.txt",100'),
    ),
    Row(ErrorCode.LOCAL_FILE_FAILED, "a broken file", unreadable),
    Row(
        ErrorCode.LOCAL_FILE_FAILED,
        "a file open for writing",
        local('+QFOPEN="x",1', '+QFTPCFG=4,"/UFS/x"', '+QFTPPUT="x",100'),
    ),
    Row(ErrorCode.LOCAL_FILE_FAILED, "no SD card", local('+QFTPCFG=4,"/SD/x"', '+QFTPPUT="x",100', sd=0)),
    Row(ErrorCode.NO_MEMORY, "it doesn't fit", memory_full),
    Row(
        ErrorCode.NO_MEMORY,
        "its size was reported",
        local('+QFTPCFG=4,"/RAM/big"', '+QFTPGET="big.bin",600000'),
    ),
    Row(
        ErrorCode.SERVICE_NOT_AVAILABLE,
        "greeting",
        open_served(lambda conversation: conversation.say("421 later\r\n")),
    ),
    Row(ErrorCode.SERVICE_NOT_AVAILABLE, "CWD", path_answered("421 leaving")),
    Row(ErrorCode.CANNOT_OPEN_DATA_CONNECTION, "RETR", get_answered("425 no")),
    Row(ErrorCode.TRANSFER_ABORTED, "STOR", put_answered("150 go on", "426 broken")),
    Row(ErrorCode.FILE_BUSY, "RETR", get_answered("450 busy")),
    Row(ErrorCode.INSUFFICIENT_STORAGE, "STOR", put_answered("452 full")),
    Row(ErrorCode.COMMAND_UNRECOGNIZED, "CWD", path_answered("500 what")),
    Row(ErrorCode.ARGUMENT_SYNTAX, "CWD", path_answered("501 where")),
    Row(ErrorCode.NOT_IMPLEMENTED, "CWD", path_answered("502 never")),
    Row(
        ErrorCode.NOT_LOGGED_IN,
        "PASS",
        open_served(wrong_password),
    ),
    Row(ErrorCode.NEED_ACCOUNT, "STOR", put_answered("532 who")),
    Row(ErrorCode.FILE_UNAVAILABLE, "RETR", get_answered("550 none")),
    Row(ErrorCode.PAGE_TYPE_UNKNOWN, "RETR", get_answered("551 page")),
    Row(ErrorCode.ALLOCATION_EXCEEDED, "after the data", put_answered("150 go on", "552 quota")),
    Row(ErrorCode.NAME_NOT_ALLOWED, "STOR", put_answered("553 name")),
    Row(ErrorCode.NO_SPACE, "RAM is full", filled_store),
    Row(
        ErrorCode.FILE_TIMEOUT,
        "nothing in 3 s",
        with_file('AT+QSECWRITE="RAM:ca_cert.pem",10,3\r', module_s=3.1),
    ),
    Row(ErrorCode.FILE_NOT_FOUND, "read", with_file('AT+QSECREAD="NVRAM:CA1"\r')),
    Row(ErrorCode.FILE_NOT_FOUND, "delete", with_file('AT+QSECDEL="NVRAM:CA1"\r')),
    Row(ErrorCode.FILE_TOO_LARGE, "RAM", with_file('AT+QSECWRITE="RAM:ca_cert.pem",32769\r')),
    Row(ErrorCode.FILE_TOO_LARGE, "NVRAM", with_file('AT+QSECWRITE="NVRAM:CA0",2018\r')),
    Row(
        ErrorCode.FILE_EXISTS,
        "twice",
        with_file('AT+QSECWRITE="NVRAM:CA0",1\r', "x", 'AT+QSECWRITE="NVRAM:CA0",1\r'),
    ),
    Row(ErrorCode.INVALID_PARAMETER, "a name", with_file('AT+QSECWRITE="NVRAM:CA2",10\r')),
    Row(ErrorCode.INVALID_PARAMETER, "a timeout", with_file('AT+QSECWRITE="RAM:ca_cert.pem",10,2\r')),
)


@pytest.fixture
def bench() -> Iterator[NetworkBench]:
    with contextlib.ExitStack() as stack:
        bench = NetworkBench(stack)
        yield bench
        bench.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}-{row.cause}")
def test_the_cause_leads_to_the_code(row: Row, bench: NetworkBench) -> None:
    answer = row.provoke(bench)
    if b"\r\n" not in answer.rpartition(b": ")[2]:
        answer += bench.dte.expect(b"\r\n")

    assert f": {row.code.value}\r\n".encode() in answer


def test_a_reset_behind_an_upload_that_the_server_calls_complete_is_none(bench: NetworkBench) -> None:
    answer = data_reset_after_the_last_byte("226 done")(bench)
    if b"\r\n" not in answer.rpartition(b": ")[2]:
        answer += bench.dte.expect(b"\r\n")

    assert b"+QFTPPUT: 10\r\n" in answer


def test_no_code_of_table_4_is_out_of_reach() -> None:
    assert {row.code for row in ROWS} == set(ErrorCode)
