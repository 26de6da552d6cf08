"""What suites of third parties may import; everything else in `hil` may change without notice.

`docs/api.md` describes each name; `make lint` compares the names and their
signatures with `docs/api-snapshot.txt`.  The pytest plugin does not import
this module.
"""

from __future__ import annotations

from hil.bench import (
    Abilities,
    AccessPoint,
    Bench,
    ControlLines,
    LineTrouble,
    ModuleSetup,
    Network,
    NetworkDriver,
    NetworkWitness,
    PowerDriver,
    PowerPlan,
    Supply,
    SupplyWitness,
)
from hil.deadline import Deadline
from hil.errors import (
    ChannelError,
    ChannelLost,
    ChannelTimeout,
    HilError,
    InfrastructureError,
    MalformedResponse,
    MissingPrecondition,
    PortError,
    ServerError,
    UnexpectedResult,
    UsageError,
)
from hil.expect import (
    AttemptExpectation,
    BytesExpectation,
    ConnectionExpectation,
    ExchangeExpectation,
    Expectation,
    FileExpectation,
    HandshakeExpectation,
    HelloExpectation,
    PendingExpectation,
    SessionExpectation,
    ValueExpectation,
    expect,
    expect_all,
    guard,
    left_open,
    preamble,
    stimulus,
)
from hil.fixture_types import DutWith, Measure, Observe, Strictly
from hil.ftps.dialect import DIALECTS, Dialect
from hil.ftps.dns import DnsFault, DnsQuery, DnsResponder
from hil.ftps.faults import (
    Action,
    Alert,
    CloseNotify,
    Corrupt,
    Delay,
    Drip,
    EarlyCompletion,
    Ending,
    Fault,
    Fin,
    Inject,
    Point,
    RefuseData,
    Reply,
    Reset,
    Side,
    Silence,
    Split,
    Stall,
    WrongAddress,
)
from hil.ftps.limits import Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, ConnectionEnding, FtpCommand, Listener, Session
from hil.ftps.session_registry import Pending
from hil.ftps.shaping import Shaping
from hil.lab.mute import SilentListener
from hil.lab.openssl import Modern, OpenSslServer
from hil.lab.peers import Peers
from hil.lab.refusing import RefusingServer
from hil.lab.relay import Relay, Way
from hil.lab.tap import CONTROL, DATA, Tapped
from hil.modem.channel import Channel, UrcSeen
from hil.modem.exchange import CmeError, Exchange, FinalResultCode
from hil.modem.ftp import Ftp
from hil.modem.modem import Identity, Modem
from hil.modem.pdp import Pdp
from hil.modem.security import Security
from hil.modem.ssl import Ssl, SslContext
from hil.modem.upload import Upload
from hil.pki.authority import Authority
from hil.pki.chain import Chain, ClientCredential
from hil.session import (
    CONNECTION_MODE,
    SESSION_END_S,
    Attempt,
    RoundTrip,
    attempt,
    configure_ftp,
    configure_ftps,
    install_security_data,
    open_ftp,
    refusals,
    round_trip,
    sample_content,
    use_context,
)
from hil.spec.codes import ErrorCode, ResultCode
from hil.spec.dialect import DialectKey
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import TlsFaults
from hil.tls.observation import ClientHello, Handshake, TlsAlert
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy
from hil.transcript import Direction, Entry, Pco, Transcript
from hil.transcript import Kind as EntryKind
from hil.verdict import Cause, FailedCheck, Ground, Inconclusive, Mismatch, NotApplicable, Verdict

__all__ = [
    "ALL_SUITES",
    "ALL_VERSIONS",
    "CONNECTION_MODE",
    "CONTROL",
    "DATA",
    "DIALECTS",
    "SESSION_END_S",
    "Abilities",
    "AccessPoint",
    "Action",
    "Alert",
    "Attempt",
    "AttemptExpectation",
    "Authority",
    "Bench",
    "BytesExpectation",
    "Cause",
    "Chain",
    "Channel",
    "ChannelError",
    "ChannelLost",
    "ChannelTimeout",
    "CipherSuite",
    "ClientCertificate",
    "ClientCredential",
    "ClientHello",
    "CloseNotify",
    "CmeError",
    "Connection",
    "ConnectionEnding",
    "ConnectionExpectation",
    "ControlLines",
    "Corrupt",
    "Deadline",
    "Delay",
    "Dialect",
    "DialectKey",
    "Direction",
    "DnsFault",
    "DnsQuery",
    "DnsResponder",
    "Drip",
    "DutWith",
    "EarlyCompletion",
    "Ending",
    "Entry",
    "EntryKind",
    "ErrorCode",
    "Exchange",
    "ExchangeExpectation",
    "Expectation",
    "FailedCheck",
    "Fault",
    "FileExpectation",
    "Fin",
    "FinalResultCode",
    "Ftp",
    "FtpCommand",
    "FtpsServer",
    "Ground",
    "Handshake",
    "HandshakeExpectation",
    "HelloExpectation",
    "HilError",
    "Identity",
    "Inconclusive",
    "InfrastructureError",
    "Inject",
    "Limits",
    "LineTrouble",
    "Listener",
    "MalformedResponse",
    "Measure",
    "Mismatch",
    "MissingPrecondition",
    "Modem",
    "Modern",
    "ModuleSetup",
    "Network",
    "NetworkDriver",
    "NetworkWitness",
    "NotApplicable",
    "Observe",
    "OpenSslServer",
    "Pco",
    "Pdp",
    "Peers",
    "Pending",
    "PendingExpectation",
    "Place",
    "Point",
    "PortError",
    "PowerDriver",
    "PowerPlan",
    "RefuseData",
    "RefusingServer",
    "Relay",
    "Reply",
    "Reset",
    "ResultCode",
    "RoundTrip",
    "Security",
    "ServerError",
    "ServerProfile",
    "Session",
    "SessionExpectation",
    "SessionReuse",
    "Shaping",
    "Side",
    "Silence",
    "SilentListener",
    "Split",
    "Ssl",
    "SslContext",
    "Stall",
    "Strictly",
    "Supply",
    "SupplyWitness",
    "Tapped",
    "TlsAlert",
    "TlsFaults",
    "TlsPolicy",
    "Transcript",
    "UnexpectedResult",
    "Upload",
    "UrcSeen",
    "UsageError",
    "ValueExpectation",
    "Verdict",
    "Version",
    "Way",
    "WrongAddress",
    "attempt",
    "configure_ftp",
    "configure_ftps",
    "expect",
    "expect_all",
    "guard",
    "install_security_data",
    "left_open",
    "open_ftp",
    "preamble",
    "refusals",
    "round_trip",
    "sample_content",
    "stimulus",
    "use_context",
]
