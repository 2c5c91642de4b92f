"""批复 and 保密审查 are only added to, and authors are recorded by the way in which they came to be authors.

What earlier releases stored:

* A 批复 stays, as the first row of its version. What it said before it was changed is gone.
* A 保密审查 was deleted by each return, so that those that are left were made after the last one. It gets the content hash
  that its version has. One whose version has none, which no move of then allowed, keeps it empty: it clears nothing, and the
  review has to be made again before the version is public.
* Of a file that was read in, whoever confirmed it was written over its uploader. That name becomes the confirmer, and stays the
  uploader as well: another one is not known.
* The writers of units' versions that were taken over become authors of the departments' versions, drafts and others.
"""

import budgets.text
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

REVIEWED = """
    UPDATE budgets_secrecyreview review SET content_hash = budget.content_hash
    FROM budgets_departmentalbudget budget WHERE budget.id = review.budget_id
"""

CONFIRMED = "UPDATE budgets_ledgerimport SET confirmed_by_id = by_id WHERE state = 'done'"

TAKEN_OVER = """
    INSERT INTO budgets_author (budget_id, user_id, way, source_id, file)
    SELECT DISTINCT taken.budget_id, author.user_id, 'taken_over', unit.id, ''
    FROM budgets_takenover taken
    JOIN budgets_departmentalbudget whole ON whole.id = taken.budget_id
    JOIN budgets_departmentalbudget unit ON unit.unit_id IS NOT NULL
        AND (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)
            = (whole.region_id, whole.fiscal_year, whole.department_id, whole.phase)
    JOIN budgets_author author ON author.budget_id = unit.id AND author.user_id IS NOT NULL
    WHERE CASE
        WHEN taken.unit_id IS NOT NULL THEN unit.unit_id = taken.unit_id AND unit.version <= taken.version
        ELSE unit.version <= (
            SELECT max(counting.version) FROM budgets_departmentalbudget counting
            WHERE (counting.region_id, counting.fiscal_year, counting.department_id, counting.phase)
                    = (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)
                AND counting.unit_id = unit.unit_id AND counting.status IN ('approved', 'published'))
        END
"""


def keep_what_is_known(apps, schema_editor):
    """The guards of the tables are not there yet, or do not forbid what is done to them."""
    with schema_editor.connection.cursor() as cursor:
        for statement in (REVIEWED, CONFIRMED, TAKEN_OVER):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables are altered below
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0008_choices_that_something_writes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan', models.BinaryField(blank=True, null=True, verbose_name='批复扫描件')),
                ('scan_name', budgets.text.CleanCharField(blank=True, max_length=120, verbose_name='扫描件文件名')),
                ('scan_hash', models.CharField(max_length=64, verbose_name='扫描件校验码')),
                ('comment', budgets.text.CleanTextField(blank=True, verbose_name='确认意见')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='确认时间')),
            ],
            options={
                'verbose_name': '批复更正的确认',
                'verbose_name_plural': '批复更正的确认',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SecrecyReviewEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='退回时间')),
            ],
            options={
                'verbose_name': '保密审查的失效',
                'verbose_name_plural': '保密审查的失效',
                'ordering': ['pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='reply',
            options={'ordering': ['pk'], 'verbose_name': '批复', 'verbose_name_plural': '批复'},
        ),
        migrations.AlterModelOptions(
            name='secrecyreview',
            options={'ordering': ['pk'], 'verbose_name': '保密审查', 'verbose_name_plural': '保密审查'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='departmentalbudget',
            name='transition',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reply',
            name='keep_after_publication',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='secrecyreview',
            name='keep_after_publication',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='waiver',
            name='waived_by_another',
        ),
        migrations.RemoveConstraint(
            model_name='author',
            name='author_unique',
        ),
        migrations.AddField(
            model_name='author',
            name='file',
            field=budgets.text.CleanCharField(blank=True, db_default='', default='', max_length=200, verbose_name='文件名'),
        ),
        migrations.AddField(
            model_name='author',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='budgets.departmentalbudget', verbose_name='引自的单位预算'),
        ),
        migrations.AddField(
            model_name='author',
            name='way',
            field=models.CharField(choices=[('wrote', '编写'), ('uploaded', '上传文件'), ('taken_over', '编写引入的单位预算')], db_default='wrote', default='wrote', max_length=12, verbose_name='方式'),
        ),
        migrations.AddField(
            model_name='ledgerimport',
            name='confirmed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='reply',
            name='corrects',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrected_by', to='budgets.reply', verbose_name='更正的登记'),
        ),
        migrations.AddField(
            model_name='reply',
            name='reason',
            field=budgets.text.CleanTextField(blank=True, verbose_name='更正原因'),
        ),
        migrations.AddField(
            model_name='secrecyreview',
            name='comment',
            field=budgets.text.CleanTextField(blank=True, verbose_name='审查意见'),
        ),
        migrations.AddField(
            model_name='secrecyreview',
            name='content_hash',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='审查的内容校验码'),
        ),
        migrations.AlterField(
            model_name='reply',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='budgets.departmentalbudget', verbose_name='部门预算'),
        ),
        migrations.AlterField(
            model_name='reply',
            name='registered_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='reviewrecord',
            name='action',
            field=models.CharField(choices=[('created', '新建'), ('submitted', '报送'), ('returned', '退回'), ('approved', '审核通过'), ('reply_registered', '登记批复'), ('reply_corrected', '更正批复登记'), ('reply_confirmed', '确认批复更正'), ('secrecy_reviewed', '保密审查'), ('published', '公开'), ('imported', '历史版本导入'), ('answer_refused', '答复未被接受'), ('waived', '豁免错误')], max_length=20, verbose_name='动作'),
        ),
        migrations.AlterField(
            model_name='secrecyreview',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrecy_reviews', to='budgets.departmentalbudget', verbose_name='部门预算'),
        ),
        migrations.AlterField(
            model_name='secrecyreview',
            name='recorded_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='登记时间'),
        ),
        migrations.RunPython(keep_what_is_known, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='departmentalbudget',
            trigger=pgtrigger.compiler.Trigger(name='transition', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE allowed boolean; version budgets_departmentalbudget; way text; of_version integer;', func="\n            IF TG_OP = 'INSERT' THEN\n                IF NEW.status <> 'draft' THEN\n                    RAISE EXCEPTION '新版本只能从编制中开始';\n                END IF;\n                IF NOT EXISTS (SELECT 1 FROM budgets_department d WHERE d.id = NEW.department_id AND d.region_id = NEW.region_id) THEN\n                    RAISE EXCEPTION '部门不属于该行政区划';\n                END IF;\n                IF NEW.unit_id IS NOT NULL AND NOT EXISTS (\n                    SELECT 1 FROM budgets_unit u WHERE u.id = NEW.unit_id AND u.department_id = NEW.department_id) THEN\n                    RAISE EXCEPTION '单位不属于该部门';\n                END IF;\n                RETURN NEW;\n            END IF;\n            IF NEW.status = OLD.status THEN\n                RETURN NEW;\n            END IF;\n            allowed := (OLD.status, NEW.status) IN (\n                ('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'returned'), ('submitted', 'approved'),\n                ('approved', 'returned'), ('approved', 'published'));\n            IF OLD.status = 'draft' AND NEW.status = 'published' THEN\n                allowed := NEW.imported;\n            END IF;\n            IF NOT allowed THEN\n                RAISE EXCEPTION '状态不能从 % 变为 %', OLD.status, NEW.status;\n            END IF;\n            IF NEW.status = 'returned' THEN\n                INSERT INTO budgets_secrecyreviewend (budget_id, review_id, at)\n                    SELECT NEW.id, s.id, clock_timestamp() FROM budgets_secrecyreview s WHERE s.budget_id = NEW.id\n                    ORDER BY s.id ON CONFLICT DO NOTHING;\n            END IF;\n            IF NEW.status = 'approved' THEN\n                version := NEW;\n                \n            SELECT a.way, e.version INTO way, of_version FROM budgets_author a\n                JOIN budgets_departmentalbudget e ON e.id = a.budget_id\n                WHERE a.user_id = NEW.approved_by_id AND e.department_id = version.department_id AND e.unit_id IS NOT DISTINCT FROM version.unit_id\n                    AND (e.region_id, e.fiscal_year, e.phase) = (version.region_id, version.fiscal_year, version.phase)\n                    AND e.version <= version.version\n                ORDER BY e.version DESC, a.id LIMIT 1;\n            IF FOUND THEN\n                RAISE EXCEPTION '%的人不能审核本版本', CASE\n                    WHEN of_version < version.version THEN '编写过所更正的第 ' || of_version || ' 版'\n                    WHEN way = 'uploaded' THEN '上传过本版本所读入文件'\n                    WHEN way = 'taken_over' THEN '编写过本版本所引入的单位预算'\n                    ELSE '编写过本版本' END;\n            END IF;\n    \n            END IF;\n            IF NEW.status = 'approved' AND NEW.unit_id IS NULL AND EXISTS (\n                SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.approved_by_id AND a.of_superior\n                    AND a.department_id = NEW.department_id) AND NOT EXISTS (\n                SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.approved_by_id AND a.role = 'reviewer'\n                    AND NOT a.of_superior AND a.region_id = NEW.region_id AND a.unit_id IS NULL\n                    AND (a.department_id IS NULL OR a.department_id = NEW.department_id)) THEN\n                RAISE EXCEPTION '主管部门审核人不能审核本部门的预算';\n            END IF;\n            IF NEW.status IN ('approved', 'published') AND NOT NEW.imported AND NOT EXISTS (\n                SELECT 1 FROM budgets_frozenrecord f WHERE f.action = 'approved' AND f.document_id = NEW.content_hash\n                    AND f.id = (SELECT max(id) FROM budgets_frozenrecord WHERE budget_id = NEW.id)) THEN\n                RAISE EXCEPTION '审核通过的文件内容没有冻结留存';\n            END IF;\n            IF NEW.status = 'published' AND NOT NEW.imported THEN\n                IF NOT EXISTS (SELECT 1 FROM budgets_reply r WHERE r.budget_id = NEW.id) THEN\n                    RAISE EXCEPTION '尚未登记批复，不能公开';\n                END IF;\n                IF NOT EXISTS (SELECT 1 FROM budgets_secrecyreview s WHERE s.cleared AND s.content_hash = NEW.content_hash\n                        AND s.id = (SELECT max(id) FROM budgets_secrecyreview WHERE budget_id = NEW.id)\n                        AND NOT EXISTS (SELECT 1 FROM budgets_secrecyreviewend e WHERE e.review_id = s.id)) THEN\n                    RAISE EXCEPTION '尚未完成保密审查，不能公开';\n                END IF;\n            END IF;\n            RETURN NEW;\n        ", hash='3ce584b818cc37bd5267254a48289c4d550b1f45', operation='INSERT OR UPDATE', pgid='pgtrigger_transition_6dbe7', table='budgets_departmentalbudget', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ledgerimport',
            trigger=pgtrigger.compiler.Trigger(name='uploader_is_author', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' THEN\n                IF (OLD).state = 'done' AND NOT (coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (\n                    SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft')) THEN\n                    RAISE EXCEPTION '已读入的文件的记录不能删除';\n                END IF;\n                RETURN OLD;\n            END IF;\n            IF TG_OP = 'UPDATE' THEN\n                IF (NEW.by_id, NEW.budget_id) IS DISTINCT FROM (OLD.by_id, OLD.budget_id) THEN\n                    RAISE EXCEPTION '文件的上传人不能修改';\n                END IF;\n                IF (OLD).state = 'done' THEN\n                    IF NEW IS DISTINCT FROM OLD THEN\n                        RAISE EXCEPTION '已读入的文件的记录不能修改';\n                    END IF;\n                    RETURN NEW;\n                END IF;\n            END IF;\n            IF (NEW).state = 'done' AND NEW.by_id IS NOT NULL THEN\n                INSERT INTO budgets_author (budget_id, user_id, way, file)\n                    VALUES (NEW.budget_id, NEW.by_id, 'uploaded', NEW.file_name) ON CONFLICT DO NOTHING;\n            END IF;\n            RETURN NEW;\n        ", hash='2f855b0137e777a41d5dfa740e6e6557180596ac', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_uploader_is_author_f2067', table='budgets_ledgerimport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' AND coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (\n                SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft') THEN\n                RETURN OLD;\n            END IF;\n            RAISE EXCEPTION '办理记录不能修改或删除';\n        ", hash='57986b19b32426649eec444cb3236ec98eaff841', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6416d', table='budgets_reply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='before_publication', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE state text;', func="\n            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;\n            IF state = 'published' THEN\n                RAISE EXCEPTION '已公开的版本不能再登记、更正批复和保密审查';\n            END IF;\n            RETURN NEW;\n        ", hash='b28b279455ee9249bca01c3398e6f08cf53e57b7', operation='INSERT', pgid='pgtrigger_before_publication_a2881', table='budgets_reply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reply',
            trigger=pgtrigger.compiler.Trigger(name='corrects_its_own_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (\n                SELECT 1 FROM budgets_reply r WHERE r.id = NEW.corrects_id AND r.budget_id = NEW.budget_id) THEN\n                RAISE EXCEPTION '更正的批复不属于该版本';\n            END IF;\n            RETURN NEW;\n        ", hash='7a14e794d8ae81f08787172b7fb264ce6e201edc', operation='INSERT', pgid='pgtrigger_corrects_its_own_version_c735a', table='budgets_reply', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secrecyreview',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' AND coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (\n                SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft') THEN\n                RETURN OLD;\n            END IF;\n            RAISE EXCEPTION '办理记录不能修改或删除';\n        ", hash='a30c49dcdc7c59b999ebe77ee061901b8c78d157', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0a28', table='budgets_secrecyreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secrecyreview',
            trigger=pgtrigger.compiler.Trigger(name='before_publication', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE state text;', func="\n            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;\n            IF state = 'published' THEN\n                RAISE EXCEPTION '已公开的版本不能再登记、更正批复和保密审查';\n            END IF;\n            RETURN NEW;\n        ", hash='55a80f582ea2258a8256dc3d21b8fadd514e06e1', operation='INSERT', pgid='pgtrigger_before_publication_ffb87', table='budgets_secrecyreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secrecyreview',
            trigger=pgtrigger.compiler.Trigger(name='reviewed_as_approved', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE state text; approved text;', func="\n            SELECT status, content_hash INTO state, approved FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;\n            IF state <> 'approved' OR NEW.content_hash <> approved THEN\n                RAISE EXCEPTION '保密审查的内容不是审核通过的内容';\n            END IF;\n            RETURN NEW;\n        ", hash='b504284cbd1dff0ddec6f5f6d330a9a74d79604b', operation='INSERT', pgid='pgtrigger_reviewed_as_approved_89a60', table='budgets_secrecyreview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenover',
            trigger=pgtrigger.compiler.Trigger(name='takes_authors_over', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    INSERT INTO budgets_author (budget_id, user_id, way, source_id)\n        SELECT DISTINCT NEW.budget_id, a.user_id, 'taken_over', unit.id\n        FROM budgets_departmentalbudget whole\n        JOIN budgets_departmentalbudget unit ON unit.unit_id IS NOT NULL\n            AND (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)\n                = (whole.region_id, whole.fiscal_year, whole.department_id, whole.phase)\n        JOIN budgets_author a ON a.budget_id = unit.id AND a.user_id IS NOT NULL\n        WHERE whole.id = NEW.budget_id AND CASE\n            WHEN NEW.unit_id IS NOT NULL THEN unit.unit_id = NEW.unit_id AND unit.version <= NEW.version\n            ELSE unit.version <= (\n                SELECT max(counting.version) FROM budgets_departmentalbudget counting\n                WHERE (counting.region_id, counting.fiscal_year, counting.department_id, counting.phase)\n                        = (unit.region_id, unit.fiscal_year, unit.department_id, unit.phase)\n                    AND counting.unit_id = unit.unit_id AND counting.status IN ('approved', 'published'))\n            END\n        ON CONFLICT DO NOTHING\n;\n            RETURN NULL;\n        ", hash='e75bdecd0dceef5fddb6593a099efbb8b7055c37', operation='INSERT OR UPDATE', pgid='pgtrigger_takes_authors_over_7ece1', table='budgets_takenover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='waived_by_another', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE version budgets_departmentalbudget; way text; of_version integer;', func="\n            SELECT * INTO version FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;\n            IF version.status = 'published' THEN\n                RAISE EXCEPTION '已公开的版本不能再豁免';\n            END IF;\n            IF version.submitted_by_id = NEW.by_id THEN\n                RAISE EXCEPTION '编写或报送过本版本的人不能豁免其中的错误';\n            END IF;\n            \n            SELECT a.way, e.version INTO way, of_version FROM budgets_author a\n                JOIN budgets_departmentalbudget e ON e.id = a.budget_id\n                WHERE a.user_id = NEW.by_id AND e.department_id = version.department_id AND e.unit_id IS NOT DISTINCT FROM version.unit_id\n                    AND (e.region_id, e.fiscal_year, e.phase) = (version.region_id, version.fiscal_year, version.phase)\n                    AND e.version <= version.version\n                ORDER BY e.version DESC, a.id LIMIT 1;\n            IF FOUND THEN\n                RAISE EXCEPTION '%的人不能豁免其中的错误', CASE\n                    WHEN of_version < version.version THEN '编写过所更正的第 ' || of_version || ' 版'\n                    WHEN way = 'uploaded' THEN '上传过本版本所读入文件'\n                    WHEN way = 'taken_over' THEN '编写过本版本所引入的单位预算'\n                    ELSE '编写或报送过本版本' END;\n            END IF;\n    \n            RETURN NEW;\n        ", hash='394f8047c381f97c4112877611c1adda28e8e99e', operation='INSERT', pgid='pgtrigger_waived_by_another_2051f', table='budgets_waiver', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.UniqueConstraint(fields=('budget', 'user', 'way', 'source', 'file'), name='author_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('source__isnull', False), ('way', 'taken_over')), models.Q(('source__isnull', True), ('way', 'uploaded')), models.Q(('file', ''), ('source__isnull', True), ('way', 'wrote')), _connector='OR'), name='author_says_how'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('reason', '')), models.Q(('corrects__isnull', False), ('reason__regex', '^(\\s*\\S){4}')), _connector='OR'), name='reply_correction_says_why', violation_error_message='请写明更正原因，至少 4 个字。'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(condition=models.Q(('corrects__isnull', True)), fields=('budget',), name='reply_one_first', violation_error_message='本版本的批复已经登记，请作为更正登记。'),
        ),
        migrations.AddConstraint(
            model_name='secrecyreview',
            constraint=models.CheckConstraint(condition=models.Q(('content_hash__regex', '^([0-9a-f]{64})?$')), name='secrecyreview_hash_is_a_hash'),
        ),
        migrations.AddField(
            model_name='replyconfirmation',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budgets.departmentalbudget', verbose_name='部门预算'),
        ),
        migrations.AddField(
            model_name='replyconfirmation',
            name='by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人'),
        ),
        migrations.AddField(
            model_name='replyconfirmation',
            name='reply',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation', to='budgets.reply', verbose_name='批复更正'),
        ),
        migrations.AddField(
            model_name='secrecyreviewend',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='budgets.departmentalbudget', verbose_name='部门预算'),
        ),
        migrations.AddField(
            model_name='secrecyreviewend',
            name='review',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='end', to='budgets.secrecyreview', verbose_name='保密审查'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='replyconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' AND coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (\n                SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft') THEN\n                RETURN OLD;\n            END IF;\n            RAISE EXCEPTION '办理记录不能修改或删除';\n        ", hash='7224c6ec9202f856599ac436b599876d03e6bf47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bbae3', table='budgets_replyconfirmation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='replyconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='before_publication', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE state text;', func="\n            SELECT status INTO state FROM budgets_departmentalbudget WHERE id = NEW.budget_id FOR SHARE;\n            IF state = 'published' THEN\n                RAISE EXCEPTION '已公开的版本不能再登记、更正批复和保密审查';\n            END IF;\n            RETURN NEW;\n        ", hash='60d193073397c3eddc5cd5238580236a15ac15fa', operation='INSERT', pgid='pgtrigger_before_publication_73594', table='budgets_replyconfirmation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='replyconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='confirmed_by_the_issuer', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE version budgets_departmentalbudget; correction budgets_reply;', func="\n            SELECT * INTO version FROM budgets_departmentalbudget WHERE id = NEW.budget_id;\n            SELECT * INTO correction FROM budgets_reply WHERE id = NEW.reply_id;\n            IF correction.budget_id IS DISTINCT FROM NEW.budget_id OR correction.corrects_id IS NULL THEN\n                RAISE EXCEPTION '确认的不是该版本批复的更正';\n            END IF;\n            IF EXISTS (SELECT 1 FROM budgets_reply r WHERE r.corrects_id = NEW.reply_id) THEN\n                RAISE EXCEPTION '这次更正之后又有更正，只能确认最新的一次';\n            END IF;\n            IF EXISTS (SELECT 1 FROM budgets_reply r WHERE r.budget_id = NEW.budget_id AND r.corrects_id IS NOT NULL\n                AND r.registered_by_id = NEW.by_id) THEN\n                RAISE EXCEPTION '登记批复更正的人不能确认更正';\n            END IF;\n            IF NOT EXISTS (SELECT 1 FROM budgets_assignment a WHERE a.user_id = NEW.by_id AND a.role = 'reviewer'\n                AND a.region_id = version.region_id AND a.of_superior = (version.unit_id IS NOT NULL)\n                AND (a.department_id IS NULL OR a.department_id = version.department_id)\n                AND (a.unit_id IS NULL OR a.unit_id = version.unit_id)) THEN\n                RAISE EXCEPTION '批复的更正只能由批复机关的审核人确认';\n            END IF;\n            IF NEW.scan_hash IS DISTINCT FROM encode(sha256(coalesce(NEW.scan, correction.scan)), 'hex') THEN\n                RAISE EXCEPTION '确认批复的更正须核对扫描件';\n            END IF;\n            RETURN NEW;\n        ", hash='ae5323304fee144f3ef658e240995d72a9506ef7', operation='INSERT', pgid='pgtrigger_confirmed_by_the_issuer_82d2e', table='budgets_replyconfirmation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='replyconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '不能清空预算数据表';", hash='81ec8ad9501237fffc40ca6125cef268d3663e3e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8e23d', table='budgets_replyconfirmation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secrecyreviewend',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' AND coalesce(current_setting('app.author', true), '') = 'discard' AND EXISTS (\n                SELECT 1 FROM budgets_departmentalbudget b WHERE b.id = OLD.budget_id AND b.status = 'draft') THEN\n                RETURN OLD;\n            END IF;\n            RAISE EXCEPTION '办理记录不能修改或删除';\n        ", hash='10d785d031105da4c279c3f05c03a132c0431357', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3ab5', table='budgets_secrecyreviewend', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secrecyreviewend',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '不能清空预算数据表';", hash='de139426e7fd1910d47a011a633ba379907c51d8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_aa518', table='budgets_secrecyreviewend', when='BEFORE')),
        ),
    ]
