"""Answers as a person reads them."""

from __future__ import annotations

import pytest

from tests.unit.forms.support import SAMPLES, context, form, load
from workflow_service.forms.answers import moment_text, number_text


def read(name: str, language: str = "da") -> dict[str, str]:
    return dict(form(name.partition(".")[0]).answers(load(name), language, context(name).options))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_can_be_read_in_both_languages(name):
    danish, english = read(name), read(name, "en")
    assert danish and english and len(danish) == len(english)
    assert all(danish.values()) and all(danish)


def test_dates_options_and_yes_are_told_in_words():
    told = read("master_data.master_data")
    assert told["Født, forventet født"] == "14.3.2017"
    assert told["Typer af hjælp"] == "Merudgifter, Tabt arbejdsfortjeneste, Aflastning, PPR"
    assert "Modtaget: 1.9.2026" in told["Ansøgninger"]
    assert "Har forældremyndighed: Ja" in told["Forældre"]
    assert read("assessment_meeting.hold")["Tid"] == "12.11.2026 kl. 13.00"


def test_rows_are_numbered_and_people_named():
    rows = read("joint_report.approve")["Godkendt af"].splitlines()
    assert rows[0] == "1. Medlem eller afløser: Mette Holm, børnehandicaprådgiver; Dato: 20.11.2026"
    assert len(rows) == 3


def test_english_reader_gets_english_labels_and_options():
    told = read("screening.screening", "en")
    assert told["Acute need?"] == "No"
    assert told["Result of the screening"] == "Exploration"


def test_server_marks_are_not_read_aloud():
    assert "goal:morgen" not in str(read("common_plan.adjust"))


@pytest.mark.parametrize(
    ("value", "da", "en"), [(1250.5, "1.250,5", "1,250.5"), (-3, "-3", "-3"), (0, "0", "0")]
)
def test_numbers_follow_the_language(value, da, en):
    assert (number_text(value, "da"), number_text(value, "en")) == (da, en)


def test_moments_follow_the_language():
    assert moment_text("2026-11-23T13:05:00+01:00", "da") == "23.11.2026 kl. 13.05"
    assert moment_text("2026-11-23", "en") == "23 Nov 2026"
    assert moment_text("ved ikke", "da") == "ved ikke"


def test_rows_of_prefilled_headings_say_which_heading_they_are_about():
    texts = dict(form("ics_assessment").answers(load("ics_assessment.synthesis"), "da"))
    lines = next(text for text in texts.values() if "Belyst" in text).splitlines()
    assert lines[0].startswith("1. Sundhedsforhold – ")
