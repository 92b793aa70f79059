// Select, radio, checklist and checkbox with native controls, so that name, role, group and state come from the browser.
import { Checkbox as StockCheckbox, Checklist as StockChecklist, Radio as StockRadio, Select as StockSelect } from '@bpmn-io/form-js-viewer';
import { Description, Errors } from '@bpmn-io/form-js-viewer';
import { t } from '../i18n/index.js';
import { SearchSelect } from './combobox.jsx';
import { Answer, GroupedField, LabelledField, Required, describedBy, sameValue, useDropUnknown, useOptions } from './frame.jsx';

const labelOf = (options, value) => options.find(option => sameValue(option.value, value))?.label ?? '';

function Select(props) {
  const { field, value, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  const options = useOptions(field);
  useDropUnknown(value, options, onChange, false);
  if (readonly) return <Answer type="select" field={field} domId={domId} text={labelOf(options, value)} />;
  if (field.searchable) return <SearchSelect {...props} options={options} />;
  const selected = options.findIndex(option => sameValue(option.value, value));
  return (
    <LabelledField type="select" domId={domId} field={field} errors={errors} disabled={disabled}>
      <select id={domId} class="control" disabled={disabled} required={field.validate?.required} value={String(selected)}
        aria-invalid={errors.length > 0} aria-describedby={describedBy(domId, field, errors)}
        onChange={event => onChange({ value: options[Number(event.currentTarget.value)]?.value ?? null })}
        onBlur={() => onBlur?.()} onFocus={() => onFocus?.()}>
        <option value="-1">{t('field.choose')}</option>
        {options.map((option, index) => <option key={index} value={String(index)}>{option.label}</option>)}
      </select>
    </LabelledField>
  );
}
Select.config = StockSelect.config;

function Radio(props) {
  const { field, value, domId, errors = [], disabled, readonly, onChange } = props;
  const options = useOptions(field);
  useDropUnknown(value, options, onChange, false);
  if (readonly) return <Answer type="radio" field={field} domId={domId} text={labelOf(options, value)} />;
  return (
    <GroupedField {...props} type="radio" errors={errors} role="radiogroup">
      {options.map((option, index) => (
        <div class="choice" key={index}>
          <input type="radio" id={`${domId}-${index}`} name={domId} disabled={disabled} required={field.validate?.required}
            checked={sameValue(option.value, value)} onChange={() => onChange({ value: option.value })} />
          <label for={`${domId}-${index}`}>{option.label}</label>
        </div>
      ))}
    </GroupedField>
  );
}
Radio.config = StockRadio.config;

function Checklist(props) {
  const { field, value, domId, errors = [], disabled, readonly, onChange } = props;
  const values = Array.isArray(value) ? value : [];
  const options = useOptions(field);
  useDropUnknown(values, options, onChange, true);
  if (readonly) return <Answer type="checklist" field={field} domId={domId} text={values.map(item => labelOf(options, item)).filter(Boolean)} />;
  const toggle = option => {
    const has = values.some(item => sameValue(item, option.value));
    // The order of the options, not of the clicks: the same answers give the same value.
    onChange({ value: options.map(each => each.value).filter(item => (sameValue(item, option.value) ? !has : values.some(other => sameValue(other, item)))) });
  };
  return (
    <GroupedField {...props} type="checklist" errors={errors}>
      {options.map((option, index) => (
        <div class="choice" key={index}>
          <input type="checkbox" id={`${domId}-${index}`} disabled={disabled} aria-invalid={errors.length > 0}
            checked={values.some(item => sameValue(item, option.value))} onChange={() => toggle(option)} />
          <label for={`${domId}-${index}`}>{option.label}</label>
        </div>
      ))}
    </GroupedField>
  );
}
Checklist.config = StockChecklist.config;

function Checkbox(props) {
  const { field, value, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  if (readonly) return <Answer type="checkbox" field={field} domId={domId} text={value === true ? t('field.yes') : t('field.no')} />;
  return (
    <div class={`fjs-form-field fjs-form-field-checkbox${errors.length ? ' fjs-has-errors' : ''}`}>
      <div class="choice">
        <input type="checkbox" id={domId} disabled={disabled} required={field.validate?.required} checked={value === true}
          aria-invalid={errors.length > 0} aria-describedby={describedBy(domId, field, errors)}
          onChange={event => onChange({ value: event.currentTarget.checked })} onBlur={() => onBlur?.()} onFocus={() => onFocus?.()} />
        <label for={domId}>{field.label}{field.validate?.required ? <Required /> : null}</label>
      </div>
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
}
Checkbox.config = StockCheckbox.config;

export { Checkbox, Checklist, Radio, Select };
