"""What is asked of the directory: every filter and every order that lists have, where it leaves many rows and where few.

Few rows are the hard case: the page is not full before the last row of the account has been looked at. {names} are filled in by
`lists`; the label that a reader sees is the request itself.
"""

from __future__ import annotations

NAMES = ("organizations", "contacts", "relationships")
# Rows of these values: see directory_rows. Number 7 holds the largest, number 11 the smallest.
EVERYWHERE = (
    "",
    "limit=500",
    "total=true",
    "fields=id",
    "updatedSince={yesterday}",
    "updatedSince={yesterday}&ordering=updatedAt",
    "updatedSince=2000-01-01",
    "permission=read",
    "permission=edit",
    "permission=full",
    "q=zi",
    "q=an",
    "q=irconi",
    "q=cotton",
    "q=1000007",
    "q=irconi&total=true",
    "customFields.notes=Seen on visit 7",
    "customFields.notes__in=Seen on visit 7,Seen on visit 11",
    "customFields.headcount=9999",
    "customFields.headcount__in=9999,-1",
    "customFields.headcount__gte=9999",
    "customFields.headcount__gte=2500",
    "customFields.headcount__lte=-1",
    "customFields.headcount__gte=1000&customFields.headcount__lte=1100&total=true",
    "customFields.spend=9999999.00",
    "customFields.spend__in=9999999,0",
    "customFields.spend__gte=9999999",
    "customFields.spend__gte=300000",
    "customFields.spend__lte=0",
    "customFields.auditedOn=2030-01-01",
    "customFields.auditedOn__in=2030-01-01,2000-01-01",
    "customFields.auditedOn__gte=2030-01-01",
    "customFields.auditedOn__gte=2020-01-01",
    "customFields.auditedOn__lte=2000-01-01",
    "customFields.certified=true",
    "customFields.certified__in=true,false",
    "customFields.grade=D",
    "customFields.grade=A",
    "customFields.grade__in=C,D",
    "customFields.labels=recycled",
    "customFields.labels=bio",
    "customFields.labels__in=recycled,fair",
    "customFields.portal=https://portal.example.com/7",
    "customFields.portal__in=https://portal.example.com/7,https://portal.example.com/11",
    "customFields.helpdesk=desk7@example.com",
    "customFields.helpdesk__in=desk7@example.com,desk11@example.com",
    "customFields.grade=D&customFields.headcount__gte=10&ordering=-updatedAt",
    "customFields.headcount__gte=9999&ordering=updatedAt",
)
OWN = {
    "organizations": (
        "externalId=V-1000007",
        "externalId=V-1000007&externalId=V-1000011&externalId=V-1000077",
        "type=F",
        "type=I",
        "status=active",
        "status=archived",
        "includeArchived=true",
        "country=CN",
        "country=PT",
        "q=v-1000007",
        "q=irconi&ordering=name",
        "customFields.headcount__gte=9999&ordering=name",
        "type=F&country=CN&q=cotton&ordering=name",
        "type=I&country=PT&total=true",
        "type=F&customFields.certified=true&total=true",
    ),
    "contacts": (
        "externalId=P-1000007",
        "externalId=P-1000007&externalId=P-1000011&externalId=P-1000077",
        "type=sales",
        "type=billing",
        "organizationId={usual}",
        "q=irconi7@example",
        "q=irconi&ordering=email",
        "type=billing&q=irconi&total=true",
    ),
    "relationships": (
        "sourceId={usual}",
        "sourceId={hub}",
        "targetId={usual}",
        "targetId={hub}",
        "leadSupplierId={hub}",
        "organizationId={usual}",
        "organizationId={hub}",
        "organizationId={hub}&total=true",
        "organizationId={hub}&relationshipType=agent",
        "relationshipType=direct supplier",
        "relationshipType=auditor",
        "relationshipType=auditor&relationshipType=agent",
        "relationshipType=auditor&total=true",
        "relationshipStatus=active",
        "relationshipStatus=inactive",
        "relationshipStatus=inactive&total=true",
        "hasContacts=true",
        "hasContacts=false",
        "hasContacts=false&total=true",
        "endStatus=archived",
        "endStatus=archived&total=true",
        "q=cotton&relationshipType=agent",
    ),
}
ORDERS = {"organizations": ("id", "name", "updatedAt"), "contacts": ("id", "email", "updatedAt"), "relationships": ("id", "updatedAt")}
IN_THE_MIDDLE = "&cursor={middle}"
SINGLE = (
    "organizations/{usual}",
    "contacts/{contact}",
    "relationships/{relationship}",
    "organizations/{hub}/relationships?direction=outgoing",
    "organizations/{hub}/relationships?direction=incoming",
    "organizations/{hub}/relationships?direction=both",
    "organizations/{usual}/relationships?direction=both&total=true",
)


def every_request() -> list[str]:
    """The requests, below /api/v2. Each list in each order from its beginning and from its middle comes last."""
    asked = [f"{name}?{query}" for name in NAMES for query in (*EVERYWHERE, *OWN[name])]
    orders = [f"{name}?ordering={sign}{order}" for name in NAMES for order in ORDERS[name] for sign in ("", "-")]
    return [*asked, *SINGLE, *orders, *(f"{one}{IN_THE_MIDDLE}" for one in orders)]
