// Every answer is judged here as the service judges it: the twin of `Loading.check` in workflow_service/forms/loading.py. The
// validator of form-js knows fewer faults, counts and compares a little differently, and speaks English only.
import { get } from '../form/names.js';
import { today } from '../form/clock.js';
import { bare, decimalText, isEmpty, isMany, kindOf, length, read } from '../form/reading.js';
import { sentence } from '../form/sentences.js';
import { buildExpressionContext, runExpressionEvaluation } from '@bpmn-io/form-js-viewer';

const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}$/;
const PHONE = /^(\+|00)[1-9][\d ]{5,18}$/;
const PATTERN_TEXT = 1000;
const MAX_ROWS = 500;

const REQUIRED = {
  textfield: 'required_text', textarea: 'required_text', expression: 'required_text', cpr: 'required_text', number: 'required_number',
  checkbox: 'required_check', date: 'required_date', datetime: 'required_datetime', time: 'required_time', filepicker: 'required_file',
  attachments: 'required_file',
};

function requiredFault(field, owned) {
  if (owned) return { code: 'required_carried' };
  if (isMany(field)) return { code: 'required_choices' };
  return { code: REQUIRED[kindOf(field)] ?? 'required_choice' };
}

export const isRequired = field => field.validate?.required === true || field.properties?.required === true;

const isNumber = field => field.type === 'number';

/** Whether the service knows the value itself, so that the person has no say in it. */
const isOwned = (field, readonly) => field.type === 'expression' || field.properties?.type === 'carried' || readonly;

export class HouseValidator {
  constructor(expressionLanguage, form, formFieldRegistry) {
    Object.assign(this, { language: expressionLanguage, form, fields: formFieldRegistry });
  }

  /** The sentences for a field's answer, none when it is good. */
  validateFieldInstance(instance, value) {
    const field = this.fields.get(instance.id);
    // form-js asks about groups and texts too.
    if (!field?.key && field?.type !== 'dynamiclist') return [];
    const found = field.type === 'dynamiclist' ? this.rowFaults(field, value, instance.expressionContextInfo) : this.faults(field, value, instance.expressionContextInfo);
    return found.map(sentence);
  }

  rowFaults(field, value, context) {
    const count = Array.isArray(value) ? value.length : 0;
    if (count > MAX_ROWS) return [{ code: 'too_many_rows' }];
    const [asked, most] = ['min_rows', 'max_rows'].map(key => this.limit(field.properties?.[key], { data: context.data }));
    const least = Math.max(asked ?? 0, isRequired(field) ? 1 : 0);
    if (count < least) return [{ code: least === 1 ? 'min_rows_one' : 'min_rows', n: least }];
    return most !== null && count > most ? [{ code: 'max_rows', n: most }] : [];
  }

  faults(field, value, context) {
    const names = buildExpressionContext(context);
    const owned = isOwned(field, this.isReadonly(field, names));
    const found = owned ? { value } : read(field, value);
    if (found.code) return [found];
    if (isEmpty(field, found.value)) return isRequired(field) ? [requiredFault(field, owned)] : [];
    if (owned) return [];
    const limit = key => this.limit(field.validate?.[key], context);
    const written = typeof found.value === 'string' && !isNumber(field);
    return [
      ...(written ? textFaults(field, found.value, limit) : []),
      ...(isNumber(field) ? numberFaults(field, found.value, limit) : []),
      ...this.optionFaults(field, found.value, context),
    ];
  }

  isReadonly(field, names) {
    if (this.language.isExpression(field.readonly)) return this.language.evaluateUnaryTest(field.readonly, names) === true;
    return field.readonly === true;
  }

  /** A limit that is a number, decimal text or FEEL giving a number; otherwise null. */
  limit(value, context) {
    if (this.language.isExpression(value)) {
      const found = runExpressionEvaluation(this.language, value, context);
      return typeof found === 'number' ? found : null;
    }
    if (typeof value === 'string') return value ? Number(value) : null;
    return typeof value === 'number' ? value : null;
  }

  optionFaults(field, value, context) {
    const allowed = this.options(field, context);
    if (!allowed) return [];
    return [value].flat().every(one => allowed.includes(one)) ? [] : [{ code: 'unknown_option' }];
  }

  options(field, context) {
    if (!['select', 'radio', 'checklist', 'taglist'].includes(field.type)) return null;
    const { initialData } = this.form._getState();
    const found = field.valuesKey ? get(initialData, field.valuesKey.split('.')) : (field.values ?? runExpressionEvaluation(this.language, field.valuesExpression, context));
    if (!field.valuesKey && !field.values && !field.valuesExpression) return null;
    return (Array.isArray(found) ? found : []).map(one => (one !== null && typeof one === 'object' ? one.value : one));
  }
}
HouseValidator.$inject = ['expressionLanguage', 'form', 'formFieldRegistry'];

function textFaults(field, value, limit) {
  const { pattern, patternErrorMessage, validationType } = field.validate ?? {};
  const found = [];
  if (pattern && !(length(value) <= PATTERN_TEXT && new RegExp(pattern).test(value))) found.push({ code: 'pattern', text: patternErrorMessage });
  if (validationType === 'email' && !EMAIL.test(value)) found.push({ code: 'not_email' });
  if (validationType === 'phone' && !PHONE.test(value)) found.push({ code: 'not_phone' });
  const [least, most, size] = [limit('minLength'), limit('maxLength'), length(bare(value))];
  if (least !== null && size < least) found.push({ code: 'too_short', n: least });
  if (most !== null && size > most) found.push({ code: 'too_long', n: most });
  if (field.disallowPassedDates && field.subtype !== 'time' && value.slice(0, 10) < today()) found.push({ code: 'date_passed' });
  return found;
}

/** A decimal as a whole number of its last place, so that nothing is rounded: ("1.25", 3) is 1250. */
function whole(value, places) {
  const [digits, decimals = ''] = decimalText(value).split('.');
  return BigInt(digits + decimals.padEnd(places, '0'));
}

const placesOf = value => decimalText(value).split('.')[1]?.length ?? 0;

function compare(a, b) {
  const places = Math.max(placesOf(a), placesOf(b));
  const [one, other] = [whole(a, places), whole(b, places)];
  return one < other ? -1 : Number(one > other);
}

/** The two steps beside a number that is none of them, or null. */
function steps(value, increment) {
  const places = Math.max(placesOf(value), placesOf(increment));
  const [number, step] = [whole(value, places), whole(increment, places)];
  const over = ((number % step) + step) % step;
  if (over === 0n) return null;
  const back = amount => Number(amount) / 10 ** places;
  return { code: 'not_step', n: back(number - over), m: back(number - over + step) };
}

function numberFaults(field, value, limit) {
  const { decimalDigits, increment } = field;
  const found = [];
  if (Number.isInteger(decimalDigits) && placesOf(value) > decimalDigits) {
    found.push({ code: decimalDigits === 0 ? 'not_whole' : 'too_many_decimals', n: decimalDigits });
  }
  const beside = increment && steps(value, increment);
  if (beside) found.push(beside);
  const [least, most] = [limit('min'), limit('max')];
  if (least !== null && compare(value, least) < 0) found.push({ code: 'below_min', n: least });
  if (most !== null && compare(value, most) > 0) found.push({ code: 'above_max', n: most });
  return found;
}
