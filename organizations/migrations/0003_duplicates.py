"""Names that look alike are found by keys of their own, and people say which are not the same."""

from __future__ import annotations

from itertools import islice
from typing import Any

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import database.constraints
import database.fields
from organizations.name_keys import name_keys

ROWS_AT_ONCE = 5_000
_FILL = """
UPDATE organizations_organization AS stored SET plain_key = given.plain_key, near_key = given.near_key
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (id, plain_key, near_key) WHERE stored.id = given.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """The keys of every name there is. No change of the organizations: no version, no history."""
    names = apps.get_model("organizations", "Organization").rows.order_by("id").values_list("id", "name").iterator(ROWS_AT_ONCE)
    with schema_editor.connection.cursor() as cursor:
        while rows := list(islice(names, ROWS_AT_ONCE)):
            ids, texts = zip(*rows, strict=True)
            plain, near = zip(*map(name_keys, texts), strict=True)
            cursor.execute(_FILL, [list(ids), list(plain), list(near)])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_profile'),
        ('customfields', '0001_initial'),
        ('organizations', '0002_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DistinctPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField(editable=False)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='organization',
            name='near_key',
            field=models.CharField(blank=True, editable=False, max_length=255, null=True),
        ),
        migrations.AddField(
            model_name='organization',
            name='plain_key',
            field=models.CharField(blank=True, editable=False, max_length=255, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(condition=models.Q(('near_key__isnull', False), ('status', 'active')), fields=['account', 'type', 'near_key', 'plain_key', 'id'], include=('country',), name='organization_by_likeness'),
        ),
        migrations.AddField(
            model_name='distinctpair',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='distinctpair',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='distinctpair',
            name='first',
            field=database.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddField(
            model_name='distinctpair',
            name='second',
            field=database.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization'),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["account", "status", "type", "country", "id"], name="organization_by_standing"),
        ),
        migrations.AddIndex(
            model_name='distinctpair',
            index=models.Index(fields=['account', 'second'], name='distinctpair_by_second'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.UniqueConstraint(fields=('account', 'id'), name='distinctpair_id_in_account'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=database.constraints.TenantFK(field='first', name='distinctpair_first_in_account', to='organizations.Organization'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=database.constraints.TenantFK(field='second', name='distinctpair_second_in_account', to='organizations.Organization'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.UniqueConstraint(fields=('account', 'first', 'second'), name='distinctpair_once', violation_error_code='duplicate_data', violation_error_message='Somebody has said so of these two already.'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinctpair_lower_id_first', violation_error_code='same_organization', violation_error_message='Two different organizations are told apart, the one of the lower id first.'),
        ),
    ]
