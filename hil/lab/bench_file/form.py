"""The form of a bench file: what each key means, its type and its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from hil.bench import ModuleSetup
from hil.config.form import FileForm, Line, Words, expected, meaning, pattern, secret, table_with, whole
from hil.lab.place import LOCAL_NAME

BAUD_LOW, BAUD_HIGH = 300, 921_600

FlowControl = Literal["none", "rts-cts"]

FLOW_CONTROLS: tuple[FlowControl, ...] = get_args(FlowControl)

RTS_CTS: FlowControl = "rts-cts"

_USUAL = ModuleSetup()
"""What counts for a module of which the file says nothing."""

_QUOTED = expected("a line of printable ASCII that can stand between quotation marks in an AT command")

Quotable = Annotated[str, pattern(r"^[ !#-~]*$(?!\n)"), _QUOTED]
"""What an AT command carries as a string; it may be empty."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands: a bench file is shared, so it holds none itself."""

    env: Annotated[
        str,
        pattern(r"^([A-Za-z_][A-Za-z0-9_]*)?$"),
        secret("the name of an environment variable"),
        meaning("the environment variable that holds it"),
    ] = ""
    file: Annotated[Line, meaning("the file whose first line it is; relative to the bench file")] = ""


_KEPT_ELSEWHERE = secret('{ env = "NAME" } or { file = "PATH" }; a secret does not stand in the bench file')


@dataclass(frozen=True, slots=True)
class Sim:
    """The SIM of a module, and the access point of its operator."""

    apn: Annotated[
        str, pattern(r"^[ !#-~]*[!#-~][ !#-~]*$(?!\n)"), _QUOTED, meaning("the access point name (AT+QICSGP)")
    ] = _USUAL.access_point.name
    user: Annotated[Quotable, meaning("the user at the access point, where the operator asks for one")] = ""
    password: Annotated[Secret, _KEPT_ELSEWHERE, meaning("the password at the access point")] = field(
        default_factory=Secret
    )
    pin: Annotated[
        Secret, _KEPT_ELSEWHERE, meaning("the PIN, entered after each start while the SIM asks for it")
    ] = field(default_factory=Secret)


_TableOfDriver = dict[str, Any]
"""A table whose other keys are those of its driver (`hil.lab.control`)."""

_DRIVER = table_with("driver", "its driver; docs/bench.md lists the drivers and their keys")


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the rack."""

    name: Annotated[
        str,
        pattern(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
        expected("a name of letters, digits, '.', '_' and '-', as m95-1"),
        meaning("its name, by which --module chooses it"),
    ]
    port: Annotated[
        str,
        pattern(r"^[ -~\u00a0-\U0010ffff]*[!-~\u00a1-\U0010ffff][ -~\u00a0-\U0010ffff]*$(?!\n)"),
        expected("a line of visible characters"),
        meaning("a device path, or any URL that pyserial knows, as socket://HOST:PORT"),
    ]
    baud: Annotated[int, whole(BAUD_LOW, BAUD_HIGH), meaning("the rate of the port in bit/s")] = (
        _USUAL.baudrate
    )
    flow_control: Annotated[
        FlowControl,
        meaning("rts-cts: the port uses the lines RTS and CTS, and the module is told so (AT+IFC=2,2)"),
    ] = "none"
    imei: Annotated[
        str,
        pattern(r"^([0-9]{15})?$"),
        expected("the 15 digits of the IMEI in quotation marks"),
        meaning("the IMEI that the module must have; empty is any"),
    ] = ""
    firmware: Annotated[
        Line, meaning("the revision that AT+CGMR must tell, or its beginning; empty is any")
    ] = ""
    sim: Annotated[Sim, meaning("its SIM")] = field(default_factory=Sim)
    power: Annotated[_TableOfDriver, _DRIVER, meaning("what switches its supply")] = field(
        default_factory=dict
    )
    power_key: Annotated[_TableOfDriver, _DRIVER, meaning("what presses its PWRKEY after a cut")] = field(
        default_factory=dict
    )
    network_tester: Annotated[
        _TableOfDriver, _DRIVER, meaning("what controls its network; by drivers of third parties only")
    ] = field(default_factory=dict)
    tags: Annotated[
        tuple[Words, ...], expected("a list of words in quotes"), meaning("words by which --tags chooses it")
    ] = ()
    pics: Annotated[Line, meaning("its file of claims; relative to the bench file")] = ""
    deviations: Annotated[Line, meaning("its file of known deviations; relative to the bench file")] = ""


@dataclass(frozen=True, slots=True)
class LowerTester:
    """Where the lower tester stands; the same meaning as the options of `hil conformance`."""

    listen: Annotated[Line, meaning("the address or interface of this machine that it binds")] = ""
    public: Annotated[Line, meaning("the address that the modules dial")] = ""
    host_name: Annotated[
        Line, meaning("a host name that the modules resolve to that address; empty if there is none")
    ] = LOCAL_NAME
    ports: Annotated[Line, meaning("the ports that the modules can reach, as 40000-40099")] = ""
    standard_ports: Annotated[bool, meaning("it may bind ports 21 and 990, and the modules reach them")] = (
        False
    )
    dns: Annotated[
        Line,
        meaning("the name server that the modules are told to ask (AT+QIDNSCFG); empty: their network's"),
    ] = ""


@dataclass(frozen=True, slots=True)
class Lab:
    """Who tests, where and for whom; the report shows it."""

    name: Annotated[Line, meaning("the name of the laboratory")] = ""
    address: Annotated[Line, meaning("its address")] = ""
    operator: Annotated[Line, meaning("who runs the tests")] = ""
    customer: Annotated[Line, meaning("for whom")] = ""
    selftest: Annotated[
        Line,
        meaning("the record of hil selftest, copied into the folder of each run; relative to the bench file"),
    ] = ""


@dataclass(frozen=True, slots=True)
class BenchFile:
    """The whole file; each module is headed `[[module]]`."""

    lower_tester: Annotated[LowerTester, meaning("the FTPS server of this machine")] = field(
        default_factory=LowerTester
    )
    lab: Annotated[Lab, meaning("the laboratory")] = field(default_factory=Lab)
    module: Annotated[tuple[Module, ...], meaning("the modules of the rack")] = ()


FORM = FileForm("bench", "A bench: lower tester, lab and modules", "docs/bench.md", BenchFile)
