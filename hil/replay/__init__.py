"""A recorded module as a DUT: what the host sends is found in the record, and answered as it was then (docs/fidelity.md)."""
