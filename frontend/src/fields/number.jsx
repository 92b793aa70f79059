// A number as people write it: "1.250,50" in Danish. form-js shows "1250.5" whatever the language.
import { Numberfield as StockNumber } from '@bpmn-io/form-js-viewer';
import { useState } from 'preact/hooks';
import { formatNumber, parseNumber } from '../i18n/formats.js';
import { decimalText, read } from '../form/reading.js';
import { Answer, LabelledField, describedBy } from './frame.jsx';

export function NumberField(props) {
  const { field, value, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  // While somebody types, their text stands; a finished value is shown in the format of the language.
  const [typing, setTyping] = useState(null);
  const { prefixAdorner, suffixAdorner } = field.appearance ?? {};
  const fine = !read(field, value).code;
  // What is no number stands as it was written, so that it can be corrected. Decimals too many are shown, not rounded away.
  const shown = fine ? formatNumber(value, fits(value, field.decimalDigits) ? field.decimalDigits : undefined) : String(value);
  if (readonly) return <Answer type="number" field={field} domId={domId} text={shown && [prefixAdorner, shown, suffixAdorner].filter(Boolean).join(' ')} />;

  const onInput = event => {
    const text = event.currentTarget.value;
    setTyping(text);
    const plain = parseNumber(text);
    if (plain === null) onChange({ value: null });
    else if (Number.isNaN(plain)) onChange({ value: text });
    else onChange({ value: field.serializeToString ? plain : Number(plain) });
  };
  const leave = () => {
    setTyping(null);
    onBlur?.();
  };
  const affix = text => (text ? <span class="affix" aria-hidden="true">{text}</span> : null);
  return (
    <LabelledField type="number" domId={domId} field={field} errors={errors} disabled={disabled}>
      <div class="affixed">
        {affix(prefixAdorner)}
        <input id={domId} class="control control-number" type="text" inputMode="decimal" autocomplete="off" disabled={disabled}
          required={field.validate?.required} value={typing ?? shown} aria-invalid={errors.length > 0}
          aria-describedby={describedBy(domId, field, errors)} aria-description={suffixAdorner}
          onInput={onInput} onBlur={leave} onFocus={() => onFocus?.()} />
        {affix(suffixAdorner)}
      </div>
    </LabelledField>
  );
}
NumberField.config = {
  ...StockNumber.config,
  sanitizeValue: ({ value, formField }) => {
    if (typeof value !== 'number' && typeof value !== 'string') return null;
    const found = read(formField, value);
    return found.code ? value : found.value;
  },
};

const fits = (value, digits) => digits === undefined || (decimalText(value).split('.')[1]?.length ?? 0) <= digits;
