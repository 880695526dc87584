"""Django's admin loads this package to find the admins of `exchanges`; tools import `base`."""

from ..imports.steps import admin as imports
from ..imports.steps import profile_admin as import_profiles
from . import activity, photos, reference

__all__ = ["activity", "import_profiles", "imports", "photos", "reference"]
