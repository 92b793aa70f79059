// The frame every field of ours stands in: label or legend, description, errors; and the hooks fields share.
// form-js validates on blur, so the frame reserves the room of one error: what is below must not jump under the mouse.
import { Description, Errors, FormContext, Label, useExpressionEvaluation } from '@bpmn-io/form-js-viewer';
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/index.js';

export const useService = name => useContext(FormContext).getService(name);

export const sameValue = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The ids of what explains a field, for aria-describedby; only those that are in the page. */
export function describedBy(domId, field, errors) {
  const ids = [field.description && `${domId}-description`, errors.length && `${domId}-error-message`].filter(Boolean);
  return ids.length ? ids.join(' ') : undefined;
}

/** The options of a select, radio, checklist or taglist: from the schema, from the data under valuesKey, or from FEEL. */
export function useOptions(field) {
  const form = useService('form');
  const evaluated = useExpressionEvaluation(field.valuesExpression);
  const { initialData } = form._getState();
  const source = field.valuesKey !== undefined ? initialData?.[field.valuesKey] : (field.values ?? evaluated);
  const fingerprint = JSON.stringify(source ?? []);
  return useMemo(() => (Array.isArray(source) ? source : [])
    .map(option => (option !== null && typeof option === 'object' ? option : { value: option, label: String(option ?? '') }))
    .filter(option => option.value !== undefined && option.value !== null)
    .map(option => ({ value: option.value, label: String(option.label ?? option.value) })), [fingerprint]);
}

/** A value that is no longer among the options is dropped, as form-js does: the server would refuse it. */
export function useDropUnknown(value, options, onChange, many) {
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    const known = item => options.some(option => sameValue(option.value, item));
    if (many && Array.isArray(value) && value.some(item => !known(item))) change.current({ value: value.filter(known) });
    if (!many && value !== null && value !== undefined && value !== '' && !known(value)) change.current({ value: null });
  }, [JSON.stringify(value), options]);
}

function frameClass(type, { errors, disabled, readonly }) {
  return ['fjs-form-field', `fjs-form-field-${type}`, errors.length && 'fjs-has-errors', disabled && 'fjs-disabled', readonly && 'fjs-readonly']
    .filter(Boolean).join(' ');
}

/** A question with one control: <label for>. */
export function LabelledField({ type, domId, label, field, errors, disabled, readonly, children }) {
  return (
    <div class={frameClass(type, { errors, disabled, readonly })}>
      <Label htmlFor={domId} label={label ?? field.label} required={field.validate?.required && !readonly} />
      {children}
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
}

/** A question with several controls: <fieldset><legend>. Leaving it, not moving inside it, is a blur. */
export function GroupedField({ type, domId, label, field, errors, disabled, readonly, onBlur, onFocus, role, children }) {
  const inside = event => event.currentTarget.contains(event.relatedTarget);
  return (
    <fieldset id={domId} class={frameClass(type, { errors, disabled, readonly })} role={role} tabIndex={-1}
      aria-describedby={describedBy(domId, field, errors)}
      onFocusOut={event => inside(event) || onBlur?.()} onFocusIn={event => inside(event) || onFocus?.()}>
      <legend class="fjs-form-field-label">
        {label ?? field.label}{field.validate?.required && !readonly ? <Required /> : null}
      </legend>
      <Description id={`${domId}-description`} description={field.description} />
      {children}
      <Errors id={`${domId}-error-message`} errors={errors} />
    </fieldset>
  );
}

/** The star is for the eye; the word is for the ear. */
export const Required = () => <><span class="fjs-asterix" aria-hidden="true">*</span><span class="visually-hidden"> ({t('form.required')})</span></>;

/** A question and its answer as text: what a finished task shows instead of greyed-out controls. */
export function Answer({ type, field, label, text, domId }) {
  const lines = Array.isArray(text) ? text : [text].filter(Boolean);
  return (
    <div class={frameClass(type, { errors: [], readonly: true })} id={domId} role="group" aria-labelledby={`${domId}-question`}>
      <div class="fjs-form-field-label" id={`${domId}-question`}>{label ?? field.label}</div>
      {lines.length ? <div class="answer">{lines.map(line => <div key={line}>{line}</div>)}</div> : <div class="answer muted">{t('form.noAnswer')}</div>}
    </div>
  );
}
