"""pyproject.toml, environment.yml and requirements.lock ask for the same packages, and setup.sh says what it lacks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import netlab

ROOT = Path(__file__).parent.parent
# conda-forge's name → the name on PyPI, where they differ
RENAMED = {"python-igraph": "igraph", "python-kaleido": "kaleido", "playwright-python": "playwright"}
PYTHONS = ("3.11.7", "3.12.9", "3.13.5")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "macOS": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
}


class Pin(NamedTuple):
    """One package of the lock."""

    name: str
    version: str
    marker: str
    hashes: int


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared() -> dict[str, SpecifierSet]:
    """What pyproject.toml asks for, to run and to test."""
    lines = [*project()["dependencies"], *project()["optional-dependencies"]["test"]]
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}


def conda() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def locked() -> list[Pin]:
    """Every package of the lock with its pin, its marker and how many hashes it has."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    pins = []
    for line in lines:
        wanted, *hashes = line.split("--hash=")
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h.strip()) for h in hashes), line[:60]
        required = Requirement(wanted.strip())
        (pinned,) = required.specifier
        assert pinned.operator == "==", line[:60]
        pins.append(Pin(canonicalize_name(required.name), pinned.version, str(required.marker or ""), len(hashes)))
    return pins


def imported(folder: str) -> set[str]:
    """The packages that the Python files in a folder import, without those of Python and of this repository."""
    files = [p for p in (ROOT / folder).rglob("*.py") if "__pycache__" not in p.parts]
    ours = {p.stem for p in (ROOT / folder).rglob("*.py")} | {p.parent.name for p in files} | {"netlab", "tests"}
    ours |= {p.stem for part in ("tests", "benchmarks") for p in (ROOT / part).rglob("*.py")}
    named = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {a.name.split(".")[0] for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                named.add(node.module.split(".")[0])
    return named - ours - set(sys.stdlib_module_names)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["netlab", "tests", "benchmarks", "docs", "data"])
def test_every_package_that_is_imported_is_asked_for_by_name(folder):
    """What another package happens to bring can be gone with its next version."""
    lines = project()["dependencies"] if folder == "netlab" else declared()
    asked = {canonicalize_name(Requirement(line).name) for line in lines}
    brings = {name: {canonicalize_name(d) for d in by} for name, by in packages_distributions().items()}
    assert {n for n in imported(folder) if not brings.get(n, set()) & asked} == set()


def test_conda_asks_for_the_same_packages_in_the_same_ranges():
    *from_conda, by_pip = conda()
    asked = [Requirement(line) for line in [*from_conda, *by_pip["pip"][:-1]]]  # the last one is netlab itself
    packages = {canonicalize_name(RENAMED.get(r.name, r.name)): r.specifier for r in asked}
    assert packages.pop("python") == SpecifierSet(project()["requires-python"])
    assert packages.pop("pip") == SpecifierSet()
    assert packages == declared()


def test_conda_installs_netlab_itself_from_this_folder():
    assert conda()[-1]["pip"][-1] == "-e ."


def test_the_lock_pins_every_package_within_its_range():
    pins = locked()
    for name, allowed in declared().items():
        versions = [p.version for p in pins if p.name == name]
        assert versions, f"{name} is not in the lock: run make lock"
        outside = [v for v in versions if v not in allowed]
        assert not outside, f"{name} {outside} is outside {allowed}: run make lock"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_has_one_version_of_a_package_everywhere(system, python):
    """On every system and every Python that netlab supports, each declared package has exactly one pin."""
    here = {**SYSTEMS[system], "python_full_version": python, "python_version": python.rpartition(".")[0]}
    here |= {"platform_python_implementation": "CPython", "implementation_name": "cpython"}
    names = [p.name for p in locked() if not p.marker or Marker(p.marker).evaluate(here)]
    assert len(names) == len(set(names))
    assert set(declared()) <= set(names)


def test_the_lock_has_hashes_and_no_address():
    """So it installs the same files from any index, and tells nobody which index its maker uses."""
    assert [p.name for p in locked() if not p.hashes] == []
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"://|^\s*-{1,2}(?:index|extra-index|find-links|i|f)\b.*|@ file", text, re.M) == []


def test_what_is_installed_is_what_is_asked_for():
    installed = {name: version(name) for name in declared()}
    assert [(n, v) for n, v in installed.items() if not declared()[n].contains(v, prereleases=True)] == []


def test_one_version_number():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert netlab.__version__ == project()["version"] == citation["version"]
    assert citation["license"] == "BSD-3-Clause"
    assert "BSD 3-Clause License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------------- setup.sh


def fake(folder: Path, name: str, python: str, venv: bool = True) -> None:
    """A command that answers setup.sh's two questions as a Python of this version would: suitable? has it venv?"""
    suitable = SpecifierSet(project()["requires-python"]).contains(python)
    script = f"""#!/bin/sh
case "$2" in
    *version_info*) exit {0 if suitable else 1} ;;
    *ensurepip*) exit {0 if venv else 1} ;;
esac
echo "Python {python}"
exit 3
"""
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)


def setup(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """setup.sh where only the commands in this folder can be found."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "setup.sh"), *arguments],
        env={"PATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
    )


needs_sh = pytest.mark.skipif(os.name == "nt", reason="setup.sh is for systems with sh")


@needs_sh
@pytest.mark.parametrize("there", [[], [("python3", "3.10.2")], [("python3", "3.14.0"), ("python3.13", "3.10.0")]])
def test_without_a_suitable_python_setup_says_so_in_one_line(tmp_path, there):
    for name, python in there:
        fake(tmp_path, name, python)
    done = setup(tmp_path, "env")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"netlab needs Python 3\.11, 3\.12 or 3\.13: install one .*run make again\.\n", done.stderr)
    assert not (tmp_path / "env").exists()


@needs_sh
def test_with_a_python_that_lacks_venv_setup_names_the_package_to_install(tmp_path):
    fake(tmp_path, "python3", "3.9.0")
    fake(tmp_path, "python3.12", "3.12.3", venv=False)
    done = setup(tmp_path, "env")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "sudo apt-get install python3.12-venv" in done.stderr
    assert not (tmp_path / "env").exists()


@needs_sh
def test_setup_passes_over_a_python_that_lacks_venv_when_another_has_it(tmp_path):
    fake(tmp_path, "python3", "3.11.2", venv=False)
    fake(tmp_path, "python3.12", "3.12.3")
    (tmp_path / "rm").symlink_to("/bin/rm")
    done = setup(tmp_path, "env")
    assert "Making the environment in env with Python 3.12.3" in done.stdout
    assert done.returncode == 3  # the stand-in stops there, for it makes no environment


@needs_sh
@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_setup_is_content_with_any_chromium(tmp_path, name):
    fake(tmp_path, name, "3.12.3")
    done = setup(tmp_path, "--browser")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_sh
def test_without_a_browser_setup_goes_on_and_says_what_is_skipped(tmp_path):
    if any(Path("/Applications").glob("*Chrom*.app")):
        pytest.skip("this machine has a browser that setup.sh finds without PATH")
    done = setup(tmp_path, "--browser")
    assert done.returncode == 0
    assert done.stdout.startswith("No Chromium: the browser tests are skipped.")
    assert done.stdout.count("\n") == 1


def test_markers_of_the_lock_are_tried_on_every_supported_python():
    """The versions tried above are those that pyproject.toml allows, and the ones beside them are not."""
    allowed = SpecifierSet(project()["requires-python"])
    tried = [Version(p) for p in PYTHONS]
    assert [m for m in range(8, 20) if allowed.contains(f"3.{m}.1")] == [v.minor for v in tried]
