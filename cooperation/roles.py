"""The roles of the staff and what each may do; `demo` and the operators' guide use them."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

# Permissions by model, as in `app_label.model`; every role may also view what it may change.
RECORDS = (
    "people.peopleactivity",
    "people.peopledetail",
    "people.attendee",
    "troops.troopsactivity",
    "troops.troopsdetail",
    "troops.unit",
    "capacity.capacityactivity",
    "capacity.capacitydetail",
    "equipment.equipmentactivity",
    "equipment.equipmentdetail",
    "equipment.item",
    "agreements.agreement",
    "agreements.agreementdetail",
    "agreements.partyaction",
    "exchanges.activity",
    "exchanges.participation",
    "exchanges.photo",
    "exchanges.source",
    "exchanges.changenote",
    "exchanges.programme",
)
REFERENCE = (
    "exchanges.partner",
    "exchanges.partneralias",
    "exchanges.membership",
    "exchanges.kind",
    "exchanges.kindalias",
    "exchanges.sitetext",
    "exchanges.programmealias",
    "exchanges.namedecision",
    "capacity.capacityfield",
    "capacity.capacityfieldalias",
)
IMPORTS = ("exchanges.importbatch", "exchanges.importrow", "exchanges.importprofile")
# Whoever imports keeps how a kind of file is read.
PROFILES = ("exchanges.importprofile",)

ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "editor": {"add change view delete": RECORDS + PROFILES, "view": REFERENCE + IMPORTS},
    "publisher": {
        "add change view delete": RECORDS + PROFILES,
        "publish": ("exchanges.activity",),
        "release": ("exchanges.photo",),
        "view": REFERENCE + IMPORTS,
    },
    "reference-keeper": {"add change view delete": REFERENCE, "view": RECORDS + IMPORTS},
}


def ensure_roles() -> dict[str, Group]:
    """Create the groups of the roles with their permissions; what exists is completed, not cut."""
    groups = {}
    for name, grants in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*_permissions(grants))
        groups[name] = group
    return groups


def _permissions(grants: dict[str, tuple[str, ...]]) -> list[Permission]:
    wanted = {
        (model.split(".")[0], f"{verb}_{model.split('.')[1]}")
        for verbs, models in grants.items()
        for verb in verbs.split()
        for model in models
    }
    known = Permission.objects.select_related("content_type")
    found = {(p.content_type.app_label, p.codename): p for p in known}
    return [found[key] for key in wanted]
