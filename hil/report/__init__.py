"""Renderings of a run: HTML, JUnit, the summary."""
