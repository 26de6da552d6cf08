"""The DTE: drives a DUT on any pyserial URL (the upper tester)."""
