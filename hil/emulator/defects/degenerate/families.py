"""Degenerate DUTs that lack one command of the note, the commands of the network, one keyword of AT+QSSLCFG or one type of AT+QFTPCFG each.

They are made from the tables of `hil.spec`: a command that is new there gets its DUTs here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hil.at.parse import ParsedCommand
from hil.emulator.at.outcome import ERROR
from hil.emulator.defects.degenerate.answers import answering, yes
from hil.emulator.defects.degenerate.model import OF_THE_NOTE, Degenerate, meeting
from hil.spec.ftp import FtpSetting
from hil.spec.tls import SslSetting

_OF_THE_NETWORK = frozenset({"QIFGCNT", "QICSGP", "QIREGAPP", "QIACT", "QILOCIP", "QIDEACT"})
"""The other commands of the note's procedure (1.2, 5.1): one DUT refuses all, and one ignores all."""

_IN_SESSIONS = frozenset({"QSSLCFG", "QFTPUSER", "QFTPPASS"})
"""What the driver need not send again for each session."""

_OF_KEYWORD: Mapping[SslSetting, tuple[str, ...]] = {
    SslSetting.CTXINDEX: ("SSLCFG-CTX-*",),
    SslSetting.SSLVERSION: ("SSLCFG-VERSION-*", "VER-*"),
    SslSetting.CIPHERSUITE: ("SSLCFG-CIPHER-*", "CIPH-*"),
    SslSetting.SECLEVEL: ("SSLCFG-SECLVL-*",),
    SslSetting.CACERT: ("SSLCFG-CACERT-*",),
    SslSetting.CLIENTCERT: ("SSLCFG-CLICERT-*",),
    SslSetting.CLIENTKEY: ("SSLCFG-CLIKEY-*",),
    SslSetting.IGNORERTCTIME: ("SSLCFG-RTC-*",),
    SslSetting.FTPS: ("SSLCFG-FTPS-*",),
    SslSetting.FTPSCTXI: ("SSLCFG-FTPSCTX-*",),
}
"""The requirements of the keywords: other cases hardly see whether one of them is missing."""


def _named(name: str) -> Callable[[ParsedCommand], bool]:
    return lambda command: command.name == f"+{name}"


def _of_keyword(keyword: str) -> Callable[[ParsedCommand], bool]:
    return lambda command: (
        command.name == "+QSSLCFG"
        and bool(command.arguments)
        and command.arguments[0].text.lower() == keyword
    )


def _of_type(kind: int) -> Callable[[ParsedCommand], bool]:
    return lambda command: (
        command.name == "+QFTPCFG" and bool(command.arguments) and command.arguments[0].text == str(kind)
    )


def _is_of_the_network(command: ParsedCommand) -> bool:
    return command.name.removeprefix("+") in _OF_THE_NETWORK


def _lacking() -> Iterator[tuple[str, str, tuple[str, ...], Callable[[ParsedCommand], bool]]]:
    """What a DUT may lack: its word, its name in AT form, the commands by which a case meets it, and its commands."""
    for name in OF_THE_NOTE:
        about = (*meeting(name), "AT+QFTPOPEN") if name in _IN_SESSIONS else meeting(name)
        yield name.lower(), f"AT+{name}", about, _named(name)
    network = tuple(word for name in sorted(_OF_THE_NETWORK) for word in meeting(name))
    yield "network", "the commands of the PDP context", network, _is_of_the_network


def _unread() -> Iterator[tuple[str, str, tuple[str, ...], Callable[[ParsedCommand], bool]]]:
    """The settings that a DUT may not read, in the same form.

    One that refuses a single setting stops the driver in each case of it, so that no such case can pass.
    """
    for keyword in SslSetting:
        written = f'AT+QSSLCFG="{keyword}"'
        yield f"qsslcfg-{keyword}", written, _OF_KEYWORD.get(keyword, (written,)), _of_keyword(keyword)
    for kind in FtpSetting:
        yield f"qftpcfg-{kind:d}", f"AT+QFTPCFG={kind:d}", (f"FTPCFG-T{kind:d}-*",), _of_type(kind)


DUTS = (
    *(
        Degenerate(
            f"refuses-{word}",
            f"answers ERROR to {written}",
            about,
            (answering(lambda *_: ERROR, concerns),),
            "refuses",
        )
        for word, written, about, concerns in _lacking()
    ),
    *(
        Degenerate(
            f"ignores-{word}",
            f"answers OK, and 0 where a result belongs, to {written}, and does nothing",
            about,
            (answering(yes, concerns),),
            "ignores",
        )
        for word, written, about, concerns in (*_lacking(), *_unread())
    ),
)
