"""Show the product with demonstration records: one command from nothing to a running site."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cooperation.demonstration.loading import load_demonstration
from cooperation.roles import ensure_roles

ADMINISTRATOR = "administrator"


class Command(BaseCommand):
    help = "Load the demonstration records, create one user per role and start the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port of the site (8000)")
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve:
            _refuse_taken_port(port)
        call_command("migrate", verbosity=0)
        loaded = load_demonstration()
        self.stdout.write(
            f"{loaded} demonstration records loaded."
            if loaded
            else "The demonstration records are there already; nothing was changed."
        )
        for username, password in create_users():
            self.stdout.write(f"User {username}, password {password} (shown only this once)")
        if not no_serve:
            self.serve(port)

    def serve(self, port: int) -> None:
        """Run web server and worker until Ctrl-C, or until one of them ends."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), *sys.path[1:]]),
        }
        web = [sys.executable, "-m", "gunicorn", "cooperation.wsgi", "--bind", f"127.0.0.1:{port}"]
        web += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
        # A search with many filters is a long address, which the pages bound themselves.
        web += ["--limit-request-line", "0"]
        worker = [sys.executable, "-m", "django", "db_worker"]
        processes = [subprocess.Popen(command, env=environment) for command in (web, worker)]
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            _wait_for(port, processes)
            self.stdout.write(f"Public site: http://127.0.0.1:{port}/ (Japanese: /ja/)")
            self.stdout.write(f"Staff:       http://127.0.0.1:{port}/admin/")
            self.stdout.write("Ctrl-C ends both.")
            self.stdout.flush()
            while all(process.poll() is None for process in processes):
                sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("Ended.")
        finally:
            _end(processes)


def create_users() -> list[tuple[str, str]]:
    """One user per role, with a random password each; those that exist keep theirs."""
    created = []
    groups = ensure_roles()
    for role in (ADMINISTRATOR, *groups):
        if User.objects.filter(username=role).exists():
            continue
        password = secrets.token_urlsafe(12)
        is_superuser = role == ADMINISTRATOR
        user = User.objects.create_user(
            role, password=password, is_staff=True, is_superuser=is_superuser
        )
        if not is_superuser:
            user.groups.add(groups[role])
        created.append((role, password))
    return created


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: demo --port 8001"
            ) from error


def _wait_for(port: int, processes: list[subprocess.Popen]) -> None:
    """Return once the site accepts connections, so that the addresses printed work."""
    while all(process.poll() is None for process in processes):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise CommandError("The web server or the worker did not start; its message stands above.")


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def _end(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
