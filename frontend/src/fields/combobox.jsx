// A searchable select and a tag list, both on one combobox (ARIA Authoring Practices: editable combobox with list box).
import { Taglist as StockTaglist } from '@bpmn-io/form-js-viewer';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { announce, locale } from '../lib.js';
import { Answer, GroupedField, LabelledField, describedBy, sameValue, useDropUnknown, useOptions } from './frame.jsx';

/** Would a list of this height below `box` lie over a button that completes something, and is there room above? */
function coversButton(box, height) {
  if (box.top < height) return false;
  return [...document.querySelectorAll('main .btn-main')].some(button => {
    const at = button.getBoundingClientRect();
    return at.height > 0 && at.top < box.bottom + height && at.bottom > box.bottom && at.left < box.right && at.right > box.left;
  });
}

const fold = text => text.toLocaleLowerCase(locale());

/** `text` is what stands in the input while nobody types; onPick gets an option, onClear is told of an emptied input. */
function Combobox({ domId, options, text, label, invalid, describe, disabled, required, onPick, onClear, onBlur, onFocus, onBackspace, keepOpen }) {
  const [query, setQuery] = useState(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [above, setAbove] = useState(false);
  const list = useRef();
  const shown = query === null ? options : options.filter(option => fold(option.label).includes(fold(query.trim())));
  const listId = `${domId}-options`;
  useLayoutEffect(() => {
    setAbove(open && coversButton(list.current.parentElement.getBoundingClientRect(), list.current.offsetHeight));
  }, [open, shown.length]);
  useEffect(() => {
    if (open && active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [open, active]);
  useEffect(() => {
    if (open && query !== null) announce(shown.length ? t.n('field.matches', shown.length) : t('field.noMatch'));
  }, [query]);

  const close = () => { setOpen(false); setActive(-1); setQuery(null); };
  const pick = option => { onPick(option); if (keepOpen) { setQuery(null); setActive(-1); } else close(); };
  const move = step => {
    if (!open) { setOpen(true); setActive(step > 0 ? 0 : shown.length - 1); return; }
    setActive(shown.length ? (active + step + shown.length) % shown.length : -1);
  };
  const keys = {
    ArrowDown: () => move(1), ArrowUp: () => move(-1),
    Escape: () => (open ? close() : false), Enter: () => (open && active >= 0 ? pick(shown[active]) : undefined),
    Home: () => (open && active >= 0 ? setActive(0) : false), End: () => (open && active >= 0 ? setActive(shown.length - 1) : false),
  };
  const onKeyDown = event => {
    if (event.key === 'Backspace' && !event.currentTarget.value) onBackspace?.();
    const act = keys[event.key];
    if (act && act() !== false) { event.preventDefault(); event.stopPropagation(); }
  };
  const onInput = event => {
    const typed = event.currentTarget.value;
    setQuery(typed); setOpen(true); setActive(typed.trim() ? 0 : -1);
    if (!typed) onClear?.();
  };
  return (
    <div class="combobox" onFocusOut={event => { if (!event.currentTarget.contains(event.relatedTarget)) { close(); onBlur?.(); } }}>
      <input id={domId} class="control" type="text" role="combobox" autocomplete="off" spellcheck={false} disabled={disabled}
        aria-label={label} aria-expanded={open} aria-controls={listId} aria-autocomplete="list" aria-required={required || undefined}
        aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined} aria-invalid={invalid} aria-describedby={describe}
        placeholder={t('field.search')} value={query ?? text} onInput={onInput} onKeyDown={onKeyDown}
        onFocus={() => onFocus?.()} onClick={() => setOpen(!open || query !== null)} />
      <ul id={listId} ref={list} role="listbox" class={above ? 'above' : undefined} aria-label={t('field.showOptions')} hidden={!open}>
        {shown.map((option, index) => (
          <li key={JSON.stringify(option.value)} id={`${listId}-${index}`} role="option" aria-selected={index === active}
            onMouseDown={event => { event.preventDefault(); pick(option); }} onMouseEnter={() => setActive(index)}>{option.label}</li>
        ))}
        {shown.length === 0 ? <li class="no-match" role="option" aria-disabled="true" aria-selected="false">{t('field.noMatch')}</li> : null}
      </ul>
    </div>
  );
}

export function SearchSelect({ field, value, domId, errors = [], disabled, onBlur, onFocus, onChange, options }) {
  const chosen = options.find(option => sameValue(option.value, value));
  return (
    <LabelledField type="select" domId={domId} field={field} errors={errors} disabled={disabled}>
      <Combobox domId={domId} options={options} text={chosen?.label ?? ''} invalid={errors.length > 0} disabled={disabled}
        required={field.validate?.required} describe={describedBy(domId, field, errors)} onBlur={onBlur} onFocus={onFocus}
        onPick={option => { onChange({ value: option.value }); announce(t('field.selected', { label: option.label })); }}
        onClear={() => onChange({ value: null })} />
    </LabelledField>
  );
}

export function Taglist(props) {
  const { field, value, domId, errors = [], disabled, readonly, onChange, onFocus } = props;
  const options = useOptions(field);
  const values = Array.isArray(value) ? value : [];
  useDropUnknown(values, options, onChange, true);
  const chosen = values.map(item => options.find(option => sameValue(option.value, item))).filter(Boolean);
  if (readonly) return <Answer type="taglist" field={field} domId={domId} text={chosen.map(option => option.label)} />;
  const free = options.filter(option => !chosen.includes(option));
  const inputId = `${domId}-search`;
  const remove = option => {
    onChange({ value: values.filter(item => !sameValue(item, option.value)) });
    announce(t('field.removed', { label: option.label }));
    document.getElementById(inputId)?.focus();
  };
  return (
    <GroupedField {...props} type="taglist" errors={errors}>
      {chosen.length ? (
        <ul class="tag-row" aria-label={t('field.chosen')}>
          {chosen.map(option => (
            <li key={JSON.stringify(option.value)} class="tag-item">{option.label}
              <button type="button" disabled={disabled} aria-label={t('field.remove', { label: option.label })} onClick={() => remove(option)}>×</button>
            </li>
          ))}
        </ul>
      ) : null}
      <Combobox domId={inputId} options={free} text="" label={field.label} invalid={errors.length > 0} disabled={disabled} keepOpen
        required={field.validate?.required} describe={describedBy(domId, field, errors)} onFocus={onFocus}
        onPick={option => { onChange({ value: [...values, option.value] }); announce(t('field.selected', { label: option.label })); }}
        onBackspace={() => chosen.length && remove(chosen.at(-1))} />
    </GroupedField>
  );
}
Taglist.config = StockTaglist.config;
