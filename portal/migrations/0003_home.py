"""The front page stands at the root of the site, instead of Wagtail's page of welcome."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TITLE = 'Forside'


def make_home(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn Wagtail's first page into ours.

    Historical models have none of treebeard's methods, so the place in the tree is kept: the row of the page of
    welcome (path 0001 and its first child) becomes the row of the front page.
    """
    content_type_model = apps.get_model('contenttypes', 'ContentType')
    page_model = apps.get_model('wagtailcore', 'Page')
    site_model = apps.get_model('wagtailcore', 'Site')
    home_model = apps.get_model('portal', 'HomePage')
    if home_model.objects.exists():
        return
    site = site_model.objects.filter(is_default_site=True).first()
    page = page_model.objects.filter(pk=site.root_page_id).first() if site else None
    if page is None or page.numchild or page.content_type.model != 'page':
        return  # somebody has built a site already; it is theirs
    content_type, _is_new = content_type_model.objects.get_or_create(app_label='portal', model='homepage')
    home = home_model(page_ptr_id=page.pk)
    for field in page_model._meta.concrete_fields:
        setattr(home, field.attname, getattr(page, field.attname))
    home.title = home.draft_title = TITLE
    home.slug = 'forside'
    home.url_path = '/forside/'
    home.content_type_id = content_type.pk
    home.save()
    site.site_name = ''
    site.save()


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_pages'),
        ('wagtailcore', '0098_apitoken'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(make_home, migrations.RunPython.noop),
    ]
