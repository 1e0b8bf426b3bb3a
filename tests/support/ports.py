"""Ports for servers that tests start."""

import random
import socket

# Below the ports that systems lend to outgoing connections: none of those takes one between this
# look and the server's, nor while a test starts its server again.
_PORTS = range(20000, 32000)
_draw = random.SystemRandom()
_given: set[int] = set()


def free_port() -> int:
    """Give a port that nobody listens on, to each caller of this process another one."""
    while True:
        port = _draw.choice(_PORTS)
        if port in _given:
            continue
        _given.add(port)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
