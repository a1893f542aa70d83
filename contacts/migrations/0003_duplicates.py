"""Organizations that share an e-mail domain are found by index."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.conf import settings
from django.db import migrations, models

from contacts.email_domains import email_domain

ROWS_AT_ONCE = 5_000
_FILL = """
UPDATE contacts_contact AS stored SET email_domain = given.domain
FROM unnest(%s::bigint[], %s::text[]) AS given (id, domain) WHERE stored.id = given.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """The domain of every e-mail there is. No change of the contacts: no version, no history."""
    keys = apps.get_model("contacts", "Contact").rows.order_by("id").values_list("id", "email_key").iterator(ROWS_AT_ONCE)
    with schema_editor.connection.cursor() as cursor:
        while rows := list(islice(keys, ROWS_AT_ONCE)):
            ids, texts = zip(*rows, strict=True)
            cursor.execute(_FILL, [list(ids), list(map(email_domain, texts))])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_profile'),
        ('contacts', '0002_search'),
        ('organizations', '0003_duplicates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='email_domain',
            field=models.CharField(blank=True, editable=False, help_text="Of the e-mail. Empty: a public provider's (email_domains.py).", max_length=255, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('email_domain__isnull', False)), fields=['account', 'email_domain', 'organization'], name='contact_by_domain'),
        ),
    ]
