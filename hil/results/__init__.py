"""The results of a run: frozen model, records, folder; read and written without pytest."""
