from ..tools import Tool
from .activity import Activity, Participation
from .imports import CheckedRow, ImportBatch, ImportProfile, ImportRow, NameDecision
from .index import FacetCount, IndexEntry, NameWord, Posting, SiteState
from .kind import Kind, KindAlias
from .naming import ReferenceCounter
from .partner import Membership, Partner, PartnerAlias
from .photo import Photo, Rendition
from .programme import Programme, ProgrammeAlias
from .source import ChangeNote, Source
from .text import SiteText
from .upload import PhotoUpload

__all__ = [
    "Activity",
    "ChangeNote",
    "CheckedRow",
    "FacetCount",
    "ImportBatch",
    "ImportProfile",
    "ImportRow",
    "IndexEntry",
    "Kind",
    "KindAlias",
    "Membership",
    "NameDecision",
    "NameWord",
    "Participation",
    "Partner",
    "PartnerAlias",
    "Photo",
    "PhotoUpload",
    "Posting",
    "Programme",
    "ProgrammeAlias",
    "ReferenceCounter",
    "Rendition",
    "SiteState",
    "SiteText",
    "Source",
    "Tool",
]
