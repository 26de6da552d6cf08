"""What public drivers of this series send when they bring a module up: facts, by driver, in their order.

`source` is the project and the file in which the lines stand.  `end` is how the driver
ends its lines.  Commands that the series lacks, and connections (AT+QIOPEN and
further), are left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BringUp:
    """The start of one driver with a module that has just been switched on."""

    driver: str
    lines: tuple[str, ...]
    end: bytes = b"\r\n"
    source: str = ""


APN = "internet"

BRING_UPS = (
    BringUp(
        "TinyGSM, client of the M95",  # which sets QIMUX after QIACT, where the series refuses it
        (
            *("AT", "AT&FZE0", "AT+CMEE=2", "AT+CPIN?", "ATI", "AT+GSN", "AT+CREG?", "AT+CSQ", "AT+COPS?"),
            *("AT+QIDEACT", "AT+QIMUX=1", "AT+QIFGCNT=0", f'AT+QICSGP=1,"{APN}","",""'),
            *(f'AT+QIREGAPP="{APN}","",""', "AT+QIACT", "AT+QIHEAD=1", "AT+QINDI=1"),
            *("AT+CGATT?", "AT+QILOCIP", "AT+QIDNSIP=1", "AT+CBC", "AT+QMGDA=6"),
            *("AT+CMGF=1", 'AT+CSCS="HEX"', "AT+CSMP=17,167,0,8", 'AT+CUSD=1,"2A31303023"', 'AT+CSCS="GSM"'),
            *("AT&FZE0&W", "AT+IPR=0", "AT&W"),
        ),
        source="TinyGSM, TinyGsmClientM95.h",
    ),
    BringUp(
        "TinyGSM, client of the MC60",
        (
            *("AT", "AT&FZ", "ATE0", "AT+CPIN?", "ATI", "AT+GSN", "AT+CREG?", "AT+CSQ", "AT+COPS?"),
            *("AT+QIDEACT", "AT+QIFGCNT=0", f'AT+QICSGP=1,"{APN}","",""', f'AT+CGDCONT=1,"IP","{APN}"'),
            *("AT+CGACT=1,1", f'AT+QIREGAPP="{APN}","",""', "AT+QIACT", "AT+QIHEAD=1", "AT+QINDI=1"),
            *("AT+QILOCIP", "AT+CGATT?", "AT+CFUN=0", "AT+CFUN=1,1"),
        ),
        source="TinyGSM, TinyGsmClientMC60.h",
    ),
    BringUp(
        "RT-Thread at_device, class m26 and mc20",
        (
            *("ATE0", "ATI", "AT+CPIN?", "AT+CSQ", "AT+CREG?", "AT+CGREG?", "AT+QIFGCNT=0"),
            *('AT+QICSGP=1, "CMNET"', "AT+QIMODE?", "AT+QIDEACT", "AT+QIMUX?", "AT+QIMUX=1"),
            *("AT+QIREGAPP", "AT+QIACT", "AT+QILOCIP", "AT+GSN", "AT+QNSTATUS", "AT+QIDNSCFG?"),
        ),
    ),
    BringUp(
        "ubirch, mbed driver of the M66",
        (
            *("AT", "ATE0", "AT+QIURC=1", "AT+CMEE=1", "AT+QIMUX=1", "AT+CREG?", "AT+QIDEACT", "AT+CGATT=1"),
            *("AT+QIFGCNT=0", f'AT+QICSGP=1,"{APN}","",""', "AT+QIREGAPP", "AT+QIACT", "AT+QNITZ=1"),
            *("AT+CTZU=2", "AT+CFUN=1", 'AT+CCLK="70/01/01,00:00:00+00"', "AT+CGREG?", "AT+CCLK?"),
            *("AT+GSN", "AT+CBC", "AT+QIDNSIP=0", "AT+QISRVC=1", "ATV0", "AT+QISTATE", "ATV1"),
        ),
        b"\r\n",
    ),
    BringUp(
        "Arduino GSM library, shield with an M10",
        (
            *("ATE0", "AT+QIURC=0", "AT", "AT+CGREG?", "AT+IFC=1,1", "AT+CMGF=1", "AT+CLIP=1", "ATE0"),
            *("AT+COLP=1", "AT+CGATT=1", "AT+QIFGCNT=0", f'AT+QICSGP=1,"{APN}","",""', "AT+QIMUX=1"),
            *("AT+QIMODE=0", "AT+QINDI=1", "AT+QIREGAPP", "AT+QIACT", "AT+QILOCIP", "AT+QISRVC=1"),
            *("AT+QIDNSIP=0", 'AT+CSCS="GSM"', "AT+CNMI=2,1", 'AT+CPMS="SM","SM","SM"'),
        ),
        b"\r",
    ),
    BringUp(
        "GSM_easy, Arduino shield with an M95",
        (
            *("AT", "ATE0", "AT+IPR=9600", "AT+QIURC=0", "AT+CREG?", "AT+CGREG?", "AT+CSQ", "AT+COPS?"),
            *("AT+CGATT?", "AT+QISTAT", f'AT+QICSGP=1,"{APN}","",""', "AT+QIDNSIP=1", "AT+QISTAT"),
            *("AT+GSN", "AT+QCCID", "AT+CIMI", "AT+CMGF=1"),
        ),
        b"\r",
    ),
    BringUp(
        "a class of an M95 for Arduino, with AT+QEXTUNSOL",
        (
            *("AT+CREG=0", "AT+CREG?", "AT+QIFGCNT=0", "AT+COPS?", f'AT+QICSGP=1,"{APN}"', "AT+CGREG=2"),
            *("AT+CGREG?", "AT+CGREG=0", "AT+QNSTATUS", "AT+QIDNSIP=1", "AT+QINDI=2", "AT+QISDE=0"),
            *("AT+QINDRI=0", "AT+CMGF=1", 'AT+CPMS="SM","SM","SM"', "AT+QREFUSECS=1,1", "AT+QIURC=0"),
            *(f'AT+QEXTUNSOL="{name}",0' for name in ("SQ", "FN", "MW", "UR", "BC", "BM", "SM", "CC", "CN")),
        ),
        b"\r",
    ),
    BringUp(
        "a flow table of an M95 with TLS",
        (
            *("AT+IPR=115200&W", "ATE0", "AT+QIURC=0", "AT+QIFGCNT=0", f"AT+QICSGP=1,{APN}", "ATE0"),
            *("AT+QIDNSIP=1", "AT+QIMUX=0", "AT+QIMODE=1", "AT+QITCFG=3,2,512,1", "AT+QCCID", "AT+GSN"),
            *("AT+CREG?", "AT+CGREG?", "AT+QIREGAPP", "AT+QIACT", "AT+QILOCIP", "AT+QNITZ=1", "AT+QLTS"),
            *(
                'AT+QSSLCFG="sslversion",0,1',
                'AT+QSSLCFG="ciphersuite",0,"0X0035"',
                'AT+QSSLCFG="seclevel",0,2',
            ),
        ),
        b"\r",
    ),
    BringUp(
        "OpenTracker, firmware with an M95",
        (
            *("AT", "AT+QSCLK=0", "AT+CFUN=1", "AT+CPIN?", "AT+CPAS", "AT+GSN", "AT+CTZR=0", "AT+QNITZ=1"),
            *("AT+CTZU=2", "AT+QISDE=0", "AT+QINDI=1", "AT+QIMUX=1", "AT+CSQ", "AT+COPS?", "AT+QENG=1,0"),
            *("AT+QENG?", "AT+COPS=?", "AT+CREG?", "AT+QLTS", "AT+CCLK?", f'AT+QIREGAPP="{APN}","",""'),
            *("AT+QIACT", "AT+QILOCIP", "AT+QISTATE", "AT+CFUN=4", "AT+QSCLK=1"),
        ),
        b"\r",
    ),
    BringUp(
        "a state machine of an M95 for MQTT",
        (
            *("AT", "ATE0", "AT+IPR=9600", "AT+CMEE=1", "AT+CRC=0", "AT+CNMI=0,0,0,0,0", "AT+CREG=0"),
            *("AT+CGREG=0", "AT&W", "AT+QIDEACT", "AT+QIFGCNT=0", 'AT+QICSGP=1,"orange","orange",""'),
            *("AT+QIREGAPP", "AT+CPIN?", "AT+CSQ", "AT+QSPN", "AT+QIACT", "AT+QISTAT"),
        ),
    ),
    BringUp(
        "an M95 under FreeRTOS, messages deleted first",
        (
            *("AT", "ATE0", "AT+CFUN=1", "AT+CPIN?", "AT+CSQ", "AT+CGREG?", "AT+GSN", 'AT+QMGDA="DEL ALL"'),
            *("AT+QIMODE=0", f'AT+QIREGAPP="{APN}","",""', "AT+QIACT", "AT+QILOCIP"),
        ),
    ),
    BringUp(
        "an M66 on an MSP430, with the time of the network",
        (
            *("ATE0", "AT+CMGF=1", "AT+IPR=115200", "AT+QNITZ=1", "AT&W", 'AT+QMGDA="DEL ALL"'),
            *("AT+QIREGAPP", "AT+QIACT", "AT+QSPN?", "AT+QLTS?"),
        ),
        b"\r",
    ),
    BringUp(
        "a GC65, with CR LF in one of two commands",
        (
            *("ATS0=0&W", "ATI", "AT+QINISTAT", "AT+QGSN", "AT+CIMI", "AT+QIMODE=0", "AT+QINDI=1"),
            *("AT+QIHEAD=0", "AT+QISHOWRA=0", "AT+QISHOWPT=0", "AT+QISHOWLA=0", f'AT+QICSGP=1,"{APN}"'),
            *("AT+QIREGAPP", "AT+QIACT", "AT+QILOCIP"),
        ),
    ),
    BringUp(
        "a board with println and a CR of its own",
        ("AT+QIFGCNT=0", 'AT+QICSGP=1,"CMNET"', "AT+QIREGAPP", "AT+QIACT", "AT+CSQ", "AT+CBC"),
        b"\r\r\n",
    ),
    BringUp(
        "a GPRS driver with LF in front of CR",
        ("ATE0", "AT+QILPORT?", "AT+QIMODE?", "AT+QITCFG?", "AT+QIDNSIP?", "AT+CGATT?", "AT+CREG?"),
        b"\n\r",
    ),
    BringUp(
        "telephony boards with an M10, several commands in a line",
        (
            *("ATE0", "AT+IPR=115200;&W", "AT+QSIDET=0;+CMGF=0", "AT+CLIP=1;+CLIR=0", "AT+CMEE=2;+CREG=2"),
            *('AT+CSCS="IRA"', "AT+QAUDCH=1", "AT+CNMI=2,1,0,1,0", "AT+GSN", "AT+CIMI", "AT+CSCA?"),
            *("AT+CNUM", "AT+COPS?", "AT+CREG?", "AT+CSQ", "AT+QMIC=0,6", "AT+QTONEDET=1", "ATL3", "ATM2"),
            *("AT+CLVL=3", "AT+CSDH=1", "AT+CSMP=17,167,0,241", "AT+CRSL=50", "AT+CALM=0", "AT+CMUT=0"),
        ),
    ),
    BringUp(
        "oFono, the UART before the multiplexer",
        (
            *("AT", "AT+IFC=2,2; E0", "AT", "ATE0"),
            "AT+CGMM",
        ),
        b"\r",
        "oFono, plugins/quectel.c",
    ),
    BringUp(
        "oFono, an M95",
        (
            *("AT+CGMM", "ATE0; &C0; +CMEE=1; +QIURC=0", "AT+CFUN?", "AT+CFUN=4", "AT+CPIN?", "AT+QINISTAT"),
            *("AT+QTRPIN", "AT+CGMI", "AT+CGMM", "AT+CGMR", "AT+CGSN", "AT+CRC=1", "AT+CLIP=1", "AT+COLP=1"),
            *("AT+CSSN=1,1", "AT+VTD?", "AT+CCWA=1", "AT+CLCC", 'AT+CLCK="SC",2', "AT+CIMI", "AT+CGDCONT=?"),
            *("AT+CGREG=?", "AT+CGREG=2", "AT+CGEREP=?", "AT+CGEREP=2,1", "AT+CGDATA=?", "AT+CSMS=?"),
            *("AT+CSMS=128", "AT+CSMS?", "AT+CMGF=?", "AT+CPMS=?", "AT+CMGF=0", 'AT+CPMS="ME","ME","ME"'),
            *("AT+CNMI=?", "AT+CNMI=2,2,2,1,0", "AT+CMGL=4", "AT+CSCS=?", "AT+CPBS=?", "AT+CLVL=?"),
            *("AT+CLVL?", "AT+CMUT?", "AT+CSCA?", "AT+CGSMS?", "AT+CFUN=1", "AT+CREG=?", "AT+CREG=2"),
            *('AT+QEXTUNSOL="SQ",1', "AT+CREG?", "AT+COPS=3,2", "AT+COPS?", "AT+COPS=3,0", "AT+CSQ"),
            *("AT+CGATT=1", "AT+CGREG?", "AT+CGACT?", "AT+CGDCONT?", f'AT+CGDCONT=1,"IP","{APN}"', "AT+CBC"),
            'AT+CGDATA="PPP",1',
        ),
        b"\r",
        "oFono, plugins/quectel.c and drivers/atmodem",
    ),
    BringUp(
        "oFono, releases before that of the M95",
        ("ATE0 &C0 +CMEE=1", "AT+CFUN?", "AT+CFUN=4", "AT+CPIN?", "AT+CFUN=1", "AT+CFUN=0"),
        b"\r",
        "oFono, plugins/quectel.c",
    ),
    BringUp(
        "ModemManager, generic",
        (
            *("AT", "ATZ E0 V1", "ATE0", "AT+CMEE=1", "ATX4 &C1", "AT+IFC=1,1", "AT+GCAP", "ATI", "AT+CGMI"),
            *("AT+CGMM", "AT+CGMR", "AT+CGSN", "AT+CSCS=?", 'AT+CSCS="UCS2"', "AT+CPIN?", "AT+CFUN?"),
            *("AT+CIMI", "AT+CCID", "AT+CREG=2", "AT+CGREG=2", "AT+CSMS?", "AT+CPMS=?"),
            *('AT+CPMS="ME","ME","ME"', "AT+CMGF=?", "AT+CNMI=?", "AT+CNMI=2,1,2,1,0"),
            *("AT+CUSD=1", "AT+CCLK?", "AT+CTZU=1", "AT+CSQ", "AT+CLCC"),
        ),
        b"\r",
        "ModemManager, mm-broadband-modem.c",
    ),
    BringUp(
        "wvdial, with the strings of its own search",
        (
            *("ATQ0 V1 E1", "ATQ0 V1 E1 Z", "ATQ0 V1 E1 S0=0", "ATQ0 V1 E1 S0=0 &C1"),
            *("ATQ0 V1 E1 S0=0 &C1 &D2", "ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0", "ATI", "ATI1", "ATZ"),
            f'AT+CGDCONT=1,"IP","{APN}","",0,0',
        ),
        b"\r",
        "wvdial, output of wvdialconf",
    ),
    BringUp(
        "chat scripts of pppd, up to the dial string",
        (
            *("ATZ", "ATQ0V1E1S0=0&C1&D2", "ATE0", f'AT+CGDCONT=1,"IP","{APN}"', "AT+CREG?", "ATH", "ATX3"),
            *("AT+CSQ", "AT+CGATT=1", "AT+IFC=2,2", "AT+CGQREQ=1,2,4,3,6,31", "AT+CGQMIN=1,0,0,0,0,0"),
        ),
        b"\r",
    ),
    BringUp(
        "Zephyr, gsm_ppp",
        (
            *("AT", "ATE0", "ATH", "AT+CMEE=1", "AT+CREG=0", f'AT+CGDCONT=1,"IP","{APN}"', "AT+IFC=2,2"),
            *("AT+CGMI", "AT+CGMM", "AT+CGMR", "AT+CGSN", "AT+CIMI", "AT+CCID", "AT+COPS?", "AT+COPS=0,0"),
            *("AT+CREG?", "AT+CGATT?", "AT+CSQ", "AT+COPS=3,2", "AT+COPS?", "ATD*99#"),
        ),
        b"\r",
        "Zephyr, drivers/modem/gsm_ppp.c",
    ),
    BringUp(
        "Zephyr, modem_cellular",
        (
            *("ATE0", "AT+CFUN=4", "AT+CMEE=1", "AT+CREG=1", "AT+CGREG=1", "AT+CREG?", "AT+CGREG?"),
            *("AT+CGSN", "AT+CGMM", "AT+CGMI", "AT+CIMI", "AT+QCCID", f'AT+CGDCONT=1,"IP","{APN}"'),
            *("AT+CFUN=1", "AT+CSQ", "ATD*99***1#"),
        ),
        b"\r",
        "Zephyr, drivers/modem, scripts of Quectel modules",
    ),
    BringUp(
        "esp-modem",
        (
            *("AT", "ATE0", "AT+IFC=2,2", "AT+CGMM", "AT+CGSN", "AT+CIMI", "AT+CPIN?", "AT+CSQ", "AT+CBC"),
            *("AT+COPS?", f'AT+CGDCONT=1,"IP","{APN}"', "AT+CMGF=1", 'AT+CSCS="GSM"', "ATD*99#"),
        ),
        b"\r",
        "esp-modem, esp_modem_command_library.cpp",
    ),
    BringUp(
        "Android, reference RIL",
        (
            *("ATE0Q0V1", "ATS0=0", "AT+CMEE=1", "AT+CREG=2", "AT+CGREG=1", "AT+CCWA=1", "AT+CMOD=0"),
            *("AT+CMUT=0", "AT+CSSN=0,1", "AT+COLP=0", 'AT+CSCS="HEX"', "AT+CUSD=1", "AT+CGEREP=1,0"),
            *("AT+CMGF=0", "AT+CFUN?", "AT+CFUN=1", "AT+CPIN?", "AT+CSMS=1", "AT+CNMI=1,2,2,1,1"),
            *("AT+COPS=3,0;+COPS?;+COPS=3,1;+COPS?;+COPS=3,2;+COPS?", "AT+CSQ", "AT+CGDCONT?", "AT+CLCC"),
        ),
        b"\r",
        "Android, reference-ril.c",
    ),
    BringUp(
        "mbed, QUECTEL_M26",
        (
            *("AT", "AT+CMEE=1", "AT+CPIN?", "AT+CGREG=2", "AT+CGDCONT?", f'AT+CGDCONT=1,"IP","{APN}"'),
            *("AT+QIFGCNT=0", f'AT+QICSGP=1,"{APN}"', "AT+QIMUX=1", "AT+QINDI=1", 'AT+CGDATA="PPP",1'),
        ),
        b"\r",
        "mbed-os, QUECTEL_M26.cpp and QUECTEL_M26_CellularStack.cpp",
    ),
    BringUp(
        "OpenSIPS, module sms",
        (
            *("AT+CMGF=0", "AT S7=45 S0=0 L1 V1 X4 &c1 E1 Q0", "AT+CSMP=49,167,0,241", "AT+CNMI=1,1,0,1,0"),
            *('AT+CPMS="SM"', "AT+CREG?"),
        ),
        b"\r",
        "OpenSIPS, modules/sms",
    ),
    BringUp(
        "Qt Extended, several settings in a line",
        (
            'AT+CMEE=1;+CRC=1;+CR=1;+CREG=1;+FCLASS=0;+CMGF=1;+CSCS="HEX"',
            "AT+CSSN=0,1;+CLIP=1;+COLP=0;+CCWA=1;+CMUT=0;+CLIR=0;+CNMI=1,2,2,2,0",
            "AT+CGREG=1;+CUSD=1",
        ),
        b"\r",
        "Qt Extended, htcuniversalgsmpower.cpp",
    ),
    BringUp(
        "an M95 on a PIC24, with both PIN commands and the memories",
        (
            *("AT", "ATI", "AT&V", "AT+CPIN?", 'AT+CLCK="SC",1,"1234"', 'AT+CPWD="SC","1234","4321"'),
            *('AT+CLCK="SC",0,"4321"', "AT+CCID", "AT+CNUM", "AT+QBAND?", "AT+CPMS=?", "AT+CPMS?"),
            *("AT+CSCS=GSM", "AT+CMGF=1", "AT+CSMP=17,167,0,0", "AT+CREG=2", "AT+CCLK?"),
        ),
        b"\r",
        "a header of the commands of an M95, with its responses",
    ),
    BringUp(
        "the phone books, as gammu writes and reads them",
        (
            *("AT+CPIN?", 'AT+CPBS="SM"', "AT+CPBS?", "AT+CPBR=?", 'AT+CPBW=1,"+491701",145,"a"'),
            *("AT+CPBR=1,10", 'AT+CPBF="a"', "AT+CPBW=1"),
        ),
        b"\r",
        "gammu, atgen.c",
    ),
    BringUp(
        "chat scripts of GPRS, with all parameters of the context",
        (
            *("ATZ", f'AT+CGDCONT=1,"IP","{APN}","0.0.0.0",0,0', f'AT+CGDCONT=1,IP,"{APN}",,0,0'),
            *("AT+CGACT=1", "ATS7=60S0=0", "AT+CGATT=1", "AT+COPS=0"),
        ),
        b"\r",
    ),
    BringUp(
        "what reads the files of the SIM: oFono, ModemManager, Android RIL",
        (
            *("AT+CPIN?", "AT+CRSM=192,12258", "AT+CRSM=176,12258,0,0,10", "AT+CRSM=176,28423,0,0,9"),
            *(
                "AT+CRSM=192,28486",
                "AT+CRSM=176,28486,0,0,17",
                "AT+CRSM=176,28589,0,0,4",
                "AT+CRSM=192,28613",
            ),
            *('AT+CSIM=10,"0020000100"', "AT+CRSM=?", "AT+CSIM=?", "AT+CHLD=?", "AT+CCFC=0,2", "AT+VTS=?"),
        ),
        b"\r",
    ),
    BringUp(
        "settings and questions of other hosts",
        (
            *("AT&C1", "ATX4", "ATS7=45 S0=0 L1 V1 X4 &c1 E1 Q0", "AT+IFC=0,0", "AT+DR=0", "AT+GOI"),
            *("AT+CLCK=?", "AT+CSMS=0", "AT+CNMI=2,1,2,2,0", 'AT+CPMS="MT","MT","MT"'),
        ),
        b"\r",
    ),
    BringUp(
        "minicom",
        ("AT S7=45 S0=0 L1 V1 X4 &c1 E1 Q0", "ATZ", "ATH"),
        b"\r",
        "minicom, src/rwconf.c",
    ),
    BringUp(
        "kannel",
        (
            *("AT&F", "ATE0", "AT+IFC=2,2", "AT+CPIN?", 'AT+CSCA="+15550100"', "AT+CMGF=0", "AT+CSMS=?"),
            *("AT+CSMS=1", "AT+CNMI=1,2,0,1,0;+CMEE=1", 'AT+CPMS="SM"', "AT+CPMS?"),
        ),
        b"\r",
        "kannel, gw/smsc/smsc_at.c",
    ),
)
