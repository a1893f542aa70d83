"""The few relationships that are not in force are counted by index."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_profile'),
        ('contacts', '0003_duplicates'),
        ('organizations', '0003_duplicates'),
        ('relationships', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='relationship',
            index=models.Index(condition=models.Q(('relationship_status', 'inactive')), fields=['account', 'id'], name='relationship_inactive'),
        ),
    ]
