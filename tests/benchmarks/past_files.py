"""Files like those that offices really have, of any size: mixed dates, spellings and languages.

`write_past_file(path, rows=…)` is reproducible. Five of a hundred rows have a date that cannot be
read, two a partner that nobody knows; partners are one to eight, in English, Japanese and codes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

HEADERS = (
    *("Reference", "Tool", "Kind", "Title", "件名(日)", "Start date", "End date", "Partners"),
    *(
        "Roles",
        "Location",
        "場所(日)",
        "Host",
        "Edition",
        "Summary",
        "概要(日)",
        "Other participants",
    ),
    *("Latitude", "Longitude", "Source", "URL", "Domains", "Purpose", "訓練項目", "Personnel"),
    *("Ships", "Level", "Format", "Minutes", "Mode", "Trainees"),
)
TOOLS = (("people", 40), ("troops", 45), ("capacity", 15))
KINDS = {
    "people": ("ministerial", "high-level visit", "telephone conference", "visit", "防衛相会談"),
    "troops": ("port call", "共同訓練", "bilateral exercise", "goodwill exercise", "寄港"),
    "capacity": ("Online seminar", "seminar", "In-country Seminar", "technical guidance"),
}
PARTNERS = (
    *("United States", "Australia", "India", "Philippines", "Viet Nam", "Indonesia", "France"),
    *("United Kingdom", "Germany", "Italy", "Korea, Republic of", "Thailand", "Malaysia", "MNG"),
    *("Singapore", "Canada", "New Zealand", "Sri Lanka", "KHM", "Timor-Leste", "米国", "豪州"),
    *(
        "インド",
        "フィリピン",
        "ベトナム",
        "英国",
        "フランス",
        "カナダ",
        "NZL",
        "lk",
        "Brunei",
        "Laos",
    ),
    *("Papua New Guinea", "Kazakhstan", "Uzbekistan", "Turkey", "Poland", "ASEAN", "EU", "NATO"),
)
STRANGERS = ("Atlantis", "Nassau Command", "Ruritania", "合同司令部", "U.S. Marine Forces X")
PLACES = (
    ("Subic Bay", "スービック湾"),
    ("Tokyo", "東京"),
    ("Yokosuka", "横須賀"),
    ("Manila", "マニラ"),
)
WORDS = ("maritime", "aviation", "logistics", "medical", "engineering", "disaster relief", "search")
WORDS_JA = ("海洋", "航空", "後方支援", "衛生", "施設", "災害救援", "捜索")
BAD_DATES = ("2019-02-31", "Wednesday", "2月10日", "31/31/2011", "n.d.", "2020-13-01")
DOMAINS = ("maritime", "air", "ground", "maritime; air", "joint")
FIRST_DAY, DAYS = date(1999, 1, 1), 9800


def write_past_file(
    path: Path, *, rows: int, seed: int = 1, changed: float = 0, unnamed: float = 0.1
) -> None:
    """Write a file; of the same seed it is the same but for the share of `changed` summaries.

    `unnamed` is the share of rows without a reference.
    """
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADERS)
        writer.writerows(_rows(rows, seed, changed, unnamed))


def _rows(count: int, seed: int, changed: float, unnamed: float) -> Iterator[list[str]]:
    change = Random(seed + 1)
    for number in range(1, count + 1):
        random = Random(f"{seed}-{number}")
        row = _row(random, f"{seed}-{number:06d}", number)
        if random.random() < unnamed:
            row["Reference"] = ""
        if change.random() < changed:
            row["Summary"] += " Corrected."
        yield [row.get(header, "") for header in HEADERS]


def _row(random: Random, name: str, number: int) -> dict[str, str]:
    tool = random.choices([name for name, _share in TOOLS], [share for _name, share in TOOLS])[0]
    word = random.randrange(len(WORDS))
    place, place_ja = random.choice(PLACES)
    start, end = _dates(random)
    row = {
        "Reference": f"PAST-{name}",
        "Tool": tool if random.random() < 0.9 else tool.upper(),
        "Kind": random.choice(KINDS[tool]),
        "Title": f"{WORDS[word].title()} cooperation, no. {name}",
        "Start date": start,
        "End date": end,
        "Partners": _partners(random),
        "Location": f" {place}" if random.random() < 0.1 else place,
        "Summary": f"Both sides discussed {WORDS[word]} matters; meeting {number} of the series.",
        "Source": "Press release",
        "URL": f"https://example.org/press/{number}",
    }
    if random.random() < 0.5:
        row["件名(日)"] = f"{WORDS_JA[word]}協力 {name}"
        row["場所(日)"] = place_ja
        row["概要(日)"] = f"{WORDS_JA[word]}に関する意見交換を実施した。"
    if random.random() < 0.2:
        row["Host"] = random.choice(PARTNERS)
    if random.random() < 0.1:
        row["Latitude"], row["Longitude"] = f"{random.uniform(-60, 60):.4f}", "120.27"
    if random.random() < 0.05:
        row["Other participants"] = "24 countries*"
    return {**row, **_detail(random, tool)}


def _detail(random: Random, tool: str) -> dict[str, str]:
    if tool == "people":
        return {"Level": "minister", "Minutes": str(random.randrange(20, 120, 5))}
    if tool == "capacity":
        return {"Mode": random.choice(("dispatch", "online", "派遣")), "Trainees": "40"}
    detail = {"Domains": random.choice(DOMAINS), "Personnel": str(random.randrange(20, 3000))}
    if random.random() < 0.3:
        detail["Purpose"] = "To improve tactical skills."
        detail["訓練項目"] = "対潜戦訓練"
    if random.random() < 0.1:
        detail["Ships"] = "JS Izumo | jp | maritime | DDH 183; USS Benfold | us"
    return detail


def _partners(random: Random) -> str:
    several = random.choices(range(1, 9), weights=(40, 20, 12, 8, 7, 5, 4, 4))[0]
    names = list(dict.fromkeys(random.choices(PARTNERS, k=several)))
    chance = random.random()
    if chance < 0.02:
        names.append(random.choice(STRANGERS))
    elif chance < 0.05:
        names.append("24 countries*")
    return "; ".join(names)


def _dates(random: Random) -> tuple[str, str]:
    start = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    end = start + timedelta(days=random.choices((0, 1, 4, 12), weights=(50, 15, 25, 10))[0])
    form = random.random()
    if form < 0.05:
        return random.choice(BAD_DATES), ""
    if form < 0.35:
        return start.isoformat(), end.isoformat() if end > start else ""
    if form < 0.55:
        return f"{start.day} {start:%b %Y}", f"{end.day} {end:%b %Y}" if end > start else ""
    if form < 0.75:
        return f"{start.year}年{start.month}月{start.day}日", f"{end.month}月{end.day}日"
    if form < 0.85 and start >= date(2019, 5, 1):
        return f"令和{start.year - 2018}年{start.month}月{start.day}日", ""
    if form < 0.9:
        return f"{start:%B %Y}", ""
    if form < 0.95:
        return f"FY{start.year}", ""
    return f"{start:%Y/%m/%d}", ""
