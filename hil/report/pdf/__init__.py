"""The formal report: a PDF/A with the structure of a protocol conformance test report (ISO/IEC 9646-5, ITU-T X.294)."""
