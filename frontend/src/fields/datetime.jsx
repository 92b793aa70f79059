// Date and time as text one can write, with the browser's own calendar behind a button. The stock date picker follows the
// browser's language instead of the page's, and its calendar cannot be read by a screen reader.
import { Datetime as StockDatetime } from '@bpmn-io/form-js-viewer';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDate, formatTime, joinMoment, joinTime, parseDate, parseTime, splitMoment } from '../i18n/formats.js';
import { t } from '../i18n/index.js';
import { read } from '../form/reading.js';
import { Answer, GroupedField, LabelledField, describedBy } from './frame.jsx';
import { isRequired } from './validator.js';

function DateInput({ domId, label, part: { date: iso, dateText }, invalid, describe, disabled, required, onDate, onBlur, onFocus }) {
  const [typing, setTyping] = useState(null);
  const calendar = useRef();
  const openCalendar = () => {
    calendar.current.value = iso || '';
    calendar.current.showPicker();
  };
  return (
    <div class="date-line">
      <input id={domId} class="control control-date" type="text" autocomplete="off" placeholder={t('date.hint')} aria-label={label}
        disabled={disabled} required={required} aria-invalid={invalid} aria-describedby={describe} value={typing ?? (iso === undefined ? dateText : formatDate(iso))}
        onInput={event => { setTyping(event.currentTarget.value); onDate(parseDate(event.currentTarget.value), event.currentTarget.value.trim()); }}
        onBlur={() => { setTyping(null); onBlur?.(); }} onFocus={() => onFocus?.()} />
      <button type="button" class="date-button" disabled={disabled} aria-label={t('date.pick')} title={t('date.pick')} onClick={openCalendar}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="currentColor" d="M7 2v2H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h16a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1h-3V2h-2v2H9V2H7zM5 10h14v10H5V10z" /></svg>
      </button>
      <input ref={calendar} class="date-native" type="date" tabIndex={-1} aria-hidden="true"
        onInput={event => { setTyping(null); onDate(event.currentTarget.value || null, event.currentTarget.value); }} />
    </div>
  );
}

function TimeInput({ domId, label, part: { minutes, timeText }, invalid, describe, disabled, required, onTime, onBlur, onFocus }) {
  const [typing, setTyping] = useState(null);
  return (
    <input id={domId} class="control control-time" type="text" inputMode="numeric" autocomplete="off" placeholder={t('time.hint')} aria-label={label}
      disabled={disabled} required={required} aria-invalid={invalid} aria-describedby={describe} value={typing ?? (minutes === undefined ? timeText : formatTime(minutes))}
      onInput={event => { setTyping(event.currentTarget.value); onTime(parseTime(event.currentTarget.value), event.currentTarget.value.trim()); }}
      onBlur={() => { setTyping(null); onBlur?.(); }} onFocus={() => onFocus?.()} />
  );
}

/**
 * What is written, kept whole also while it is no date: { date, minutes } with undefined for what cannot be read, and the texts.
 * An unfinished moment is stored as "2026-12-03T" or "T13:30", an unreadable part as it was written: the validator says what is
 * missing, and a draft brings it back.
 */
function taken(value, subtype) {
  if (typeof value !== 'string' || !value) return { date: null, minutes: null, dateText: '', timeText: '' };
  if (!readMoment(value, subtype)) return { ...splitMoment(value, subtype), dateText: '', timeText: '' };
  const at = subtype === 'datetime' ? value.lastIndexOf('T') : subtype === 'date' ? value.length : -1;
  const [dateText, timeText] = at < 0 ? [subtype === 'time' ? '' : value, subtype === 'time' ? value : ''] : [value.slice(0, at), value.slice(at + 1)];
  return { date: parseDate(dateText), minutes: parseTime(timeText), dateText, timeText };
}

const readMoment = (value, subtype) => read({ type: 'datetime', subtype }, value).code;

function join({ date, minutes, dateText, timeText }, subtype, zoneForm) {
  const [day, clock] = [date === undefined ? dateText : (date ?? ''), minutes === undefined ? timeText : minutes];
  if (subtype === 'date') return day || null;
  if (subtype === 'time') return typeof clock === 'number' ? joinTime(clock, zoneForm) : (clock || null);
  if (date && typeof minutes === 'number') return joinMoment(date, minutes, zoneForm);
  const time = typeof clock === 'number' ? joinTime(clock) : (clock ?? '');
  return day || time ? `${day}T${time}` : null;
}

function answerText(value, subtype) {
  const { date, minutes } = splitMoment(value, subtype);
  return [formatDate(date), minutes === null ? '' : formatTime(minutes)].filter(Boolean).join(' ');
}

export function DatetimeField(props) {
  const { field, value, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  const { subtype = 'date', dateLabel, timeLabel, timeSerializingFormat } = field;
  const [part, setPart] = useState(() => taken(value, subtype));
  const written = useRef(value);
  // A value from elsewhere (prefill, expression, undo) replaces what was written here.
  useEffect(() => {
    if (value === written.current) return;
    written.current = value;
    setPart(taken(value, subtype));
  }, [value]);
  const change = update => {
    const next = { ...part, ...update };
    setPart(next);
    written.current = join(next, subtype, timeSerializingFormat);
    onChange({ value: written.current });
  };
  // While somebody is at the field, what is not finished yet is no fault.
  const [inside, setInside] = useState(false);
  const label = field.label || (subtype === 'time' ? timeLabel : dateLabel) || t(subtype === 'time' ? 'date.time' : 'date.date');
  if (readonly) return <Answer type="datetime" field={field} label={label} domId={domId} text={answerText(value, subtype)} />;

  const shownErrors = inside && readMoment(value, subtype) ? [] : errors;
  const leave = () => { setInside(false); onBlur?.(); };
  const enter = () => { onFocus?.(); };
  const common = { disabled, required: isRequired(field), invalid: shownErrors.length > 0 };
  if (subtype === 'datetime') {
    return (
      <GroupedField {...props} type="datetime" label={label} errors={shownErrors} onBlur={leave} onFocus={enter}>
        <div class="moment">
          <DateInput {...common} domId={`${domId}-date`} label={t('date.date')} part={part} onDate={(date, dateText) => { setInside(true); change({ date, dateText }); }} />
          <TimeInput {...common} domId={`${domId}-time`} label={timeLabel || t('date.time')} part={part} onTime={(minutes, timeText) => { setInside(true); change({ minutes, timeText }); }} />
        </div>
      </GroupedField>
    );
  }
  const describe = describedBy(domId, field, shownErrors);
  return (
    <LabelledField type="datetime" domId={domId} label={label} field={field} errors={shownErrors} disabled={disabled}>
      {subtype === 'date'
        ? <DateInput {...common} domId={domId} describe={describe} part={part} onDate={(date, dateText) => { setInside(true); change({ date, dateText }); }} onFocus={enter} onBlur={leave} />
        : <TimeInput {...common} domId={domId} describe={describe} part={part} onTime={(minutes, timeText) => { setInside(true); change({ minutes, timeText }); }} onFocus={enter} onBlur={leave} />}
    </LabelledField>
  );
}
DatetimeField.config = { ...StockDatetime.config, sanitizeValue: ({ value }) => (typeof value === 'string' ? value : null) };
