// Reading a form: the answers as the service wants them, what is missing, where an error belongs.
import { NOT_A_NUMBER } from '../fields/number.jsx';

const get = (data, path) => path.reduce((value, key) => value?.[key], data);

function set(target, path, value) {
  let place = target;
  path.slice(0, -1).forEach((key, index) => {
    place[key] ??= typeof path[index + 1] === 'number' ? [] : {};
    place = place[key];
  });
  place[path.at(-1)] = value;
}

const instances = form => form.get('formFieldInstanceRegistry').getAllKeyed();
const fieldOf = (form, instance) => form.get('formFieldRegistry').get(instance.id);

function isEmpty(field, value) {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return field.type === 'checkbox' && value !== true;
}

/** The answers of all visible, enabled fields, as {key: value}. A list without rows is [], not absent. */
export function answers(form) {
  const { data } = form._getState();
  const result = {};
  for (const instance of instances(form)) {
    if (fieldOf(form, instance).disabled) continue;
    const value = get(data, instance.valuePath);
    set(result, instance.valuePath, value === NOT_A_NUMBER ? null : value);
  }
  const registry = form.get('formFieldRegistry');
  for (const field of registry.getAll()) {
    if (field.type !== 'dynamiclist' || !field.path) continue;
    const path = form.get('pathRegistry').getValuePath(field, { indexes: {} });
    const rows = get(data, path);
    if (Array.isArray(rows) && rows.length === 0 && get(result, path) === undefined) set(result, path, []);
  }
  return result;
}

/** How many visible required answers are not given. */
export function countMissing(form) {
  const { data } = form._getState();
  return instances(form).filter(instance => {
    const field = fieldOf(form, instance);
    return field.validate?.required && !field.disabled && isEmpty(field, get(data, instance.valuePath));
  }).length;
}

/** Every error in the form's state, in reading order: {domId, label, texts}. */
export function listErrors(form, errors) {
  const found = [];
  for (const instance of instances(form)) {
    const field = fieldOf(form, instance);
    const texts = get(errors, [instance.id, ...Object.values(instance.indexes ?? {})]);
    if (!Array.isArray(texts) || !texts.length) continue;
    const domId = ['fjs-form', form._id].join('-') + `-${field.id}${Object.values(instance.indexes ?? {}).map(index => `_${index}`).join('')}`;
    found.push({ domId, label: rowLabel(field, instance), texts });
  }
  return found.sort((a, b) => position(a.domId) - position(b.domId));
}

function rowLabel(field, instance) {
  const rows = Object.values(instance.indexes ?? {}).map(index => index + 1).join('.');
  const label = field.label || field.dateLabel || field.timeLabel || field.key;
  return rows ? `${label} (${rows})` : label;
}

function position(domId) {
  const all = [...document.querySelectorAll('.fjs-container [id]')];
  const index = all.findIndex(element => element.id === domId || element.id.startsWith(`${domId}-`));
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}

/** The service's {path: [texts]} as a form-js error state, and the texts that belong to no visible field. */
export function placeErrors(form, byPath) {
  const errors = {};
  const loose = [];
  const known = new Map(instances(form).map(instance => [instance.valuePath.join('.'), instance]));
  for (const [path, texts] of Object.entries(byPath)) {
    const list = [texts].flat(Infinity).filter(text => typeof text === 'string');
    const instance = known.get(path.replace(/\[(\d+)\]/g, '.$1').replace(/^variables\./, ''));
    if (instance) set(errors, [instance.id, ...Object.values(instance.indexes ?? {})], list);
    else loose.push(...list);
  }
  return { errors, loose };
}

/** The element to focus for a field: the control itself, or the first one in its group. */
export function controlOf(domId) {
  const element = document.getElementById(domId) ?? document.getElementById(`${domId}-date`);
  if (!element) return null;
  return element.matches('input, select, textarea') ? element : (element.querySelector('input:not([tabindex="-1"]), select, textarea') ?? element);
}
