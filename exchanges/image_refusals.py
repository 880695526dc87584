"""Why a photo is not taken: sentences that say what is so, then what to do."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from .image_bytes import other_kind

_PHOTO_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".tif", ".tiff")

# What the decoders raise on broken files; they have no error class of their own.
DECODER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

_SENTENCES = {
    "empty": _("The file is empty. Copy it from the camera again and add it again."),
    "too_big": _(
        "The file has %(size)s MB; this site takes at most %(limit)s MB. "
        "Export it as a smaller JPEG and add it again."
    ),
    "not_a_picture": _(
        "The file is not a picture. "
        "This site takes JPEG, PNG, WebP, AVIF and TIFF. Choose the photo and add it again."
    ),
    "format_not_taken": _(
        "It is %(kind)s. "
        "This site takes JPEG, PNG, WebP, AVIF and TIFF. Export it as JPEG and add it again."
    ),
    "format_not_taken_misnamed": _(
        "It is %(kind)s under a photo’s name. "
        "This site takes JPEG, PNG, WebP, AVIF and TIFF. Export it as JPEG and add it again."
    ),
    "too_many_pixels": _(
        "The picture has more than %(limit)s megapixels, the most this site takes in this format. "
        "Export it as a smaller JPEG and add it again."
    ),
    "side_too_long": _(
        "The picture has %(width)s × %(height)s pixels; this site takes at most %(limit)s a side. "
        "Export it as a smaller JPEG and add it again."
    ),
    "animated": _(
        "The picture is animated; this site shows still photos. "
        "Export one frame as JPEG and add it again."
    ),
    "colours_not_taken": _(
        "The picture keeps its colours in a way this site cannot read. "
        "Export it as JPEG and add it again."
    ),
    "too_many_parts": _(
        "The file is made of more parts than a photo has. Export it as JPEG and add it again."
    ),
    "not_stored": _(
        "The photo could not be stored: the site’s storage is full or out of reach. Nothing of it "
        "was kept. Add it again later, and tell whoever runs the site."
    ),
    "broken": _(
        "The picture is broken: it cannot be read to its end. "
        "Copy it from the camera again or export it as JPEG, and add it again."
    ),
}


def refusal(code: str, **params: Any) -> ValidationError:
    return ValidationError(_SENTENCES[code], code=code, params=params)


def not_taken(content: bytes, name: str) -> ValidationError:
    kind = other_kind(content)
    if kind is None:
        return refusal("not_a_picture")
    misnamed = name.lower().endswith(_PHOTO_SUFFIXES)
    sentence = _SENTENCES["format_not_taken_misnamed" if misnamed else "format_not_taken"]
    return ValidationError(sentence, code="format_not_taken", params={"kind": kind})


def too_many_pixels(limit: int) -> ValidationError:
    return refusal("too_many_pixels", limit=limit // 1_000_000)


@contextmanager
def refusing_broken(most: int) -> Iterator[None]:
    """Turn whatever a decoder raises into a sentence; `most` pixels are the limit it names."""
    with warnings.catch_warnings():
        # Pillow warns of damaged metadata, which is dropped anyway, and of large pictures, which
        # are refused. Filters belong to all threads: should one thread put back what another has
        # set, these two stay on, which harms nothing.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
        warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_many_pixels(most) from error
        except DECODER_ERRORS as error:
            raise refusal("broken") from error
