"""All six contexts at once: what is set in each stays there, is told and is used, whatever happens in between (note 2.3).

The contexts have different settings.  After each event the DUT is asked for all of
them; then one setting is written, and all are asked for again: the first write
after an event reaches its own context and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from hil.bench import Supply
from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt, use_context
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..ssl_config.settings import every_context, expect_told, query, store_files, take_any_pair
from .events import CONTENT, NAME, Course, outside_a_session
from .told import OF_CONTEXT

FILES = (
    *("NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"),
    *("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"),
)
NVRAM = ("NVRAM:CA0", "NVRAM:CC0", "NVRAM:CK0")
RAM = ("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem")
Values = Mapping[str, str]


def _values(version: int, suites: str, level: int, names: tuple[str, str, str]) -> Values:
    """The settings of a context by keyword, as a DTE writes them."""
    ca, certificate, key = (f'"{name}"' for name in names)
    return {
        "ciphersuite": f'"{suites}"',
        "sslversion": str(version),
        "cacert": ca,
        "clientcert": certificate,
        "clientkey": key,
        "seclevel": str(level),
    }


CONTEXTS = (
    _values(3, "0X002F,0X000A,0X0035", 1, NVRAM),
    _values(1, "0X0035,0X0005", 2, RAM),
    _values(2, "0X000A", 1, ("NVRAM:CA1", *RAM[1:])),
    _values(3, "0X0005,0X002F,0X0004,0X0035", 2, ("NVRAM:CA1", *NVRAM[1:])),
    _values(2, "0X0004,0X000A", 2, (RAM[0], *NVRAM[1:])),
    _values(1, "0X002F,0X0035", 1, RAM),
)
WRITES = (  # context, keyword, value: another one than before, and than that of the neighbours
    (5, "sslversion", "2"),
    (0, "clientcert", '"RAM:client_cert.pem"'),
    (4, "ciphersuite", '"0X0035,0X0005,0X002F"'),
    (2, "seclevel", "2"),
    (1, "cacert", '"NVRAM:CA0"'),
    (3, "clientkey", '"RAM:client_key.pem"'),
    (0, "sslversion", "1"),
    (5, "cacert", '"NVRAM:CA1"'),
    (1, "ciphersuite", '"0X0004,0X0005,0X000A"'),
    (4, "seclevel", "1"),
    (2, "clientkey", '"NVRAM:CK0"'),
    (3, "clientcert", '"RAM:client_cert.pem"'),
    (1, "sslversion", "3"),
    (5, "ciphersuite", '"0X0005,0X0035"'),
    (0, "seclevel", "2"),
    (4, "cacert", '"NVRAM:CA0"'),
    (3, "sslversion", "1"),
    (2, "clientcert", '"NVRAM:CC0"'),
    (5, "clientkey", '"NVRAM:CK0"'),
    (0, "ciphersuite", '"0X0035,0X000A"'),
    (1, "clientcert", '"NVRAM:CC0"'),
    (4, "sslversion", "3"),
    (3, "seclevel", "1"),
    (2, "cacert", '"NVRAM:CA0"'),
)
TELLS = pytest.mark.requirement(
    "SSLCFG-VERSION-02",
    "SSLCFG-CIPHER-02",
    "SSLCFG-SECLVL-02",
    "SSLCFG-CACERT-03",
    "SSLCFG-CLICERT-03",
    "SSLCFG-CLIKEY-03",
    "SSLCFG-CTX-11",
)
Told = tuple[dict[str, str], ...]


def write(modem: Modem, index: int, keyword: str, value: str) -> None:
    """AT+QSSLCFG with a value, which has to be accepted."""
    __tracebackhide__ = True
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{value}')).accepted()


def prepare(modem: Modem, authority: Authority, contexts: tuple[Values, ...] = CONTEXTS) -> None:
    """Store the files, and set each context; the contexts take turns, keyword by keyword."""
    store_files(modem, authority, *FILES)
    for index in range(6):
        take_any_pair(modem, index)
    for keyword in contexts[0]:
        for index, values in enumerate(contexts):
            write(modem, index, keyword, values[keyword])


def events(modem: Modem, server: FtpsServer, peers: Peers) -> Iterator[str]:
    """What can happen between two writes; no session is open after any of them."""
    course = Course(modem, server, Listener.IMPLICIT)
    (server.root / NAME).write_bytes(CONTENT)
    yield from outside_a_session(course, peers)
    for event, with_transfers in (("a session", False), ("a session with transfers", True)):
        with server.expecting(ServerProfile(), all_fire=False):
            course.open(event)
            if with_transfers:
                course.download(event)
                preamble(course.transfers.put(modem)).succeeded()
                preamble(course.transfers.miss(modem)).failed()
            modem.ftp.ensure_closed()
        yield event
    preamble(modem.pdp.deactivate()).accepted()
    yield "AT+QIDEACT"
    modem.pdp.ensure_active()
    yield "AT+QIACT"


def _expect_same(now: Told, before: Told, event: str) -> None:
    __tracebackhide__ = True
    with expect_all():
        for keyword, requirement in OF_CONTEXT.items():
            told, wanted = ([values[keyword] for values in each] for each in (now, before))
            expect(told, requirement, what=f"{keyword} of the six contexts after {event}").equals(wanted)


def _expect_written(modem: Modem, before: Told, written: tuple[int, str, str], event: str) -> Told:
    """Write one setting, and judge that it has come where it belongs; what the DUT tells then."""
    __tracebackhide__ = True
    index, keyword, value = written
    write(modem, index, keyword, value)
    now = every_context(modem, OF_CONTEXT[keyword])
    plain = value.strip('"')
    wanted = ",".join(sorted(plain.split(","))) if keyword == "ciphersuite" else plain
    with expect_all():
        what = f"{keyword} of context {index}, written after {event}"
        expect(now[index][keyword], OF_CONTEXT[keyword], what=what).equals(wanted)
        for other in range(6):
            rest = {key: now[other][key] for key in OF_CONTEXT if (other, key) != (index, keyword)}
            kept = {key: before[other][key] for key in rest}
            what = f"context {other} after a write of {keyword} into context {index}, after {event}"
            expect(rest, "SSLCFG-CTX-11", what=what).equals(kept)
        expect_told(query(modem, keyword, index), keyword, value, OF_CONTEXT[keyword])
    return now


@TELLS
@pytest.mark.needs("implicit")
def test_each_context_holds_its_settings_and_takes_new_ones_after_each_event(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority, peers: Peers
) -> None:
    modem = online_modem
    modem.forget()
    prepare(modem, authority)
    refused = (
        *use_context(modem, ftps_server, 5),
        *((answer.outcome,) if not (answer := modem.ssl.ignore_rtc_time(True)).ok else ()),
    )
    preamble(refused, what="refused settings").is_empty()
    told, writes = every_context(modem, "SSLCFG-CTX-11"), iter(WRITES)

    for event in events(modem, ftps_server, peers):
        _expect_same(every_context(modem, "SSLCFG-CTX-11"), told, event)
        for _ in range(2):
            told = _expect_written(modem, told, next(writes), event)


def _judge_starts(modem: Modem, authority: Authority, start: Callable[[], None]) -> None:
    """Start the DUT anew, and write one setting; whether the others were kept is open, and they stay as they are."""
    for number, (index, keyword, value) in enumerate(WRITES[:7], start=1):
        start()
        store_files(modem, authority, *FILES)
        told = every_context(modem, "SSLCFG-CTX-11")
        _expect_written(modem, told, (index, keyword, value), f"start {number}")


@TELLS
def test_the_first_write_after_a_reboot_reaches_its_own_context(
    fast_modem: Modem, authority: Authority
) -> None:
    _judge_starts(fast_modem, authority, fast_modem.reboot)


@TELLS
def test_the_first_write_after_a_loss_of_power_reaches_its_own_context(
    fast_modem: Modem, supply: Supply, authority: Authority
) -> None:
    _judge_starts(fast_modem, authority, lambda: fast_modem.power_cycle(supply))


# --- use -------------------------------------------------------------------------------------------------------

USED = (  # <sslversion> of each context, the version it stands for, and the suite
    (3, Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256),
    (1, Version.TLS10, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
    (2, Version.TLS11, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA),
    (1, Version.TLS10, CipherSuite.TLS_RSA_WITH_RC4_128_SHA),
    (3, Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA),
    (2, Version.TLS11, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA),
)
ORDER = (5, 0, 4, 1, 3, 2)
DEMANDING = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))


@pytest.mark.requirement(
    "SSLCFG-GEN-07", "SSLCFG-FTPSCTX-13", "AUTH-08", "SSLCFG-CLICERT-01", "SSLCFG-CLICERT-02"
)
@pytest.mark.parametrize("first", [RAM, NVRAM], ids=["RAM", "NVRAM"])
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_each_context_uses_its_own_version_suite_and_files(
    mode: Listener,
    first: tuple[str, str, str],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    modem = online_modem
    modem.forget()
    names = {index: first if index % 2 else (NVRAM if first is RAM else RAM) for index in range(6)}
    prepare(
        modem,
        authority,
        tuple(
            _values(version, f"0X{suite:04X}", 2, names[index])
            for index, (version, _, suite) in enumerate(USED)
        ),
    )
    preamble(modem.ssl.ignore_rtc_time(True)).accepted()

    with expect_all():
        for index in ORDER:
            refused = use_context(modem, ftps_server, index, mode=mode)
            preamble(refused, what="refused settings").is_empty()
            attempted = attempt(modem, ftps_server, DEMANDING, mode=mode)
            _, version, suite = USED[index]
            what = f"AT+QFTPOPEN with context {index}, files of {names[index][0].partition(':')[0]}"
            expect(attempted, "SSLCFG-GEN-07", what=what).opened()
            expect(attempted.session, "SSLCFG-FTPSCTX-13").negotiated(
                version=version, suite=suite, data=False
            )
            of_files = "SSLCFG-CLICERT-01" if names[index] is RAM else "SSLCFG-CLICERT-02"
            expect(attempted.session, "AUTH-08", of_files).proved_the_client()
