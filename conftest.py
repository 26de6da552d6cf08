"""The repository's root for pytest; everything is registered by the installed plugin `hil.plugin`."""
