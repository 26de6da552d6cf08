"""Who the module is: ATI, AT+GMI, AT+GMM, AT+GMR, AT+GSN and their 27.007 twins."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.outcome import Call, Command, Outcome, accepted, told


def _everything(call: Call) -> Outcome:
    call.arguments.number(0, 0, 9, default=0)
    return told(*call.module.personality.ati)


def _manufacturer(call: Call) -> Outcome:
    return told(*call.module.personality.manufacturer)


def _model(call: Call) -> Outcome:
    return told(*call.module.personality.model)


def _revision(call: Call) -> Outcome:
    return told(f"Revision: {call.module.personality.revision}")


def _imei(call: Call) -> Outcome:
    return told(call.module.imei)


def _quoted_imei(call: Call) -> Outcome:
    return told(f'+QGSN: "{call.module.imei}"')


COMMANDS: Mapping[str, Command] = {
    "I": Command(_everything),
    "+GMI": Command(_manufacturer, test=accepted),
    "+CGMI": Command(_manufacturer, test=accepted),
    "+GMM": Command(_model, test=accepted),
    "+CGMM": Command(_model, test=accepted),
    "+GMR": Command(_revision, test=accepted),
    "+CGMR": Command(_revision, test=accepted),
    "+GSN": Command(_imei, test=accepted),
    "+CGSN": Command(_imei, test=accepted),
    "+QGSN": Command(_quoted_imei, test=accepted),
}
