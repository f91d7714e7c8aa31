"""People's questions: every record is an entry, the right one is found, and what the sources do not cover is declined."""

from collections import Counter
from dataclasses import replace

import pytest

from knowledge.library import Citation, Library, SearchWords, Topic
from knowledge.searching import Entry, ask, entries
from knowledge.wording import Wording, stem, words_of
from tests.knowledge.teams import LIBRARY

SOURCES = (Citation("deja", "Machine Learning is becoming a commodity"),)
LAKE = Topic("lake", "Data lake", "All data in one place.", SOURCES, asks=("where should our data live",))
DRIFT = Topic("drift", "Concept drift", "Predictions get worse.", SOURCES, asks=("model rot",), explains=("Drift",))
TEAM = Topic("team", "A team of seven roles", "Who works on it.", SOURCES, asks=("who do we need",))
WORDS = SearchWords(
    ignored=("what", "is", "a", "the", "of", "our", "do", "we", "it", "i", "have"),
    everyday=("who", "where", "old"),
    broad=("data",),
    same=(("lake", "reservoir"), ("IT", "it department")),
)


def library(*topics: Topic, words: SearchWords = WORDS) -> Library:
    return replace(
        LIBRARY,
        topics={topic.id: topic for topic in topics},
        roles={},
        steps={},
        maturity_models={},
        search_words=words,
    )


SMALL = library(LAKE, DRIFT, TEAM)


def first(text: str, among: Library = LIBRARY) -> str:
    found = ask(among, text)
    return found.hits[0].entry.id if found.hits else ""


def three(text: str) -> list[str]:
    return [hit.entry.id for hit in ask(LIBRARY, text).hits]


def entry(id: str) -> Entry:
    return {one.id: one for one in entries(LIBRARY)}[id]


class TestEntries:
    def test_every_topic_role_level_and_step_is_one_entry(self) -> None:
        kinds = Counter(one.kind for one in entries(LIBRARY))
        levels = sum(len(model.levels) for model in LIBRARY.maturity_models.values())
        records = (LIBRARY.topics, LIBRARY.roles, LIBRARY.steps)
        assert kinds == {"topic": len(records[0]), "role": len(records[1]), "step": len(records[2]), "stage": levels}
        assert len({one.id for one in entries(LIBRARY)}) == len(entries(LIBRARY))

    @pytest.mark.parametrize("one", entries(LIBRARY), ids=lambda one: str(one.id))
    def test_an_entry_is_short_titled_and_cited(self, one: Entry) -> None:
        assert one.title
        assert one.text
        assert len(one.text) <= 750
        assert one.sources
        assert one.id.startswith(f"{one.kind}/")

    def test_a_level_tells_what_it_asks_for(self) -> None:
        level = entry("stage/azure/2")
        assert level.title == "Microsoft's model, level 2: Automated training"
        assert "tracked experiments" in level.text
        assert level.caveat == LIBRARY.maturity_models["azure"].caveat

    def test_a_kind_of_organization_tells_its_signs(self) -> None:
        assert "ethic" in entry("stage/microsoft_ai/4").text or "appropriate" in entry("stage/microsoft_ai/4").text

    def test_a_level_of_ours_has_no_number(self) -> None:
        assert "stage 0" not in entry("stage/ml_op_shop/0").title

    def test_a_role_tells_its_duties_and_other_names(self) -> None:
        text = entry("role/data_engineer").text
        assert "Sees to: " in text
        assert "Also called: DataOps engineer" in text

    def test_a_step_tells_who_why_and_how_to_begin(self) -> None:
        text = entry("step/track_every_experiment").text
        assert all(lead in text for lead in ("Who: ", "Why: ", "To begin: "))

    def test_a_topic_carries_its_doubt_and_its_time(self) -> None:
        dated = replace(LAKE, caveat="A doubt.", as_of="2021")
        shown = entries(library(dated))[0]
        assert (shown.caveat, shown.as_of) == ("A doubt.", "2021")


class TestAsking:
    @pytest.mark.parametrize(
        ("text", "id"),
        [
            ("drift?", "topic/concept_drift"),
            ("concept drfit", "topic/concept_drift"),
            ("model rot", "topic/concept_drift"),
            ("wats a feature store", "topic/feature_store"),
            ("level 3", "stage/azure/3"),
            ("stage 3", "stage/ml_op_shop/3"),
            ("what does an ML engineer do?", "role/ml_engineer"),
            ("how do we track experiments", "step/track_every_experiment"),
        ],
    )
    def test_the_right_entry_comes_first(self, text: str, id: str) -> None:
        assert first(text) == id

    @pytest.mark.parametrize(
        "text", ["who shoud deploy", "do we even need this", "excel ok?", "hire 1 ds for everything?"]
    )
    def test_terse_and_misspelt_questions_are_answered(self, text: str) -> None:
        found = ask(LIBRARY, text)
        assert found.covered
        assert 1 <= len(found.hits) <= 3
        assert all(0 <= hit.score <= 100 for hit in found.hits)
        assert list(found.hits) == sorted(found.hits, key=lambda hit: -hit.score)

    @pytest.mark.parametrize(
        "text", ["best pizza", "how do i reset my password", "what's the weather", "how old are you"]
    )
    def test_what_is_off_the_subject_is_declined(self, text: str) -> None:
        found = ask(LIBRARY, text)
        assert not found.covered
        assert found.hits == ()

    @pytest.mark.parametrize(
        ("text", "near"),
        [
            ("salary of an ml engineer", "role/ml_engineer"),
            ("is our data gdpr compliant", "topic/accountability_and_compliance"),
        ],
    )
    def test_what_is_near_the_subject_is_declined_with_what_stands_nearby(self, text: str, near: str) -> None:
        found = ask(LIBRARY, text)
        assert not found.covered
        assert near in [one.id for one in found.nearby]
        assert len(found.nearby) <= 3

    @pytest.mark.parametrize(
        "text", ["", "   ", "???", "thanks a lot", "🙂", "the of and", "42", "ни слова", "a" * 5000]
    )
    def test_what_asks_nothing_is_declined(self, text: str) -> None:
        assert not ask(LIBRARY, text).covered

    def test_further_reading_repeats_no_hit(self) -> None:
        found = ask(LIBRARY, "who should deploy models")
        assert {one.id for one in found.nearby}.isdisjoint(hit.entry.id for hit in found.hits)

    def test_the_same_question_finds_the_same(self) -> None:
        assert ask(LIBRARY, "silos") == ask(LIBRARY, "silos")

    def test_curly_apostrophes_and_accents_do_not_matter(self) -> None:
        assert three("What’s Mäkinen’s survey?") == three("whats makinens survey")

    def test_most_ways_of_asking_that_a_record_lists_lead_to_it(self) -> None:
        asked = [(phrase, one.id) for one in entries(LIBRARY) for phrase in one.asks]
        found = sum(id in three(phrase) for phrase, id in asked)
        assert found / len(asked) >= 0.97


class TestWords:
    def test_phrases_that_mean_the_same_find_the_same(self) -> None:
        assert first("reservoir", SMALL) == first("lake", SMALL) == "topic/lake"

    def test_a_word_that_nobody_uses_weighs_most(self) -> None:
        assert ask(SMALL, "concept drift").covered
        assert not ask(SMALL, "drift racing").covered

    def test_everyday_words_alone_cover_nothing(self) -> None:
        assert not ask(SMALL, "who is old").covered

    def test_everyday_words_that_people_are_known_to_ask_are_covered(self) -> None:
        assert first("who do we need", SMALL) == "topic/team"

    def test_a_question_about_oneself_has_to_fit_better(self) -> None:
        text = "where do i have a data lake of our data"
        assert ask(SMALL, text).covered
        assert not ask(library(LAKE, DRIFT, TEAM, words=replace(WORDS, personal=("i",))), text).covered

    def test_a_name_in_capitals_counts_only_in_capitals(self) -> None:
        wording = Wording(WORDS, ["Involve IT early."])
        assert [said.empty for said in wording.of_question("involve IT")] == [False, False]
        assert [said.empty for said in wording.of_question("involve it")] == [False, True]
        assert [said.empty for said in wording.of_question("INVOLVE IT")] == [False, True]

    def test_a_correction_is_trusted_less_the_more_it_changes(self) -> None:
        wording = Wording(WORDS, ["Monitoring a deployment. Launch it."])
        (slip,) = wording.of_question("monitering")
        assert slip.word == "monitor"
        assert 0.7 < slip.trust < 1
        (guess,) = wording.of_question("lunch")
        assert guess.trust == 0.5
        assert [said.word for said in wording.of_question("pizza")] == ["pizza"]

    def test_words_written_together_or_apart_are_found(self) -> None:
        wording = Wording(WORDS, ["The data lake and the spreadsheet."])
        assert [said.word for said in wording.of_question("datalake")] == ["data", "lake"]
        assert [said.word for said in wording.of_question("spread sheet")] == ["spreadsheet"]

    @pytest.mark.parametrize(
        "words",
        [
            ("deploy", "deploys", "deployed", "deploying", "deployment"),
            ("automate", "automatic", "automated", "automation", "automatically"),
            ("version", "versions", "versioned", "versioning"),
            ("release", "releases", "releasing"),
            ("company", "companies"),
            ("organization", "organisation", "organizations"),
            ("reproducible", "reproducibility"),
        ],
    )
    def test_forms_of_a_word_have_one_stem(self, words: tuple[str, ...]) -> None:
        assert len({stem(word) for word in words}) == 1

    @pytest.mark.parametrize(("one", "other"), [("product", "production"), ("many", "man"), ("universe", "universal")])
    def test_different_words_keep_apart(self, one: str, other: str) -> None:
        assert stem(one) != stem(other)

    def test_words_and_numbers_are_told_apart(self) -> None:
        assert words_of("Don’t skip level3, 30%!") == ["Dont", "skip", "level", "3", "30"]


class TestShippedWords:
    def test_no_phrase_means_two_things(self) -> None:
        counts = Counter(phrase for group in LIBRARY.search_words.same for phrase in group)
        assert [phrase for phrase, count in counts.items() if count > 1] == []

    def test_no_word_stands_on_two_lists(self) -> None:
        words = LIBRARY.search_words
        counts = Counter(word for group in (words.ignored, words.everyday, words.broad) for word in group)
        assert [word for word, count in counts.items() if count > 1] == []
