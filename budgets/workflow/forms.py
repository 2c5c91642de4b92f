"""What is written down beside a move: the 批复 with its scan, and the 保密审查."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from budgets.models import Reply, SecrecyReview
from budgets.text import ForbiddenCharacter, clean_text

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


class ReplyForm(forms.ModelForm):
    scan = forms.FileField(
        label="批复扫描件",
        required=False,
        help_text="PDF、PNG 或 JPEG，不超过 10 MB。不上传则保留原有扫描件。扫描件只在本系统内留存，不公开。",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    class Meta:
        model = Reply
        fields = ["authority", "number", "dated", "received"]
        widgets = {"dated": _DayInput(), "received": _DayInput()}

    def clean_dated(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["dated"], "批复日期")

    def clean_received(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["received"], "收到日期")

    def clean_scan(self) -> tuple[bytes, str] | None:
        """The file's bytes and a name with the ending that is true."""
        upload: UploadedFile | None = self.cleaned_data["scan"]
        if not upload:
            return None
        if (upload.size or 0) > LARGEST_SCAN:
            raise ValidationError("扫描件超过 10 MB。请降低扫描分辨率，或只上传批复正文。", code="too_large")
        content = upload.read()
        found = scan_type(content)
        if found is None:
            raise ValidationError(
                "扫描件只能是 PDF、PNG 或 JPEG 文件。请另存为其中一种格式后再上传。", code="wrong_type"
            )
        try:
            stem = clean_text(str(upload.name or ""), single_line=True).rpartition(".")[0][:100]
        except ForbiddenCharacter:
            stem = ""
        return content, f"{stem or '批复'}.{found[1]}"


class SecrecyReviewForm(forms.ModelForm):
    class Meta:
        model = SecrecyReview
        fields = ["reviewer", "reviewed_on", "signed_off_by", "cleared"]
        widgets = {"reviewed_on": _DayInput()}

    def clean_reviewed_on(self) -> dt.date:
        return _not_in_the_future(self.cleaned_data["reviewed_on"], "审查日期")

    def clean_cleared(self) -> Any:
        if not self.cleaned_data["cleared"]:
            raise ValidationError(
                "请确认已按规定剔除涉密内容。不能确认的，不得公开，请先退回修改。", code="not_cleared"
            )
        return True
