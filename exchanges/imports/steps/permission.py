"""Who may import: whoever may add and change the records of a tool."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser

from ...models import ImportBatch
from ...tools import Tool


def tools_to_import(user: AbstractBaseUser) -> list[Tool]:
    """The tools whose records the person may add and change, in their order."""
    return [tool for tool in Tool if _may(user, tool)]


def may_import(user: AbstractBaseUser, batch: ImportBatch) -> bool:
    """A file of one tool needs that tool's permissions; one of several tools those of all."""
    allowed = tools_to_import(user)
    return Tool(batch.tool) in allowed if batch.tool else allowed == list(Tool)


def _may(user: AbstractBaseUser, tool: Tool) -> bool:
    models = apps.get_app_config(tool.value).get_models()
    name = next(model._meta.model_name for model in models if model._meta.proxy)
    return user.has_perms([f"{tool.value}.add_{name}", f"{tool.value}.change_{name}"])


def may_publish(user: AbstractBaseUser) -> bool:
    """Whether the person may let imported records appear on the public site."""
    return user.has_perm("exchanges.publish_activity")
