// English twins of da.js.
export const en = {
  // site
  'names.hide': 'Hide names', 'names.show': 'Show names', 'names.hidden': 'Names are hidden', 'names.shown': 'Names are shown',
  'menu.open': 'Menu', 'menu.close': 'Close menu', 'toast.close': 'Close message', 'undo': 'Undo',
  'confirm.title': 'Are you sure?', 'confirm.go': 'Continue', 'confirm.stop': 'Cancel',
  'leave.unsaved': 'You have answers that are not saved.',
  'request.failed': 'The page could not be fetched. Try again in a moment.', 'request.offline': 'No connection. Check the network and try again.',
  'request.forbidden': 'You do not have access to that.', 'request.loggedOut': 'You are logged out. Log in in a new window and try again here.',
  // form
  'form.failed': 'The form could not be shown. Reload the page, and contact IT support if that does not help.',
  'form.submit': 'Complete task', 'form.saveDraft': 'Save draft', 'form.sending': 'Sending …',
  'form.required': 'required', 'form.noAnswer': 'No answer', 'form.label': 'Form',
  'form.missing.one': '1 answer is missing', 'form.missing.many': '{count} answers are missing', 'form.complete': 'All required answers are here',
  'form.useChoice': 'Use the choice',
  'form.rejected': 'The task could not be completed', 'form.notSent': 'The answers were not sent. There is no connection. Try again when you are online.',
  'form.serverTrouble': 'The answers were not sent. We have a technical fault. Try again in a moment.',
  'draft.saving': 'Saving the draft …', 'draft.saved': 'Draft saved at {time}', 'draft.offline': 'Offline. The draft is kept on this device.',
  'draft.refused': 'The draft could not be saved.',
  'field.choose': 'Choose', 'field.search': 'Type to search', 'field.noMatch': 'No answer matches', 'field.matches.one': '1 option', 'field.matches.many': '{count} options',
  'field.selected': 'Chosen: {label}', 'field.removed': 'Removed: {label}', 'field.remove': 'Remove {label}', 'field.chosen': 'Chosen',
  'field.showOptions': 'Show options', 'field.yes': 'Yes', 'field.no': 'No',
  'date.hint': 'dd/mm/yyyy', 'date.pick': 'Choose the date in a calendar', 'date.date': 'Date', 'date.time': 'Time', 'time.hint': 'hh:mm',
  'list.line': 'Line', 'list.item': '{label} {number}', 'list.add': 'Add {label}', 'list.remove': 'Remove {label} {number}', 'list.added': '{label} {number} was added',
  'list.removed': '{label} {number} was removed', 'list.empty': 'None yet.',
  'shares.even': 'Share equally', 'shares.rest': 'Put the rest on {label}', 'shares.total': '{total} % together.', 'shares.missing': '{rest} % is missing.', 'shares.over': 'That is {rest} % too much.',
  'shares.evened': 'The expense is shared equally among {count}.', 'shares.filled': '{label} is now {pct} %.', 'shares.noRest': 'There is no rest to put on.',
  'shares.amounts': 'Amounts', 'shares.share': 'Share', 'shares.kroner': 'Kroner',
  'file.browse': 'Choose file', 'file.none': 'No file chosen', 'file.many': '{count} files chosen',
  'table.empty': 'Nothing to show.', 'page.next': 'Next page', 'page.previous': 'Previous page', 'table.unsort': 'Remove sorting', 'table.sortUp': 'Sort by {column}, ascending', 'table.sortDown': 'Sort by {column}, descending', 'page.of': ' of ',
  // the meeting
  'run.failed': 'The page cannot follow the meeting. Load it again.', 'run.saving': 'saving …',
  'run.offline': 'Offline. The text is kept on this device and saved when there is a connection.',
  'run.refused': 'The text could not be saved.', 'run.disconnected': 'Offline. The page shows what it got last.',
  // an ordered list
  'sort.moved': 'Moved to place {number} of {count}', 'sort.failed': 'The order could not be saved. Load the page again.',
  // diagram
  'diagram.failed': 'The diagram could not be shown. See the course in the table.', 'diagram.label': 'Diagram of the course. Use the arrow keys to move, plus and minus to zoom.',
  'diagram.zoomIn': 'Zoom in', 'diagram.zoomOut': 'Zoom out', 'diagram.fit': 'Show the whole diagram', 'diagram.tools': 'Diagram view',
  'diagram.token.one': '1 course is here', 'diagram.token.many': '{count} courses are here',
  'diagram.openSub': 'Open the sub-process',
};
