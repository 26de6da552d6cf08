"""What the DUT tells of its settings and files, and the judgement that it still tells the same (note 2.2, 2.3, 2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hil.expect import expect, expect_all
from hil.modem.modem import Modem

OF_TYPE: Mapping[int, str] = {
    1: "FTPCFG-T1-02",
    2: "FTPCFG-T2-02",
    3: "FTPCFG-T3-02",
    4: "FTPCFG-T4-02",
    5: "FTPCFG-T5-02",
    6: "FTPCFG-T6-02",
    7: "FTPCFG-T7-02",
}
"""The value of each type that is told equals the one last set."""

OF_GLOBAL: Mapping[str, str] = {
    "ftps": "SSLCFG-FTPS-03",
    "ftpsctxi": "SSLCFG-FTPSCTX-02",
    "ignorertctime": "SSLCFG-RTC-02",
}
OF_CONTEXT: Mapping[str, str] = {
    "sslversion": "SSLCFG-VERSION-02",
    "ciphersuite": "SSLCFG-CIPHER-02",
    "seclevel": "SSLCFG-SECLVL-02",
    "cacert": "SSLCFG-CACERT-03",
    "clientcert": "SSLCFG-CLICERT-03",
    "clientkey": "SSLCFG-CLIKEY-03",
}
OF_FILE = "SECREAD-08"


@dataclass(frozen=True, slots=True)
class Place:
    """One setting or file: the command that asks for it, how a sentence names it, and what judges its answer."""

    query: str
    name: str
    requirement: str

    def told(self, modem: Modem) -> tuple[str, ...]:
        """The fields of the answer; a list of suites in one order."""
        fields = expect(modem.send(self.query), self.requirement).fields()
        if "ciphersuite" not in self.query:
            return fields
        codes = ",".join(fields[1:]).upper().replace(" ", "").split(",")
        return (fields[0], *sorted(codes))


def ftp_places() -> tuple[Place, ...]:
    """The seven types of AT+QFTPCFG, and whether FTPS is on."""
    types = (Place(f"AT+QFTPCFG={kind}", f"type {kind}", identifier) for kind, identifier in OF_TYPE.items())
    return (*types, Place('AT+QSSLCFG="ftps"', "ftps", OF_GLOBAL["ftps"]))


def ssl_places(contexts: Iterable[int], files: Iterable[str]) -> tuple[Place, ...]:
    """The settings that are global, those of these contexts, and these security files."""
    found = [
        Place(f'AT+QSSLCFG="{keyword}"', keyword, identifier) for keyword, identifier in OF_GLOBAL.items()
    ]
    for index in contexts:
        found += [
            Place(f'AT+QSSLCFG="{keyword}",{index}', f"{keyword} of context {index}", identifier)
            for keyword, identifier in OF_CONTEXT.items()
        ]
    found += [Place(f'AT+QSECREAD="{name}"', name, OF_FILE) for name in files]
    return tuple(found)


def everything_told(modem: Modem, places: Iterable[Place]) -> dict[Place, tuple[str, ...]]:
    """What the DUT tells now, by place."""
    return {place: place.told(modem) for place in places}


def expect_unchanged(modem: Modem, before: Mapping[Place, tuple[str, ...]], event: str) -> None:
    """Judge that the DUT tells after an event what it told before; each place by its own requirement."""
    __tracebackhide__ = True
    with expect_all():
        for place, told in before.items():
            now = ",".join(place.told(modem))
            expect(now, place.requirement, what=f"{place.name} after {event}").equals(",".join(told))
