"""Files that are meant to harm, or only odd: made on the spot, none of them kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms

from tests.pictures import (
    EVERY_FORMAT,
    encoded,
    exif,
    flat_png,
    full_of_metadata,
    halves,
    many_scans,
    many_strips,
    picture_bytes,
    png_chunk,
    tiff,
)

from .blocks import (
    ASCII,
    CAPTION,
    SHORT,
    UNDEFINED,
    exif_block,
    iim,
    jpeg_with,
    jpeg_with_exif,
    jpeg_with_xmp,
    photoshop,
    png_with,
    segment,
    webp_with,
    xmp,
)

# Planted in every place of a file that may hold a text; no public file may hold it in any encoding.
SECRET = "SN7041993XQ"
SCRIPT = b"<script>alert(1)</script>"


def secret_exif() -> bytes:
    """As a camera of the forces writes it: serial numbers, owner, position, maker's notes."""
    tags = Image.Exif()
    tags[270] = tags[271] = tags[272] = tags[305] = tags[315] = tags[33432] = SECRET
    tags[40092] = (SECRET + "\0").encode("utf-16-le")
    camera = tags.get_ifd(0x8769)
    camera[42032] = camera[42033] = camera[42037] = SECRET
    camera[37500] = b"Nikon\0" + SECRET.encode()
    camera[37510] = b"UNICODE\0" + SECRET.encode("utf-16-be")
    position = tags.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = (
        *("N", (35.0, 41.0, 22.0)),
        *("E", (139.0, 41.0, 30.0)),
    )
    position[27] = b"ASCII\0\0\0" + SECRET.encode()
    return tags.tobytes()


def full_of_secrets(picture_format: str) -> bytes:
    """The secret in Exif, XMP and, where the format has them, IPTC, comments and texts."""
    packet = xmp(description={"en": SECRET}, elements={"photoshop:City": SECRET})
    block = iim(dict.fromkeys((CAPTION, 80, 90, 105, 110, 116), SECRET.encode()))
    options: dict[str, Any] = {"exif": secret_exif()}
    if picture_format in ("JPEG", "WEBP", "AVIF"):
        options["xmp"] = packet
    content = encoded(halves(), picture_format, **options)
    secret = SECRET.encode()
    if picture_format == "JPEG":
        extra = segment(0xFE, secret) + segment(0xED, b"Photoshop 3.0\0" + photoshop(block))
        extra += segment(0xE2, b"MPF\0" + secret) + segment(0xEC, b"Ducky" + secret)
        return content[:2] + extra + content[2:] + secret
    if picture_format == "PNG":
        chunks = ((b"tEXt", b"Comment\0" + secret), (b"zTXt", b"a\0\0" + zlib.compress(secret)))
        chunks += ((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet), (b"prVt", secret))
        extra = b"".join(png_chunk(*chunk) for chunk in chunks)
        return content[:33] + extra + content[33:] + secret
    if picture_format == "TIFF":
        tags = Image.Exif()
        tags.load(secret_exif())
        tags[700], tags[33723], tags[34377] = packet, block, photoshop(block)
        tags[269] = tags[285] = tags[316] = SECRET
        return encoded(halves(), "TIFF", exif=tags.tobytes()) + secret
    if picture_format == "WEBP":
        body = content[12:] + b"SECR" + struct.pack("<I", len(secret) + 1) + secret + b"\0"
        return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    return content + struct.pack(">I4s", len(secret) + 8, b"free") + secret


def archive() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        packed.writestr("evil.php", "<?php system($_GET['c']); ?>")
    return output.getvalue()


def polyglots() -> dict[str, bytes]:
    """Pictures that are something else, too."""
    jpeg = picture_bytes()
    pdf = b"%PDF-1.7\n1 0 obj\n<</JavaScript(app.alert(1))>>\nendobj\n%%EOF"
    return {
        "JPEG and ZIP": jpeg + archive(),
        "JPEG and RAR": jpeg + b"Rar!\x1a\7\0" + b"\0" * 40,
        "PNG and ZIP": picture_bytes("PNG") + archive(),
        "WebP and ZIP": picture_bytes("WEBP") + archive(),
        "AVIF and HTML": picture_bytes("AVIF") + b"<html>" + SCRIPT,
        "TIFF and ZIP": picture_bytes("TIFF") + archive(),
        "PDF in a JPEG": jpeg_with(segment(0xFE, pdf)),
        "PHP in a JPEG's comment": jpeg_with(segment(0xFE, b"<?php system($_GET['c']); ?>")),
        "PHP in Exif": jpeg_with_exif(exif_block({272: (ASCII, b"<?php phpinfo();?>\0")})),
        "script in a PNG's text": png_with((b"tEXt", b"Comment\0" + SCRIPT)),
        "script in a PNG's pixels": encoded(
            Image.frombytes("RGB", (25, 1), (SCRIPT * 3)[:75]), "PNG", compress_level=0
        ),
        "GIF and JavaScript": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//;",
        "BMP and JavaScript": b"BM*/=1;alert(1);//" + b"\0" * 60,
        "PDF that holds a JPEG": pdf + jpeg,
        "ZIP with a JPEG before": archive() + jpeg,
        "HTML with a JPEG behind": b"<html>" + SCRIPT + jpeg,
        "SVG with a JPEG behind": b'<svg onload="alert(1)"/>' + jpeg,
        "MPEG-4 with AVIF's brand": b"\0\0\0\x18ftypavif\0\0\0\0isommp42" + b"\0" * 99,
        "JPEG of a phone with a film": jpeg + b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + b"\0" * 99,
    }


def disguised() -> dict[str, bytes]:
    """Other files under a photo's name."""
    return {
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run showpage",
        "EPS with a preview": b"\xc5\xd0\xd3\xc6" + b"\x1e\0\0\0" * 9,
        "SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "SVG with entities": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
        "HTML": b"<!DOCTYPE html><html><body>" + SCRIPT,
        "PHP": b"<?php system($_GET['c']); ?>",
        "PDF": b"%PDF-1.7\n%%EOF",
        "ZIP": archive(),
        "program": b"MZ\x90\0" + b"\0" * 99,
        "ELF": b"\x7fELF" + b"\0" * 99,
        "shell": b"#!/bin/sh\nrm -rf /\n",
        "MVG": b"push graphic-context\nfill 'url(https://127.0.0.1/a.jpg\"|ls\")'\npop",
        "MSL": b'<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>',
        "text": "これは写真ではありません".encode(),
        "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99,
        "camera raw": b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 99,
        "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 99,
        "GIF": encoded(halves(), "GIF"),
        "animated GIF": encoded(
            halves(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40))]
        ),
        "BMP": encoded(halves(), "BMP"),
        "ICO": encoded(halves(), "ICO"),
        "PPM": encoded(halves(), "PPM"),
        "TGA": encoded(halves(), "TGA"),
        "nothing": b"",
        "one byte": b"\xff",
        "zeros": b"\0" * 4_096,
        "start of a JPEG": b"\xff\xd8\xff",
        "start of a PNG": b"\x89PNG\r\n\x1a\n",
        "start of a WebP": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        "start of a TIFF": b"II*\0\x08\0\0\0",
        "start of an AVIF": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    }


def bombs() -> dict[str, bytes]:
    """A few kilobytes that ask for gigabytes or hours."""
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    jpeg = bytearray(picture_bytes())
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    webp = bytearray(picture_bytes("WEBP"))
    start = webp.index(b"\x9d\x01\x2a")
    webp[start + 3 : start + 7] = b"\xff\x3f\xff\x3f"
    large = [(256, 4, 1, 2**31), (257, 4, 1, 2**31), (258, 3, 1, 8), (273, 4, 1, 8)]
    lines = b"".join(b"&a%d;" % number for number in range(9))
    laughs = b"<!DOCTYPE x [" + b"".join(
        b'<!ENTITY a%d "%s">' % (number, (b"&a%d;" % (number - 1)) * 10) for number in range(1, 10)
    )
    return {
        "30,000 × 30,000 PNG": flat_png(30_000, 30_000),
        "PNG of the largest size": b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header),
        "PNG of one endless line": flat_png(60_000, 1),
        "JPEG of 65,535 × 65,535": bytes(jpeg),
        "WebP of 16,383 × 16,383": bytes(webp),
        "TIFF of 2³¹ × 2³¹": tiff(large, b"\0" * 99),
        "TIFF that lists a strip endlessly": many_strips(1_000_000),
        "TIFF that is its own next page": tiff([(256, 4, 1, 1)])[:-4] + b"\x08\0\0\0",
        "JPEG of countless scans": many_scans(2_000),
        "PNG with packed zeros as text": png_with(
            (b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000))
        ),
        "PNG with packed zeros as profile": png_with(
            (b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 80_000_000))
        ),
        "billion laughs in a JPEG": jpeg_with_xmp(laughs + b"]><x>" + lines + b"</x>"),
        "billion laughs in a WebP": webp_with((b"XMP ", laughs + b"]><x>" + lines + b"</x>")),
        "Exif that is its own next one": jpeg_with_exif(
            b"MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08\0\0\0\x08"
        ),
    }


def odd_pictures() -> dict[str, bytes]:
    """Pictures that are unusual; some are taken and some are not, each in peace."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    second = Image.new("RGB", (60, 40), "lime")
    more = {"save_all": True, "append_images": [second]}
    thumbnail = exif_block({256: (SHORT, b"\0\1")}) + picture_bytes()
    cmyk = halves().convert("CMYK")
    odd: dict[str, bytes] = {
        "16 bits PNG": encoded(Image.new("I;16", (60, 40), 40_000), "PNG"),
        "16 bits TIFF": encoded(Image.new("I;16", (60, 40), 40_000), "TIFF"),
        "32 bits TIFF": encoded(Image.new("F", (60, 40), 0.5), "TIFF"),
        "laboratory TIFF": encoded(halves().convert("LAB"), "TIFF"),
        "CMYK JPEG": encoded(cmyk, "JPEG"),
        "CMYK TIFF": encoded(cmyk, "TIFF"),
        "YCCK JPEG": _ycck(),
        "CMYK JPEG with a screen's profile": encoded(cmyk, "JPEG", icc_profile=srgb),
        "broken profile": encoded(halves(), "JPEG", icc_profile=b"\0" * 400),
        "huge profile": encoded(halves(), "JPEG", icc_profile=srgb + b"\0" * 3_000_000),
        "profile cut off": encoded(halves(), "PNG", icc_profile=srgb[:99]),
        "animated WebP": encoded(halves(), "WEBP", **more),
        "animated AVIF": encoded(halves(), "AVIF", **more),
        "animated PNG": encoded(halves(), "PNG", **more),
        "two pages": encoded(halves(), "TIFF", **more),
        "two pictures": encoded(halves(), "MPO", **more),
        "progressive": encoded(halves((640, 480)), "JPEG", progressive=True),
        "grey": encoded(halves().convert("L"), "JPEG"),
        "black and white": encoded(halves().convert("1"), "TIFF", compression="group4"),
        "palette with transparency": encoded(halves().convert("P"), "PNG", transparency=0),
        "one pixel": picture_bytes("JPEG", (2, 1)),
        "very wide": picture_bytes("PNG", (4_000, 1)),
        "very high": picture_bytes("PNG", (2, 4_000)),
        "corrupt Exif": jpeg_with_exif(b"MM\0*\xff\xff\xff\xff" + b"\xff" * 99),
        "corrupt XMP": jpeg_with_xmp(b"<x:xmpmeta><rdf:RDF" + b"\xff" * 99),
        "corrupt IPTC": jpeg_with(segment(0xED, b"Photoshop 3.0\x008BIM\4\4\0\0\xff\xff\xff\xff")),
        "corrupt MPF": jpeg_with(segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 99)),
        "Exif of another picture": jpeg_with_exif(thumbnail),
        "Exif twice": jpeg_with(*[segment(0xE1, b"Exif\0\0" + exif().tobytes()[6:])] * 2),
        "makers' notes": jpeg_with_exif(
            exif_block({}, {37500: (UNDEFINED, b"Nikon\0\2\x10\0\0MM\0*" + b"\xff" * 999)})
        ),
        "a comment of 60,000 bytes": jpeg_with(segment(0xFE, b"\xff" * 60_000)),
    }
    for turn in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65_535):
        block = exif_block({274: (SHORT, struct.pack(">H", turn))})
        odd[f"orientation {turn}"] = jpeg_with_exif(block)
    for name in EVERY_FORMAT:
        odd[f"full of metadata, {name}"] = full_of_metadata(name)
        odd[f"full of secrets, {name}"] = full_of_secrets(name)
    return odd


def _ycck() -> bytes:
    """A CMYK JPEG that says of itself that its inks are written as luminance and colour."""
    content = encoded(halves().convert("CMYK"), "JPEG")
    start = content.index(b"Adobe")
    return content[: start + 11] + b"\2" + content[start + 12 :]


NAMES = {
    "up": "../../../../etc/cron.d/evil.jpg",
    "up on Windows": "..\\..\\windows\\win.ini",
    "absolute": "/etc/passwd",
    "drive": "C:\\AUTOEXEC.BAT",
    "script": "shell.php",
    "two endings": "shell.php.jpg",
    "ending cut by a percent sign": "shell.php%00.jpg",
    "page": "page.html",
    "drawing": "drawing.svg",
    "device": "CON.jpg",
    "stream": "photo.jpg::$DATA",
    "hidden": ".htaccess",
    "markup": '"><img src=x onerror=alert(1)>.jpg',
    "template": "{{7*7}}{% debug %}${7*7}.jpg",
    "right to left": "photo\u202egpj.exe",
    "line ends": "a\r\nSet-Cookie: a=b.jpg",
    "control characters": "a\x01\x7f\x1b[31m.jpg",
    "zero": "a\0.php.jpg",
    "Japanese": "日印防衛相会談（市ヶ谷）.jpg",
    "emoji": "😀.jpg",
    "500 characters": "x" * 500 + ".jpg",
    "240 kanji": "写" * 240 + ".jpg",
    "10,000 characters": "x" * 10_000 + ".jpg",
    "command": "; rm -rf / #.jpg",
    "spaces": "   .jpg",
}

# As only a program sends them, in the header of the part.
DAMAGED_NAMES = {
    "no name": b"",
    "only dots": b'filename="..."',
    "empty": b'filename=""',
    "no text": b'filename="\xff\xfe.jpg"',
    "Shift_JIS": 'filename="写真.jpg"'.encode("cp932"),
    "not closed": b'filename="a.jpg',
    "twice": b'filename="a.jpg"; filename="b.php"',
    "percent": b"filename*=UTF-8''..%2F..%2F%00%0D%0Aa.php",
    "unknown encoding": b"filename*=nothing''a.jpg",
    "entities": b'filename="&lt;script&gt;&#x2f;a.jpg"',
}
