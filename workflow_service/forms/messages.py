"""What the screen says when an answer cannot be used: calm, concrete, in Danish and English."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "required_text": ("Skriv et svar.", "Write an answer."),
    "required_choice": ("Vælg et svar.", "Choose an answer."),
    "required_choices": ("Vælg mindst én.", "Choose at least one."),
    "required_date": ("Skriv en dato.", "Enter a date."),
    "required_datetime": ("Skriv dato og klokkeslæt.", "Enter a date and a time."),
    "required_time": ("Skriv et klokkeslæt.", "Enter a time."),
    "required_number": ("Skriv et tal.", "Enter a number."),
    "required_check": ("Sæt kryds for at bekræfte.", "Tick the box to confirm."),
    "required_file": ("Vedhæft en fil.", "Attach a file."),
    "required_carried": (
        "Svaret skal komme fra et tidligere trin, men mangler. Gå tilbage, og udfyld det der.",
        "This answer comes from an earlier step, but it is missing. Fill it in there first.",
    ),
    "not_object": ("Svarene kunne ikke læses. Prøv igen.", "The answers could not be read. Try again."),
    "not_text": ("Skriv svaret som tekst.", "Write the answer as text."),
    "text_too_long": (
        "Teksten er for lang. Den må højst fylde 100.000 tegn.",
        "The text is too long. It may have at most 100,000 characters.",
    ),
    "bad_character": (
        "Teksten har et tegn, der ikke kan gemmes. Slet det, og prøv igen.",
        "The text has a character that cannot be stored. Delete it and try again.",
    ),
    "not_number": ("Skriv et tal.", "Enter a number."),
    "number_too_large": ("Tallet er for stort.", "The number is too large."),
    "not_whole": ("Skriv et helt tal.", "Enter a whole number."),
    "too_many_decimals": ("Skriv højst {n} decimaler.", "Use at most {n} decimals."),
    "below_min": ("Tallet skal være mindst {n}.", "The number must be at least {n}."),
    "above_max": ("Tallet må højst være {n}.", "The number may be at most {n}."),
    "too_short": ("Skriv mindst {n} tegn.", "Write at least {n} characters."),
    "too_long": ("Skriv højst {n} tegn.", "Write at most {n} characters."),
    "not_date": (
        "Skriv en dato, der findes, fx 23.11.2026.",
        "Enter a date that exists, such as 23 November 2026.",
    ),
    "date_passed": ("Vælg en dato fra i dag og frem.", "Choose today or a later date."),
    "not_datetime": (
        "Skriv dato og klokkeslæt, fx 23.11.2026 kl. 13.30.",
        "Enter a date and a time, such as 23 November 2026, 13:30.",
    ),
    "not_time": ("Skriv et klokkeslæt, fx 13.30.", "Enter a time, such as 13:30."),
    "not_boolean": ("Vælg ja eller nej.", "Choose yes or no."),
    "not_choice": ("Vælg et af svarene på listen.", "Choose one of the answers on the list."),
    "not_choices": ("Vælg blandt svarene på listen.", "Choose among the answers on the list."),
    "unknown_option": (
        "Valget findes ikke længere på listen. Vælg igen.",
        "That choice is no longer on the list. Choose again.",
    ),
    "not_list": ("Svaret skal være en liste.", "The answer must be a list."),
    "not_row": (
        "Rækken kunne ikke læses. Slet den, og skriv den igen.",
        "The row could not be read. Enter it again.",
    ),
    "too_many_rows": ("Listen må højst have 500 rækker.", "The list may have at most 500 rows."),
    "min_rows": ("Tilføj mindst {n}.", "Add at least {n}."),
    "min_rows_one": ("Tilføj mindst én.", "Add at least one."),
    "max_rows": ("Tilføj højst {n}.", "Add at most {n}."),
    "not_cpr": (
        "Skriv CPR-nummeret som ddmmåå-nnnn. Datoen skal findes.",
        "Write the CPR number as DDMMYY-NNNN. The date must exist.",
    ),
    "not_email": (
        "Skriv en e-mailadresse, fx navn@eksempel.dk.",
        "Write an e-mail address, such as name@example.com.",
    ),
    "not_phone": (
        "Skriv telefonnummeret med landekode, fx +4512345678.",
        "Write the phone number with its country code, such as +4512345678.",
    ),
    "not_file": ("Filen kunne ikke læses. Vedhæft den igen.", "The file could not be read. Attach it again."),
    "pattern": ("Svaret har ikke den rigtige form.", "The answer does not have the right form."),
    "rule_failed": (
        "Svarene kunne ikke kontrolleres. Giv procesejeren besked.",
        "The answers could not be checked. Tell the process owner.",
    ),
    "unknown_step": (
        "Opgaven er sat forkert op: formularen har ikke trinnet »{n}«. Giv procesejeren besked.",
        "The task is set up wrongly: the form has no step '{n}'. Tell the process owner.",
    ),
}


def message(code: str, language: str, n: object = "") -> str:
    """The sentence for `code` in `language` ("da" or "en"); `n` is the number or name it speaks of."""
    return MESSAGES[code][1 if language == "en" else 0].replace("{n}", str(n))


def summary(count: int, language: str) -> str:
    """The sentence on top of a form with `count` answers to mend."""
    if language == "en":
        return (
            "1 answer is missing or needs a correction."
            if count == 1
            else (f"{count} answers are missing or need a correction.")
        )
    return (
        "Der mangler 1 svar, eller det skal rettes."
        if count == 1
        else (f"Der mangler {count} svar, eller de skal rettes.")
    )
