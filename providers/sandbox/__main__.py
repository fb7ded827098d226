"""`python -m providers.sandbox --port 8090 --data DIR`: the providers' services on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from providers.sandbox.app import make_app
from providers.sandbox.protocol import HangingUp
from providers.sandbox.world.world import World


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m providers.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the world between runs")
    parser.add_argument("--seed", type=int, default=1, help="of a world that is not born yet")
    asked = parser.parse_args()
    app = make_app(World(asked.data, seed=asked.seed))
    print(f"Sandbox: http://{asked.host}:{asked.port}/control/", flush=True)  # noqa: T201
    uvicorn.run(app, host=asked.host, port=asked.port, http=HangingUp, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
