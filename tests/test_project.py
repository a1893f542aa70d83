"""The house itself: what a fresh machine needs, what may import what, and what a public site must have switched on."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection
from django.test import Client

from config.logs import ServerFormatter
from config.secret_key import kept_secret_key

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PUBLIC_SITE = {"DEBUG": "false", "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "relata.example.com"}


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command answers in this environment, with nothing but PATH and the place of the private server from ours."""
    kept = {name: os.environ[name] for name in ("PATH", "DEVPG_HOME", "DEVPG_BINDIR") if name in os.environ}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=kept | environment, capture_output=True, text=True)


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "manage.py", *arguments, **environment)


@pytest.fixture
def program() -> ModuleType:
    """scripts/make_venv.py, which is no part of any room."""
    spec = importlib.util.spec_from_file_location("make_venv", ROOT / "scripts" / "make_venv.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the database the tests run on ---


@pytest.mark.django_db
def test_tests_run_without_superuser_rights() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


# --- packages ---


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_index_and_no_place_of_a_machine(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|^\s*-|index-url|find-links|@ |\s/[a-z]", text.replace("    --hash=", ""), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_with_hashes(lock: str) -> None:
    entries = [entry for entry in re.split(r"\n(?=[a-z])", (ROOT / lock).read_text()) if not entry.startswith("#")]
    assert len(entries) > 10
    for entry in entries:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_the_development_lock_contains_what_the_product_runs_on() -> None:
    product, development = (set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert product <= development


# --- settings ---


def test_every_variable_that_is_read_stands_in_env_example_and_readme() -> None:
    sources = "\n".join(path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    read = set(re.findall(r"""(?:\benv\.\w+\(|os\.environ\.get\(|os\.environ\[|os\.getenv\()\s*["'](\w+)""", sources))
    documented = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    explained = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert {"DATABASE_URL", "SECRET_KEY", "DEVPG_HOME"} <= read
    assert read == documented
    assert read == explained


def test_a_public_site_passes_the_deployment_checks() -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PUBLIC_SITE)
    assert answer.returncode == 0, answer.stderr


def test_a_public_site_does_not_start_without_its_own_secret_key() -> None:
    answer = manage("check", DEBUG="false")
    assert answer.returncode != 0
    assert "Set the SECRET_KEY environment variable" in answer.stderr


def test_naming_a_database_switches_debug_pages_off() -> None:
    question = "from django.conf import settings; print(settings.DEBUG, settings.HTTPS, settings.PRIVATE_POSTGRES)"
    elsewhere = {"DATABASE_URL": "postgres://relata:pass@db.example.com/relata", "SECRET_KEY": "x"}
    assert manage("shell", "--no-imports", "-c", question, **elsewhere).stdout.split() == ["False", "True", "False"]
    assert manage("shell", "--no-imports", "-c", question).stdout.split() == ["True", "False", "True"]


def test_a_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = kept_secret_key(path)
    assert len(key) >= 50
    assert kept_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_logs_leave_out_the_values_that_postgresql_tells() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "duplicate key\nDETAIL:  Key (email)=(joe@example.com) exists.", None, None)
    assert ServerFormatter().format(record) == "duplicate key"


# --- addresses ---


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_address_below_api_answers_a_problem_with_debug_on_or_off(client: Client, settings, debug: bool) -> None:
    settings.DEBUG = debug
    answer = client.get("/api/v2/nothing-here")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "not_found")


def test_probes_are_answered_by_plain_http_on_a_public_site(client: Client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/livez").status_code == 200
    assert client.get("/sign-in").status_code == 301


# --- who may import whom ---


def imports_kept(directory: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, Path(sys.executable).parent / "lint-imports", "--no-cache", cwd=directory)


@pytest.mark.parametrize(
    ("room", "statement", "refusal"),
    [
        ("upserts", "import organizations.models", "upserts is not allowed to import organizations"),
        ("upserts", "from desk import forms", "upserts is not allowed to import desk"),
        ("api", "from accounts.models import User", "api is not allowed to import accounts"),
        ("contacts", "from relationships import models", "contacts is not allowed to import relationships"),
    ],
)
def test_an_import_upwards_is_refused(tmp_path: Path, room: str, statement: str, refusal: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ROOMS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    assert imports_kept(tmp_path).returncode == 0, imports_kept(tmp_path).stdout
    (tmp_path / room / "planted.py").write_text(statement + "\n")
    answer = imports_kept(tmp_path)
    assert answer.returncode == 1
    assert refusal in answer.stdout


# --- what `make run` says on a machine that lacks something ---


def setup_with(tmp_path: Path, python3: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/setup of a fresh checkout where `python3` is this shell script (none if it is empty)."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "cmp"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    if python3:
        fake = tmp_path / "bin" / "python3"
        fake.write_text(f"#!/bin/sh\n{python3}\n")
        fake.chmod(0o755)
    answer = run("scripts/setup", "requirements.lock", *arguments, cwd=tmp_path, PATH=str(tmp_path / "bin"))
    assert answer.returncode != 0
    assert not (tmp_path / ".venv").exists()
    return answer


def test_no_python_says_what_to_install(tmp_path: Path) -> None:
    answer = setup_with(tmp_path, "")
    assert answer.stderr.startswith("Python 3.11 or newer is needed and 'python3' does not run: install it")
    assert answer.stderr.count("\n") == 1


def test_an_old_python_says_what_to_install(tmp_path: Path) -> None:
    old = """case "$2" in *platform*) echo 3.9.2;; *version_info*) exit 1;; esac"""
    answer = setup_with(tmp_path, old)
    assert answer.stderr.startswith("Python 3.11 or newer is needed and 'python3' is 3.9.2: install a newer one")
    assert answer.stderr.count("\n") == 1


def test_no_venv_module_says_what_to_install(program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program.VENV, program.PYTHON, program.UNFINISHED = (tmp_path / name for name in (".venv", ".venv/bin/python", ".venv/unfinished"))
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name))
    with pytest.raises(SystemExit, match=r"^Python's ensurepip module is missing: install it .*apt install python3-venv"):
        program.main("requirements.lock")
    assert not program.VENV.exists()


@pytest.mark.parametrize("port", ["", "80a", "0", "65536", "-1", "８０００", "9" * 40])
def test_a_port_that_is_no_port_is_refused(tmp_path: Path, port: str) -> None:
    answer = setup_with(tmp_path, f'exec "{sys.executable}" "$@"', port)
    assert answer.stderr == f"PORT must be a number from 1 to 65535, not {port!r}: for example make run PORT=8001.\n"


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = setup_with(tmp_path, f'exec "{sys.executable}" "$@"', str(port))
    assert answer.stderr == f"Port {port} is taken: choose another, for example make run PORT={port + 1 if port < 65535 else 8000}.\n"


def test_an_interrupted_set_up_starts_over_and_a_finished_one_is_left_alone(
    program: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = tmp_path / ".venv"
    program.ROOT, program.VENV, program.PYTHON, program.UNFINISHED = tmp_path, venv, venv / "bin" / "python", venv / "unfinished"
    (tmp_path / "requirements.lock").write_text("a==1\n")
    commands: list[str] = []

    def make_or_install(command: list[str], sentence: str) -> None:
        commands.append(command[2])
        if command[2] == "venv":
            (venv / "bin").mkdir()
            program.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(program, "_run", make_or_install)
    venv.mkdir()
    program.UNFINISHED.touch()
    (venv / "half.py").touch()
    program.main("requirements.lock")
    assert commands == ["venv", "pip"]
    assert not (venv / "half.py").exists()
    assert (venv / "requirements.lock").read_text() == "a==1\n"
    assert not program.UNFINISHED.exists()
    program.main("requirements.lock")
    assert commands == ["venv", "pip"]
    (tmp_path / "requirements.lock").write_text("a==2\n")
    program.main("requirements.lock")
    assert commands == ["venv", "pip", "pip"]
