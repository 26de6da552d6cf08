"""The facts of the documents, as data with clause numbers; no behaviour, no judgement."""
