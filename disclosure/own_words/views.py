"""文字表述: which words of the document are the department's own, and the pages on which they are written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from budgets.entry.forms.sections import PageSection
from budgets.entry.pages.part import PartView
from budgets.models import DepartmentalBudget
from budgets.versions.editing import ChangedMeanwhile, NotEditable, editing
from disclosure.models import BlockText
from disclosure.own_words.figures import subjects, used_in
from disclosure.own_words.forms import AfterForm, OwnWordsForm
from disclosure.own_words.places import WordPlace, WordsHere


class OwnWordsView(PartView):
    """Every place of the document whose words may be changed; nothing is entered here."""

    part_key = "own_words"
    lead = (
        "文件中的标题、说明文字和表头由系统按公开格式生成，数据随填报内容更新。与本部门情况不符的，可以改用本部门文字。"
    )
    template_name = "disclosure/own_words.html"
    http_method_names = ["get", "head", "options"]

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        words = WordsHere.of(budget)
        groups, gone = words.groups(), words.gone()
        changed = sum(
            place.own is not None or bool(place.after) for group in groups for place in (*group.places, *group.labels)
        )
        return {"groups": groups, "gone": gone, "changed": changed}


class _PlaceView(PartView):
    """Base of the pages about one place, named in the address by its key."""

    part_key = "own_words"

    def words(self, budget: DepartmentalBudget) -> WordsHere:
        if not hasattr(self, "_words"):
            self._words = WordsHere.of(budget)
        return self._words

    @property
    def key(self) -> str:
        return str(self.kwargs["key"])

    def place(self, budget: DepartmentalBudget) -> WordPlace:
        """The place; also one that the document has no more, as long as words of the department stand under its key."""
        words = self.words(budget)
        place = words.place(self.key) or next((each for each in words.gone() if each.key == self.key), None)
        if place is None:
            raise Http404
        return place

    def list_address(self, budget: DepartmentalBudget) -> str:
        return f"{reverse('entry-own-words', kwargs={'budget_pk': budget.pk})}#{self.place(budget).anchor}"

    def _next(self, budget: DepartmentalBudget) -> str:
        return self.list_address(budget)


class OwnWordView(_PlaceView):
    """The words of one block: changed, tried, or given back to the format."""

    template_name = "disclosure/own_words_edit.html"
    trial: str | None = None

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:  # fmt: skip
        words = self.words(budget)
        block = words.composition.words.get(self.key)
        if block is None:
            if self.place(budget).own is None:
                raise Http404
            return []
        return [OwnWordsForm(block, words.composition.amounts, budget, data, adopting=adopting)]

    def title(self, budget: DepartmentalBudget) -> str:
        return f"文字表述：{self.place(budget).name[:40]}"

    def address(self, budget: DepartmentalBudget) -> str:
        return reverse("entry-own-words-edit", kwargs={"budget_pk": budget.pk, "key": self.key})

    def post(self, request: HttpRequest, budget_pk: int, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action")
        if action == "restore":
            return self.restore(self.budget_to_write(budget_pk))
        if action == "preview":
            return self.preview(self.budget_to_write(budget_pk))
        if not self.sections(self.budget_of(budget_pk)):
            raise Http404
        return super().post(request, budget_pk, **kwargs)

    def preview(self, budget: DepartmentalBudget) -> HttpResponse:
        """The typed words as they would print; nothing is saved."""
        sections = self.sections(budget, self.request.POST)
        if sections and all(section.is_valid() for section in sections):
            self.trial = sections[0].cleaned_data["text"]  # type: ignore[attr-defined]
        return self.page(budget, sections)

    def restore(self, budget: DepartmentalBudget) -> HttpResponse:
        """The department's words go, and the format's speak again."""
        name, address = self.place(budget).name[:40], self.list_address(budget)
        try:
            seen = self._seen(budget, self.sections(budget))
            with editing(budget, by=self.person, seen=seen, sentence=f"“{name}”恢复规范文字"):
                BlockText.objects.filter(budget=budget, key=self.key).delete()
        except (ChangedMeanwhile, NotEditable) as refused:
            return self.page(budget, self.sections(budget), refusal=str(refused), status=409)
        messages.success(self.request, f"“{name}”已恢复规范文字。")
        return HttpResponseRedirect(address)

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        words, place = self.words(budget), self.place(budget)
        amounts = words.composition.amounts
        block = words.composition.words.get(self.key)
        return {
            "place": place,
            "anchors": {place.anchor},
            "generated": words.runs(block.generated) if block else None,
            "printed": words.runs(block.stored) if block else None,
            "trial": None if self.trial is None else words.runs(self.trial),
            "is_tried": self.trial is not None,
            "used": used_in((block.generated, block.stored, self.trial or "") if block else (), amounts, words.value),
            "subjects": subjects(amounts, words.value) if block else (),
            "list_address": self.list_address(budget),
            "next_part": None,
        }


class AfterView(_PlaceView):
    """Own paragraphs behind a block of the document."""

    template_name = "disclosure/own_words_after.html"

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:  # fmt: skip
        place = self.place(budget)
        if not place.takes_after:
            raise Http404
        return [AfterForm(self.key, budget, data, adopting=adopting)]

    def title(self, budget: DepartmentalBudget) -> str:
        return f"补充段落：{self.place(budget).name[:40]}之后"

    def address(self, budget: DepartmentalBudget) -> str:
        """Back to the list: with its text gone, a place that the document has no more is gone too."""
        return self.list_address(budget)

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        place = self.place(budget)
        return {"place": place, "anchors": {place.anchor}, "list_address": self.list_address(budget), "next_part": None}
