// Danish texts of the site script and the islands. en.js holds the same keys; the build fails when they differ.
export const da = {
  // site
  'names.hide': 'Skjul navne', 'names.show': 'Vis navne', 'names.hidden': 'Navne er skjult', 'names.shown': 'Navne vises',
  'menu.open': 'Menu', 'menu.close': 'Luk menu', 'toast.close': 'Luk besked', 'undo': 'Fortryd',
  'confirm.title': 'Er du sikker?', 'confirm.go': 'Fortsæt', 'confirm.stop': 'Fortryd',
  'leave.unsaved': 'Du har svar, der ikke er gemt.',
  'request.failed': 'Siden kunne ikke hentes. Prøv igen om lidt.', 'request.offline': 'Ingen forbindelse. Tjek nettet, og prøv igen.',
  'request.forbidden': 'Du har ikke adgang til det.', 'request.loggedOut': 'Du er logget ud. Log ind i et nyt vindue, og prøv igen her.',
  // form
  'form.failed': 'Formularen kunne ikke vises. Hent siden igen, og kontakt it-support, hvis det ikke hjælper.',
  'form.submit': 'Afslut opgave', 'form.saveDraft': 'Gem kladde', 'form.sending': 'Sender …',
  'form.required': 'skal udfyldes', 'form.noAnswer': 'Intet svar', 'form.label': 'Formular',
  'form.missing.one': 'Der mangler 1 svar', 'form.missing.many': 'Der mangler {count} svar', 'form.complete': 'Alle svar, der skal udfyldes, er her',
  'form.useChoice': 'Brug valget',
  'form.rejected': 'Opgaven kunne ikke afsluttes', 'form.notSent': 'Svarene er ikke sendt. Der er ingen forbindelse. Prøv igen, når du er på nettet.',
  'form.serverTrouble': 'Svarene er ikke sendt. Der er en teknisk fejl hos os. Prøv igen om lidt.',
  'draft.saving': 'Gemmer kladden …', 'draft.saved': 'Kladden er gemt {time}', 'draft.offline': 'Ingen forbindelse. Kladden ligger på denne enhed.',
  'draft.refused': 'Kladden kunne ikke gemmes.',
  'field.choose': 'Vælg', 'field.search': 'Skriv for at søge', 'field.noMatch': 'Ingen svar passer', 'field.matches.one': '1 mulighed', 'field.matches.many': '{count} muligheder',
  'field.selected': 'Valgt: {label}', 'field.removed': 'Fjernet: {label}', 'field.remove': 'Fjern {label}', 'field.chosen': 'Valgte',
  'field.showOptions': 'Vis muligheder', 'field.yes': 'Ja', 'field.no': 'Nej',
  'date.hint': 'dd.mm.åååå', 'date.pick': 'Vælg dato i kalender', 'date.date': 'Dato', 'date.time': 'Klokkeslæt', 'time.hint': 'tt.mm',
  'list.line': 'Linje', 'list.item': '{label} {number}', 'list.add': 'Tilføj {label}', 'list.remove': 'Fjern {label} {number}', 'list.added': '{label} {number} er tilføjet',
  'list.removed': '{label} {number} er fjernet', 'list.empty': 'Ingen endnu.',
  'shares.even': 'Fordel ligeligt', 'shares.rest': 'Læg resten på {label}', 'shares.total': 'Tilsammen {total} %.', 'shares.missing': 'Der mangler {rest} %.', 'shares.over': 'Det er {rest} % for meget.',
  'shares.evened': 'Udgiften er fordelt ligeligt på {count} andele.', 'shares.filled': '{label} er nu {pct} %.', 'shares.noRest': 'Der er ingen rest at lægge på.',
  'shares.amounts': 'Beløb', 'shares.share': 'Andel', 'shares.kroner': 'Kroner',
  'file.browse': 'Vælg fil', 'file.none': 'Ingen fil valgt', 'file.many': '{count} filer valgt',
  'table.empty': 'Intet at vise.', 'page.next': 'Næste side', 'page.previous': 'Forrige side', 'table.unsort': 'Fjern sortering', 'table.sortUp': 'Sortér efter {column}, stigende', 'table.sortDown': 'Sortér efter {column}, faldende', 'page.of': ' af ',
  // the meeting
  'run.failed': 'Siden kan ikke følge mødet. Hent den igen.', 'run.saving': 'gemmer …',
  'run.offline': 'Ingen forbindelse. Teksten ligger på denne enhed og gemmes, når der er forbindelse.',
  'run.refused': 'Teksten kunne ikke gemmes.', 'run.disconnected': 'Ingen forbindelse. Siden viser det, den sidst fik.',
  // an ordered list
  'sort.moved': 'Flyttet til plads {number} af {count}', 'sort.failed': 'Rækkefølgen kunne ikke gemmes. Hent siden igen.',
  // diagram
  'diagram.failed': 'Diagrammet kunne ikke vises. Se forløbet i tabellen.', 'diagram.label': 'Diagram over forløbet. Brug piletasterne til at flytte, plus og minus til at zoome.',
  'diagram.zoomIn': 'Zoom ind', 'diagram.zoomOut': 'Zoom ud', 'diagram.fit': 'Vis hele diagrammet', 'diagram.tools': 'Diagramvisning',
  'diagram.token.one': '1 forløb er her', 'diagram.token.many': '{count} forløb er her',
  'diagram.openSub': 'Åbn delforløbet',
};
