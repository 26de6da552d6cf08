"""All switches by name, in the order of their families."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.emulator.variants import (
    capabilities,
    chains,
    codes,
    command_line,
    data_mode,
    forms,
    ftp_dialect,
    ftp_habits,
    line,
    order,
    refusals,
    restarts,
    security_answers,
    session_habits,
    ssl_input,
    storage,
    tls_habits,
    tls_library,
    transfers,
    wording,
)
from hil.emulator.variants.model import Switch

FAMILIES: Mapping[str, tuple[Switch, ...]] = MappingProxyType(
    {
        "Words and values": wording.SWITCHES,
        "Forms of responses": forms.SWITCHES,
        "Place of OK": order.SWITCHES,
        "The AT channel": (*line.SWITCHES, *command_line.SWITCHES),
        "Refusals": refusals.SWITCHES,
        "Answers about security files": security_answers.SWITCHES,
        "Parameters of AT+QSSLCFG": ssl_input.SWITCHES,
        "Data mode": data_mode.SWITCHES,
        "Transfers": transfers.SWITCHES,
        "Storages and reboot": storage.SWITCHES,
        "Restarts": restarts.SWITCHES,
        "Error codes": codes.SWITCHES,
        "FTP": (*ftp_habits.SWITCHES, *ftp_dialect.SWITCHES),
        "FTP sessions": session_habits.SWITCHES,
        "TLS": tls_habits.SWITCHES,
        "Certificates": chains.SWITCHES,
        "Capabilities": (*capabilities.SWITCHES, *tls_library.SWITCHES),
    }
)
"""The switches by the title of their family."""

SWITCHES: Mapping[str, Switch] = MappingProxyType(
    {switch.name: switch for family in FAMILIES.values() for switch in family}
)
