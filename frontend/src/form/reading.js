// Reading one answer as the service reads it: the twin of workflow_service/forms/fieldtypes.py. What cannot be read is a fault
// {code}; expressions then see null. tests/browser/test_form_differential.py holds the two together.
import { momentZone } from './clock.js';

const MAX_TEXT = 100_000;
const MAX_ROWS = 500;
const LIMIT = 1e15;
// Python's idea of white space; JavaScript's lacks the separators and has the byte order mark besides.
const BLANK = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const EDGES = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, 'g');
const UNSTORABLE = /\0|\p{Surrogate}/u;
const CPR = /^(\d\d)(\d\d)(\d\d)-?(\d)\d{3}$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?$/;
const TIME = /^(\d\d):(\d\d)(?::(\d\d))?(Z|([+-])(\d\d):(\d\d))?$/;
const FILE = /^files::[\w-]{1,100}$/;
const PLAIN = /^[+-]?\d+(\.\d+)?$/;

export const bare = text => text.replace(EDGES, '');
/** Length as people count: a character outside the basic plane is one. */
export const length = text => [...text].length;

const fault = code => ({ value: null, code });
const good = value => ({ value });

function text(value) {
  if (typeof value !== 'string') return fault('not_text');
  if (length(value) > MAX_TEXT) return fault('text_too_long');
  if (UNSTORABLE.test(value)) return fault('bad_character');
  return good(bare(value) ? value : null);
}

const line = value => text(typeof value === 'string' ? value.replace(/[\r\n\t]/g, ' ') : value);

function dayExists(year, month, day) {
  const probe = new Date(Date.UTC(2000, month - 1, day));
  probe.setUTCFullYear(year, month - 1, day);
  return probe.getUTCMonth() === month - 1 && probe.getUTCDate() === day;
}

/** Century of a CPR number by its seventh digit (cpr.dk, "Personnummeret i CPR"). */
function century(seventh, year) {
  if (seventh <= 3) return 1900;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 2000 : 1900;
  return year <= 57 ? 2000 : 1800;
}

function cpr(value) {
  const read = line(value);
  if (read.code || read.value === null) return read;
  const plain = bare(read.value);
  const found = CPR.exec(plain);
  if (!found) return fault('not_cpr');
  const [day, month, year, seventh] = found.slice(1, 5).map(Number);
  if (!dayExists(century(seventh, year) + year, month, day > 60 ? day - 60 : day)) return fault('not_cpr');
  return good(plain.includes('-') ? plain : `${plain.slice(0, 6)}-${plain.slice(6)}`);
}

function number(value, field) {
  if (typeof value !== 'number' && typeof value !== 'string') return fault('not_number');
  if (typeof value === 'number' && !Number.isFinite(value)) return fault('not_number');
  const plain = typeof value === 'string' ? bare(value) : value;
  if (plain === '') return good(null);
  if (typeof plain === 'string' && (plain.length > 40 || !PLAIN.test(plain))) return fault('not_number');
  if (Math.abs(Number(plain)) >= LIMIT) return fault('number_too_large');
  // + 0: nobody writes a negative nought
  return good(field.serializeToString ? decimalText(plain) : Number(plain) + 0);
}

/** A number as decimal text, never with an exponent. */
export function decimalText(value) {
  const plain = String(value);
  const [digits, exponent] = plain.toLowerCase().split('e');
  if (exponent === undefined) return plain.replace(/^\+/, '');
  const places = digits.replace('-', '').split('.')[1]?.length ?? 0;
  return Number(plain).toFixed(Math.min(100, Math.max(0, places - Number(exponent))));
}

const check = value => (typeof value === 'boolean' ? good(value) : fault('not_boolean'));

function date(value) {
  const found = typeof value === 'string' && DATE.exec(value);
  if (!found) return fault('not_date');
  const [year, month, day] = found.slice(1).map(Number);
  return inYears(year) && dayExists(year, month, day) ? good(value) : fault('not_date');
}

const inYears = year => year >= 1900 && year < 2200;

function moment(value) {
  const found = typeof value === 'string' && MOMENT.exec(value);
  if (!found || date(found[1]).code || !clockExists(found[2], found[3], found[4]) || !zoneExists(found[5])) return fault('not_datetime');
  const local = `${found[1]}T${found[2]}:${found[3]}:${found[4] ?? '00'}`;
  return good(local + (found[5] ? found[5].replace('Z', '+00:00') : momentZone(local)));
}

const clockExists = (hours, minutes, seconds = '0') => hours < 24 && minutes < 60 && seconds < 60;
const zoneExists = zone => !zone || zone === 'Z' || clockExists(zone.slice(1, 3), zone.slice(4, 6));

function time(value) {
  const found = typeof value === 'string' && TIME.exec(value);
  return found && clockExists(found[1], found[2], found[3]) && zoneExists(found[4]) ? good(value) : fault('not_time');
}

function option(value) {
  if (typeof value === 'string') return length(value) <= 1000 && !UNSTORABLE.test(value);
  return typeof value === 'boolean' || (Number.isInteger(value) && Math.abs(value) < LIMIT);
}

const choice = value => (option(value) ? good(value) : fault('not_choice'));

function choices(value) {
  if (!Array.isArray(value) || value.length > MAX_ROWS || !value.every(option)) return fault('not_choices');
  return good([...new Set(value)]);
}

const file = value => (typeof value === 'string' && FILE.test(value) ? good(value) : fault('not_file'));
const given = value => good(value ?? null);

const READERS = {
  textfield: line, textarea: text, number, checkbox: check, radio: choice, select: choice, taglist: choices, checklist: choices,
  filepicker: file, expression: given, date, datetime: moment, time, cpr, boolean: check,
};

/** The kind of a field: what it says itself, else what form-js calls it. */
export function kindOf(field) {
  if (field.type === 'datetime') return field.subtype || 'date';
  return READERS[field.properties?.type] ? field.properties.type : field.type;
}

export const isMany = field => field.type === 'taglist' || field.type === 'checklist';

/** The answer as the service will store it: { value } or { value: null, code }. Nothing written is null, nothing chosen []. */
export function read(field, value) {
  const empty = value === null || value === undefined || value === '';
  const found = empty ? good(null) : READERS[kindOf(field)](value, field);
  return isMany(field) && found.value === null && !found.code ? good([]) : found;
}

/** Whether a read answer counts as none. */
export function isEmpty(field, value) {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return true;
  return field.type === 'checkbox' && value === false;
}
