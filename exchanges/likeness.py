"""How alike two pictures are: 64 bits of each that survive resizing and encoding anew.

Forty bits say where a row of the picture grows brighter, and twelve each how blue and how red its
upper half is: meetings in the same room are told apart by their flags and walls.
"""

from __future__ import annotations

from PIL import Image

BITS = 64
_COLUMNS, _ROWS = 8, 5
# Less than this is noise, as in a sky.
_BRIGHTER = 2
_LEVELS = range(-6, 6)


def likeness_of(image: Image.Image) -> int:
    """The bits of a picture in RGB, as the signed number that databases keep."""
    colours = image.convert("YCbCr")
    bits = 0
    for is_set in (*_light(colours), *_tint(colours)):
        bits = bits << 1 | is_set
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def _light(colours: Image.Image) -> list[bool]:
    across = _COLUMNS + 1
    grey = colours.getchannel("Y").resize((across, _ROWS), Image.Resampling.BOX).tobytes()
    return [
        grey[row * across + column] + _BRIGHTER < grey[row * across + column + 1]
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    ]


def _tint(colours: Image.Image) -> list[bool]:
    upper = (0, 0, colours.width, max(1, colours.height / 2))
    _light, blue, red = colours.resize((1, 1), Image.Resampling.BOX, box=upper).getpixel((0, 0))
    return [value - 128 > level for value in (blue, red) for level in _LEVELS]


def bits_apart(one: int, other: int) -> int:
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()
