"""The signature and the time stamp of a run: made by `hil seal`, checked by `hil verify` and by openssl."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hil.cli.main import run
from hil.results.folder import MANIFEST, SIGNATURE, STAMP
from hil.seal import signature, signing, writing
from hil.seal.chain import LinkKind
from hil.seal.signature import NOBODY, NotValid, Trust, check_signature, check_stamp
from tests.results.samples import HEADER
from tests.seal.laboratory import Pair, pair, time_stamps
from tests.seal.sealed import begun_run, put, sealed_run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("laboratory")


@pytest.fixture(scope="module")
def ca(place: Path) -> Pair:
    return pair(place, "ca", is_ca=True)


@pytest.fixture(scope="module")
def lab(place: Path, ca: Pair) -> Pair:
    return pair(place, "lab", ca)


@pytest.fixture(scope="module")
def tsa(place: Path, ca: Pair) -> Iterator[str]:
    stamper = pair(place, "stamper", ca, key=rsa.generate_private_key(65537, 2048), stamps=True)
    with time_stamps(place, stamper, ca) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sealed_run(tmp_path / "run")
    return tmp_path / "run"


def seal(folder: Path, by: Pair, *more: str) -> int:
    return run(["seal", str(folder), "--key", str(by.key), "--certificate", str(by.certificate), *more])


def verify(folder: Path, *more: str | Path) -> int:
    return run(["verify", str(folder), *map(str, more)])


def test_a_signed_and_stamped_run_is_sound_under_the_authority(
    folder: Path, lab: Pair, ca: Pair, tsa: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seal(folder, lab, "--tsa", tsa) == 0

    assert verify(folder, "--ca", ca.certificate) == 0

    said = capsys.readouterr().out
    assert "signed by CN=lab" in said
    assert "by CN=stamper" in said
    assert "2 signature" in said


def test_json_has_the_signature_and_the_digests_of_what_it_signs(
    folder: Path, lab: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seal(folder, lab, "--json") == 0

    found = json.loads(capsys.readouterr().out)
    content = (folder / MANIFEST).read_bytes()
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert (found["schema"], found["folder"]) == (1, str(folder))
    assert found["head"] in content.splitlines()[-1].decode()
    assert found["manifest_lines"] == len(content.splitlines()) - 1
    assert [each["file"] for each in found["made"]] == ["manifest.p7s"]
    assert {each["file"] for each in found["signed"]} == names - {"manifest.p7s", MANIFEST}
    for each in (*found["made"], *found["signed"]):
        assert each["sha256"] == sha256((folder / each["file"]).read_bytes()).hexdigest()


def test_openssl_finds_the_signature_and_the_stamp_good(
    folder: Path, lab: Pair, ca: Pair, tsa: str, tmp_path: Path
) -> None:
    signed = tmp_path / "signed"
    signed.write_bytes((folder / MANIFEST).read_bytes())
    seal(folder, lab, "--tsa", tsa)
    trusted = ("-CAfile", str(ca.certificate))

    cms = (
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        str(folder / SIGNATURE),
        "-content",
        str(signed),
    )
    stamp = ("ts", "-verify", "-in", str(folder / STAMP), "-data", str(signed))

    for arguments in ((*cms, *trusted, "-purpose", "any"), (*stamp, *trusted)):
        done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_signature_of_an_rsa_key_holds(folder: Path, place: Path, ca: Pair) -> None:
    by = pair(place, "rsa", ca, key=rsa.generate_private_key(65537, 2048))

    assert seal(folder, by) == 0
    assert verify(folder, "--ca", ca.certificate) == 0


def test_an_authority_between_is_found_in_the_signature(folder: Path, place: Path, ca: Pair) -> None:
    between = pair(place, "between", ca, is_ca=True)
    by = pair(place, "below", between)

    seal(folder, by, "--chain", str(between.certificate))

    assert verify(folder, "--ca", ca.certificate) == 0


def test_a_certificate_alone_is_trusted_too(folder: Path, lab: Pair) -> None:
    seal(folder, lab)

    assert verify(folder, "--certificate", lab.certificate) == 0


def test_a_signer_whom_nobody_vouches_for_is_wrong(
    folder: Path, place: Path, lab: Pair, ca: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, pair(place, "stranger"))

    assert verify(folder) == 0
    assert verify(folder, "--ca", ca.certificate) == 1
    assert verify(folder, "--certificate", lab.certificate) == 1
    assert "signature: manifest.p7s: expected a certificate that those that were given vouch for" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("issuer", ["leaf", "expired"])
def test_a_chain_over_what_is_no_valid_authority_is_wrong(
    issuer: str, folder: Path, place: Path, lab: Pair, ca: Pair
) -> None:
    old = pair(place, "old", ca, is_ca=True, days=(-9, -2))
    above = {"leaf": lab, "expired": old}[issuer]
    by = pair(place, f"under-{issuer}", above)

    seal(folder, by, "--chain", str(above.certificate))

    assert verify(folder, "--ca", ca.certificate) == 1


def test_an_expired_certificate_is_wrong(folder: Path, place: Path, ca: Pair) -> None:
    seal(folder, pair(place, "late", ca, days=(-9, -2)))

    assert verify(folder, "--ca", ca.certificate) == 1


def test_a_run_that_is_not_signed_is_wrong_for_whom_it_has_to_be(
    folder: Path, ca: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder, "--ca", ca.certificate) == 1
    assert "expected a signature, came none: the run is not signed" in capsys.readouterr().out


@pytest.mark.parametrize("name", [SIGNATURE, STAMP])
def test_a_signature_or_stamp_of_other_lines_is_wrong(  # noqa: PLR0917 - fixtures
    name: str, folder: Path, lab: Pair, ca: Pair, tsa: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, lab, "--tsa", tsa)
    details = {"signs": [name], "lines": 5}
    found = writing.digests(folder, [name])

    writing.append(folder, writing.link(LinkKind.SIGNATURE, HEADER.run_id, found, details=details))

    assert verify(folder, "--ca", ca.certificate) == 1
    assert f"signature: {name}: expected" in capsys.readouterr().out


def test_a_signature_by_another_key_than_that_of_its_certificate_is_wrong(lab: Pair, ca: Pair) -> None:
    made = signing.signature_of(b"lines", signing.Signer(ca.private, lab.public))

    with pytest.raises(NotValid, match="came one by another key"):
        check_signature(b"lines", made, NOBODY, None)


def test_an_authority_that_was_not_valid_then_vouches_for_nothing(folder: Path, place: Path) -> None:
    old = pair(place, "old-root", is_ca=True, days=(-9, -2))
    seal(folder, pair(place, "under-old-root", old))

    assert verify(folder, "--ca", old.certificate) == 1


def test_only_a_certificate_for_time_stamps_may_stamp(folder: Path, lab: Pair, ca: Pair, tsa: str) -> None:
    content = (folder / MANIFEST).read_bytes()
    stamp = signing.stamped(content, tsa)
    assert check_stamp(content, stamp, Trust((ca.public,)))[0].startswith("stamped 2")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signature, "_checked", lambda *_: (lab.public, ()))
        with pytest.raises(NotValid, match="expected a certificate for time stamps, came that of CN=lab"):
            check_stamp(content, stamp, Trust((ca.public,)))


@pytest.mark.parametrize("name", [SIGNATURE, STAMP])
@pytest.mark.parametrize("where", [0.0, 0.5, 0.999])
def test_one_changed_byte_of_signature_or_stamp_is_found(  # noqa: PLR0917 - fixtures
    name: str, where: float, folder: Path, lab: Pair, tsa: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, lab, "--tsa", tsa)
    content = bytearray((folder / name).read_bytes())
    content[int(where * len(content))] ^= 1
    (folder / name).write_bytes(content)

    assert verify(folder) == 1

    assert f"changed: {name}" in capsys.readouterr().out


def test_a_rendering_made_later_is_told_not_to_be_signed(
    folder: Path, lab: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, lab)
    put(folder, {"report.html": b"again"})
    writing.add_rendering(folder, HEADER.run_id, [folder / "report.html"])

    assert verify(folder) == 0

    assert "1 later links are not (report.html): hil seal signs again" in capsys.readouterr().out


def test_evidence_that_was_sealed_behind_the_signature_is_wrong_for_whom_it_has_to_be_signed(
    folder: Path, lab: Pair, ca: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, lab)
    put(folder, {"sessions/added/session-1.json": b"{}"})
    added = writing.digests(folder, ("sessions/added",))
    writing.append(folder, writing.link(LinkKind.EVIDENCE, HEADER.run_id, added))

    assert verify(folder) == 0
    assert verify(folder, "--ca", ca.certificate) == 1

    assert (
        "expected a signature of all that is sealed, came one of lines 1 to 6; line 8"
        in capsys.readouterr().out
    )


def test_a_run_is_signed_again(folder: Path, lab: Pair, ca: Pair) -> None:
    assert seal(folder, lab) == 0
    assert seal(folder, lab) == 0

    assert verify(folder, "--ca", ca.certificate) == 0


def test_what_is_not_sound_is_not_signed(
    folder: Path, lab: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun_run(tmp_path / "killed")
    put(folder, {"notes.txt": b""})

    for place, words in ((tmp_path / "killed", "is unsealed"), (folder, "is wrong")):
        assert seal(place, lab) == 2
        assert words in capsys.readouterr().err


def test_wrong_files_are_one_line(
    folder: Path, lab: Pair, ca: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = pair(tmp_path, "hidden", ca, passphrase=b"secret words")
    nowhere = tmp_path / "nowhere"
    for key, certificate, words in (
        (nowhere, lab.certificate, "cannot be read: No such file or directory"),
        (lab.certificate, lab.certificate, "is no private key in PEM"),
        (lab.key, lab.key, "holds no certificate in PEM"),
        (ca.key, lab.certificate, "is not the certificate of the key"),
        (hidden.key, hidden.certificate, "is no private key in PEM that can be read, with the passphrase"),
    ):
        assert run(["seal", str(folder), "--key", str(key), "--certificate", str(certificate)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert words in line


def test_the_passphrase_comes_from_the_environment(
    folder: Path, ca: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = pair(tmp_path, "hidden", ca, passphrase=b"secret words")
    monkeypatch.setenv("LAB_KEY", "secret words")

    assert seal(folder, hidden, "--passphrase-env", "LAB_KEY") == 0


def test_an_authority_that_does_not_answer_or_answers_nonsense_is_infrastructure(
    folder: Path, lab: Pair, tsa: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for url in ("http://127.0.0.1:9/", f"{tsa}nonsense"):
        assert seal(folder, lab, "--tsa", url) == 3
    assert "does not answer" in capsys.readouterr().err

    assert verify(folder) == 0


def test_without_the_extra_a_signature_is_told_not_to_be_checked(
    folder: Path, lab: Pair, ca: Pair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(folder, lab)
    monkeypatch.setattr("hil.seal.signed.has_extra", lambda: False)

    assert verify(folder) == 0
    assert "were not checked: pip install 'm95-hil[sign]'" in capsys.readouterr().out
    assert verify(folder, "--ca", ca.certificate) == 1


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
xref
0 4
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000052 00000 n\x20
0000000101 00000 n\x20
trailer<</Size 4/Root 1 0 R>>
startxref
160
%%EOF
"""


def test_the_pdf_is_signed_too(folder: Path, lab: Pair, ca: Pair) -> None:
    put(folder, {"report.pdf": PDF})
    writing.add_rendering(folder, HEADER.run_id, [folder / "report.pdf"])

    assert seal(folder, lab) == 0

    signed = (folder / "report.pdf").read_bytes()
    assert signed.startswith(PDF)
    assert b"/ETSI.CAdES.detached" in signed or b"/adbe.pkcs7.detached" in signed
    assert verify(folder, "--ca", ca.certificate) == 0


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler) is not installed")
def test_pdfsig_finds_the_signature_of_the_pdf_good(folder: Path, lab: Pair) -> None:
    put(folder, {"report.pdf": PDF})
    writing.add_rendering(folder, HEADER.run_id, [folder / "report.pdf"])
    seal(folder, lab)

    done = subprocess.run(["pdfsig", str(folder / "report.pdf")], capture_output=True, text=True, check=False)

    assert "Signature is Valid" in done.stdout


def test_a_signed_run_with_a_pdf_is_signed_again_by_a_new_process(folder: Path, lab: Pair, ca: Pair) -> None:
    put(folder, {"report.pdf": PDF})
    writing.add_rendering(folder, HEADER.run_id, [folder / "report.pdf"])
    assert seal(folder, lab) == 0
    by = ("--key", str(lab.key), "--certificate", str(lab.certificate))

    done = subprocess.run(
        [sys.executable, "-m", "hil.cli.main", "seal", str(folder), *by],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert verify(folder, "--ca", ca.certificate) == 0
