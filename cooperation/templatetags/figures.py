"""Long tables in compiled templates: the index of partners, the coverage by agreements."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from agreements.coverage import Coverage
from agreements.status import Status
from exchanges.addresses import address
from exchanges.jinja import compiled
from exchanges.models import Activity, Partner
from exchanges.templatetags.days import short_day
from exchanges.templatetags.listing import ToolFace, and_more
from exchanges.templatetags.records import flags, lang, text, tool_class

from ..charts import YearChart
from ..figures import FOUR_TOOLS, OF_TOOLS

register = template.Library()

PARTNERS_IN_ROW = 8
STANDING_CLASSES = {Status.IN_FORCE: "y", Status.SIGNED: "s"}
# Code and name of a region, and its partners.
Regions = Sequence[tuple[str, str, list[Partner]]]


@register.simple_tag
def partner_rows(regions: Regions, is_full: bool) -> SafeString:
    """The bodies of the table of partners; `is_full` gives flags, and links to the activities.

    Addresses are relative to the index, which it stands on: there are three hundred of them.
    """
    return compiled(
        "partner_rows.html",
        regions=regions,
        activities=address("activities:list") if is_full else "",
        of_tools=OF_TOOLS,
        flag=flags() if is_full else lambda _code: "",
        until=_until,
    )


@register.simple_tag
def partner_names(partners: Sequence[Partner], below: str = "") -> SafeString:
    """Linked names, to stand in a list; `below` leads from the page to the index of partners."""
    return compiled("partner_names.html", partners=partners, below=below, until=_until)


@register.simple_tag
def year_chart(chart: YearChart, partner: Partner) -> SafeString:
    """Activities with a partner by year and tool: drawn, described and as a table."""
    names = {"partner": partner.name, "first": chart.first.year, "last": chart.last.year}
    title = gettext("Activities with %(partner)s by year and tool, %(first)s to %(last)s") % names
    description = gettext(
        "Activities in all: %(total)s; most in %(year)s (%(peak)s). The table below gives every"
        " value."
    )
    caption = gettext(
        "Activities with %(partner)s by year and tool; years without a record are left out"
    )
    peak = chart.peak
    return compiled(
        "year_chart.html",
        chart=chart,
        tools=[ToolFace(tool_class(tool), tool.mark, str(tool.short_name)) for tool in FOUR_TOOLS],
        title=title,
        description=description % {"total": chart.total, "year": peak.year, "peak": peak.total},
        caption=caption % names,
    )


@register.simple_tag
def agreement_table(
    agreements: Sequence[Activity], title: str, with_partners: bool = True
) -> SafeString:
    """Agreements with `standing`, and their partners unless the page is a partner's own."""
    return compiled(
        "agreements.html",
        agreements=agreements,
        title=title,
        with_partners=with_partners,
        shown=PARTNERS_IN_ROW,
        flag=flags(),
        lang=lang,
        text=text,
        short_day=short_day,
        and_more=and_more,
        classes=STANDING_CLASSES,
    )


@register.simple_tag
def coverage_rows(coverage: Coverage) -> SafeString:
    """The bodies of the table of agreements by partner and type."""
    return compiled(
        "coverage.html",
        coverage=coverage,
        agreements=address("agreements:list"),
        partners=address("partners:list"),
        flag=flags(),
        words=_standing_with_year,
        classes=STANDING_CLASSES,
        more=_more,
    )


def _standing_with_year(agreement: Activity) -> str:
    """Where an agreement stands and since which year: "In force 2016"."""
    detail, standing = agreement.detail, agreement.standing
    if standing == Status.IN_FORCE:
        return gettext("In force %(year)s") % {"year": detail.in_force_on.year}
    if standing == Status.SIGNED:
        return gettext("Signed %(year)s") % {"year": detail.signed_on.year}
    if standing == Status.ENDED:
        return gettext("Ended %(year)s") % {"year": detail.terminated_on.year}
    return str(standing.label)


def _more(number: int) -> str:
    return ngettext("%(more)s more", "%(more)s more", number) % {"more": number}


def _until(partner: Partner) -> str:
    return gettext("historic state, until %(year)s") % {"year": partner.valid_to.year}
