"""The front end's own tests, and what its lock file must and must not hold."""

import json
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"


def test_formats_and_patches_pass_their_own_tests() -> None:
    node = Path(sys.executable).parent / "node"
    files = sorted(str(path) for path in (FRONTEND / "test").glob("*.test.mjs"))
    run = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout


def test_lock_file_pins_every_package_by_hash_and_names_no_download_address() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert locked and all("integrity" in entry for entry in locked.values())
    assert not [name for name, entry in locked.items() if "resolved" in entry]


def test_every_direct_dependency_is_pinned_exactly() -> None:
    manifest = json.loads((FRONTEND / "package.json").read_text())
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert all(version[0].isdigit() for version in wanted.values())
