#!/usr/bin/env python3
"""Run Django's commands; `manage.py demo` shows the product with demonstration records."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings.base")
    execute_from_command_line(sys.argv)
