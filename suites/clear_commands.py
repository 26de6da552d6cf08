"""The FTP commands that may be in clear before AUTH in explicit mode (RFC 4217, 4; GEN-02).

They hold neither a secret nor a name of the user, and RFC 4217 leaves them to the
client; FEAT is how it learns whether a server has AUTH.
"""

from __future__ import annotations

BEFORE_TLS = ("AUTH", "CLNT", "FEAT", "HOST", "LANG", "NOOP", "OPTS", "SYST")
