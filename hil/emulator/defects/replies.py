"""Defects about the replies of a server: their form, their code, and refusals (RFC 959, 4.2 and 5.4; note 3)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect
from hil.emulator.defects.reading_replies import (
    CutsLines,
    EndsAtAnyCode,
    EndsAtFirstLine,
    HoldsFewLines,
    NeedsBlank,
    NeedsBrackets,
    NeedsPassword,
    NeedsText,
    NeedsUsualWords,
    NeedsWholeReply,
    Only226Completes,
    Only230LogsIn,
    ReadsWords,
    beginning_with,
    reading_with,
)
from hil.emulator.defects.reply_codes import (
    CompletionIgnored,
    DownloadCompletionIgnored,
    FirstRefusalRepeated,
    UploadCompletionIgnored,
    ignoring_refusals,
)

DEFECTS = (
    Defect(
        "reply-ends-at-its-first-line",
        "a reply of several lines is taken by its first line, and the others count as further replies",
        ("REPLY-01",),
        replaces=(reading_with(EndsAtFirstLine),),
    ),
    Defect(
        "reply-ends-at-any-code",
        "a line inside a reply that begins with another code ends it",
        ("REPLY-01",),
        replaces=(reading_with(EndsAtAnyCode),),
    ),
    Defect(
        "reply-of-32-lines-at-most",
        "a reply of more than 32 lines ends the session",
        ("REPLY-01",),
        replaces=(reading_with(HoldsFewLines),),
    ),
    Defect(
        "reply-line-cut",
        "the part of a line behind its 128th character is read as a reply",
        ("REPLY-02",),
        replaces=(reading_with(CutsLines),),
    ),
    Defect(
        "reply-needs-text",
        "a code without a text is no reply",
        ("REPLY-02",),
        replaces=(reading_with(NeedsText),),
    ),
    Defect(
        "reply-needs-a-blank",
        "a code without a blank behind it is no reply",
        ("REPLY-05",),
        replaces=(reading_with(NeedsBlank),),
    ),
    Defect(
        "reply-words-decide",
        "a text with a word such as error or failed is a refusal",
        ("REPLY-02",),
        replaces=(reading_with(ReadsWords),),
    ),
    Defect(
        "reply-must-be-whole",
        "what one read gives is taken for a whole reply",
        ("REPLY-02",),
        replaces=(reading_with(NeedsWholeReply),),
    ),
    Defect(
        "only-226-completes",
        "a transfer that the server completes by 250 fails",
        ("REPLY-03",),
        replaces=(Only226Completes,),
    ),
    Defect(
        "only-150-begins",
        "a transfer that the server begins by 125 fails",
        ("REPLY-03",),
        replaces=(beginning_with(150),),
    ),
    Defect(
        "only-331-asks-for-a-password",
        "a user for whom the server needs no password cannot log in",
        ("REPLY-03",),
        replaces=(NeedsPassword,),
    ),
    Defect(
        "only-230-logs-in",
        "202 to PASS fails the login",
        ("REPLY-03",),
        replaces=(Only230LogsIn,),
    ),
    Defect(
        "passive-address-needs-brackets",
        "a 227 reply without brackets has no address",
        ("REPLY-04",),
        replaces=(NeedsBrackets,),
    ),
    Defect(
        "passive-address-needs-words",
        "a 227 reply with other words than those of RFC 959 has no address",
        ("REPLY-04",),
        replaces=(NeedsUsualWords,),
    ),
    Defect(
        "completion-ignored",
        "a transfer succeeds whatever the server says after the data",
        ("ERR-GEN-03", "ERR-GEN-09", "ERR-SRV-426", "ERR-SRV-552"),
        replaces=(CompletionIgnored,),
    ),
    Defect(
        "download-completion-ignored",
        "a download succeeds whatever the server says after the data",
        ("ERR-GEN-03", "ERR-GEN-09", "ERR-SRV-425"),
        replaces=(DownloadCompletionIgnored,),
    ),
    Defect(
        "upload-completion-ignored",
        "an upload succeeds whatever the server says after the data",
        ("ERR-GEN-03", "ERR-GEN-09", "ERR-SRV-551"),
        replaces=(UploadCompletionIgnored,),
    ),
    Defect(
        "first-refusal-repeated",
        "each refusal of a session is reported by the code of its first one",
        ("ERR-GEN-04",),
        replaces=(FirstRefusalRepeated,),
    ),
    Defect(
        "refusal-of-type-ignored",
        "5yz to TYPE has no effect",
        ("ERR-SRV-501", "ERR-SRV-530"),
        replaces=(ignoring_refusals({"TYPE"}, 5),),
    ),
    Defect(
        "refusal-of-rest-ignored",
        "5yz to REST has no effect",
        ("ERR-SRV-501", "ERR-SRV-502"),
        replaces=(ignoring_refusals({"REST"}, 5),),
    ),
    Defect(
        "refusal-of-port-ignored",
        "5yz to PORT has no effect",
        ("ERR-SRV-500", "ERR-SRV-501"),
        replaces=(ignoring_refusals({"PORT"}, 5),),
    ),
    Defect(
        "refusal-of-a-path-ignored",
        "5yz to CWD has no effect",
        ("ERR-SRV-502", "ERR-SRV-530"),
        replaces=(ignoring_refusals({"CWD"}, 5),),
    ),
)
