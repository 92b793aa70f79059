// What the screen says when an answer cannot be used: the sentences of the service, word for word, so that a person reads the
// same whoever finds the fault.
import sentences from '../../../workflow_service/forms/messages.json';
import { formatNumber } from '../i18n/formats.js';
import { lang } from '../lib.js';

const word = value => (typeof value === 'number' ? formatNumber(value) : String(value ?? ''));

/** The sentence of a fault {code, n, m}; a fault may bring its own text (a pattern's, a rule's). */
export function sentence({ code, n, m, text }) {
  if (text) return text;
  const found = sentences[code];
  if (!found) throw new Error(`no sentence for "${code}"`);
  // Not the short form of replace: a "$&" in a value would be read as a pattern.
  return found[lang() === 'da' ? 'da' : 'en'].replace('{n}', () => word(n)).replace('{m}', () => word(m));
}

/** A rule's sentence with the answers it names: "Der mangler {shares_missing} %." */
export const named = (text, names) => text.replace(/\{(\w+)\}/g, (_, name) => word(names[name]));

/** The sentence above a form with `count` answers to mend. */
export const summary = count => sentence({ code: count === 1 ? 'summary_one' : 'summary_many', n: count });
