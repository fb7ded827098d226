"""`python -m providers.sandbox --port 8090 --data DIR`: the providers' services on this machine.

Prints one line once it listens. Listens on loopback unless told otherwise: neither the services nor the controls are guarded.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn

from providers.sandbox.app import make_app, open_world
from providers.sandbox.protocol import HangingUp, Server
from providers.sandbox.world.database import InUse

GRACE_SECONDS = 1  # a hanging call must not hold up the end


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m providers.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="0: any that is free")
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the world between runs")
    parser.add_argument("--seed", type=int, default=1, help="of a world that is not born yet")
    asked = parser.parse_args()
    try:
        world = open_world(asked.data, seed=asked.seed)
    except InUse:
        sys.exit(f"Another sandbox is using {asked.data}.")
    config = uvicorn.Config(
        make_app(world),
        host=asked.host,
        port=asked.port,
        http=HangingUp,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with suppress(KeyboardInterrupt):
        Server(config, lambda port: _tell(f"http://{asked.host}:{port}/control/")).run()
    world.close()


def _tell(address: str) -> None:
    print(f"Sandbox: {address}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
