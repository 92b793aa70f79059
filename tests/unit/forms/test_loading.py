"""How a submission is read: types, limits, conditions, lists, expressions."""

from __future__ import annotations

import pytest

from tests.unit.forms.support import context, judge, small
from workflow_service.forms import FIELD_TYPES


def field(kind: str, key: str = "a", **more: object) -> dict:
    label = {"dateLabel": "A"} if kind == "datetime" else {"label": "A"}
    return {"type": kind, "key": key, **label, **more}


REQUIRED = {"validate": {"required": True}}
YES_NO = [{"label": "Ja", "value": True}, {"label": "Nej", "value": False}]


@pytest.mark.parametrize(
    ("component", "given", "kept"),
    [
        (field("textfield"), " ja ", " ja "),
        (field("textfield"), "", None),
        (field("number"), "12.50", 12.5),
        (field("number"), 3.0, 3),
        (field("checkbox"), False, False),
        (field("datetime"), "2026-11-23", "2026-11-23"),
        (field("datetime", subtype="datetime"), "2026-07-01T13:30", "2026-07-01T13:30:00+02:00"),
        (field("datetime", subtype="datetime"), "2026-11-23T13:30Z", "2026-11-23T13:30:00+00:00"),
        (field("datetime", subtype="time", timeLabel="A"), "13:30", "13:30"),
        (field("radio", values=YES_NO), False, False),
        (field("checklist", values=[{"label": "X", "value": "x"}]), ["x", "x"], ["x"]),
        (field("checklist", values=[{"label": "X", "value": "x"}]), None, []),
        (field("textfield", properties={"type": "cpr"}), "7403175432", "740317-5432"),
    ],
)
def test_answer_becomes_clean_value(component, given, kept):
    assert small(component).load({"a": given}, context()) == {"a": kept}


@pytest.mark.parametrize(
    ("component", "given", "sentence"),
    [
        (field("textfield"), ["ja"], "Skriv svaret som tekst."),
        (field("textfield", **REQUIRED), "  ", "Skriv et svar."),
        (field("number"), True, "Skriv et tal."),
        (field("number", decimalDigits=0), 1.5, "Skriv et helt tal."),
        (field("number", decimalDigits=2), 1.555, "Skriv højst 2 decimaler."),
        (field("number", validate={"min": 0}), -1, "Tallet skal være mindst 0."),
        (field("number", validate={"max": "=2 + 3"}), 6, "Tallet må højst være 5."),
        (field("checkbox", **REQUIRED), False, "Sæt kryds for at bekræfte."),
        (field("datetime"), "2026-02-29", "Skriv en dato, der findes, fx 23.11.2026."),
        (field("datetime"), "0026-11-23", "Skriv en dato, der findes, fx 23.11.2026."),
        (field("datetime", disallowPassedDates=True), "2026-11-22", "Vælg en dato fra i dag og frem."),
        (field("radio", values=YES_NO), 1, "Valget findes ikke længere på listen. Vælg igen."),
        (field("radio", values=YES_NO, **REQUIRED), None, "Vælg et svar."),
        (
            field("textfield", validate={"validationType": "email"}),
            "a@b",
            "Skriv en e-mailadresse, fx navn@eksempel.dk.",
        ),
        (field("textfield", validate={"maxLength": 2}), "abc", "Skriv højst 2 tegn."),
        (field("textfield", validate={"pattern": "^[0-9]+$"}), "12a", "Svaret har ikke den rigtige form."),
    ],
)
def test_wrong_answer_gets_a_helpful_sentence(component, given, sentence):
    assert judge(small(component), {"a": given}) == {"a": [sentence]}


@pytest.mark.parametrize("number", ["010115-1234", "610115-1234", "290200-4000", "311299-3999"])
def test_cpr_with_a_real_date_is_accepted_without_modulus(number):
    assert judge(small(field("textfield", properties={"type": "cpr"})), {"a": number}) == {}


@pytest.mark.parametrize(
    "number", ["320115-1234", "011315-1234", "310215-1234", "290201-4000", "010115 1234", "1"]
)
def test_cpr_with_an_impossible_date_is_refused(number):
    assert list(judge(small(field("textfield", properties={"type": "cpr"})), {"a": number})) == ["a"]


def test_hidden_required_field_is_neither_asked_for_nor_kept():
    one = small(field("textfield", **REQUIRED, conditional={"hide": "=b = true"}), field("checkbox", "b"))
    assert one.load({"a": "secret", "b": True}, context()) == {"b": True}
    assert judge(one, {"b": False}) == {"a": ["Skriv et svar."]}


def test_disabled_field_keeps_out_of_the_data():
    assert small(field("textfield", disabled=True), field("checkbox", "b")).load(
        {"a": "x", "b": True}, context()
    ) == {"b": True}


def test_readonly_field_answers_with_the_prefill():
    one = small(field("textfield", readonly=True, **REQUIRED))
    assert one.load({"a": "mine"}, context(a="theirs")) == {"a": "theirs"}
    assert "tidligere trin" in judge(one, {"a": "mine"})["a"][0]


def test_expression_is_computed_again_on_the_server():
    one = small(field("number"), {"type": "expression", "key": "double", "expression": "=a * 2"})
    assert one.load({"a": 2.5, "double": 999}, context()) == {"a": 2.5, "double": 5}


def test_carried_value_in_a_row_must_have_been_handed_out():
    carried = {
        "type": "expression",
        "key": "uid",
        "expression": "=this.uid",
        "properties": {"type": "carried"},
    }
    one = small(
        {"type": "dynamiclist", "path": "l", "label": "L", "components": [carried, field("textfield")]}
    )
    rows = {"l": [{"uid": "g1", "a": "x"}, {"uid": "forged", "a": "y"}]}
    clean = one.load(rows, context(l=[{"uid": "g1"}, {"uid": "g2"}]))
    assert [row["uid"] for row in clean["l"]] == ["g1", None]


def test_row_sees_itself_its_parent_and_the_root():
    inner = field(
        "textfield", "x", conditional={"hide": '=not(this.show = true and parent.top = "t" and i[1] = 1)'}
    )
    rows = {
        "type": "dynamiclist",
        "path": "l",
        "label": "L",
        "components": [field("checkbox", "show"), inner],
    }
    one = small(field("textfield", "top"), rows)
    clean = one.load({"top": "t", "l": [{"show": True, "x": "1"}, {"show": True, "x": "2"}]}, context())
    assert clean["l"] == [{"show": True, "x": "1"}, {"show": True}]


def test_dotted_keys_and_group_paths_nest():
    group = {
        "type": "group",
        "label": "G",
        "path": "g",
        "components": [field("textfield", "a.b", **REQUIRED)],
    }
    one = small(group)
    assert one.load({"g": {"a": {"b": "x"}}}, context()) == {"g": {"a": {"b": "x"}}}
    assert list(judge(one, {"g": {"a": 3}})) == ["g.a.b"]


def test_loading_leaves_the_prefill_as_it_was():
    group = {"type": "group", "label": "G", "path": "g", "components": [field("textfield")]}
    given = context(g={"a": "old", "b": "kept"})
    assert small(group).load({"g": {"a": "new"}}, given) == {"g": {"a": "new"}}
    assert given.variables["g"] == {"a": "old", "b": "kept"}


def test_a_form_says_whether_it_needs_the_prefill():
    assert not small(field("textfield")).needs_prefill
    assert small(field("textfield", readonly=True)).needs_prefill
    assert small(field("select", valuesKey="things")).needs_prefill
    assert not small(field("select", properties={"type": "ref", "source": "notes"})).needs_prefill


def test_options_of_a_source_are_checked_with_the_same_source():
    one = small(field("select", properties={"type": "user_ref", "source": "users:child_disability_adviser"}))
    assert one.sources == {"users:child_disability_adviser"}
    assert judge(one, {"a": "user:mette_holm"}) == {}
    assert list(judge(one, {"a": "user:anne_skov"})) == ["a"]


def test_options_may_come_from_the_prefill_or_an_expression():
    assert (
        judge(small(field("select", valuesKey="things")), {"a": "x"}, things=[{"label": "X", "value": "x"}])
        == {}
    )
    assert list(judge(small(field("select", valuesKey="things")), {"a": "x"}, things="none")) == ["a"]
    computed = small(field("taglist", valuesExpression='=["x", "y"]'))
    assert judge(computed, {"a": ["x", "y"]}) == {}
    assert list(judge(computed, {"a": ["x", "z"]})) == ["a"]


def test_number_of_rows_may_follow_a_parameter():
    rows = {"type": "dynamiclist", "path": "l", "label": "L", "components": [field("textfield")]}
    one = small({**rows, "properties": {"min_rows": '=parameter("external_experts_min")', "max_rows": 3}})
    assert judge(one, {"l": [{}]}) == {"l": ["Tilføj mindst 2."]}
    assert judge(one, {"l": [{}] * 4}) == {"l": ["Tilføj højst 3."]}


def test_a_rule_that_cannot_be_worked_out_refuses_the_answer():
    endless = "=count(for x in 1..100000, y in 1..100000 return 1) = 0"
    one = small(
        field("textfield"), rules=[{"id": "r", "path": "a", "when": endless, "da": "Nej", "en": "No"}]
    )
    assert judge(one, {"a": "x"}) == {"a": ["Svarene kunne ikke kontrolleres. Giv procesejeren besked."]}


def test_every_field_type_names_a_message_and_its_carriers():
    for row in FIELD_TYPES.values():
        assert row.carriers and row.required


def test_a_condition_may_read_a_field_further_down_that_is_hidden_in_turn():
    last = {"label": "C", "type": "textfield", "key": "c", "conditional": {"hide": "=flag = true"}}
    middle = {"label": "B", "type": "textfield", "key": "b", "conditional": {"hide": "=c = null"}}
    first = {"label": "A", "type": "textfield", "key": "a", "conditional": {"hide": "=b = null"}}
    one = small(first, middle, last, field("checkbox", "flag"))
    given = {"a": "1", "b": "2", "c": "3"}
    assert one.load(given | {"flag": True}, context()) == {"flag": True}
    assert one.load(given | {"flag": False}, context()) == given | {"flag": False}


def test_conditions_that_contradict_each_other_come_to_an_end():
    def hidden(key: str, other: str) -> dict:
        return {"label": key, "type": "textfield", "key": key, "conditional": {"hide": f"={other} = null"}}

    one = small(hidden("a", "b"), {**hidden("b", "a"), "conditional": {"hide": "=a != null"}})
    assert set(one.load({"a": "1", "b": "2"}, context())) <= {"a", "b"}


@pytest.mark.parametrize(
    ("component", "given", "sentence"),
    [
        (field("number", increment=0.25), 1.3, "Vælg 1,25 eller 1,5."),
        (field("number", increment=2), -3, "Vælg -4 eller -2."),
        (field("number", validate={"max": 1250.5}), 2000, "Tallet må højst være 1.250,5."),
        (field("number", validate={"max": "10"}), 10.5, "Tallet må højst være 10."),
        (field("number"), "1e5", "Skriv et tal."),
        (field("textfield", validate={"pattern": "^.$"}), "a\u2028", "Svaret har ikke den rigtige form."),
        (field("textfield", validate={"validationType": "email"}), "æ@c.dk", None),
    ],
)
def test_what_is_refused_says_so_in_danish_numbers(component, given, sentence):
    found = judge(small(component), {"a": given})
    assert found == {"a": [sentence]} if sentence else "a" in found


def test_a_number_may_leave_as_text_digit_for_digit():
    one = small(field("number", serializeToString=True, decimalDigits=2))
    assert [one.load({"a": given}, context())["a"] for given in ("12.50", 3, 0.1)] == ["12.50", "3", "0.1"]


def test_the_browser_gets_what_it_must_know_to_judge():
    rule = {"id": "r", "path": "a", "when": "=a = prefill.b or c = 1", "da": "Nej.", "en": "No."}
    rows = {"type": "dynamiclist", "path": "l", "label": "L", "components": [field("textfield", "x")]}
    limited = {**rows, "properties": {"min_rows": '=parameter("external_experts_min")'}}
    one = small(field("textfield"), limited, rules=[rule], variables=["c"])
    told = one.setting(context(b="1", c=2, secret="3"))
    assert (told["prefill"], told["parameters"]) == ({"b": "1", "c": 2}, {"external_experts_min": 2})
    assert one.schema("en")["rules"] == [{"id": "r", "path": "a", "when": rule["when"], "text": "No."}]
