"""The DUT of a run: opened, attached, and known to be an M95 on a line that carries bytes as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hil.bench import Bench, is_emulated, require_m95, url_options, with_options
from hil.errors import HilError, InfrastructureError, UsageError
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.modem import Identity, Modem
from hil.modem.settings_mode import SettingsMode
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


@contextmanager
def attached(
    bench: Bench,
    *,
    named: str,
    transcript: Transcript,
    claims: Claims,
    settings: SettingsMode = SettingsMode.REMEMBERED,
) -> Iterator[tuple[Modem, Identity]]:
    """The DUT of a bench and its identity; `named` is its URL as the user wrote it.

    Raises `UsageError` for a wrong URL or for what is no M95, and `InfrastructureError`
    for a port, a DUT or a line that cannot be used; each is one line with the next step.
    """
    with Channel.open(bench.dut_url, transcript=transcript, clock_rate=bench.clock_rate) as channel:
        modem = Modem(channel, claims=claims, settings=settings)
        try:
            modem.attach()
            identity = modem.known = modem.identity()
            require_m95(named, identity.model)
            trouble = modem.line_trouble()
        except (UsageError, InfrastructureError):
            raise
        except HilError as error:
            raise InfrastructureError(f"the DUT at {named} cannot be used: {error}") from error
        if trouble is not None:
            raise InfrastructureError(
                f"the line to {named} does not carry bytes as they are: {trouble.detail}"
            )
        yield modem, identity
