from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_addresses_in_one_spelling")]

    operations = [
        migrations.RemoveConstraint(model_name="like", name="one_like_a_visitor"),
        migrations.AddConstraint(
            model_name="like",
            constraint=models.UniqueConstraint(
                models.F("visitor"), models.F("comment"), name="one_like_a_visitor"
            ),
        ),
    ]
