"""`hil seal`: the manifest of a run signed with the key of the laboratory, and stamped with the time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from hil.cli.json_object import echo_object
from hil.cli.resuming import folder_of
from hil.errors import UsageError
from hil.results.folder import command_line
from hil.results.lock import take
from hil.seal import signing
from hil.seal.chain import FileDigest, read
from hil.seal.examination import Standing, examine
from hil.seal.state import Role, state_of
from hil.seal.tree import shown

PDF = "report.pdf"


@click.command(
    epilog="""\b
Examples:
  hil seal reports/RUN --key lab.pem --certificate lab-cert.pem
  hil seal reports/RUN --key lab.pem --certificate lab-cert.pem --chain lab-ca.pem --tsa http://tsa.example/
  hil seal reports/RUN --tsa http://tsa.example/          a time stamp alone

\b
It writes manifest.p7s and manifest.tsr; hil verify --ca checks them, and so does openssl (docs/evidence.md).
Render first: a rendering that is made later is not signed.  A report.pdf in the folder is signed, too."""
)
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option("--key", type=click.Path(path_type=Path), metavar="PEM", help="The private key, RSA or EC.")
@click.option("--certificate", type=click.Path(path_type=Path), metavar="PEM", help="Its certificate.")
@click.option(
    "--chain",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PEM",
    help="Certificates between that and its root; may be repeated.",
)
@click.option(
    "--passphrase-env",
    metavar="NAME",
    default=None,
    help="The variable of the environment that holds the passphrase of the key.",
)
@click.option("--tsa", metavar="URL", default="", help="A time stamp authority (RFC 3161), asked over HTTP.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the signatures and what they sign.")
def seal(
    *,
    run: Path,
    key: Path | None,
    certificate: Path | None,
    chain: tuple[Path, ...],
    passphrase_env: str | None,
    tsa: str,
    as_json: bool,
) -> int:
    """Sign the manifest of RUN, the folder of a sealed run that is sound."""
    if (key is None) != (certificate is None) or (key is None and not tsa):
        raise UsageError("expected --key with --certificate, or --tsa, or all of them; hil seal --help")
    signer = None
    if key is not None and certificate is not None:
        signer = signing.load_signer(key, certificate, chain, _passphrase(passphrase_env))
    folder = folder_of(run)
    examined = examine(folder)
    if examined.standing is not Standing.SOUND:
        raise UsageError(
            f"{folder} is {examined.standing.value}, so it is not signed; hil verify {folder} tells why"
        )
    try:
        with take(folder, command_line()):
            if signer is not None and (folder / PDF).is_file():
                _sign_pdf(folder, examined.run, signer, tsa)
            head = signing.sign(folder, examined.run, signer, tsa)
    except OSError as error:
        raise UsageError(f"cannot write the signature into {folder}: {error.strerror}") from error
    if as_json:
        echo_object(_content(folder, examined.run, head))
    else:
        click.echo(f"head of the manifest: {head}")
    return 0


def _content(folder: Path, run_id: str, head: str) -> dict[str, Any]:
    """What was made, by the last link of the manifest, and the files that this link stands for."""
    links = read(folder).links
    state = state_of(links)
    made = links[-1]
    return {
        "folder": shown(str(folder)),
        "run_id": run_id,
        "head": head,
        "manifest_lines": (made.details or {}).get("lines"),
        "made": _files(made.files),
        "signed": _files(
            {name: entry.digest for name, entry in state.items() if entry.role is not Role.SIGNATURE}
        ),
    }


def _files(digests: Mapping[str, FileDigest]) -> list[dict[str, Any]]:
    return [{"file": shown(name), **found._asdict()} for name, found in sorted(digests.items())]


def _sign_pdf(folder: Path, run_id: str, signer: signing.Signer, tsa: str) -> None:
    """Sign the PDF where the libraries for it are there, and say so where they are not."""
    if signing.has_extra():
        signing.sign_pdf(folder, run_id, PDF, signer, tsa)
    else:
        click.echo(f"hil: warning: {PDF} is not signed: {signing.EXTRA}", err=True)


def _passphrase(name: str | None) -> str | None:
    if name is None:
        return None
    if name not in os.environ:
        raise UsageError(f"--passphrase-env: expected the variable {name} in the environment, came none")
    return os.environ[name]
