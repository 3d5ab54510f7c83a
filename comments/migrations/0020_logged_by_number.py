from django.db import migrations
from django.db.models import CharField, Value
from django.db.models.functions import Concat

OF_VIEWERS = {
    "comment": "comment",
    "sanction": "sanction",
    "addressban": "held address",
    "problemreport": "problem report",
}


def forget_words(apps, schema_editor):
    entries = apps.get_model("admin", "LogEntry").objects
    for model, name in OF_VIEWERS.items():
        number = Concat(Value(f"{name} "), "object_id", output_field=CharField())
        entries.filter(
            content_type__app_label="comments", content_type__model=model
        ).update(object_repr=number)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("comments", "0019_captions_lease"),
    ]

    operations = [migrations.RunPython(forget_words, migrations.RunPython.noop)]
