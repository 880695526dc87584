from ..tools import Tool
from .activity import Activity, Participation
from .imports import ImportBatch, ImportRow
from .index import FacetCount, IndexEntry, NameWord, Posting, SiteState
from .kind import Kind, KindAlias
from .naming import ReferenceCounter
from .partner import Membership, Partner, PartnerAlias
from .photo import Photo, Rendition
from .programme import Programme
from .source import ChangeNote, Source
from .text import SiteText

__all__ = [
    "Activity",
    "ChangeNote",
    "FacetCount",
    "ImportBatch",
    "ImportRow",
    "IndexEntry",
    "Kind",
    "KindAlias",
    "Membership",
    "NameWord",
    "Participation",
    "Partner",
    "PartnerAlias",
    "Photo",
    "Posting",
    "Programme",
    "ReferenceCounter",
    "Rendition",
    "SiteState",
    "SiteText",
    "Source",
    "Tool",
]
