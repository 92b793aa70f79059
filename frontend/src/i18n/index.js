import { lang } from '../lib.js';
import { da } from './da.js';
import { en } from './en.js';

/** The text of a key in the language of the page, with {name} replaced. An unknown key is a mistake of ours. */
export function t(key, values = {}) {
  const text = (lang() === 'da' ? da : en)[key];
  if (text === undefined) throw new Error(`no text for "${key}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** One or many: t.n('missing', 1) takes missing.one. */
t.n = (key, count, values = {}) => t(`${key}.${count === 1 ? 'one' : 'many'}`, { count, ...values });
