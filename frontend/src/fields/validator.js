// The form-js validator speaks English sentences and cannot be told otherwise: its answers are translated here, pattern by
// pattern. A sentence nobody foresaw stays visible rather than being lost.
import { formatNumber } from '../i18n/formats.js';
import { t } from '../i18n/index.js';
import { unfinished } from './datetime.jsx';

const REQUIRED = {
  checkbox: 'error.requiredCheck', checklist: 'error.requiredChoice', radio: 'error.requiredChoice', select: 'error.requiredChoice',
  taglist: 'error.requiredChoice', number: 'error.requiredNumber', filepicker: 'error.requiredFile',
};

const number = text => formatNumber(text) || text;

const SENTENCES = [
  [/^Field is required\.$/, (_, field) => t(requiredKey(field))],
  [/^Value is not a number\.$/, () => t('error.number')],
  [/^Value is expected to be an integer\.$/, () => t('error.integer')],
  [/^Value is expected to have at most (\d+) decimal digits?\.$/, ([, count]) => t('error.decimals', { count })],
  [/^Please select a valid value, the two nearest valid values are (.*) and (.*)\.$/, ([, low, high]) => t('error.step', { low: number(low), high: number(high) })],
  [/^Field must have minimum value of (.*)\.$/, ([, limit]) => t('error.min', { limit: number(limit) })],
  [/^Field must have maximum value of (.*)\.$/, ([, limit]) => t('error.max', { limit: number(limit) })],
  [/^Field must have minimum length of (.*)\.$/, ([, limit]) => t('error.minLength', { limit })],
  [/^Field must have maximum length of (.*)\.$/, ([, limit]) => t('error.maxLength', { limit })],
  [/^Field must match pattern .*\.$/s, () => t('error.pattern')],
  [/^Field must be a valid email\.$/, () => t('error.email')],
  [/^Field must be a valid\s+international phone number/, () => t('error.phone')],
  [/^M(?:in|ax) validation value is not a valid number\.$/, () => t('error.limit')],
];

function requiredKey(field) {
  if (field?.type === 'datetime') return field.subtype === 'time' ? 'error.requiredTime' : 'error.requiredDate';
  return REQUIRED[field?.type] ?? 'error.required';
}

export function translateError(sentence, field) {
  for (const [pattern, words] of SENTENCES) {
    const match = pattern.exec(sentence);
    if (match) return words(match, field);
  }
  return sentence;
}

export class TranslatedValidator {
  constructor(validator, formFieldRegistry) {
    const stock = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => {
      const field = formFieldRegistry.get(instance.id);
      const half = unfinished.get(instance.valuePath.join('.'));
      if (half?.length) return half;
      const found = stock(instance, value).map(sentence => translateError(sentence, field));
      if (!found.length && field?.disallowPassedDates && isPast(value)) return [t('error.past')];
      // A number that is none has one fault, not also those of its range.
      return value === 'NaN' ? found.slice(0, 1) : found;
    };
  }
}
TranslatedValidator.$inject = ['validator', 'formFieldRegistry'];

function isPast(value) {
  if (typeof value !== 'string' || value.length < 10) return false;
  const today = new Date();
  const iso = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, '0')}-${String(today.getDate()).padStart(2, '0')}`;
  return value.slice(0, 10) < iso;
}
