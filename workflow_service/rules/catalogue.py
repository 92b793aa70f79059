"""The model rules by number: what is expected of everybody, what to do, and where each is checked.

The points are those of domain.md 6: (D) a diagram is published, (T) a task is completed, (A) data is written
through any interface. `docs/model-rules.md` is made from this list, and names for each point the test that
shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ModelRule:
    """One rule. `points`: some of D, T, A."""

    points: str
    da: str
    en: str


CATALOGUE: Final[dict[str, ModelRule]] = {
    "INV-01": ModelRule(
        "TA",
        "Familiekoordinatoren og afløseren er rådgivere på børnehandicapområdet. Vælg en, der er det.",
        "Family coordinator and substitute are advisers of the child-disability area. Choose one who is.",
    ),
    "INV-02": ModelRule(
        "A",
        "En åben sag har fra udpegningen præcis én aktiv koordinator eller den navngivne afløser. Udpeg den"
        " nye, før den gamle slipper.",
        "From the appointment on an open case has exactly one active coordinator, or the named substitute."
        " Appoint the new one before the old one lets go.",
    ),
    "INV-03": ModelRule(
        "DT",
        "Udredningen begynder med et møde, hvor familien og kerneteamet er med. Ønsker familien det ikke, så"
        " skriv grunden, og få teamlederens godkendelse.",
        "The assessment begins with a meeting of the family and the core team. If the family declines, write"
        " the reason and get the team leader's approval.",
    ),
    "INV-04": ModelRule(
        "DTA",
        "Ingen fra familien eller netværket indkaldes til analysemødet eller er med. Fortæl familien hvorfor,"
        " og hvornår den hører resultatet.",
        "Nobody of the family or its network is invited to the analysis meeting or attends it. Tell the"
        " family why, and when it will hear the result.",
    ),
    "INV-05": ModelRule(
        "TA",
        "En ekstern fagperson har ingen sag, rolle eller opgave hos familien. Vælg en anden.",
        "An external expert has no case, role or task with the family. Choose another.",
    ),
    "INV-06": ModelRule(
        "DTA",
        "Ny støtte begynder først, når analysemødet er holdt. Er det akut, så vælg »Akut indsats«; kan det"
        " ikke vente på udredningen, så vælg »Støtte under udredningen«. Ydelser og rådgivning venter"
        " aldrig.",
        "New support begins only after the analysis meeting. If it is urgent, choose “Acute measure”; if it"
        " cannot wait for the assessment, choose “Support during the assessment”. Benefits and advice never"
        " wait.",
    ),
    "INV-07": ModelRule(
        "A",
        "En ændring af planen er en ny version med en grund, og hvert mål siger, hvis behov det er, og"
        " hvilken sektor der svarer for det.",
        "A change of the plan is a new version with a reason, and every goal says whose need it is and which"
        " sector answers for it.",
    ),
    "INV-08": ModelRule(
        "T",
        "Et statusmøde er kun holdt, når det er fysisk og har et sted. Ellers afsluttes det som afvigelse med"
        " en ny dato.",
        "A status meeting is held only when it is in person and has a place. Otherwise it is closed as a"
        " deviation with a new date.",
    ),
    "INV-09": ModelRule(
        "T",
        "Alle i teamet står som til stede eller som fraværende med grund og afløser. Skriv de manglende.",
        "Everybody of the team is recorded as present, or absent with reason and deputy. Add those missing.",
    ),
    "INV-10": ModelRule(
        "TA",
        "Andelene i en fælles finansiering er tilsammen præcis 100,00 %, mindst to sektorer, alle over 0, og"
        " hver sektor har godkendt sin. Ret andelene, eller hent godkendelsen.",
        "The shares of a joint financing are exactly 100.00 % together, of at least two sectors, each above"
        " 0, and each sector has approved its own. Correct the shares, or get the approval.",
    ),
    "INV-11": ModelRule(
        "DT",
        "Afdelingschefen for børnehandicapområdet eller stedfortræderen leder koordinationsgruppen af"
        " afdelingschefer hver måned. En måned aflyses, før den begynder, med en grund.",
        "The head of the child-disability area or the deputy chairs the coordination group of department"
        " heads every month. A month is cancelled before it begins, with a reason.",
    ),
    "INV-12": ModelRule(
        "T",
        "En beslutning hviler på barnets syn, højst tre måneder gammelt, og på hvordan det er indhentet. Er"
        " det ikke ved en samtale, så skriv den særlige grund.",
        "A decision rests on the child's view, at most three months old, and on how it was learnt. When it"
        " was not by a talk, write the special reason.",
    ),
    "INV-13": ModelRule(
        "A",
        "En stafetlog har altid præcis én stafetholder, og den nye tager imod, før den gamle slipper.",
        "A relay log always has exactly one holder, and the new one accepts before the old one lets go.",
    ),
    "INV-14": ModelRule(
        "TA",
        "Ved mistanke om overgreb kontaktes forældrene ikke automatisk, og adgangen er begrænset. Den"
        " navngivne medarbejder frigiver.",
        "Under a suspicion of abuse parents are not contacted automatically, and access is restricted. The"
        " named officer releases.",
    ),
    "INV-15": ModelRule(
        "T",
        "Ved mistanke om en æresrelateret konflikt eller negativ social kontrol vurderes risikoen, før"
        " forældre eller netværk kontaktes.",
        "With a suspected honour-related conflict or negative social control the risk is assessed before"
        " parents or network are contacted.",
    ),
    "INV-16": ModelRule(
        "T",
        "Hver indsats har en næste dato: støtte en opfølgning med begrundet interval, en ydelse sin"
        " genvurdering. Sæt datoen.",
        "Each measure has a next date: support a follow-up with a reasoned interval, a benefit its review."
        " Set the date.",
    ),
    "INV-17": ModelRule(
        "T",
        "Før 18-årsdagen er hvert område af overgangen besluttet, eller nogen svarer for det med en dato. Kun"
        " en afdelingschef lader et område passere.",
        "Before the 18th birthday each area of the transition is decided, or somebody answers for it with a"
        " date. Only a head of department lets one pass.",
    ),
    "INV-18": ModelRule(
        "A",
        "Kalendere, mails og beskeder uden for systemet har hverken navne, CPR-numre eller noget fra sagen."
        " Henvis til opgaven i stedet.",
        "Calendars, mails and messages outside the system carry no names, CPR numbers or content of a case."
        " Refer to the task instead.",
    ),
    "INV-19": ModelRule(
        "T",
        "En ny underretning i en sag med støtte eller anbringelse genvurderes af mindst én, der ikke har"
        " arbejdet med familien; ellers af koordinator og leder sammen.",
        "A new notification in a case with support or placement is re-assessed by at least one person who has"
        " not worked with the family; otherwise by coordinator and leader together.",
    ),
    "INV-20": ModelRule(
        "A",
        "Et forløb følger den version, det begyndte på, og en udgivet version ændres aldrig. Udgiv en ny.",
        "A course runs on the version it began on, and a published one is never changed. Publish a new one.",
    ),
    "INV-21": ModelRule(
        "DTA",
        "Intet begynder, ændres, ophører eller afslås uden en afgørelse med retsgrundlag, begrundelse,"
        " barnets syn og klagevejledning. Træf afgørelsen først.",
        "Nothing is started, changed, ended or refused without a decision with legal basis, reason, the"
        " child's view and complaint guidance. Decide first.",
    ),
    "INV-22": ModelRule(
        "TA",
        "På statusmødet ser kun de sektorer en sags tekst, som samtykke eller lov dækker. De andre ser »Sag"
        " n« og går ud.",
        "At the status meeting only the sectors covered by consent or law see the text of a case. The others"
        " see “Case n” and leave the room.",
    ),
    "INV-23": ModelRule(
        "TA",
        "Det private om den ene forælder og en beskyttet adresse når ikke den anden i breve, udskrifter,"
        " indkaldelser eller aktindsigt. Tag det ud.",
        "What is private to one parent and a protected address do not reach the other in letters, prints,"
        " invitations or access to the file. Take it out.",
    ),
}
