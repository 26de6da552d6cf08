"""Questions 11 to 14: security files and AT+QSSLCFG where the note specifies nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.fixture_types import Measure, Observe
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import sample_content
from hil.spec.dialect import DialectKey

from .questions import QUESTIONS, answer_of, ask

NAME = "RAM:ca_cert.pem"


@pytest.fixture
def without_file(modem: Modem) -> Iterator[Modem]:
    """The DUT without the file that these probes write."""
    modem.security.delete(NAME)
    yield modem
    modem.security.delete(NAME)


@pytest.mark.probe(QUESTIONS[11])
@pytest.mark.requirement("SECWRITE-TMO-09")
@pytest.mark.parametrize("supplied", [0, 5])
def test_the_result_of_an_upload_at_its_timeout_is_measured(
    supplied: int, without_file: Modem, observe: Observe
) -> None:
    exchange = without_file.security.write(NAME, b"x" * supplied, size=50, timeout_s=3)

    observe(f"AT+QSECWRITE that times out with {supplied} bytes", answer_of(exchange))
    observe(f"AT+QSECREAD after {supplied} bytes", ask(without_file, f'AT+QSECREAD="{NAME}"'))


@pytest.mark.probe(QUESTIONS[11])
@pytest.mark.requirement("SECWRITE-25", "SECWRITE-26")
def test_the_answers_to_illegal_sizes_and_names_are_measured(without_file: Modem, observe: Observe) -> None:
    for arguments in (
        f'"{NAME}",0',
        f'"{NAME}",32769',
        '"NVRAM:CA1",2018',
        '"NVRAM:CA2",10',
        '"NVRAM:ca1",10',
        '"ca_cert.pem",10',
        '"UFS:ca_cert.pem",10',
    ):
        observe(f"AT+QSECWRITE={arguments}", ask(without_file, f"AT+QSECWRITE={arguments},3", data=b""))
    observe("AT+QSECREAD after the refusals", ask(without_file, f'AT+QSECREAD="{NAME}"'))


@pytest.mark.probe(QUESTIONS[12])
@pytest.mark.requirement("SECWRITE-11", "SECREAD-13")
def test_the_checksums_are_measured(without_file: Modem, observe: Observe, measure: Measure) -> None:
    written, read = [], []
    for data in (b"A", b"AB", sample_content(1001, "sums")):
        without_file.security.delete(NAME)
        written.append(without_file.security.write(NAME, data).fields("QSECWRITE")[1])
        read.append(without_file.security.read(NAME).fields("QSECREAD")[1])

    observe("sums of AT+QSECWRITE for A, AB and 1001 bytes", ", ".join(written))
    same = [int(text, 16) for text in read] == [int(text, 16) for text in written]
    observe("AT+QSECREAD tells the sum of", "the upload" if same else "something else")
    measure(DialectKey.QSECREAD_CHECKSUM, "written" if same else "stored")


@pytest.mark.probe(QUESTIONS[12])
@pytest.mark.requirement("SECDEL-10")
def test_the_effect_of_deleting_a_file_in_use_is_measured(
    without_file: Modem, authority: Authority, observe: Observe, afterwards: Callable[[str], None]
) -> None:
    afterwards('AT+QSSLCFG="cacert",5,""')
    without_file.security.write(NAME, authority.ca_pem).check()
    without_file.ssl.set_ca(5, NAME).check()

    observe("AT+QSECDEL of a file that a context names", ask(without_file, f'AT+QSECDEL="{NAME}"'))
    observe("cacert of that context afterwards", ask(without_file, 'AT+QSSLCFG="cacert",5'))


@pytest.mark.probe(QUESTIONS[13])
@pytest.mark.requirement("SYN-08")
def test_the_texts_of_the_file_errors_are_measured(
    without_file: Modem, observe: Observe, measure: Measure, afterwards: Callable[[str], None]
) -> None:
    without_file.security.write(NAME, b"x").check()
    provocations = {  # note 3, Table 4
        4010: 'AT+QSECREAD="RAM:client_key.pem"',
        4011: 'AT+QSECWRITE="RAM:client_key.pem",32769',
        4012: f'AT+QSECWRITE="{NAME}",10',
        4013: 'AT+QSECWRITE="NVRAM:CA9",10',
    }
    without_file.security.delete("RAM:client_key.pem")
    afterwards("AT+CMEE=1")
    without_file.send("AT+CMEE=2").check()
    answers = {code: ask(without_file, line, data=b"") for code, line in provocations.items()}
    late = without_file.security.write("RAM:client_key.pem", b"", size=10, timeout_s=3)
    answers[4009] = answer_of(late)
    without_file.send("AT+CMEE=1").check()
    for code, answer in sorted(answers.items()):
        observe(f"words of {code}", answer.words)
        measure(DialectKey.CME_TEXTS, answer.words, item=str(code))


@pytest.mark.probe(QUESTIONS[14])
@pytest.mark.requirement("SSLCFG-CIPHER-16", "SSLCFG-CACERT-06", "SSLCFG-GEN-11")
def test_the_answers_to_unusual_ssl_settings_are_measured(
    modem: Modem, observe: Observe, afterwards: Callable[[str], None]
) -> None:
    for line in ('AT+QSSLCFG="sslversion",4,4', 'AT+QSSLCFG="sslversion",0,4', 'AT+QSSLCFG="cacert",4,""'):
        afterwards(line)
    afterwards('AT+QSSLCFG="ciphersuite",4,"0X0035,0X0005,0X0004,0X000A,0X002F,0X003D"')
    read_back = 'AT+QSSLCFG="ciphersuite",4'
    for line in (
        'AT+QSSLCFG="sslvers",0',
        'AT+QSSLCFG="sslversion",6',
        'AT+QSSLCFG="sslversion",0,5',
        'AT+QSSLCFG="cacert",4,"RAM:nowhere.pem"',
        "AT+QSSLCFG?",
        'AT+QSSLCFG="sslversion",4,1',
    ):
        observe(line, ask(modem, line))
    for suites in ("0X0033", "0x002f", "0XFFFF"):
        ask(modem, f'{read_back},"0X0035"')  # what stays after a refusal
        observe(f'AT+QSSLCFG="ciphersuite",4,"{suites}"', ask(modem, f'{read_back},"{suites}"'))
        observe(f"ciphersuite read back after {suites}", ask(modem, read_back))
    modem.reboot()
    observe("sslversion, set to 1, after a restart", ask(modem, 'AT+QSSLCFG="sslversion",4'))
    observe("cacert, set to a file that is not there, after a restart", ask(modem, 'AT+QSSLCFG="cacert",4'))
