"""Runs beside one another: what changed from one to the next (`hil compare`), and over many (`hil history`)."""
