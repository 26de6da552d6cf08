"""TLS clients of modules with defects."""

from __future__ import annotations

from hil.emulator.defects import parts_with
from hil.emulator.tls.client import TlsClient, TlsSettings


def client_with(settings: TlsSettings, *defects: str) -> TlsClient:
    """The client of a module with those defects; an empty name is none."""
    parts = parts_with(set(defects) - {""})
    return parts.of(TlsClient)(settings, parts=parts)
