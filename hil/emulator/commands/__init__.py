"""The commands of the emulated module, one table split by family."""
