"""The schema of `sessions/<case>/session-N.json`: what the lower tester saw of an FTPS session."""

from __future__ import annotations

from hil.file_schemas.form import TEXT, TRUTH, WHOLE, RecordForm, definitions
from hil.ftps.session import Connection, FtpCommand, Listener


def session() -> RecordForm:
    """The schema of the record of a session, in a run and in `hil serve --json`."""
    defs = definitions((Connection, FtpCommand, Listener))
    connection = {"$ref": "#/$defs/Connection"}
    members = {
        "number": WHOLE,
        "listener": {"$ref": "#/$defs/Listener"},
        "control": connection,
        "data": {"type": "array", "items": connection},
        "commands": {"type": "array", "items": {"$ref": "#/$defs/FtpCommand"}},
        "logged_in": TRUTH,
        "capture": {"anyOf": [TEXT, {"type": "null"}]},
        "fired": {"type": "array", "items": {"type": ["object", "string"]}},
    }
    return RecordForm(
        "A session of m95-hil",
        "Bytes stand in hexadecimal, numbers of TLS as on the wire, times in seconds since the begin of the case.",
        {
            "type": "object",
            "properties": members,
            "required": list(members),
            "additionalProperties": False,
            "$defs": defs,
        },
    )
