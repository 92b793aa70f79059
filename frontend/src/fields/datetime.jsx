// Date and time as text one can write, with the browser's own calendar behind a button. The stock date picker follows the
// browser's language instead of the page's, and its calendar cannot be read by a screen reader.
import { Datetime as StockDatetime } from '@bpmn-io/form-js-viewer';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDate, formatTime, joinMoment, joinTime, parseDate, parseTime, splitMoment } from '../i18n/formats.js';
import { t } from '../i18n/index.js';
import { Answer, GroupedField, LabelledField, describedBy } from './frame.jsx';

function DateInput({ domId, label, iso, invalid, describe, disabled, required, onDate, onBlur, onFocus }) {
  const [typing, setTyping] = useState(null);
  const calendar = useRef();
  const openCalendar = () => {
    calendar.current.value = iso ?? '';
    calendar.current.showPicker();
  };
  return (
    <div class="date-line">
      <input id={domId} class="control control-date" type="text" autocomplete="off" placeholder={t('date.hint')} aria-label={label}
        disabled={disabled} required={required} aria-invalid={invalid} aria-describedby={describe} value={typing ?? formatDate(iso)}
        onInput={event => { setTyping(event.currentTarget.value); onDate(parseDate(event.currentTarget.value)); }}
        onBlur={() => { if (typing !== null && parseDate(typing) !== undefined) setTyping(null); onBlur?.(); }} onFocus={() => onFocus?.()} />
      <button type="button" class="date-button" disabled={disabled} aria-label={t('date.pick')} title={t('date.pick')} onClick={openCalendar}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="currentColor" d="M7 2v2H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h16a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1h-3V2h-2v2H9V2H7zM5 10h14v10H5V10z" /></svg>
      </button>
      <input ref={calendar} class="date-native" type="date" tabIndex={-1} aria-hidden="true"
        onInput={event => { setTyping(null); onDate(event.currentTarget.value || null); }} />
    </div>
  );
}

function TimeInput({ domId, label, minutes, invalid, describe, disabled, required, onTime, onBlur, onFocus }) {
  const [typing, setTyping] = useState(null);
  return (
    <input id={domId} class="control control-time" type="text" inputMode="numeric" autocomplete="off" placeholder={t('time.hint')} aria-label={label}
      disabled={disabled} required={required} aria-invalid={invalid} aria-describedby={describe} value={typing ?? formatTime(minutes)}
      onInput={event => { setTyping(event.currentTarget.value); onTime(parseTime(event.currentTarget.value)); }}
      onBlur={() => { if (typing !== null && parseTime(typing) !== undefined) setTyping(null); onBlur?.(); }} onFocus={() => onFocus?.()} />
  );
}

/** undefined stands for "written, but no date"; null for "nothing written". */
function problems(part, subtype) {
  const found = [];
  if (part.date === undefined) found.push(t('error.date'));
  if (part.minutes === undefined) found.push(t('error.time'));
  const half = subtype === 'datetime' && (part.date === null) !== (part.minutes === null);
  if (half && !found.length) found.push(t('error.dateAndTime'));
  return found;
}

function join(part, subtype, zoneForm) {
  if (subtype === 'date') return part.date ?? null;
  if (typeof part.minutes !== 'number') return null;
  if (subtype === 'time') return joinTime(part.minutes, zoneForm);
  return part.date ? joinMoment(part.date, part.minutes, zoneForm) : null;
}

function answerText(value, subtype) {
  const { date, minutes } = splitMoment(value, subtype);
  return [formatDate(date), minutes === null ? '' : formatTime(minutes)].filter(Boolean).join(' ');
}

export function DatetimeField(props) {
  const { field, value, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange, fieldInstance } = props;
  const { subtype = 'date', dateLabel, timeLabel, timeSerializingFormat } = field;
  const [part, setPart] = useState(() => splitMoment(value, subtype));
  const written = useRef(value);
  // A value from elsewhere (prefill, expression, undo) replaces what was written here.
  useEffect(() => {
    if (value === written.current) return;
    written.current = value;
    setPart(splitMoment(value, subtype));
  }, [value]);
  const own = problems(part, subtype);
  const change = update => {
    const next = { ...part, ...update };
    setPart(next);
    written.current = join(next, subtype, timeSerializingFormat);
    // Told before the change: the validator runs inside onChange, ahead of the next rendering.
    if (fieldInstance) unfinished.set(fieldInstance.valuePath.join('.'), problems(next, subtype));
    onChange({ value: written.current });
  };
  // A half written date must stop the form too: the validator asks the registry below.
  useEffect(() => {
    if (!fieldInstance) return undefined;
    unfinished.set(fieldInstance.valuePath.join('.'), own);
    return () => unfinished.delete(fieldInstance.valuePath.join('.'));
  }, [own.join('|'), fieldInstance?.valuePath.join('.')]);
  const [touched, setTouched] = useState(false);
  const label = field.label || (subtype === 'time' ? timeLabel : dateLabel) || t(subtype === 'time' ? 'date.time' : 'date.date');
  if (readonly) return <Answer type="datetime" field={field} label={label} domId={domId} text={answerText(value, subtype)} />;

  const shownErrors = touched ? [...new Set([...own, ...(own.length ? [] : errors)])] : errors;
  const leave = () => { setTouched(true); onBlur?.(); };
  const common = { disabled, required: field.validate?.required, invalid: shownErrors.length > 0, onFocus };
  if (subtype === 'datetime') {
    return (
      <GroupedField {...props} type="datetime" label={label} errors={shownErrors} onBlur={leave}>
        <div class="moment">
          <DateInput {...common} domId={`${domId}-date`} label={t('date.date')} iso={part.date} onDate={date => change({ date })} />
          <TimeInput {...common} domId={`${domId}-time`} label={timeLabel || t('date.time')} minutes={part.minutes} onTime={minutes => change({ minutes })} />
        </div>
      </GroupedField>
    );
  }
  const describe = describedBy(domId, field, shownErrors);
  return (
    <LabelledField type="datetime" domId={domId} label={label} field={field} errors={shownErrors} disabled={disabled}>
      {subtype === 'date'
        ? <DateInput {...common} domId={domId} describe={describe} iso={part.date} onDate={date => change({ date })} onBlur={leave} />
        : <TimeInput {...common} domId={domId} describe={describe} minutes={part.minutes} onTime={minutes => change({ minutes })} onBlur={leave} />}
    </LabelledField>
  );
}
DatetimeField.config = StockDatetime.config;

/** Value path -> what is wrong with a date or time that is only half written (its value is null, which alone is no error). */
export const unfinished = new Map();
