"""What the tests of columns page share."""

from django.test import Client

from exchanges.models import ImportBatch

from .files import HEADERS, csv_bytes
from .import_pages import columns_url

JAPANESE = "件名,実施日,国,種別,記入日\n髙橋訓練,2019年5月22日,米国,寄港,2019年5月30日\n"


def file_of(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    return csv_bytes(*rows, headers=headers)


def text_of(client: Client, batch: ImportBatch) -> str:
    return client.get(columns_url(batch)).content.decode()


UNCLEAR = ("T-1", "A", "troops", "port-call", "03/04/2011", "", "us")
