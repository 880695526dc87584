from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0007_add_photo_trash_and_file_facts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rendition",
            name="rendition_once_per_width",
        ),
        migrations.AddField(
            model_name="rendition",
            name="format",
            field=models.CharField(
                choices=[("webp", "WebP"), ("avif", "AVIF"), ("jpeg", "JPEG")],
                default="webp",
                max_length=4,
                verbose_name="format",
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="use",
            field=models.CharField(
                choices=[
                    ("page", "shown on pages"),
                    ("card", "shown where the page is shared"),
                    ("download", "for download"),
                ],
                default="page",
                max_length=8,
                verbose_name="use",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("photo", "use", "format", "width"), name="rendition_once_per_width"
            ),
        ),
    ]
