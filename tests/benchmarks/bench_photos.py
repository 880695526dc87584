"""What photos cost: `python -m tests.benchmarks.bench_photos [--odd]`; odd ones are hostile too.

Each picture is read in a process of its own: the CPU time is that of the work, without starting
Python and making the picture, and the memory is the most that the whole process ever had. The
first number is what a person waits for (the check and the first picture for the page), the second
all renditions, which the worker makes.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageCms

from tests.pictures import encoded, flat_png

SECOND = Image.new("RGB", (1200, 800), "lime")


def photograph(size: tuple[int, int] = (6000, 4000), mode: str = "RGB") -> Image.Image:
    """Shapes and grain as a camera's picture has: the JPEG of 24 megapixels has about 9 MB."""
    waves = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
    slope = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(size, 18)
    smooth = Image.merge("RGB", (waves, slope, waves.transpose(Image.Transpose.ROTATE_180)))
    return Image.blend(smooth, grain.convert("RGB"), 0.35).convert(mode)


def camera() -> bytes:
    return encoded(photograph(), "JPEG", quality=90)


def wrong_profile() -> bytes:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return encoded(photograph(), "JPEG", icc_profile=lab)


ODD: dict[str, Callable[[], bytes]] = {
    "JPEG, 24 megapixels": camera,
    "JPEG, 50 megapixels": lambda: encoded(photograph((8660, 5770)), "JPEG"),
    "JPEG, progressive": lambda: encoded(photograph(), "JPEG", progressive=True),
    "JPEG, 50 megapixels, CMYK": lambda: encoded(photograph((8660, 5770), "CMYK"), "JPEG"),
    "JPEG, wrong ICC profile": wrong_profile,
    "PNG, 24 megapixels": lambda: encoded(
        photograph().quantize(64).convert("RGB"), "PNG", compress_level=1
    ),
    "PNG, 50 megapixels, transparent": lambda: encoded(
        Image.new("RGBA", (8660, 5770), (9, 99, 199, 99)), "PNG", compress_level=1
    ),
    "PNG, 50 megapixels, 16 bits": lambda: encoded(
        Image.new("I;16", (8660, 5770), 40_000), "PNG", compress_level=1
    ),
    "PNG, 30,000 × 30,000": lambda: flat_png(30_000, 30_000),
    "PNG, 7,000 × 7,000, one bit": lambda: flat_png(7_000, 7_000),
    "WebP, 24 megapixels": lambda: encoded(photograph(), "WEBP", method=0),
    "WebP, animated": lambda: encoded(
        photograph((1200, 800)), "WEBP", save_all=True, append_images=[SECOND]
    ),
    "AVIF, 24 megapixels": lambda: encoded(photograph(), "AVIF", speed=10),
    "TIFF, 24 megapixels, CMYK": lambda: encoded(
        Image.new("CMYK", (6000, 4000), (9, 99, 199, 9)), "TIFF", compression="tiff_lzw"
    ),
    "TIFF, 24 megapixels, 16 bits": lambda: encoded(
        Image.new("I;16", (6000, 4000), 40_000), "TIFF", compression="tiff_lzw"
    ),
    "truncated JPEG": lambda: camera()[:3_000_000],
    "empty file": lambda: b"",
}


def read(path: Path) -> str:
    """One line: CPU seconds until the first picture and for all, peak in MB, and what came out."""
    from django.core.exceptions import ValidationError

    from exchanges.images import check_image
    from exchanges.renditions import first_rendition, make_renditions

    content = path.read_bytes()
    started = time.process_time()
    try:
        first_rendition(check_image(io.BytesIO(content)))
        first = time.process_time()
        made = sum(1 for _file in make_renditions(io.BytesIO(content)))
        outcome = f"{made} renditions"
    except ValidationError as error:
        first, outcome = time.process_time(), error.code
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{first - started:.2f}\t{ended - first:.2f}\t{peak:.0f}\t{outcome}"


def measure(name: str, path: Path) -> list[str]:
    """Sizes, times and memory of a picture, which another process makes.

    A process takes over the peak of the one that starts it, so that this one stays small.
    """
    _run("--make", name, str(path))
    size = f"{path.stat().st_size / 1024**2:.1f}"
    return [size, *_run("--read", str(path)).strip().split("\t")]


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", __spec__.name, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--odd", action="store_true", help="hostile and odd pictures too")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        name, path = options.make
        Path(path).write_bytes(ODD[name]())
    elif options.read:
        import django

        django.setup()
        print(read(options.read))  # noqa: T201
    else:
        for line in _table(ODD if options.odd else list(ODD)[:1]):
            print(line)  # noqa: T201


def _table(names: Iterable[str]) -> Iterator[str]:
    yield f"{'':34} {'MB':>5} {'first s':>8} {'all s':>7} {'peak MB':>8}"
    with TemporaryDirectory() as folder:
        for name in names:
            size, first, rest, peak, outcome = measure(name, Path(folder, "picture"))
            yield f"{name:34} {size:>5} {first:>8} {rest:>7} {peak:>8}  {outcome}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings.test")
    main()
