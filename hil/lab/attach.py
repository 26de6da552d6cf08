"""The DUT of a run: opened, attached, and known to be an M95 on a line that carries bytes as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from hil.bench import (
    Abilities,
    Bench,
    LineTrouble,
    ModuleSetup,
    is_emulated,
    require_m95,
    url_options,
    with_options,
)
from hil.errors import ChannelTimeout, HilError, InfrastructureError, LineError, UnexpectedResult, UsageError
from hil.evidence.redaction import masked_imei
from hil.lab.control.holding import release
from hil.lab.mending import mend_or_raise, mended_editing, shared, undo_editing
from hil.lab.opening import opened
from hil.lab.pool.locks import of_module, of_port, of_use
from hil.lab.port_return import over_losses
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.line_search import LOCAL_ECHO_DETAIL, LOCAL_ECHO_STEP, echoes_beside
from hil.modem.line_state import LineState
from hil.modem.modem import Identity, Modem
from hil.modem.port import Port
from hil.modem.settings_mode import SettingsMode
from hil.results.model import DutIdentity
from hil.transcript import Transcript

EMULATOR_CLOCK_RATE = 10.0
"""For an emulated DUT whose URL names no rate: no case of a campaign shall wait minutes for a time-out."""


def timed(url: str) -> tuple[str, float]:
    """The URL, with a clock rate if it is an emulator's, and that rate."""
    if not is_emulated(url):
        return url, 1.0
    if "clock_rate" not in url_options(url):
        url = with_options(url, clock_rate=f"{EMULATOR_CLOCK_RATE:g}")
    try:
        rate = float(url_options(url)["clock_rate"][-1])
    except ValueError:
        rate = 1.0  # the opening of the URL refuses it in its own words
    return url, rate if rate > 0 else 1.0


def _require_expected(named: str, setup: ModuleSetup, found: Identity) -> None:
    """Raise `UsageError` unless the module is the one that the bench file describes."""
    for what, expected, came, fits in (
        ("the IMEI", masked_imei(setup.imei), masked_imei(found.imei), setup.imei in {"", found.imei}),
        ("the firmware", setup.firmware, found.revision, found.revision.startswith(setup.firmware)),
    ):
        if not fits:
            raise UsageError(
                f"module {setup.name} of the bench file: expected {what} {expected}; the module at {named} has "
                f"{came}; look whether two modules have changed places, and correct its port or its entry"
            )


def prepare(modem: Modem, setup: ModuleSetup) -> None:
    """Tell the module what the bench file says of its line and of its SIM."""
    modem.channel.transcript.hide(setup.access_point.user, setup.access_point.password)
    modem.pdp.access_point, modem.pdp.name_server = setup.access_point, setup.name_server
    modem.sim_lock.use(setup.pin)
    modem.sim_lock.open()
    if setup.has_rts_cts:
        modem.keep("AT+IFC=2,2").check()


@dataclass(frozen=True, slots=True)
class OwnLines:
    """The control lines of the port of a channel, which may be opened anew meanwhile; a `ControlLines`."""

    channel: Channel

    def set_line(self, name: str, *, is_on: bool) -> None:
        """Set the line `dtr` or `rts`; raises `InfrastructureError` where it cannot be set."""
        line = self.channel.line
        if not isinstance(line, Port):
            raise InfrastructureError(f"{line.url} has no control lines; name another port for the relay")
        line.set_line(name, is_on=is_on)


@contextmanager
def controlled(channel: Channel, setup: ModuleSetup) -> Iterator[None]:
    """Give the channel the supply and the network tester of the bench file; an emulated module has its own."""
    has_supply, has_network = channel.supply is not None, channel.network is not None
    supply = network = None
    with ExitStack() as held:
        if setup.power is not None and not has_supply:
            supply = setup.power.make(OwnLines(channel))
            held.callback(release, supply)
        if setup.network_tester is not None and not has_network:
            network = setup.network_tester.network()
            held.callback(release, network)
        channel.bench = Abilities(supply, network)
        yield


def _attach(modem: Modem) -> None:
    """Attach; on a silent line the leftovers of an earlier user are ended first.

    Then the DUT is started anew by its supply, because a run that was killed may have cut it.
    """
    try:
        modem.attach()
    except UnexpectedResult as refusal:  # where S5 is a letter, no command line is read as it was sent
        modem.channel.transcript.note(f"the DUT refuses what it is attached by: {refusal}")
        undo_editing(modem)
    except (ChannelTimeout, InfrastructureError) as silence:
        modem.channel.transcript.note(f"the DUT is silent before the run: {silence}")
        supply = modem.channel.bench.supply
        try:
            modem.mended = mend_or_raise(modem)
            modem.attach()
        except LineError as trouble:
            if supply is None or trouble.state in _NOT_OF_SUPPLY:
                raise
            modem.power_cycle(supply)


_NOT_OF_SUPPLY = frozenset(
    {
        LineState.JOINED,
        LineState.LOCAL_ECHO,
        LineState.TELNET,
        LineState.CONSOLE,
        LineState.POSITIONING,
    }
)
"""States of a line that leads to no module, or to no other end at all."""


def _known(modem: Modem, named: str, bench: Bench) -> Identity:
    """The identity of the DUT, which is attached and is the one of the bench."""
    _attach(modem)
    if not modem.channel.quiet and echoes_beside(modem.channel.line):
        raise LineError(f"{named}: {LOCAL_ECHO_DETAIL}; {LOCAL_ECHO_STEP}", state=LineState.LOCAL_ECHO)
    identity = modem.identity()
    if not identity.model and mended_editing(modem):
        identity = modem.identity()
    modem.known = identity
    require_m95(named, identity.model)
    _require_expected(named, bench.module, identity)
    return identity


def _trouble(modem: Modem) -> LineTrouble | None:
    """The trouble of the line, an editing character aside, which is put right."""
    trouble = modem.line_trouble()
    return modem.line_trouble() if trouble is not None and mended_editing(modem) else trouble


def _require_alone(url: str, trouble: HilError) -> None:
    """Raise `LineError` in place of a trouble that another program may have caused: one that has the port open, too."""
    if words := shared(url):
        raise LineError(f"{words}; end that program", state=LineState.OTHER_PROGRAM) from trouble


@contextmanager
def attached(
    bench: Bench,
    *,
    named: str,
    transcript: Transcript,
    claims: Claims,
    settings: SettingsMode = SettingsMode.REMEMBERED,
    await_port: Callable[[Modem], None] | None = None,
) -> Iterator[tuple[Modem, Identity]]:
    """The DUT of a bench and its identity; `named` is its URL as the user wrote it.

    `await_port` waits for a port that is lost before the DUT is known, and attaches (`hil.lab.port_return`).
    A port that is missing from the beginning is not awaited, since it is most often a wrong name, unless its
    supply can be switched (`hil.lab.opening`).

    Raises `UsageError` for a wrong URL, for what is no M95 and for another module than the
    bench file describes, and `InfrastructureError` for a port, a DUT or a line that cannot be used; each is one line with the next step.
    """
    setup = bench.module
    with ExitStack() as held:
        held.enter_context(of_port(bench.dut_url, wait_s=setup.lock_wait_s, run_pid=setup.run_pid))
        held.enter_context(of_use(bench.dut_url, wait_s=setup.lock_wait_s))
        channel = held.enter_context(opened(bench, transcript))
        held.enter_context(controlled(channel, setup))
        modem = Modem(channel, claims=claims, settings=settings)
        if setup.power is not None:
            modem.off_s = setup.power.off_s
        try:
            identity = over_losses(modem, lambda: _known(modem, named, bench), await_port)
            held.enter_context(of_module(identity.imei, bench.dut_url, wait_s=setup.lock_wait_s))
            over_losses(modem, lambda: prepare(modem, setup), await_port)
            trouble = over_losses(modem, lambda: _trouble(modem), await_port)
        except (UsageError, InfrastructureError) as error:
            _require_alone(bench.dut_url, error)
            raise
        except HilError as error:
            _require_alone(bench.dut_url, error)
            raise InfrastructureError(f"the DUT at {named} cannot be used: {error}") from error
        if trouble is not None:
            damage = InfrastructureError(
                f"the line to {named} does not carry bytes as they are: {trouble.detail}"
            )
            _require_alone(bench.dut_url, damage)
            raise damage
        yield modem, identity


def identity_of(named: str, found: Identity, *, module: str = "", full_imei: bool = False) -> DutIdentity:
    """The DUT for the records of a run: its address as the user wrote it, its IMEI masked but for four digits.

    `module` is its name in the bench file; with `full_imei` no digit is masked.
    """
    imei = found.imei if full_imei else masked_imei(found.imei)
    return DutIdentity(named, found.manufacturer, found.model, found.revision, imei, module)
