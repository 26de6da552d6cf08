"""Run by the interpreter of labgrid: AT exchanges through its SerialDriver; argument 1 is the URL, 2 the number.

Prints the seconds of each as one JSON array.
"""

import json
import sys
import time
from urllib.parse import urlsplit

from labgrid import Target
from labgrid.driver import SerialDriver
from labgrid.resource import NetworkSerialPort, RawSerialPort

PROTOCOLS = {"socket": "raw", "rfc2217": "rfc2217"}


def main() -> None:
    """Open, exchange, print."""
    url, count = sys.argv[1], int(sys.argv[2])
    target, parts = Target("main"), urlsplit(url)
    if parts.scheme in PROTOCOLS:
        NetworkSerialPort(
            target, None, host=parts.hostname, port=parts.port, speed=115200, protocol=PROTOCOLS[parts.scheme]
        )
    else:
        RawSerialPort(target, None, port=url, speed=115200)
    driver = SerialDriver(target, None)
    target.activate(driver)
    taken = []
    for number in range(count + 1):
        started = time.perf_counter()
        driver.write(b"AT\r")
        driver.expect("OK\r\n", timeout=10)
        if number:  # the first one warms up
            taken.append(time.perf_counter() - started)
    print(json.dumps(taken))


main()
