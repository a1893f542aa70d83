import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('requests', models.BigIntegerField()),
                ('items', models.BigIntegerField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'rows',
                'default_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('account', 'id'), name='usage_id_in_account'), models.UniqueConstraint(fields=('account',), name='usage_once', violation_error_code='duplicate_data', violation_error_message='The usage of an account is one row.')],
            },
            managers=[
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        # Counters need not survive a crash. Half-empty pages: a row is rewritten at every call, and finds room next to itself.
        migrations.RunSQL(
            ["ALTER TABLE accounts_usage SET UNLOGGED", "ALTER TABLE accounts_usage SET (fillfactor = 50)"],
            [],
        ),
    ]
