"""`hil serve`: the lower tester alone, an FTPS server for a module on the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from hil.cli import serve_lists
from hil.cli.json_object import listing
from hil.cli.serve_plan import PlanRequest
from hil.cli.serve_plan import run as run_plan
from hil.cli.serve_request import (
    DNS_FAULTS,
    VERSIONS,
    ServeRequest,
    dns_request,
    fault_plan,
    ipv4,
    limits,
    policy,
    port_range,
)
from hil.cli.serve_request import host_name as checked_name
from hil.cli.serve_run import run
from hil.cli.serve_text import chains_table, faults_table, networks_table
from hil.errors import UsageError
from hil.ftps.limits import Limits
from hil.ftps.session import Listener
from hil.ftps.shaping import network
from hil.tls.policy import RECORD_LEAST, RECORD_MOST, ClientCertificate, SessionReuse

HOST_NAME = "m95-hil.test"  # RFC 2606, 2: a reserved name
CAPTURES_KEPT = 200


def _choice(name: str, kind: type[ClientCertificate | SessionReuse], about: str) -> Callable[..., Any]:
    choices = click.Choice([each.name.lower() for each in kind])
    return click.option(name, type=choices, default="none", show_default=True, help=about)


PLACES = frozenset(
    {"implicit_port", "explicit_port", "plain_port", "bind", "public_host", "passive_ports", "host_name"}
)
"""The options that say where a server is; what it is stands in a plan."""


def _out_of_plan(ctx: click.Context, out: Path | None) -> Path:
    free = {*PLACES, "plan", "out", "keep_captures"}
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in free and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageError(f"--plan says what the servers are; leave {parameter.opts[0]} out")
    if out is None:
        raise UsageError("--plan takes --out FOLDER, in which a script finds the servers")
    return out


_port = click.IntRange(0, 65535)


@click.command(
    epilog="""\b
Examples:
  hil serve --version ssl3 --cipher 0x0004          one pair only
  hil serve --chain expired                         a certificate that a module is to refuse
  hil serve --out lab                               sessions.jsonl and pcapng files in lab/
  hil serve --client-certificate required --session-tickets
  hil serve --fault stall-before-226 --fault data:finished-bad
  hil serve --shape gprs-class-10 --require-session-reuse
  hil serve --bind 0.0.0.0 --public-host 203.0.113.7 --implicit-port 990 --passive-ports 50000-50100

\b
Exit codes:
  0    ended by SIGTERM or SIGHUP
  2    the request is wrong: an option, a name, an address
  3    a port is taken or forbidden, a folder can't be written, the server broke,
       a library is broken, records are missing at the end
  130  ended by Ctrl-C
A second signal ends it at once.""",
)
@click.option("--implicit-port", type=_port, default=0, help="Port of implicit FTPS.  [default: a free one]")
@click.option(
    "--explicit-port", type=_port, default=0, help="Port of explicit FTPS (AUTH TLS).  [default: a free one]"
)
@click.option("--plain-port", type=_port, default=0, help="Port of plain FTP.  [default: a free one]")
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option("--public-host", metavar="IPV4", help="The address in 227 replies: the public one of the NAT.")
@click.option("--passive-ports", metavar="LOW-HIGH", help="Ports for data connections, to be forwarded.")
@click.option(
    "--version",
    "versions",
    multiple=True,
    type=click.Choice(list(VERSIONS)),
    help="Accept this version; may be repeated.  [default: all]",
)
@click.option(
    "--cipher",
    "ciphers",
    multiple=True,
    metavar="CODE",
    help="Accept this suite, as 0x0004; may be repeated.  [default: the six of the note]",
)
@click.option(
    "--server-preference",
    is_flag=True,
    help="Choose the first --cipher that the client offers, not the client's first one.",
)
@click.option("--chain", default="good", show_default=True, metavar="NAME", help="The chain to show.")
@_choice("--client-certificate", ClientCertificate, "Whether a client is asked for a certificate.")
@click.option("--name-client-ca", is_flag=True, help="Name the CA of good client certificates when asking.")
@_choice("--session-reuse", SessionReuse, "Which TLS sessions can be resumed: of one FTP session, or of all.")
@click.option("--session-tickets", is_flag=True, help="Issue tickets (RFC 5077) beside session ids.")
@click.option(
    "--require-session-reuse",
    is_flag=True,
    help="Refuse a data connection that does not resume the TLS session of its control connection.",
)
@click.option(
    "--record-size",
    type=click.IntRange(RECORD_LEAST, RECORD_MOST),
    default=RECORD_MOST,
    show_default=True,
    metavar="BYTES",
    help="The largest plaintext of a TLS record of the server.",
)
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Apply this fault; may be repeated.")
@click.option("--shape", metavar="NAME", help="Make connections as slow as this network.")
@click.option("--max-connections", type=click.IntRange(min=1), metavar="COUNT", help="Sessions at a time.")
@click.option(
    "--idle-timeout", type=float, metavar="SECONDS", help="End a session that is idle for this time."
)
@click.option(
    "--limit",
    "limit_texts",
    multiple=True,
    metavar="NAME=VALUE",
    help=f"Any limit: {', '.join(each.name for each in fields(Limits))}.",
)
@click.option("--dns", is_flag=True, help="Answer DNS queries for --host-name, on a free port.")
@click.option("--dns-port", type=_port, help="The same on this port; a module asks on 53.")
@click.option(
    "--dns-fault",
    "dns_faults",
    multiple=True,
    metavar="NAME=KIND",
    help=f"The fault of a name: {', '.join(DNS_FAULTS)}.",
)
@click.option(
    "--host-name",
    default=HOST_NAME,
    show_default=True,
    metavar="NAME",
    help="A name of the server, in its certificate and in DNS.",
)
@click.option(
    "--root", type=click.Path(path_type=Path), help="Folder that is served.  [default: an empty one]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for sessions.jsonl, a pcapng file of each session, and credentials.",
)
@click.option(
    "--keep-captures",
    type=click.IntRange(min=0),
    default=CAPTURES_KEPT,
    show_default=True,
    metavar="COUNT",
    help="How many pcapng files of the latest sessions stay in --out; 0 for none.",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The servers of a recorded case, as hil repro writes them; takes --out, and no option about what they are.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="JSON: one line when ready, then one line for each session; of a list one object.",
)
@listing("--list-chains", chains_table, serve_lists.chains, "List the chains.")
@listing("--list-faults", faults_table, serve_lists.faults, "List the faults of FTP and of TLS.")
@listing("--list-networks", networks_table, serve_lists.networks, "List the networks for --shape.")
def serve(
    *,
    implicit_port: int,
    explicit_port: int,
    plain_port: int,
    bind: str,
    public_host: str | None,
    passive_ports: str | None,
    versions: tuple[str, ...],
    ciphers: tuple[str, ...],
    server_preference: bool,
    chain: str,
    client_certificate: str,
    name_client_ca: bool,
    session_reuse: str,
    session_tickets: bool,
    require_session_reuse: bool,
    record_size: int,
    faults: tuple[str, ...],
    shape: str | None,
    max_connections: int | None,
    idle_timeout: float | None,
    limit_texts: tuple[str, ...],
    dns: bool,
    dns_port: int | None,
    dns_faults: tuple[str, ...],
    host_name: str,
    root: Path | None,
    out: Path | None,
    keep_captures: int,
    plan: Path | None,
    as_json: bool,
) -> int:
    """Run the lower tester, an FTPS server for a module on the bench, until Ctrl-C."""
    ports = {
        Listener.IMPLICIT: implicit_port,
        Listener.EXPLICIT: explicit_port,
        Listener.PLAIN: plain_port,
    }
    if plan is not None:
        return run_plan(
            PlanRequest(
                plan=plan,
                out=_out_of_plan(click.get_current_context(), out),
                bind=bind,
                ports=ports,
                public_host=None if public_host is None else ipv4(public_host),
                passive_ports=None if passive_ports is None else port_range(passive_ports),
                host_name=checked_name(host_name),
                captures_kept=keep_captures,
            )
        )
    context = click.get_current_context()
    if out is None and context.get_parameter_source("keep_captures") is ParameterSource.COMMANDLINE:
        raise UsageError("--keep-captures counts files in the folder of --out; give --out, too")
    planned = fault_plan(faults)
    return run(
        ServeRequest(
            bind=bind,
            ports=ports,
            public_host=None if public_host is None else ipv4(public_host),
            passive_ports=None if passive_ports is None else port_range(passive_ports),
            host_name=checked_name(host_name),
            policy=policy(
                versions=versions,
                ciphers=ciphers,
                server_preference=server_preference,
                client_certificate=client_certificate,
                session_reuse=session_reuse,
                session_tickets=session_tickets,
                requires_reuse=require_session_reuse,
                record_size=record_size,
                faults=planned.tls,
            ),
            names_client_ca=name_client_ca,
            chain=chain,
            faults=planned,
            shaping=None if shape is None else network(shape),
            limits=limits(limit_texts, connections=max_connections, idle_s=idle_timeout),
            dns=dns_request(dns_port if dns_port is not None else 0 if dns else None, dns_faults),
            root=root,
            out=out,
            captures_kept=keep_captures,
            as_json=as_json,
        )
    )
