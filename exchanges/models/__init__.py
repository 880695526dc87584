from ..tools import Tool
from .activity import Activity, Participation
from .imports import ImportBatch, ImportRow
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
    "ImportBatch",
    "ImportRow",
    "Kind",
    "KindAlias",
    "Membership",
    "Participation",
    "Partner",
    "PartnerAlias",
    "Photo",
    "Programme",
    "ReferenceCounter",
    "Rendition",
    "SiteText",
    "Source",
    "Tool",
]
