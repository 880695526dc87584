from __future__ import annotations

from django.http import Http404
from django.views.generic import TemplateView

from exchanges.models import SiteText, Tool

from ..figures import FOUR_TOOLS

PAGES = ("method", "corrections", "reuse", "accessibility")


class About(TemplateView):
    """The purpose with the tools, and the pages below it; their wording belongs to the staff."""

    def get_template_names(self) -> list[str]:
        return ["about/page.html" if "page" in self.kwargs else "about/index.html"]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        tools = [(tool, f"tool-{tool}") for tool in FOUR_TOOLS]
        keys = ["purpose", "agreements", *(key for _tool, key in tools)]
        keys += [f"about-{page}" for page in PAGES]
        texts = {text.key: text for text in SiteText.objects.filter(key__in=keys) if text.body}
        page = self.kwargs.get("page")
        text = texts.get(f"about-{page}" if page else "purpose")
        if page and (page not in PAGES or text is None):
            raise Http404
        return super().get_context_data(
            **kwargs,
            text=text,
            page_name=page,
            tools=[(tool, texts.get(key)) for tool, key in tools],
            agreements=(Tool.AGREEMENTS, texts.get("agreements")),
            pages=[(name, texts[f"about-{name}"]) for name in PAGES if f"about-{name}" in texts],
        )
