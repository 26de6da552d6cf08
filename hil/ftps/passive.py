"""The listening socket of a passive data connection, which never leaves the ports that clients can reach."""

from __future__ import annotations

from pyftpdlib.handlers.ftp.dispatchers import PassiveDTP

from hil.errors import ServerError


class PassiveListener(PassiveDTP):  # type: ignore[misc]  # pyftpdlib has no types
    """As in pyftpdlib, which takes any port where all of `passive_ports` are in use: that is an error of the bench."""

    def listen(self, backlog: int) -> None:
        """Listen on the port that is bound; report one that is none of `passive_ports`."""
        ports = self.cmd_channel.passive_ports
        port = self.socket.getsockname()[1]
        if ports is not None and port not in ports:
            self.cmd_channel.registry.fail(
                ServerError(
                    f"expected a free port for a data connection among {min(ports)} to {max(ports)}; "
                    f"all {len(ports)} are in use"
                )
            )
        super().listen(backlog)
