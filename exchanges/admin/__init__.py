"""Django's admin loads this package to find the admins of `exchanges`; tools import `base`."""

from . import activity, photos, reference

__all__ = ["activity", "photos", "reference"]
