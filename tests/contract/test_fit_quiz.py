"""Contract 5: the fit quiz, as somebody answers it who knows nothing but what it tells."""

from __future__ import annotations

from tests.contract.shapes import check, slug

QUIZ = {
    "questions": [{"key": slug, "text": str, "options": [{"key": slug, "text": str, "why": str}]}]
}
RESULTS = {
    "ranking": [{"track": slug, "score": int, "reasons": [str], "first_steps": [slug]}],
    "tie": bool,
    "enough": bool,
    "unanswered": [slug],
}
STEPS = {
    "ai-engineer": ["python", "llm-apis", "prompting"],
    "ml-engineer": ["statistics", "linear-algebra", "python"],
}


def questions(anonymous):
    quiz = anonymous.get("/fit-quiz").json()
    check(quiz, QUIZ)
    return quiz["questions"]


def results(anonymous, **answers):
    answer = anonymous.get("/fit-quiz/results", params=answers)
    assert answer.status_code == 200, answer.text
    check(answer.json(), RESULTS)
    return answer.json()


def leaning(anonymous, words):
    """The first option of each question whose `why` says so, where there is one."""
    return {
        question["key"]: option["key"]
        for question in questions(anonymous)
        for option in reversed(question["options"])
        if words in option["why"]
    }


def test_asks_eight_to_twelve_questions(anonymous):
    asked = questions(anonymous)

    assert 8 <= len(asked) <= 12
    assert all(len(question["options"]) >= 2 for question in asked)


def test_tells_who_always_leans_one_way(anonymous):
    for track, words in [("ml-engineer", "for ML engineer"), ("ai-engineer", "for AI engineer")]:
        answers = leaning(anonymous, words)

        found = results(anonymous, **answers)

        first = found["ranking"][0]
        assert (first["track"], first["score"]) == (track, 100)
        assert first["reasons"]
        assert first["first_steps"] == STEPS[track]
        assert (found["tie"], found["enough"], found["unanswered"]) == (False, True, [])


def test_calls_a_close_call_one_and_gives_reasons_for_both(anonymous):
    found = results(anonymous, **leaning(anonymous, "for both tracks"))

    assert found["tie"] is True
    assert [row["track"] for row in found["ranking"] if row["reasons"]] == [
        row["track"] for row in found["ranking"]
    ]


def test_tells_nothing_from_nothing(anonymous):
    found = results(anonymous)

    assert (found["ranking"], found["tie"], found["enough"]) == ([], False, False)
    assert found["unanswered"] == [question["key"] for question in questions(anonymous)]


def test_says_when_too_little_is_answered(anonymous):
    found = results(anonymous, maths="a-lot")

    assert found["enough"] is False
    assert found["ranking"][0]["track"] == "ml-engineer"


def test_each_question_alone_can_change_the_ranking(anonymous):
    for question in questions(anonymous):
        firsts = {
            results(anonymous, **{question["key"]: option["key"]})["ranking"][0]["track"]
            for option in question["options"]
        }

        assert firsts == {"ai-engineer", "ml-engineer"}, question


def test_refuses_an_answer_that_is_none(anonymous):
    problem = anonymous.get("/fit-quiz/results", params={"maths": "infinitely"}).json()

    assert (problem["status"], problem["code"]) == (400, "invalid_request")
    (fault,) = problem["errors"]
    assert (fault["in"], fault["pointer"], fault["code"]) == ("query", "/maths", "not_a_choice")
    assert "a-lot" in fault["detail"]
