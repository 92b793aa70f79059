// Reading a form: the answers as they are written and as the service wants them, what is missing, where an error belongs.
import { get, set } from './names.js';
import { isEmpty, read } from './reading.js';
import { inSentence } from '../fields/repeat.jsx';
import { isRequired } from '../fields/validator.js';

const instances = form => form.get('formFieldInstanceRegistry').getAllKeyed();
const fieldOf = (form, instance) => form.get('formFieldRegistry').get(instance.id);
const nameOf = path => path.join('.');

/** Every list that is shown, the outer ones first. */
function lists(form) {
  const found = form.get('formFieldInstanceRegistry').getAll().filter(instance => fieldOf(form, instance)?.type === 'dynamiclist');
  return found.sort((a, b) => a.valuePath.length - b.valuePath.length);
}

/** One value for every visible, enabled field at its path, in rows for lists; `pick` may leave a field out by undefined. */
function collect(form, data, pick) {
  const result = {};
  for (const { valuePath } of lists(form)) set(result, valuePath, (get(data, valuePath) ?? []).map(() => ({})));
  for (const instance of instances(form)) {
    const field = fieldOf(form, instance);
    const value = field.disabled ? undefined : pick(field, get(data, instance.valuePath), instance.valuePath);
    if (value !== undefined) set(result, instance.valuePath, value);
  }
  return result;
}

/** The answers as they are written, also what is not finished: what a draft keeps. A list without rows is [], not absent. */
export const answers = form => collect(form, form._getState().data, (field, value) => value ?? null);

/** The answers as the service will store them. What cannot be read is left out. */
export function submission(form) {
  const { data } = form._getState();
  // Worked out anew: an expression field writes its value only with the next rendering.
  const seen = form.get('conditionChecker').applyConditions(data);
  const faulty = new Set(instances(form).filter(instance => isFaulty(fieldOf(form, instance), get(data, instance.valuePath))).map(one => nameOf(one.valuePath)));
  return collect(form, seen, (field, value, path) => (faulty.has(nameOf(path)) ? undefined : (value ?? null)));
}

const isFaulty = (field, value) => field.type !== 'expression' && Boolean(read(field, value).code);

/** The shown field or list at a dotted path, rows by number ("goals.0.end"). */
export const instanceAt = (form, path) => form.get('formFieldInstanceRegistry').getAll().find(one => nameOf(one.valuePath) === path && fieldOf(form, one)?.type !== 'group');

/** Whether `path` is among clean answers: what is hidden or cannot be read is not. */
export function isShown(clean, path) {
  const parts = path.split('.');
  return Object.hasOwn(Object(get(clean, parts.slice(0, -1))), parts.at(-1));
}

/** How many visible required answers are not given. */
export function countMissing(form) {
  const { data } = form._getState();
  return instances(form).filter(instance => {
    const field = fieldOf(form, instance);
    if (!isRequired(field) || field.disabled || field.type === 'expression') return false;
    const found = read(field, get(data, instance.valuePath));
    return !found.code && isEmpty(field, found.value);
  }).length;
}

/** Every error in the form's state, in reading order: {path, domId, label, texts}. */
export function listErrors(form, errors) {
  const found = [];
  for (const instance of [...lists(form), ...instances(form)]) {
    const field = fieldOf(form, instance);
    const texts = get(errors, [instance.id, ...Object.values(instance.indexes ?? {})]);
    if (!Array.isArray(texts) || !texts.length || !texts.every(text => typeof text === 'string')) continue;
    const domId = ['fjs-form', form._id].join('-') + `-${field.id}${Object.values(instance.indexes ?? {}).map(index => `_${index}`).join('')}`;
    found.push({ path: nameOf(instance.valuePath), domId, label: fullLabel(form, field, instance), texts });
  }
  const places = new Map([...document.querySelectorAll('.fjs-container [id]')].map((element, index) => [element.id, index]));
  const place = ({ domId }) => ['', '-date', '-search', '-0'].map(part => places.get(domId + part)).find(index => index !== undefined) ?? Number.MAX_SAFE_INTEGER;
  return found.sort((a, b) => place(a) - place(b));
}

/** "Måltype (mål 1)": the question, and the row it stands in. */
function fullLabel(form, field, instance) {
  const label = field.label || field.dateLabel || field.timeLabel || field.key;
  const rows = Object.entries(instance.indexes ?? {}).map(([id, index]) => `${inSentence(form.get('formFieldRegistry').get(id))} ${index + 1}`);
  return rows.length ? `${label} (${rows.join(', ')})` : label;
}

/** The service's {path: [texts]} as a form-js error state, and the texts that belong to no visible field. */
export function placeErrors(form, byPath) {
  const errors = {};
  const loose = [];
  for (const [path, texts] of Object.entries(byPath)) {
    const list = [texts].flat(Infinity).filter(text => typeof text === 'string');
    const instance = instanceAt(form, path.replace(/\[(\d+)\]/g, '.$1').replace(/^variables\./, ''));
    if (instance) set(errors, [instance.id, ...Object.values(instance.indexes ?? {})], list);
    else loose.push(...list);
  }
  return { errors, loose };
}

/** The element to focus for a field: the control itself, or the first one in its group. */
export function controlOf(domId) {
  const element = document.getElementById(domId) ?? document.getElementById(`${domId}-date`);
  if (!element) return null;
  // The fault of a list is mended by its button, else in its first row.
  const list = element.matches('label') && element.closest('.fjs-form-field-dynamiclist');
  if (list) return list.querySelector(':scope .list-foot-row button') ?? list.querySelector('input:not([tabindex="-1"]), select, textarea');
  return element.matches('input, select, textarea') ? element : (element.querySelector('input:not([tabindex="-1"]), select, textarea') ?? element);
}
