"""The chain as pure data: the hash that anybody can reckon again, and everything that breaks it."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from disclosure.publication import chain, verification
from disclosure.publication.chain import Link

PAYLOAD = b'{"n":1}'


def make_chain(length: int = 6, region: str = "990101") -> list[dict[str, Any]]:
    links: list[Link] = []
    for number in range(length):
        kind = "manifest" if number % 2 else "document"
        payload = chain.manifest_payload(document_entry=f"{number:064d}", files={"a.txt": ("text/plain", b"a")})
        links.append(chain.link(region=region, kind=kind, payload=payload, after=links[-1] if links else None))
    return [json.loads(json.dumps(link.as_json())) for link in links]


def problems(entries: list[dict[str, Any]], head: str = "") -> list[str]:
    return list(verification.check_chain(entries, head=head))


class TestEntryHash:
    def test_an_entry_is_the_hash_of_the_six_lines_that_the_description_names(self) -> None:
        payload = hashlib.sha256(PAYLOAD).hexdigest()
        lines = f"sha256-1\n990101\n7\ndocument\n{payload}\n{'0' * 64}\n"
        found = chain.entry_hash(
            algorithm="sha256-1", region="990101", sequence=7, kind="document", payload=PAYLOAD, previous="0" * 64
        )
        assert found == hashlib.sha256(lines.encode()).hexdigest()

    def test_the_hash_of_a_known_entry_never_changes(self) -> None:
        """Entries that were published for years depend on it. Reckoned with printf and sha256sum."""
        found = chain.entry_hash(
            algorithm="sha256-1", region="990101", sequence=1, kind="document", payload=PAYLOAD, previous=chain.FIRST
        )
        assert found == "0f4faa3194f2e35ecc8eae9b99a3316a05d24ae5539f9d9b627d58d617d7e275"

    @pytest.mark.parametrize(
        "change",
        [
            {"region": "990102"},
            {"sequence": 2},
            {"kind": "manifest"},
            {"payload": b'{"n":2}'},
            {"previous": "1" + "0" * 63},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_every_part_of_an_entry_changes_its_hash(self, change: dict[str, Any]) -> None:
        entry: dict[str, Any] = {
            "algorithm": "sha256-1", "region": "990101", "sequence": 1, "kind": "document",
            "payload": PAYLOAD, "previous": chain.FIRST,
        }  # fmt: skip
        assert chain.entry_hash(**entry) != chain.entry_hash(**(entry | change))

    def test_an_unknown_algorithm_is_refused(self) -> None:
        with pytest.raises(ValueError, match="md5"):
            chain.entry_hash(algorithm="md5", region="990101", sequence=1, kind="document", payload=b"", previous="")


class TestCanonicalJson:
    values = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
        max_leaves=20,
    )

    @given(values)
    def test_the_standard_library_writes_what_rfc8785_writes(self, value: Any) -> None:
        try:
            expected = rfc8785.dumps(value)
        except rfc8785.CanonicalizationError:
            return  # a lone surrogate, which neither can write
        assert verification.canonical(value) == expected

    @pytest.mark.parametrize("value", [1.5, [1.0], {"a": float("nan")}, {"年度": 2020}], ids=repr)
    def test_what_could_be_written_in_two_ways_is_refused(self, value: Any) -> None:
        with pytest.raises(ValueError):
            verification.canonical(value)


class TestCheckChain:
    def test_a_chain_as_it_was_written_has_no_problem(self) -> None:
        entries = make_chain()
        assert problems(entries) == []
        assert problems(entries, head=entries[3]["entry"]) == []

    def test_an_empty_chain_has_no_problem_unless_a_head_was_noted(self) -> None:
        assert problems([]) == []
        assert len(problems([], head="f" * 64)) == 1

    def test_a_change_of_any_member_of_any_entry_is_found(self) -> None:
        entries, tried = make_chain(), 0
        for index, entry in enumerate(entries):
            for member, value in entry.items():
                changed = copy.deepcopy(entries)
                changed[index][member] = _changed(value)
                assert problems(changed), f"{member} of entry {index + 1}"
                tried += 1
        assert tried == len(entries) * 7

    def test_a_missing_member_is_found(self) -> None:
        for member in make_chain()[0]:
            changed = make_chain()
            del changed[2][member]
            assert problems(changed), member

    @pytest.mark.parametrize("index", range(5))
    def test_an_entry_taken_out_before_the_last_is_found(self, index: int) -> None:
        entries = make_chain()
        del entries[index]
        assert problems(entries)

    def test_swapped_and_repeated_entries_are_found(self) -> None:
        entries = make_chain()
        assert problems([entries[1], entries[0], *entries[2:]])
        assert problems([*entries[:2], entries[1], *entries[2:]])

    def test_a_cut_tail_is_found_only_by_whoever_noted_the_head(self) -> None:
        entries = make_chain()
        assert problems(entries[:-1]) == [], "without a head nobody can know"
        assert problems(entries[:-1], head=entries[-1]["entry"])

    def test_a_chain_written_anew_is_found_only_by_whoever_noted_a_head(self) -> None:
        entries = make_chain()
        anew: list[Link] = []
        for entry in entries:
            payload = verification.canonical({**entry["payload"], "document_entry": "e" * 64})
            anew.append(
                chain.link(region="990101", kind=entry["kind"], payload=payload, after=anew[-1] if anew else None)
            )
        written = [link.as_json() for link in anew]
        assert problems(written) == [], "without a head nobody can know"
        assert problems(written, head=entries[0]["entry"])

    def test_an_entry_of_another_region_is_found(self) -> None:
        entries = make_chain()
        assert problems([*entries[:1], *make_chain(region="990202")[1:]])


def _changed(value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, "document_entry": "x"}
    if isinstance(value, int):
        return value + 1
    return "x" + value[1:]
