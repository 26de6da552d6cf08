"""TLS programs that we did not write: OpenSSL, GnuTLS and NSS, as far as they are installed."""
