// Dynamic lists one can use without a mouse and without seeing: every row is a named group, every button says what it adds or
// removes, and the focus goes to the new row or to the row that took the removed one's place.
import { DynamicList as StockList, Errors, LocalExpressionContext, RepeatRenderManager, buildExpressionContext } from '@bpmn-io/form-js-viewer';
import { useContext, useMemo } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { get } from '../form/names.js';
import { announce, locale } from '../lib.js';
import { ShareTools } from './shares.jsx';

const FOCUSABLE = 'input:not([type=hidden], [tabindex="-1"]), select, textarea, button';


/** What one row is called: "Tilbud 2". A list whose label is a question ("Hvem er hørt?") has lines instead. */
function rowName(field) {
  const label = (field.itemLabel || field.label || '').trim();
  return !label || label.endsWith('?') ? t('list.line') : label;
}

/** The name inside a sentence: "Tilføj deltager". */
export const inSentence = field => rowName(field).replace(/^./u, first => first.toLocaleLowerCase(locale()));

function Row({ index, path, field, indexes, RowsRenderer, canRemove, onRemove, rowId, ...rest }) {
  const outer = useContext(LocalExpressionContext);
  // The row as expressions see it, without what is hidden in it: not the one that is written.
  const context = useMemo(() => ({
    data: outer.data, this: get(outer.data, path)?.[index] ?? {}, parent: buildExpressionContext({ ...outer, data: outer.this }), i: [...outer.i, index + 1],
  }), [index, path.join('.'), outer]);
  const name = t('list.item', { label: rowName(field), number: index + 1 });
  return (
    <div class="list-row" role="group" aria-labelledby={`${rowId}-name`} id={rowId}>
      <div class="list-row-head">
        <span class="list-row-name" id={`${rowId}-name`}>{name}</span>
        {canRemove ? (
          <button type="button" class="btn btn-small" aria-label={t('list.remove', { label: inSentence(field), number: index + 1 })} onClick={onRemove}>
            {t('field.remove', { label: '' }).trim()}
          </button>
        ) : null}
      </div>
      <LocalExpressionContext.Provider value={context}>
        <RowsRenderer {...rest} field={field} indexes={{ ...indexes, [field.id]: index }} />
      </LocalExpressionContext.Provider>
    </div>
  );
}

/** A list that must have rows says so by the star of a required question. */
export function List(props) {
  const { min_rows: least, required } = props.field.properties ?? {};
  return <div class={least || required ? 'list-required' : undefined}><StockList {...props} /></div>;
}
List.config = StockList.config;

export class LabelledRepeat extends RepeatRenderManager {
  rowId(field, indexes, index) {
    return `list-${this._form._id ?? 'form'}-${[field.id, ...Object.values(indexes ?? {}), index].join('_')}`;
  }

  focusRow(field, indexes, index) {
    // The row appears with the next rendering.
    setTimeout(() => {
      const row = document.getElementById(this.rowId(field, indexes, index));
      const target = row ? [...row.querySelectorAll(FOCUSABLE)].find(element => !element.closest('.list-row-head')) : document.getElementById(this.rowId(field, indexes, 'add'));
      target?.focus();
    }, 30);
  }

  /** The faults of the rows below a removed one move up with them. */
  shiftErrors(list, indexes, index) {
    const { errors } = this._form._getState();
    const inside = field => field && (field.id === list.id || inside(this._formFieldRegistry.get(field._parent)));
    for (const id of Object.keys(errors)) {
      const field = this._formFieldRegistry.get(id);
      if (field?.id === list.id || !inside(field)) continue;
      const ofRows = get(errors, [id, ...Object.values(indexes ?? {})]);
      if (Array.isArray(ofRows)) ofRows.splice(index, 1);
    }
  }

  Repeater(props) {
    const { RowsRenderer, indexes, useSharedState, field, ...rest } = props;
    const path = this._pathRegistry.getValuePath(field, { indexes });
    const rows = get(this._form._getState().data, path) ?? [];
    const canRemove = field.allowAddRemove && field.components?.length > 0 && !isReadonly(this._form, field);
    const remove = index => {
      const left = rows.slice();
      const [item] = left.splice(index, 1);
      this._eventBus.fire('repeatRenderManager.remove', { dataPath: path, index, item });
      this.shiftErrors(field, indexes, index);
      props.onChange({ field, value: left, indexes });
      announce(t('list.removed', { label: rowName(field), number: index + 1 }));
      this.focusRow(field, indexes, left.length ? Math.min(index, left.length - 1) : 'add');
    };
    if (!rows.length) return <p class="list-empty muted">{t('list.empty')}</p>;
    return rows.map((_, index) => (
      <Row key={index} index={index} path={path} field={field} indexes={indexes} RowsRenderer={RowsRenderer} canRemove={canRemove}
        onRemove={() => remove(index)} rowId={this.rowId(field, indexes, index)} {...rest} />
    ));
  }

  RepeatFooter(props) {
    const { indexes, field, readonly, disabled, errors = [], domId } = props;
    const path = this._pathRegistry.getValuePath(field, { indexes });
    const rows = get(this._form._getState().data, path) ?? [];
    const faults = <Errors id={`${domId}-error-message`} errors={errors} />;
    const fixed = !field.allowAddRemove || !field.components?.length || readonly || isReadonly(this._form, field);
    if (fixed) return errors.length ? <div class="list-foot-row">{faults}</div> : null;
    const add = () => {
      const item = this._form._getInitializedFieldData(this._form._getState().data, { container: field, indexes: { ...indexes, [field.id]: rows.length } });
      this._eventBus.fire('repeatRenderManager.add', { dataPath: path, index: rows.length, item });
      props.onChange({ value: [...rows, item] });
      announce(t('list.added', { label: rowName(field), number: rows.length + 1 }));
      this.focusRow(field, indexes, rows.length);
    };
    return (
      <div class="list-foot-row">
        <button type="button" class="btn btn-small" id={this.rowId(field, indexes, 'add')} disabled={disabled} onClick={add}
          aria-describedby={errors.length ? `${domId}-error-message` : undefined}>
          <span aria-hidden="true">+</span> {t('list.add', { label: inSentence(field) })}
        </button>
        {errors.length ? faults : null}
        {field.properties?.tools === 'shares' ? (
          <ShareTools rows={rows} total={get(this._form._getState().data, field.properties.total.split('.'))} disabled={disabled}
            name={(row, index) => this.shareName(field, row, index)} onChange={value => props.onChange({ value })} />
        ) : null}
      </div>
    );
  }

  /** A share is called by its sector as soon as that is chosen. */
  shareName(field, row, index) {
    const column = field.components.find(one => one.key === 'sector');
    const found = this._form._getState().initialData?.[column?.valuesKey]?.find(one => one.value === row.sector);
    return found?.label ?? t('list.item', { label: rowName(field), number: index + 1 });
  }
}
LabelledRepeat.$inject = RepeatRenderManager.$inject;

function isReadonly(form, field) {
  return Boolean(form._getState().properties.readOnly || field.readonly === true);
}
