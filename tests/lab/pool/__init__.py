"""Who may use which module."""
