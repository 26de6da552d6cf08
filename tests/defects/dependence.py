"""Cases that stand on more than the requirements they verify: a defect of what they stand on fails them, rightly.

`cases` are patterns of node ids without `suites/`; `SESSION` stands for every
case that meets the lower tester.  `on` are patterns of the requirements that a
defect names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

SESSION = "{session}"
LOWER_TESTER = "hil_ftps_server"
"""The fixture by which a case meets the lower tester."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """Cases that need what these requirements ask for, and why."""

    cases: tuple[str, ...]
    on: tuple[str, ...]
    reason: str


OWN_SERVERS = (
    "ftp_config/test_effects.py::test_type_6_*",
    "modes/test_ports.py::*",
    "probes/test_data_modes.py::test_the_effect_of_plus_signs_in_a_download_*",
    "wire/test_integrity.py::*",
    "wire/test_tap.py::*",
)
"""The cases that start a server of their own in place of the lower tester."""

DEPENDENCES = (
    Dependence(
        (SESSION,),
        ("GEN-*", "PROC-*", "PDPERR-*", "EX421-*", "EX424-*", "FTPSERR-*"),
        "who meets the server has activated the context, opened and logged in",
    ),
    Dependence(
        (SESSION,),
        ("SSLCFG-*", "FTPCFG-*", "SYN-*"),
        "every session is prepared by AT+QSSLCFG and AT+QFTPCFG",
    ),
    Dependence(
        (SESSION,),
        ("VER-*", "CIPH-*", "PAIR-*", "TLS-*", "MODE-*", "AUTH-*"),
        "a session comes about by the version, suite, mode and level that the case happens to use",
    ),
    Dependence(
        (SESSION,),
        ("SECWRITE-*", "SECDEL-*", "NAME-*", "EX411-*", "EX412-*"),
        "the security data of a session are installed by AT+QSECDEL and AT+QSECWRITE",
    ),
    Dependence(
        (SESSION,),
        ("EX422-*", "EX423-*"),
        "most sessions move a file, by which it is seen that they work",
    ),
    Dependence(
        (SESSION,),
        ("ERR-GEN-07",),
        "an earlier case may have ended with an error, after which the DUT has to open the session of this one",
    ),
    Dependence(
        OWN_SERVERS,
        (
            *("GEN-*", "PROC-*", "PDPERR-*", "EX42[1-4]-*", "FTPSERR-*", "SSLCFG-*", "FTPCFG-*", "SYN-*"),
            *("VER-*", "CIPH-*", "PAIR-*", "MODE-*", "AUTH-*"),
        ),
        "a session with a server of the case's own is configured, opened and used like any other",
    ),
    Dependence(
        (
            *("security_files/*", "persistence/*", "examples/*", "probes/*", "at/*", "procedure/*"),
            *(
                "ssl_config/test_file_names*",
                "ssl_config/test_contexts*",
                "ssl_config/test_generic.py::test_a_surplus_*",
                "lasting/test_ssl_settings*",
                "errors/test_second_errors.py::test_each_refusal_of_a_security_file_*",
                "errors/test_second_errors.py::test_errors_of_the_module_and_of_the_server_*",
            ),
        ),
        ("SECWRITE-*", "SECREAD-*", "SECDEL-*", "NAME-*", "EX411-*", "EX412-*", "ERR-CME-*"),
        "what became of a security file shows by the other two commands only, and a name is configured with its file",
    ),
    Dependence(
        ("ssl_config/*", "at/*", "procedure/*", "persistence/*", "probes/*"),
        ("SSLCFG-*", "SYN-*"),
        "what AT+QSSLCFG has set shows by its queries only",
    ),
    Dependence(
        ("ftp_config/*", "at/*", "persistence/*", "probes/*"),
        ("FTPCFG-*", "SYN-*", "ERR-LOCAL-10"),
        "what AT+QFTPCFG has set or refused shows by its answers only",
    ),
    Dependence(
        ("errors/*",),
        ("MODE-*", "EX42*", "FTPCFG-*", "SSLCFG-*", "PROC-*", "CIPH-*", "VER-*", "ERR-GEN-03"),
        "an error at some stage stands on the session up to there, and on a result line of the command",
    ),
    Dependence(
        ("errors/test_second_errors*", "lasting/*", "authentication/test_mixed_storages*"),
        ("ERR-*", "SECREAD-*"),
        "steps of these cases fail on purpose, one after another, and are told as failures",
    ),
    Dependence(
        ("combinations/*",),
        ("ERR-*", "SECREAD-*"),
        "between the sessions of these cases commands fail on purpose, files come and go, and settings are told",
    ),
    Dependence(
        ("recovery/test_5_1_configurations.py::test_each_query_has_one_answer_each_time*",),
        ("SSLCFG-*", "FTPCFG-*", "SYN-*", "ERR-*", "SECWRITE-*", "SECREAD-*"),
        "between its queries settings are made, and commands fail on purpose",
    ),
    Dependence(
        (SESSION,),
        ("REPLY-*",),
        "a session is a dialogue of replies; by the order of packets the server begins a transfer by 125 or 150",
    ),
    Dependence(
        ("ssl_config/*",),
        ("SECWRITE-*", "NAME-*"),
        "a context can name a file that is stored",
    ),
    Dependence(
        ("recovery/*", "examples/*", "procedure/*"),
        ("PDPERR-*", "EX421-*", "PROC-*"),
        "the PDP context is brought up step by step",
    ),
)


def dependence(case: str, requirements: Iterable[str], sessions: Collection[str] = ()) -> Dependence | None:
    """The row by which a defect of these requirements may fail this case; `sessions` meet the lower tester."""
    name = case.removeprefix("suites/")
    named = tuple(requirements)
    return next(
        (
            row
            for row in DEPENDENCES
            if any(
                case in sessions if pattern == SESSION else fnmatchcase(name, pattern)
                for pattern in row.cases
            )
            and any(fnmatchcase(requirement, on) for on in row.on for requirement in named)
        ),
        None,
    )
