"""pyserial URL handlers of this package."""
