"""Who may use which module: locks that end with their process."""
