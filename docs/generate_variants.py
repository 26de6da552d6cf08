"""Write docs/variants.md from the catalogue of switches: `python docs/generate_variants.py` (tests compare the file)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hil.emulator.device.personality_file import personality, shipped
from hil.emulator.variants.catalogue import FAMILIES, SWITCHES
from hil.emulator.variants.choice import Choice
from hil.emulator.variants.model import FTP_STEPS, TLS_STEPS, Switch, Value

TARGET = Path(__file__).with_name("variants.md")

HEAD = """\
# Variants: sound behaviours beside the first

Generated from `hil/emulator/variants` by `docs/generate_variants.py`; do not edit.

The note leaves points open, and sound modules differ there. A *switch* is such a point; its values are behaviours of which none contradicts a clause. The first value is that of the emulator without a choice.

    hil conformance --dut 'emulator://m95?variant=put-connect:first-byte,hello-order:strength'
    hil emulate --pty ./m95 --variant put-connect:first-byte
    hil emulate --list-variants

- A case that fails on a variant is wrong, not the variant.
- A value that withdraws a capability names the entries of the PICS that say so. With them the campaign passes; without them a DUT that behaves so claims too much, and cases fail.
- Variants, personalities and defects combine. A personality is a set of values: the key `variants` of its file names any of them ([personalities.md](personalities.md)). `variant=` has precedence; a defect acts on the variant.
- *Concerns* names the commands and the steps at which a value differs from the first. Steps of FTP: {ftp}. Steps of TLS: {tls}.

There are {switches} switches with {values} values.
"""


def _family(title: str, switches: tuple[Switch, ...]) -> str:
    rows = [
        f"\n## {title}\n",
        "| switch | values | clause | why all are sound | concerns |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| `{row.name}` | {'<br>'.join(map(_value, row.values))} | {row.clause} | {row.why} |"
        f" {', '.join(_subjects(row))} |"
        for row in switches
    ]
    return "\n".join(rows)


def _value(value: Value) -> str:
    pics = f" (PICS: {'; '.join(f'`{_entry(*pair)}`' for pair in value.pics.items())})" if value.pics else ""
    return f"`{value.name}`: {value.meaning}{pics}"


def _entry(key: str, claimed: Any) -> str:
    return f"{key} = {json.dumps(claimed)}"


def _subjects(switch: Switch) -> tuple[str, ...]:
    return tuple("every command" if subject == "*" else subject for subject in switch.about)


def _personalities() -> str:
    rows = [
        "\n## Personalities as sets of switches\n",
        "| personality | values other than the first |",
        "|---|---|",
    ]
    for name in shipped():
        chosen = ", ".join(f"`{switch}:{value}`" for switch, value in _of_personality(name).items())
        rows.append(f"| `{name}` | {chosen or 'none'} |")
    return "\n".join(rows)


def _of_personality(name: str) -> Mapping[str, str]:
    """The values that a personality names, and those whose words it has."""
    words = personality(name)
    named = {key: value.name for key, value in Choice.parse(words.variants).values.items()}
    return named | {
        switch.name: value.name
        for switch in SWITCHES.values()
        for value in switch.others
        if value.personality and all(getattr(words, key) == word for key, word in value.personality.items())
    }


def render() -> str:
    """The whole page."""
    head = HEAD.format(
        ftp=", ".join(sorted(FTP_STEPS)),
        tls=", ".join(sorted(TLS_STEPS)),
        switches=len(SWITCHES),
        values=sum(len(row.values) for row in SWITCHES.values()),
    )
    return "\n".join([head, *(_family(*row) for row in FAMILIES.items()), _personalities()]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
