"""What MEDIA_STORAGE may be, and what is said of anything else."""

import os
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cooperation.settings.storing import storages_of

ROOT = Path(__file__).resolve().parent.parent.parent
PRINT_MODULES = "import django, sys; django.setup(); print('boto3' in sys.modules)"


def options(address: str) -> dict[str, dict[str, object]]:
    return {
        name: storage["OPTIONS"]
        for name, storage in storages_of(address, Path("/data"), "/media/").items()
    }


def test_a_folder_holds_the_public_files_and_the_originals_lie_with_the_data() -> None:
    assert options("/srv/media") == {
        "originals": {"location": Path("/data/private")},
        "default": {"location": "/srv/media", "base_url": "/media/"},
    }


def test_a_bucket_holds_both_apart() -> None:
    found = options("s3://photos/a/b/?endpoint=https://s3.example.org:9000&region=ap-northeast-1")

    common = {
        "bucket_name": "photos",
        "endpoint_url": "https://s3.example.org:9000",
        "region_name": "ap-northeast-1",
        "address_in_path": True,
    }
    assert found == {
        "originals": {**common, "location": "a/b/private"},
        "default": {**common, "location": "a/b/media"},
    }


def test_a_bucket_alone_is_enough() -> None:
    found = options("s3://photos")

    assert [found[name]["location"] for name in ("originals", "default")] == ["private", "media"]
    assert found["default"]["endpoint_url"] is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("gs://photos/a", "gs:// is not known"),
        ("s3://", "no bucket"),
        ("s3:///prefix", "no bucket"),
        ("s3://UPPER/prefix", "no bucket"),
        ("s3://key:secret@photos", "no bucket"),
        ("s3://photos/../other", "its prefix"),
        ("s3://photos/a b", "its prefix"),
        ("s3://photos/?endpoint=storage.example.org", "its endpoint"),
        ("s3://photos/?endpoint=", "its endpoint"),
        ("s3://photos/?endpoint=https://a.example/path", "its endpoint"),
        ("s3://photos/?region=Tokyo 1", "its region"),
        ("s3://photos/?acl=public-read", "acl is not known"),
        ("s3://photos/#x", "#x is not known"),
    ],
)
def test_other_addresses_are_refused_with_what_is_wrong(address: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Give a folder, or an address such as") as found:
        options(address)

    assert said in str(found.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cooperation.settings.storing.find_spec",
        lambda name: None if name == "boto3" else util.find_spec(name),
    )

    with pytest.raises(ImproperlyConfigured, match="install the extra 'production'"):
        options("s3://photos")


@pytest.mark.parametrize("media", ["", "s3://photos/a?region=ap-northeast-1"])
def test_the_settings_take_it_and_load_the_package_only_when_it_is_used(
    tmp_path: Path, media: str
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cooperation.settings.base",
        **({"MEDIA_STORAGE": media} if media else {}),
    }

    result = subprocess.run(
        [sys.executable, "-c", PRINT_MODULES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == str(bool(media))
