"""Commands of registration, attachment and PDP contexts (M66 manual, chapters 10 and 11)."""

from __future__ import annotations

import asyncio
import socket

from .core import Parameter, Refused
from .module import Module, command
from .network import ACTIVE


def _one(parameters: list[Parameter], values: tuple[int, ...]) -> int:
    number = parameters[0].number() if len(parameters) == 1 else None
    if number not in values or number is None:
        raise Refused
    return number


@command("+CGATT")
async def attach(module: Module, form: str, parameters: list[Parameter]) -> str | None:
    """Attach to and detach from the PS domain."""
    network = module.network
    if form == "=?":
        module.info("+CGATT: (0,1)")
    elif form == "?":
        module.info(f"+CGATT: {int(network.attached)}")
    elif form == "=":
        if _one(parameters, (0, 1)):
            if not network.registered:
                raise Refused
            await asyncio.sleep(module.pace.late)
            network.attached = True
        else:
            had = network.attached
            module.lose(contexts=network.detach())
            return "NO CARRIER" if had and module.readings.detach == "NO CARRIER" else "OK"
    else:
        raise Refused
    return None


@command("+COPS")
async def operator(module: Module, form: str, _: list[Parameter]) -> None:
    """The operator."""
    if form == "?":
        module.info('+COPS: 0,0,"TEST NET"' if module.network.registered else "+COPS: 0")
    elif form not in {"=", "=?"}:
        raise Refused


@command("+QIFGCNT")
async def foreground(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Choose the foreground context."""
    if form == "=?":
        module.info("+QIFGCNT: (0,1)")
    elif form == "?":
        module.info(f"+QIFGCNT: {module.network.foreground},0")
    elif form == "=":
        module.network.foreground = _one(parameters, (0, 1))
    else:
        raise Refused


@command("+QICSGP")
async def bearer(module: Module, form: str, parameters: list[Parameter]) -> None:
    """The bearer and the APN."""
    context = module.network.context
    if form == "=?":
        module.info("+QICSGP: 0-CSD,DIALNUMBER,USER NAME,PASSWORD,RATE(0-3)")
        module.info("+QICSGP: 1-GPRS,APN,USER NAME,PASSWORD")
    elif form == "?":
        module.info(f"+QICSGP: {context.mode}")
    elif form == "=" and 1 <= len(parameters) <= 4 and parameters[0].number() == 1:
        if len(parameters) > 1:
            texts = [p.text for p in parameters[1:]] + ["", ""]
            context.apn, context.user, context.password = texts[:3]
    else:
        raise Refused


@command("+QIREGAPP")
async def register(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Start the TCP/IP task."""
    context = module.network.context
    if form == "=?":
        module.info('+QIREGAPP: "APN","USER","PWD"')
    elif form == "?":
        module.info(f'+QIREGAPP: "{context.apn}","{context.user}","{context.password}"')
    elif context.state != "IP INITIAL" or len(parameters) > 4:
        raise Refused
    else:
        if parameters:
            texts = [p.text for p in parameters] + ["", ""]
            context.apn, context.user, context.password = texts[:3]
        context.state = "IP START"


@command("+QIACT")
async def activate(module: Module, form: str, _: list[Parameter]) -> None:
    """Activate the foreground context."""
    if form == "=?":
        return
    if form or module.network.context.state != "IP START":
        raise Refused
    await asyncio.sleep(module.pace.late)
    if not module.network.activate():
        raise Refused


@command("+QIDEACT")
async def deactivate(module: Module, form: str, _: list[Parameter]) -> str | None:
    """Deactivate the foreground context."""
    if form == "=?":
        return None
    context = module.network.context
    if form or (context.state == "IP INITIAL" and module.readings.idle_deact == "ERROR"):
        raise Refused
    if context.state in ACTIVE:
        module.after.append(module.ftp.context_lost())
    await asyncio.sleep(module.pace.late)
    context.state = "IP INITIAL"
    return "DEACT OK"


@command("+QILOCIP")
async def local_address(module: Module, form: str, _: list[Parameter]) -> str:
    """The local address."""
    if form == "=?":
        return "OK"
    context = module.network.context
    if form or context.state not in ACTIVE:
        raise Refused
    context.state = "IP STATUS"
    module.info(f"10.64.3.{17 + module.network.foreground}")
    return ""


@command("+QISTAT")
async def state(module: Module, form: str, _: list[Parameter]) -> str:
    """The state of the TCP/IP task, after OK."""
    if form == "=?":
        return "OK"
    module.final("OK")
    names = ("IP INITIAL", "IP START", "IP CONFIG", "IP IND", "IP GPRSACT", "IP STATUS")
    current = module.network.context.state
    number = names.index(current) if current in names else 9
    module.info(f"STATE: {current if module.profile.verbose else number}")
    return ""


@command("+CGDCONT")
async def define(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Define a context of AT+CGACT."""
    network = module.network
    if form == "=?":
        module.info('+CGDCONT: (1-3),"IP",,,(0),(0)')
    elif form == "?":
        for cid, apn in sorted(network.defined.items()):
            module.info(f'+CGDCONT: {cid},"IP","{apn}","0.0.0.0",0,0')
    elif form == "=" and parameters and parameters[0].number() in {1, 2, 3}:
        network.defined[parameters[0].number() or 0] = parameters[2].text if len(parameters) > 2 else ""
    else:
        raise Refused


@command("+CGACT")
async def act(module: Module, form: str, parameters: list[Parameter]) -> str | None:
    """Activate a context for PPP and the like; the TCP/IP task then has no use of it (note 5.1)."""
    network = module.network
    if form == "=?":
        module.info("+CGACT: (0,1)")
    elif form == "?":
        for cid in sorted(network.defined):
            module.info(f"+CGACT: {cid},{int(cid in network.by_cgact)}")
    elif form == "=" and len(parameters) == 2 and parameters[0].number() in {0, 1}:
        cid = parameters[1].number() or 0
        on = parameters[0].number() == 1
        used = sum(context.state in ACTIVE for context in network.contexts.values())
        taken = cid - 1 in network.contexts and network.contexts[cid - 1].state in ACTIVE
        if cid not in network.defined or (on and (not network.attached or taken)):
            raise Refused
        if on and len(network.by_cgact | {cid}) + used > 2:
            raise Refused
        (network.by_cgact.add if on else network.by_cgact.discard)(cid)
        return None if on else "NO CARRIER"
    else:
        raise Refused
    return None


@command("+CGPADDR")
async def addresses(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Addresses of contexts."""
    if form == "=?":
        module.info("+CGPADDR: (1-3)")
    for cid in [p.number() for p in parameters] or sorted(module.network.defined):
        active = cid in module.network.by_cgact
        module.info(f'+CGPADDR: {cid},"{"10.64.4.9" if active else "0.0.0.0"}"')
    if form == "?":
        raise Refused


@command("+QIDNSIP")
async def dns_ip(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Whether AT+QIOPEN takes names."""
    if form == "?":
        module.info(f"+QIDNSIP: {module.network.by_name}")
    elif form == "=":
        module.network.by_name = _one(parameters, (0, 1))


@command("+QIDNSCFG")
async def dns_servers(module: Module, form: str, _: list[Parameter]) -> None:
    """Name servers; this module asks those of its host."""
    if form == "?":
        module.info("PrimaryDns: 127.0.0.1")
        module.info("SecondaryDns: 0.0.0.0")


@command("+QIDNSGIP")
async def resolve(module: Module, form: str, parameters: list[Parameter]) -> str | None:
    """Resolve a name, after OK."""
    if form != "=" or len(parameters) != 1:
        raise Refused
    module.after.append(_resolve(module, parameters[0].text))
    return None


async def _resolve(module: Module, name: str) -> None:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, 0, family=socket.AF_INET)
        await module.urc(str(found[0][4][0]))
    except OSError:
        await module.urc("ERROR: 8")
