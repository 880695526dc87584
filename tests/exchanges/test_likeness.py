"""Pictures that look alike are found; those of the demonstration are told apart."""

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from cooperation.demonstration.loading import PICTURES
from exchanges.likeness import bits_apart, likeness_of
from exchanges.photo_advice import MOST_BITS_APART
from tests.pictures import encoded


@lru_cache
def photographs() -> list[Image.Image]:
    files = sorted(file.name for file in PICTURES.iterdir())
    return [Image.open(io.BytesIO((PICTURES / name).read_bytes())).convert("RGB") for name in files]


def again(picture: Image.Image, picture_format: str, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(encoded(picture, picture_format, quality=quality))).convert("RGB")


def versions(picture: Image.Image) -> Iterator[Image.Image]:
    width, height = picture.size
    yield picture.resize((width * 3 // 10, height * 3 // 10), Image.Resampling.BICUBIC)
    yield picture.resize((width * 2, height * 2), Image.Resampling.NEAREST)
    yield again(picture, "JPEG", 30)
    yield again(picture, "WEBP", 40)
    yield ImageEnhance.Brightness(picture).enhance(1.15)
    yield ImageEnhance.Contrast(picture).enhance(0.85)


@pytest.mark.parametrize("number", range(20))
def test_a_photograph_is_like_itself_scaled_and_encoded_anew(number: int) -> None:
    picture = photographs()[number]
    own = likeness_of(picture)

    assert max(bits_apart(own, likeness_of(each)) for each in versions(picture)) <= MOST_BITS_APART


def test_no_two_photographs_of_the_demonstration_are_alike() -> None:
    bits = [likeness_of(picture) for picture in photographs()]

    assert len(bits) == 20
    assert min(bits_apart(one, other) for one, other in combinations(bits, 2)) > MOST_BITS_APART


def test_the_bits_fit_a_column_of_signed_numbers() -> None:
    for picture in photographs():
        assert -(2**63) <= likeness_of(picture) < 2**63
    assert bits_apart(-1, 0) == 64
    assert bits_apart(-(2**63), 2**63 - 1) == 64
