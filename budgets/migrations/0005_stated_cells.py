"""What a stated cell says of its source gets fields; internal transfers and taken-over records leave for tables of their own.

Until now one text held all of it: `公开表.xlsx 工作表“收支” C6（万元）`, `说明.txt 第12行（由增减额推算）（万元）`, 各单位之和, or
nothing for what was typed. Its grammar stands here alone, as it was.

Cells of published versions are moved, too: they keep what they say, and say it in fields. Their guards refuse every write, so
the table's owner lets them down for this one transaction, in which nobody else can write to it; whatever fails puts them up
again. (session_replication_role would ask for a superuser, and no migration should hang on a setting that guards heed.)

Not to be undone: the texts are gone.
"""

import budgets.money
import budgets.text
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.db import migrations, models

FIELDS = r"""
    WITH said AS (
        SELECT id, statement, source, source LIKE '%（万元）' AS is_rounded,
               coalesce(nullif(regexp_replace(source, '（万元）$', ''), ''), source) AS words
        FROM budgets_statedcell
        WHERE source NOT IN ('', '各单位之和') AND statement NOT IN ('consolidation', 'internal_transfers')
    ), parsed AS (
        SELECT *, regexp_match(words, '^(.+?) ?工作表“(.*)” ([A-Z]{1,4}[0-9]{1,9})$') AS in_sheet,
               regexp_match(words, '^(.+?) ?第 ?([0-9]{1,9}) ?行(（由增减额推算）|（项目支出合计减去各项目）)?$') AS on_line
        FROM said
    )
    UPDATE budgets_statedcell cell SET
        origin = CASE
            WHEN on_line IS NOT NULL THEN 'document'
            WHEN in_sheet IS NOT NULL OR parsed.statement ~ '^T[0-9]{2}[LR]?$' THEN 'official_table'
            ELSE 'document'
        END,
        file = coalesce(in_sheet[1], on_line[1], words),
        sheet = left(coalesce(in_sheet[2], ''), 200),
        cell = coalesce(in_sheet[3], ''),
        line = nullif(on_line[2]::integer, 0),
        derived = CASE on_line[3]
            WHEN '（由增减额推算）' THEN 'from_change'
            WHEN '（项目支出合计减去各项目）' THEN 'rest_of_projects'
            ELSE ''
        END,
        printed_in = CASE WHEN is_rounded THEN '万元' ELSE '元' END
    FROM parsed WHERE parsed.id = cell.id
"""

SUMS = "UPDATE budgets_statedcell SET origin = 'units' WHERE source = '各单位之和'"

# Row: the code of a unit, or * and the name of a whole; value: the unit's version; source: the mark. A record of a unit that
# is gone is left behind: nothing could be compared with it any more.
TAKEN_OVER = r"""
    INSERT INTO budgets_takenover (budget_id, ordinal, unit_id, version, whole, mark)
    SELECT DISTINCT ON (cell.budget_id, cell.row)
           cell.budget_id, cell.ordinal, unit.id, CASE WHEN unit.id IS NOT NULL THEN cell.value::integer END,
           coalesce(whole.code, ''), cell.source
    FROM budgets_statedcell cell
    JOIN budgets_departmentalbudget budget ON budget.id = cell.budget_id
    LEFT JOIN budgets_unit unit ON unit.department_id = budget.department_id AND unit.code = cell.row
    LEFT JOIN (VALUES ('*固定资产', 'assets'), ('*不属于项目的政府采购', 'procurement'), ('*“三公”经费和上年数', 'stated_cells'))
         AS whole(name, code) ON whole.name = cell.row
    WHERE cell.statement = 'consolidation' AND cell.column = 'version' AND cell.source ~ '^[0-9a-f]{64}$'
      AND (whole.code IS NOT NULL OR (unit.id IS NOT NULL AND cell.value BETWEEN 0 AND 32767))
    ORDER BY cell.budget_id, cell.row, cell.id DESC
"""

# Two cells of one row, <payer>→<receiver>, with #2, #3 … for further ones: what it is spent as, and what it is received as.
TRANSFERS = r"""
    WITH side AS (
        SELECT cell.*, budget.department_id,
               regexp_match(cell.row, '^([0-9]{1,12})→([0-9]{1,12})(?:#[0-9]+)?$') AS units
        FROM budgets_statedcell cell JOIN budgets_departmentalbudget budget ON budget.id = cell.budget_id
        WHERE cell.statement = 'internal_transfers' AND cell.year = budget.fiscal_year AND cell.value IS NOT NULL
    )
    INSERT INTO budgets_internaltransfer (budget_id, ordinal, payer_id, receiver_id, spent_as, project, received_as, amount)
    SELECT spent.budget_id, row_number() OVER (PARTITION BY spent.budget_id ORDER BY spent.ordinal, spent.id) - 1,
           payer.id, receiver.id,
           CASE WHEN spent.column LIKE 'expenditure.project:%' THEN '' ELSE substr(spent.column, 13) END,
           CASE WHEN spent.column LIKE 'expenditure.project:%' THEN substr(spent.column, 21) ELSE '' END,
           substr(received.column, 9), spent.value
    FROM side spent
    JOIN side received ON received.budget_id = spent.budget_id AND received.row = spent.row
         AND received.column LIKE 'revenue.%'
    JOIN budgets_unit payer ON payer.department_id = spent.department_id AND payer.code = spent.units[1]
    JOIN budgets_unit receiver ON receiver.department_id = spent.department_id AND receiver.code = spent.units[2]
    WHERE spent.column LIKE 'expenditure.%' AND payer.id <> receiver.id
"""

MOVED = "DELETE FROM budgets_statedcell WHERE statement IN ('consolidation', 'internal_transfers')"


def move_what_is_stated(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_statedcell DISABLE TRIGGER USER")
        for statement in (FIELDS, SUMS, TAKEN_OVER, TRANSFERS, MOVED):
            cursor.execute(statement)
        cursor.execute("ALTER TABLE budgets_statedcell ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0004_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='InternalTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveIntegerField(default=0, verbose_name='顺序')),
                ('spent_as', models.CharField(blank=True, choices=[('personnel', '人员类'), ('operating', '公用经费'), ('other_operating', '其他运转类'), ('special_purpose', '特定目标类'), ('project_unclassified', '项目支出（未分类）'), ('carried_out', '年终结转结余')], max_length=24, verbose_name='付款单位列支')),
                ('project', models.CharField(blank=True, max_length=60, verbose_name='项目编码')),
                ('received_as', models.CharField(choices=[('general_public_budget', '一般公共预算'), ('government_funds', '政府性基金预算'), ('state_capital', '国有资本经营预算'), ('special_fiscal_account', '财政专户管理资金'), ('institution_revenue', '事业收入'), ('business_revenue', '事业单位经营收入'), ('superior_subsidy', '上级补助收入'), ('affiliate_remittance', '附属单位上缴收入'), ('other_revenue', '其他收入')], max_length=30, verbose_name='收款单位列收')),
                ('amount', budgets.money.YuanField(verbose_name='金额（元）')),
            ],
            options={
                'verbose_name': '内部往来',
                'verbose_name_plural': '内部往来',
                'ordering': ['ordinal', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TakenOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveIntegerField(default=0, verbose_name='顺序')),
                ('version', models.PositiveSmallIntegerField(null=True, verbose_name='单位预算版本')),
                ('whole', budgets.text.CleanCharField(blank=True, max_length=40, verbose_name='汇总内容')),
                ('mark', models.CharField(max_length=64, verbose_name='引入时的校验值')),
            ],
            options={
                'verbose_name': '引入记录',
                'verbose_name_plural': '引入记录',
                'ordering': ['ordinal', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='statedcell',
            name='cell',
            field=models.CharField(blank=True, max_length=20, verbose_name='单元格'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='derived',
            field=models.CharField(blank=True, choices=[('from_change', '由增减额推算'), ('rest_of_projects', '项目支出合计减去各项目')], max_length=20, verbose_name='推算方法'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='file',
            field=budgets.text.CleanCharField(blank=True, max_length=300, verbose_name='文件'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='line',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='行号'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='origin',
            field=models.CharField(choices=[('document', '读入的公开文件'), ('official_table', '读入的公开表'), ('typed', '手工填写'), ('units', '各单位之和')], default='typed', max_length=20, verbose_name='取得方式'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='printed_in',
            field=models.CharField(choices=[('元', '元'), ('万元', '万元')], default='元', max_length=4, verbose_name='来源的金额单位'),
        ),
        migrations.AddField(
            model_name='statedcell',
            name='sheet',
            field=budgets.text.CleanCharField(blank=True, max_length=200, verbose_name='工作表'),
        ),
        migrations.AddField(
            model_name='internaltransfer',
            name='budget',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s_rows', to='budgets.departmentalbudget'),
        ),
        migrations.AddField(
            model_name='internaltransfer',
            name='payer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.unit', verbose_name='付款单位'),
        ),
        migrations.AddField(
            model_name='internaltransfer',
            name='receiver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.unit', verbose_name='收款单位'),
        ),
        migrations.AddField(
            model_name='takenover',
            name='budget',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s_rows', to='budgets.departmentalbudget'),
        ),
        migrations.AddField(
            model_name='takenover',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.unit', verbose_name='单位'),
        ),
        migrations.AddConstraint(
            model_name='internaltransfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount__range', (Decimal('-999999999999.99'), Decimal('999999999999.99'))), ('amount__isnull', True), _connector='OR'), name='internaltransfer_amount_is_an_amount', violation_error_message='金额超出可填写的范围。'),
        ),
        migrations.AddConstraint(
            model_name='internaltransfer',
            constraint=models.CheckConstraint(condition=models.Q(('payer', models.F('receiver')), _negated=True), name='internaltransfer_between_two_units', violation_error_message='收款单位不能与付款单位相同。'),
        ),
        migrations.AddConstraint(
            model_name='internaltransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('project', ''), models.Q(('spent_as', ''), _negated=True)), models.Q(models.Q(('project', ''), _negated=True), ('spent_as', '')), _connector='OR'), name='internaltransfer_for_a_kind_or_a_project', violation_error_message='请选择支出类别或项目中的一项。'),
        ),
        migrations.AddConstraint(
            model_name='takenover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit__isnull', False), ('version__isnull', False), ('whole', '')), models.Q(('unit__isnull', True), ('version__isnull', True), models.Q(('whole', ''), _negated=True)), _connector='OR'), name='takenover_a_unit_or_a_whole'),
        ),
        migrations.AddConstraint(
            model_name='takenover',
            constraint=models.CheckConstraint(condition=models.Q(('mark__regex', '^[0-9a-f]{64}$')), name='takenover_mark_is_a_digest'),
        ),
        migrations.AddConstraint(
            model_name='takenover',
            constraint=models.UniqueConstraint(fields=('budget', 'whole', 'unit'), name='takenover_once', nulls_distinct=False),
        ),
        migrations.RunPython(move_what_is_stated),
        migrations.RemoveField(
            model_name='statedcell',
            name='source',
        ),
        migrations.AddConstraint(
            model_name='statedcell',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin__in', ('document', 'official_table')), models.Q(('file', ''), _negated=True)), models.Q(('cell', ''), ('derived', ''), ('file', ''), ('line__isnull', True), ('origin__in', ['typed', 'units']), ('sheet', '')), _connector='OR'), name='statedcell_read_from_a_file_or_from_none'),
        ),
        migrations.AddConstraint(
            model_name='statedcell',
            constraint=models.CheckConstraint(condition=models.Q(('line__isnull', True), models.Q(('cell', ''), ('sheet', '')), _connector='OR'), name='statedcell_in_a_sheet_or_on_a_line'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='freeze_inserted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='b8fe3deea3bfea355258bc9d2311cfc500f7e68a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_freeze_inserted_4b6f4', referencing='REFERENCING NEW TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='freeze_updated', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='3f29fdea3758dad875c97e2ec75c98278fe51ab7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_freeze_updated_7b03f', referencing='REFERENCING NEW TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='freeze_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='500cfafd05dd5753c736b988ba2098431b225465', level='STATEMENT', operation='DELETE', pgid='pgtrigger_freeze_deleted_7be58', referencing='REFERENCING OLD TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.budget_id IS DISTINCT FROM NEW.budget_id)', func="RAISE EXCEPTION '数据不能移到另一个版本';", hash='0ba07ee3088af61ece3e2fdb0babc00b9230ac24', operation='UPDATE', pgid='pgtrigger_stay_1ecc4', table='budgets_internaltransfer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='record_author_inserted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='5866dd06c41a4670e55142b25206e8c2e3d22ec7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_record_author_inserted_3565b', referencing='REFERENCING NEW TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='record_author_updated', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='dfbd5fbd6c731b68b4f6ea262124fa7c44eef2d8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_record_author_updated_5d62f', referencing='REFERENCING NEW TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='record_author_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='c4c5d5860e247166a515a6b63f2cfc0994f27125', level='STATEMENT', operation='DELETE', pgid='pgtrigger_record_author_deleted_89778', referencing='REFERENCING OLD TABLE AS written ', table='budgets_internaltransfer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='internaltransfer',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '不能清空预算数据表';", hash='b61be96423b55913b8dbf026c4e1305e4b9045b7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_19309', table='budgets_internaltransfer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='freeze_inserted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='6fc06d09ab4a22156b039741965954c984604e6b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_freeze_inserted_0e6ea', referencing='REFERENCING NEW TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='freeze_updated', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='3f96e94290708b9f1f10a91e2e0d6e0cb8022119', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_freeze_updated_50735', referencing='REFERENCING NEW TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='freeze_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE parent bigint; state text;', func="\n            FOR parent IN SELECT DISTINCT budget_id FROM written ORDER BY 1 LOOP\n                SELECT status INTO state FROM budgets_departmentalbudget WHERE id = parent FOR SHARE;\n                IF state IS NOT NULL AND state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '本版本已报送或已公开，不能修改';\n                END IF;\n            END LOOP;\n            RETURN NULL;\n        ", hash='b16c5a8570d2f227212e2fb6a2ec6eeca51d9477', level='STATEMENT', operation='DELETE', pgid='pgtrigger_freeze_deleted_be6c2', referencing='REFERENCING OLD TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.budget_id IS DISTINCT FROM NEW.budget_id)', func="RAISE EXCEPTION '数据不能移到另一个版本';", hash='bf878f6af3e3e383c5aa728a2b9a97ca56a75449', operation='UPDATE', pgid='pgtrigger_stay_3401b', table='budgets_takenover', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='record_author_inserted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='436b627c50a666f0dfc3a683ea0acaff1a5afb4f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_record_author_inserted_9bccf', referencing='REFERENCING NEW TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='record_author_updated', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='7317399c282b824ce9a001609704caf7ad055133', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_record_author_updated_ee1d9', referencing='REFERENCING NEW TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='record_author_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE who text;', func="\n            IF NOT EXISTS (SELECT FROM written) THEN\n                RETURN NULL;\n            END IF;\n            who := coalesce(current_setting('app.author', true), '');\n            IF who = '' THEN\n                RAISE EXCEPTION '未声明编写人，不能写入预算数据';\n            END IF;\n            IF who = 'discard' THEN\n                RETURN NULL;\n            END IF;\n            INSERT INTO budgets_author (budget_id, user_id)\n                SELECT DISTINCT budget_id, nullif(who, 'import')::bigint FROM written ORDER BY 1 ON CONFLICT DO NOTHING;\n            RETURN NULL;\n        ", hash='27f4cab0b9fb847fe579309215fb3f79bf37a79f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_record_author_deleted_74da5', referencing='REFERENCING OLD TABLE AS written ', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '不能清空预算数据表';", hash='0372aef96ab33f079f621f46b3bbbc0546ad4b20', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_55899', table='budgets_takenover', when='BEFORE')),
        ),
    ]
