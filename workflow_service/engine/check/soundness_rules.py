"""What the token game of a diagram can show: rules 300 to 307.

The one error is what the engine cannot run: a circle that turns for ever. Everything else it runs as the
standard says, standstills included, so it is told and not refused (`docs/decisions/0009-soundness.md`).
"""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, error, warning

SOUNDNESS_RULES: Final[dict[str, Rule]] = {
    "BPMN-300": warning(
        "Forløbet kan aldrig slutte. Efter »{path}« venter »{name}« på »{missing}«, "
        "og derfra kommer der aldrig noget.",
        "The process can never end. After “{path}”, “{name}” waits for “{missing}”, "
        "from where nothing ever comes.",
        "Saml vejene med samme slags gateway, som delte dem: efter »Valg (én vej)« et valg, "
        "efter »Samtidige veje« samtidige veje.",
        "Join the ways with the kind of gateway that split them: after an exclusive gateway an exclusive "
        "one, after a parallel gateway a parallel one.",
    ),
    "BPMN-301": warning(
        "Forløbet kan gå i stå her. Efter »{path}« venter »{name}« på »{missing}«, "
        "og derfra kommer der aldrig noget.",
        "The process can get stuck here. After “{path}”, “{name}” waits for “{missing}”, "
        "from where nothing ever comes.",
        "Saml vejene med samme slags gateway, som delte dem, eller lad alle veje føre hertil.",
        "Join the ways with the kind of gateway that split them, or let every way lead here.",
    ),
    "BPMN-302": warning(
        "Flere samtidige veje kommer hertil hver for sig. Efter »{path}« kan »{what}« begynde igen, "
        "før det er slut første gang.",
        "Several concurrent ways come here one by one. After “{path}”, “{what}” can begin again "
        "before it has ended the first time.",
        "Saml de samtidige veje med »Samtidige veje« eller »Valg (en eller flere veje)« først. Er det "
        "meningen, at det sker for hver vej, kan advarslen stå.",
        "Join the concurrent ways with a parallel or inclusive gateway first. If it is meant to happen "
        "once for each way, the warning may stand.",
    ),
    "BPMN-303": warning(
        "»{name}« kan aldrig komme i gang, hvad der end sker i forløbet.",
        "“{name}” can never run, whatever happens in the process.",
        "Se på det, der kommer lige før: det kan ikke ske. Ret det, eller slet elementet.",
        "Look at what comes just before it: that cannot happen. Mend it, or delete the element.",
    ),
    "BPMN-304": warning(
        "Slutningen »{name}« kan aldrig nås, hvad der end sker i forløbet.",
        "The end “{name}” can never be reached, whatever happens in the process.",
        "Se på det, der kommer lige før: det kan ikke ske. Ret det, eller slet sluthændelsen.",
        "Look at what comes just before it: that cannot happen. Mend it, or delete the end event.",
    ),
    "BPMN-305": error(
        "Efter »{path}« går forløbet i ring for evigt uden at vente: {names}. Ingen vej fører ud.",
        "After “{path}” the process runs in a circle for ever without waiting: {names}. No way leads out.",
        "Tegn en vej ud af ringen fra et valg, eller sæt en opgave eller en ventetid ind.",
        "Draw a way out of the circle from an exclusive gateway, or put a task or a timer into it.",
    ),
    "BPMN-306": warning(
        "Efter »{path}« kan forløbet aldrig slutte. Det går i ring: {names}.",
        "After “{path}” the process can never end. It runs in a circle: {names}.",
        "Tegn en vej ud af ringen, eller lad en hændelse afslutte den.",
        "Draw a way out of the circle, or let an event end it.",
    ),
    "BPMN-307": warning(
        "Der er for mange mulige forløb til at afgøre, om alle kan slutte (flere end {limit_da} tilstande).",
        "There are too many possible courses to decide whether all of them can end (more than {limit_en} "
        "states).",
        "Del diagrammet i flere delforløb. De bliver undersøgt hver for sig.",
        "Split the diagram into several sub-processes. Each of them is examined on its own.",
    ),
}
