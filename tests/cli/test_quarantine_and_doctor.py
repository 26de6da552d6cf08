"""A module in quarantine at the doctor: trouble keeps it there, a good examination lifts it, and both are said."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hil.lab.pool import health
from hil.lab.pool.interface import Member
from tests.cli.racks import IMEIS, Rack, hil, rack
from tests.emulated import emulated


def state(rack: Rack) -> str:
    shown = hil(rack.folder, "pool", *rack.bench, "--json").stdout
    return str(json.loads(shown)["modules"][0]["state"])


def doctor(rack: Rack) -> subprocess.CompletedProcess[str]:
    return hil(rack.folder, "doctor", *rack.bench, "--module", "m0")


def test_a_good_examination_lifts_a_quarantine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))
    with rack(tmp_path, 1, killable=True) as one:
        assert health.quarantine(Member("m0", one.urls[0]), "it was silent", "run-1")
        one.kill(0)
        one.programs[0].program.wait()

        bad, before = doctor(one), state(one)
        (tmp_path / "again").mkdir()
        line = ("--tcp", urlsplit(one.urls[0]).netloc, "--imei", IMEIS[0], "--clock-rate", "50")
        with emulated(*line, folder=tmp_path / "again"):
            good = doctor(one)

        assert (bad.returncode, before) == (3, "quarantined")
        assert "m0 stays quarantined since " in bad.stdout
        assert (
            ": it was silent; mend it and examine it again (hil pool --release m0 lifts it unseen)"
            in bad.stdout
        )
        assert good.returncode == 0, good.stdout
        assert "m0 is not quarantined any more" in good.stdout
        assert state(one) == "free"
