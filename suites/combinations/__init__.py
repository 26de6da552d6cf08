"""Whole sessions in many combinations of settings, files and histories (note 1.2, 2.2, 2.3, 4.2)."""
