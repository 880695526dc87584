"""Where photos are kept: in folders, or in an S3-compatible object storage."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "s3://bucket/prefix?endpoint=https://storage.example.org&region=ap-northeast-1"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"[\w./-]*", re.ASCII)


def storages_of(address: str, data_dir: Path, base_url: str) -> dict[str, dict[str, Any]]:
    """The storages of originals and renditions for a MEDIA_STORAGE."""
    if "://" in address:
        return _object_storages(address)
    return {
        # Originals carry positions and serial numbers: this folder is under no address at all.
        "originals": {
            "BACKEND": "exchanges.storage.PrivateStorage",
            "OPTIONS": {"location": data_dir / "private"},
        },
        "default": {
            "BACKEND": "exchanges.storage.FolderStorage",
            "OPTIONS": {"location": address, "base_url": base_url},
        },
    }


def _object_storages(address: str) -> dict[str, dict[str, Any]]:
    options = _read(address)
    missing = [name for name in ("storages", "boto3") if find_spec(name) is None]
    if missing:
        raise ImproperlyConfigured(
            f"MEDIA_STORAGE is {address!r}, for which a package is missing: install the extra "
            "'production'."
        )
    prefix = options.pop("prefix")
    return {
        name: {
            "BACKEND": "exchanges.storage_s3.ObjectStorage",
            "OPTIONS": {**options, "location": f"{prefix}{folder}"},
        }
        for name, folder in (("originals", "private"), ("default", "media"))
    }


def _read(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = unquote(parts.path).strip("/")
    endpoint = given.pop("endpoint", None)
    region = given.pop("region", None)
    if parts.scheme != "s3":
        _refuse(address, f"{parts.scheme}:// is not known; only s3:// and folders are.")
    if not BUCKET.fullmatch(parts.netloc):
        _refuse(address, "it names no bucket, or one that cannot be.")
    if not PREFIX.fullmatch(prefix) or ".." in prefix:
        _refuse(address, "its prefix may have letters, digits and . _ - / only.")
    if given or parts.fragment:
        unknown = ", ".join(given) or f"#{parts.fragment}"
        _refuse(address, f"{unknown} is not known; endpoint and region are.")
    if endpoint is not None and not re.fullmatch(r"https?://[^\s/?#]+/?", endpoint):
        _refuse(address, "its endpoint is not an address such as https://storage.example.org.")
    if region is not None and not re.fullmatch(r"[a-z0-9-]+", region):
        _refuse(address, "its region is not a name such as ap-northeast-1.")
    return {
        "bucket_name": parts.netloc,
        "prefix": f"{prefix}/" if prefix else "",
        "endpoint_url": endpoint,
        "region_name": region,
        # Storages of one's own seldom have a host name for each bucket.
        "address_in_path": endpoint is not None,
    }


def _refuse(address: str, why: str) -> None:
    raise ImproperlyConfigured(
        f"MEDIA_STORAGE is {address!r}: {why} Give a folder, or an address such as {EXAMPLE}"
    )
