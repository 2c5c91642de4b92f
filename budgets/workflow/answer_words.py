"""When written words say something: an answer, a reason, a comment."""

from __future__ import annotations

from budgets.models.judgement import LEAST_LETTERS
from budgets.refusals import WrongState
from budgets.text import ForbiddenCharacter, clean_text, squeeze

LONGEST = 2000
# Words that are long enough and say nothing about the finding.
_SAYS_NOTHING = {"没有问题", "无需说明", "不需要说明", "同上说明", "同上一条", "情况属实", "已核对无误"}
_PUNCTUATION = "。，、；：！？．.,;:!?…—-_~·（）()“”\"'《》"


def words_problem(text: str, what: str) -> str:
    """Why these words say nothing; empty where they say something."""
    if len(text) > LONGEST:
        return f"{what}超过 {LONGEST} 字，请写得简短一些。"
    said = squeeze(text).strip(_PUNCTUATION)
    if len(said) < LEAST_LETTERS:
        return f"{what}“{text.strip()[:20]}”少于 {LEAST_LETTERS} 个字，看不出情况。请写明具体原因。"
    if len(set(said)) == 1 or said in _SAYS_NOTHING:
        return f"{what}“{text.strip()[:20]}”没有说明情况。请写明具体原因。"
    return ""


def reason_of(text: str, what: str) -> str:
    """The words as they are stored. Raises WrongState where they say nothing."""
    said = cleaned(text)
    if problem := words_problem(said, what):
        raise WrongState(problem)
    return said


def cleaned(text: str) -> str:
    """Raises WrongState for a character that no rendering can print."""
    try:
        return clean_text(text).strip()
    except ForbiddenCharacter as error:
        raise WrongState(str(error)) from error
