"""m95-hil: conformance tests for the FTPS function of the Quectel M95, in the loop with hardware or an emulator."""

__version__ = "0.1.0"
