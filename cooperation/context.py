from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from exchanges.bilingual import reader_language, text_in
from exchanges.index.sql import select, table
from exchanges.models import SiteText


def site(request: HttpRequest) -> dict[str, object]:
    """Names of the site and the ministry in the reader's language, and the demonstration banner.

    The banner is the site text `demonstration`; it is read only by pages that show it.
    """
    language = (get_language() or "en")[:2]
    return {
        "site_name": settings.SITE_NAMES.get(language, settings.SITE_NAMES["en"]),
        "ministry_name": settings.MINISTRY_NAMES.get(language, settings.MINISTRY_NAMES["en"]),
        "demonstration_notice": SimpleLazyObject(_demonstration_notice),
    }


def _demonstration_notice() -> str:
    found = select(
        f"SELECT body_en, body_ja FROM {table(SiteText)} WHERE key = %s", ["demonstration"]
    )
    return text_in(reader_language(), *found[0]) if found else ""
