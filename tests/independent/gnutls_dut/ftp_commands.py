"""Commands AT+QFTP...: what they take and refuse."""

from __future__ import annotations

from .core import Parameter, Refused
from .ftp_service import PLACE, FtpService
from .module import Module, command

CONFIGURED = range(1, 8)


def _text(parameters: list[Parameter], count: int, length: int) -> list[str] | None:
    """The texts of a command with `count` strings, if they are legal."""
    texts = [p.text for p in parameters if p.quoted and 0 < len(p.text) <= length]
    return texts if len(texts) == len(parameters) == count else None


@command("+QFTPCFG")
async def configure(module: Module, form: str, parameters: list[Parameter]) -> str | None:
    """AT+QFTPCFG."""
    ftp, readings = module.ftp, module.readings
    if form == "=?":
        module.info("+QFTPCFG: (1-7)")
        return None
    kind = parameters[0].number(quoted=readings.number_quoted) if parameters else None
    value = _value(module, kind, parameters[1]) if len(parameters) == 2 and kind in CONFIGURED else None
    if (
        form != "="
        or kind not in CONFIGURED
        or len(parameters) > 2
        or (len(parameters) == 2 and value is None)
    ):
        ftp.refuse("+QFTPCFG", -10, readings.cfg_refusal)
    elif value is not None:
        ftp.values[kind or 0] = value
        ftp.concludes = True
        module.after.append(ftp.say(module.join("+QFTPCFG", 0)))
    else:
        current = ftp.values[kind or 0]
        text = module.join("+QFTPCFG", f'"{current}"' if kind == 4 and readings.place_quotes else current)
        if readings.query_ok == "before":
            module.after.append(ftp.say(text))
        else:
            module.result(text)
            return "OK" if readings.query_ok == "after" else ""
    return None


def _value(module: Module, kind: int | None, parameter: Parameter) -> int | str | None:
    if kind == 4:
        return parameter.text if parameter.quoted and PLACE.fullmatch(parameter.text) else None
    number = parameter.number(quoted=module.readings.number_quoted)
    most = 2**31 - 1 if kind == 3 else 1
    return number if number is not None and 0 <= number <= most else None


async def _credential(module: Module, form: str, parameters: list[Parameter], kind: str) -> None:
    texts = _text(parameters, 1, 30)
    if form == "=?":
        module.info(f"+QFTP{kind.upper()[:4]}: <{kind}>")
    elif form != "=" or texts is None:
        module.ftp.refuse(f"+QFTP{kind.upper()[:4]}", -10, "ERROR")
    else:
        setattr(module.ftp, kind, texts[0])


@command("+QFTPUSER")
async def user(module: Module, form: str, parameters: list[Parameter]) -> None:
    """The user."""
    await _credential(module, form, parameters, "user")


@command("+QFTPPASS")
async def password(module: Module, form: str, parameters: list[Parameter]) -> None:
    """The password."""
    await _credential(module, form, parameters, "password")


@command("+QFTPOPEN")
async def open_session(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Open a session."""
    ftp = module.ftp
    if form == "=?":
        module.info('+QFTPOPEN: "HOSTNAME",<PORT>')
        return
    if form == "?":
        module.info(module.join("+QFTPOPEN", f'"{ftp.server[0]}"', ftp.server[1]))
        return
    host = _text(parameters[:1], 1, 200)
    port = parameters[1].number(quoted=True) if len(parameters) == 2 else None
    if form != "=" or host is None or port is None or not 0 < port < 65536:
        ftp.refuse("+QFTPOPEN", -10, module.readings.illegal)
    elif ftp.job is None and ftp.client is not None:
        ftp.refuse("+QFTPOPEN", module.readings.second_open, "late")
    elif ftp.ready("+QFTPOPEN", opened=False):
        ftp.server = (host[0], port)
        ftp.begin("+QFTPOPEN", "OPENING", ftp.open(host[0], port))


@command("+QFTPCLOSE")
async def close_session(module: Module, form: str, _: list[Parameter]) -> None:
    """Close the session."""
    ftp = module.ftp
    if form == "=?":
        return
    if form:
        raise Refused
    if ftp.ready("+QFTPCLOSE", opened=False):
        if ftp.client is None and module.readings.close_idle:
            ftp.refuse("+QFTPCLOSE", module.readings.close_idle, "late")
        else:
            ftp.begin("+QFTPCLOSE", "CLOSING", ftp.close())


@command("+QFTPSTAT")
async def state(module: Module, form: str, _: list[Parameter]) -> None:
    """The state of the service."""
    if form == "":
        module.info(module.join("+QFTPSTAT", module.ftp.state))
    elif form != "=?":
        raise Refused


@command("+QFTPLEN")
async def length(module: Module, form: str, _: list[Parameter]) -> None:
    """The length of the last transfer."""
    if form == "":
        module.info(module.join("+QFTPLEN", module.ftp.length))
    elif form != "=?":
        raise Refused


def _of_names(name: str, verb: str, count: int = 1) -> None:
    """Make the handler of a command that is one request to the server."""

    @command(name)
    async def handler(module: Module, form: str, parameters: list[Parameter]) -> None:
        ftp = module.ftp
        if form == "=?":
            module.info(f"{name}: <name>")
            return
        texts = _text(parameters, count, 100)
        if form != "=" or texts is None:
            ftp.refuse(name, -10, module.readings.illegal)
        elif ftp.ready(name):
            ftp.begin(name, "WORKING", _request(ftp, verb, texts))


async def _request(ftp: FtpService, verb: str, texts: list[str]) -> int:
    assert ftp.client is not None
    if verb == "SIZE":
        return await ftp.client.size(texts[0])
    if verb == "RNFR":
        await ftp.client.rename(*texts)
    else:
        await ftp.client.simple(f"{verb} {texts[0]}")
    return 0


_of_names("+QFTPPATH", "CWD")
_of_names("+QFTPSIZE", "SIZE")
_of_names("+QFTPDELETE", "DELE")
_of_names("+QFTPMKDIR", "MKD")
_of_names("+QFTPRMDIR", "RMD")
_of_names("+QFTPRENAME", "RNFR", 2)


@command("+QFTPGET")
async def download(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Download a file."""
    ftp = module.ftp
    if form == "=?":
        module.info("+QFTPGET: <filename>[,<size>]")
        return
    names = _text(parameters[:1], 1, 100)
    sizes = [p.number(quoted=True) for p in parameters[1:]]
    if form != "=" or names is None or len(sizes) > 1 or any(size is None or size < 0 for size in sizes):
        ftp.refuse("+QFTPGET", -10, module.readings.illegal)
    elif ftp.ready("+QFTPGET"):
        ftp.begin("+QFTPGET", "WORKING", ftp.get(names[0]))


@command("+QFTPPUT")
async def upload(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Upload a file."""
    ftp = module.ftp
    if form == "=?":
        module.info("+QFTPPUT: <filename>[,<size>[,<timeout>]]")
        return
    names = _text(parameters[:1], 1, 100)
    numbers = [p.number(quoted=True) for p in parameters[1:]]
    size, timeout = [*numbers, *(10240, 100)[len(numbers) :]][:2]
    least = 1 if ftp.values[4] == "/COM/" else 0
    legal = size is not None and size >= least and timeout is not None and 1 <= timeout <= 65535
    if form != "=" or names is None or len(numbers) > 2 or not legal:
        ftp.refuse("+QFTPPUT", -10, module.readings.illegal)
    elif ftp.ready("+QFTPPUT"):
        ftp.begin("+QFTPPUT", "WORKING", ftp.put(names[0], size or 0, timeout or 0))
