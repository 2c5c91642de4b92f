"""Whether a code was compared with the official list is a field; until now `待核实` in the text of its source said so, or 导入.

The words that said it leave the source, which keeps what it was taken from. Their grammar stands here alone, as it was.
"""

from django.db import migrations, models

CONFIRMATION = r"""
    UPDATE {table} SET
        confirmation = CASE
            WHEN source = '' OR source LIKE '导入%' THEN 'unlisted'
            WHEN source LIKE '%启用或停用年度待核实' THEN 'years_doubted'
            WHEN source LIKE '%编码待核实）' THEN 'code_doubted'
            WHEN source LIKE '%名称待核实' THEN 'name_doubted'
            WHEN source LIKE '%待核实%' THEN 'doubted'
            ELSE 'confirmed'
        END,
        source = CASE
            WHEN source LIKE '导入%' THEN source
            ELSE regexp_replace(source, '(，?启用或停用年度待核实|（编码待核实）|，?名称待核实|（待核实）|^待核实)$', '')
        END
"""


def read_the_sources(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in ("procurement_catalogueitem",):
            cursor.execute(CONFIRMATION.format(table=table))



class Migration(migrations.Migration):

    dependencies = [
        ('procurement', '0002_guards_by_statement'),
    ]

    operations = [
        migrations.AddField(
            model_name='catalogueitem',
            name='confirmation',
            field=models.CharField(choices=[('confirmed', '已核实'), ('doubted', '待核实'), ('code_doubted', '编码待核实'), ('name_doubted', '名称待核实'), ('years_doubted', '启用或停用年度待核实'), ('unlisted', '未与目录核对')], default='unlisted', max_length=20, verbose_name='核实情况'),
        ),
        migrations.RunPython(read_the_sources, migrations.RunPython.noop),
    ]
