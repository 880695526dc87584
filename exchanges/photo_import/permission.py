"""Who may add photos from archives: whoever may add photos and change the record's tool."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser

from ..tools import Tool


def may_add_photos(user: AbstractBaseUser) -> bool:
    """Whether the person may add photos to the records of any tool."""
    return user.has_perm("exchanges.add_photo") and any(may_add_to(user, tool) for tool in Tool)


def may_add_to(user: AbstractBaseUser, tool: str) -> bool:
    models = apps.get_app_config(tool).get_models()
    name = next(model._meta.model_name for model in models if model._meta.proxy)
    return user.has_perms(["exchanges.add_photo", f"{tool}.change_{name}"])
