"""What is written down beside a move: the 批复 with its scan, its correction and confirmation, and the 保密审查."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from budgets.models import Reply, SecrecyReview
from budgets.text import CleanTextField, ForbiddenCharacter, clean_text
from budgets.workflow.answer_words import words_problem

LARGEST_SCAN = 10 * 1024 * 1024
# A file is what its first bytes say, whatever it is called.
SCAN_TYPES = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}


def scan_type(content: bytes) -> tuple[str, str] | None:
    """Media type and ending; None for anything but PDF, PNG and JPEG."""
    return next((found for start, found in SCAN_TYPES.items() if content.startswith(start)), None)


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _not_in_the_future(day: dt.date, label: str) -> dt.date:
    if day > timezone.localdate():
        raise ValidationError(f"{label}不能晚于今天。请核对日期。", code="future")
    return day


def _scan_field(what_if_none: str) -> forms.FileField:
    return forms.FileField(
        label="批复扫描件",
        required=False,
        help_text=f"PDF、PNG 或 JPEG，不超过 10 MB。{what_if_none}扫描件只在本系统内留存，不公开。",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class ReplyForm(forms.ModelForm):
    """The first registration; with `corrected`, the row that is the newest now, a correction of it that says why."""

    scan = _scan_field("更正时不上传则沿用原有扫描件。")

    class Meta:
        model = Reply
        fields = ["authority", "number", "dated", "received", "reason"]
        widgets = {"dated": _DayInput(), "received": _DayInput(), "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": "写明哪里有误、依据是什么。更正经批复机关的审核人核对扫描件确认后生效。"}

    def __init__(self, *args: Any, corrected: Reply | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrected = corrected
        if corrected is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True

    def clean_reason(self) -> str:
        if problem := words_problem(self.cleaned_data["reason"], "更正原因"):
            raise ValidationError(problem, code="says_nothing")
        return str(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.corrected and not said.get("scan") and not self.errors:
            same = all(
                said[name] == getattr(self.corrected, name) for name in ("authority", "number", "dated", "received")
            )
            if same:
                raise ValidationError("与已登记的批复相同，没有需要更正的内容。请核对后再登记。", code="unchanged")
        return said

    def clean_dated(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["dated"], "批复日期")

    def clean_received(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["received"], "收到日期")

    def clean_scan(self) -> tuple[bytes, str] | None:
        return _scan(self.cleaned_data["scan"])


def _scan(upload: UploadedFile | None) -> tuple[bytes, str] | None:
    """The file's bytes and a name with the ending that is true; None where none was sent."""
    if not upload:
        return None
    if (upload.size or 0) > LARGEST_SCAN:
        raise ValidationError("扫描件超过 10 MB。请降低扫描分辨率，或只上传批复正文。", code="too_large")
    content = upload.read()
    found = scan_type(content)
    if found is None:
        raise ValidationError("扫描件只能是 PDF、PNG 或 JPEG 文件。请另存为其中一种格式后再上传。", code="wrong_type")
    try:
        stem = clean_text(str(upload.name or ""), single_line=True).rpartition(".")[0][:100]
    except ForbiddenCharacter:
        stem = ""
    return content, f"{stem or '批复'}.{found[1]}"


class ReplyConfirmationForm(forms.Form):
    """seen: the pk of the correction that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    compared = forms.BooleanField(label="我已将更正的内容与批复扫描件逐项核对，两者一致")
    scan = _scan_field("更正时已上传的，不必再传。")
    comment = CleanTextField().formfield(label="确认意见", required=False, max_length=2000)

    def clean_scan(self) -> tuple[bytes, str] | None:
        return _scan(self.cleaned_data["scan"])


class SecrecyReviewForm(forms.ModelForm):
    """seen_hash: of the document that was reviewed. is_again: one that counts is registered anew, and why has to be said."""

    seen_hash = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SecrecyReview
        fields = ["reviewer", "reviewed_on", "signed_off_by", "comment", "cleared"]
        widgets = {"reviewed_on": _DayInput(), "comment": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, is_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_again = is_again
        if is_again:
            self.fields["comment"].required = True
            self.fields["comment"].label = "重新登记的原因"

    def clean_comment(self) -> str:
        said = str(self.cleaned_data["comment"])
        if self.is_again and (problem := words_problem(said, "重新登记的原因")):
            raise ValidationError(problem, code="says_nothing")
        return said

    def clean_reviewed_on(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["reviewed_on"], "审查日期")

    def clean_cleared(self) -> Any:
        if not self.cleaned_data["cleared"]:
            raise ValidationError(
                "请确认已按规定剔除涉密内容。不能确认的，不得公开，请先退回修改。", code="not_cleared"
            )
        return True
