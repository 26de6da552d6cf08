"""The questions that the note leaves open and only a module can answer; the report groups the answers by question.

A probe asks one question and does not judge: it passes when it has measured.  It
names the requirements of the catalogue that leave the matter open.  A command
without an answer is an answer as well.
"""

from __future__ import annotations

QUESTIONS = {
    1: "1. How are the +QFTP result lines formatted, byte by byte?",
    2: "2. Does an OK follow +QFTPGET and +QFTPPUT, and which bytes are between the data and that line?",
    3: "3. What does a query of AT+QFTPCFG return, what are the defaults, and which values are kept over a restart?",
    4: "4. Which test and read forms do the FTP commands have?",
    5: "5. What does AT+QFTPOPEN return when it cannot open a session?",
    6: "6. What does AT+QFTPCLOSE return without a session, and what is the state then?",
    7: "7. What does +++ do in data mode, and does ATO resume it?",
    8: "8. How does the timeout of AT+QFTPPUT work, and what happens to surplus bytes?",
    9: "9. What is the result of unusual sizes of AT+QFTPPUT and AT+QFTPGET?",
    10: "10. In which order is the loss of the PDP context reported during a transfer?",
    11: "11. What do a timeout and an error of AT+QSECWRITE leave in the storage?",
    12: "12. Is the checksum of AT+QSECREAD that of AT+QSECWRITE, and can a file in use be deleted?",
    13: "13. What are the texts of 4008 to 4013 under AT+CMEE=2?",
    14: "14. What does AT+QSSLCFG return for unusual values, and which values are kept over a restart?",
    15: "15. What does the DUT send in a TLS session: ClientHello, SNI, PBSZ, PROT, session reuse?",
    16: "16. What do the PDP commands return in a wrong state, and which command activates the context?",
    17: "17. How does the DUT identify itself, what does it send at a start, and what is the default of AT+CMEE?",
    18: "18. How long can a command line be, and are LF and lower case accepted?",
    19: "19. What does a second channel receive while another channel uses the FTP service?",
    20: "20. Are bytes lost without flow control?",
}
