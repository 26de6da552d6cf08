"""Test forms, read forms and incomplete commands change no setting and no file (note 2.1, Table 2)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..ftp_config.values import settings
from ..responses import found
from ..security_data import NAMES, Vacate
from ..ssl_config.settings import every_context, query

SET = (
    *('AT+QSSLCFG="ignorertctime",1', 'AT+QSSLCFG="ftps",1', 'AT+QSSLCFG="ftpsctxi",4'),
    *('AT+QSSLCFG="seclevel",0,1', 'AT+QSSLCFG="seclevel",4,2', 'AT+QSSLCFG="cacert",4,"NVRAM:CA1"'),
    *("AT+QFTPCFG=7,1", 'AT+QFTPUSER="before"', 'AT+QFTPPASS="before"'),
)
GLOBAL = ("ignorertctime", "ftps", "ftpsctxi")
COMMANDS = (
    *("QFTPCFG", "QSSLCFG", "QSECWRITE", "QSECREAD", "QSECDEL"),
    *("QFTPOPEN", "QFTPUSER", "QFTPPASS", "QFTPPUT", "QFTPGET", "QFTPPATH"),
)
FORMS = ("=?", "?", "", "=", "=,", '=""', "=,,")


def everything(modem: Modem) -> dict[str, object]:
    """All settings that can be read, and the flag and the checksum of each security file."""
    contexts = {f"context {index}": told for index, told in enumerate(every_context(modem, "SYN-11"))}
    switches = {keyword: query(modem, keyword).rows("QSSLCFG") for keyword in GLOBAL}
    files = {name: found(modem.security.read(name), "SYN-11") for name in NAMES}
    return {**contexts, **switches, **settings(modem, "SYN-11"), **files}


@pytest.mark.requirement("SYN-11")
def test_a_form_without_values_changes_no_setting_and_no_file(
    vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, *NAMES)
    for name in NAMES:
        preamble(modem.security.write(name, sample_content(100, name))).succeeded()
    for line in SET:
        preamble(modem.send(line)).succeeded()
    before = everything(modem)

    for name in COMMANDS:
        for form in FORMS:
            answered = modem.send(f"AT+{name}{form}")
            observe(f"AT+{name}{form}", answered.outcome)
        what = f"the settings and files after the forms of AT+{name}"
        expect(everything(modem), "SYN-11", what=what).equals(before)
