"""Archives of pictures for the tests: sound and hostile."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.pictures import encoded

HEADERS = ("file", "reference", "caption_en", "alt_en", "credit_en")


def picture(number: int = 0, size: tuple[int, int] = (90, 60)) -> bytes:
    """A JPEG that neither is nor looks like that of any other number."""
    image = Image.new("RGB", (8, 6))
    image.putdata([((n * 37 + number * 61) % 256, (n * number * 29) % 256, n) for n in range(48)])
    return encoded(image.resize(size), "JPEG")


def table(rows: Iterable[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([headers, *rows])
    return target.getvalue().encode()


def archive(files: dict[str, bytes], name: str = "photos.zip") -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for path, data in files.items():
            made.writestr(path, data)
    return SimpleUploadedFile(name, content.getvalue(), "application/zip")


def of_rows(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> SimpleUploadedFile:
    """An archive with a picture for each file that the rows name."""
    names = dict.fromkeys(row[0] for row in rows)
    pictures = {name: picture(number) for number, name in enumerate(names) if name}
    return archive({"captions.csv": table(rows, headers), **pictures})


def raw(entries: Iterable[tuple[zipfile.ZipInfo, bytes]], rows: Iterable[Sequence[str]]) -> bytes:
    """An archive of entries with attributes of their own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("captions.csv", table(rows))
        for info, data in entries:
            made.writestr(info, data)
    return content.getvalue()
