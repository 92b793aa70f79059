// What the expressions of a form see: every answer as the service reads it, null for what is hidden or cannot be read. The twin
// of `Loading` in workflow_service/forms/loading.py: field by field in the order of the form, again until nothing changes.
// form-js keeps hidden answers of the prefill visible to conditions, and looks only one condition deep.
import { ConditionChecker, FeelExpressionLanguage, buildExpressionContext } from '@bpmn-io/form-js-viewer';
import { now, today } from './clock.js';
import { read } from './reading.js';

const ROUNDS = 10;

export const get = (data, path) => path.reduce((value, key) => value?.[key], data);

export function set(target, path, value) {
  let place = target;
  path.slice(0, -1).forEach((key, index) => {
    if (place[key] === null || typeof place[key] !== 'object') place[key] = typeof path[index + 1] === 'number' ? [] : {};
    place = place[key];
  });
  place[path.at(-1)] = value;
}

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);
export const isCarried = field => field.properties?.type === 'carried';

/** FEEL with the service's clock and parameters; `setting` comes with the form. */
export class HouseLanguage extends FeelExpressionLanguage {
  constructor(eventBus, config) {
    super(eventBus);
    const { parameters = {} } = config?.setting ?? {};
    const make = text => super.evaluate(`=${text}`, {});
    this.own = {
      // feelin reads the names of the arguments from the source otherwise, which the build rewrites.
      parameter: Object.assign(key => parameters[key] ?? null, { $args: ['key'] }),
      today: () => make(`date("${today()}")`),
      now: () => make(`date and time("${now().toISOString()}")`),
    };
  }

  evaluate(expression, data = {}) {
    return super.evaluate(expression, { ...this.own, ...data });
  }

  /** A condition is an expression like any other: true, or it does not hold. As a unary test null would count as true. */
  evaluateUnaryTest(expression, data = {}) {
    return this.isExpression(expression) ? this.evaluate(expression, data) === true : null;
  }
}
HouseLanguage.$inject = ['eventBus', 'config'];

/** The fields of one scope in order, groups opened: { field, path, hide: [conditions] }. Static parts are left out. */
export function* fieldsOf(components, hide = [], prefix = []) {
  for (const field of components ?? []) {
    const conditions = field.conditional?.hide ? [...hide, field.conditional.hide] : hide;
    if (field.type === 'group') yield* fieldsOf(field.components, conditions, [...prefix, ...(field.path ? field.path.split('.') : [])]);
    else if (field.type === 'dynamiclist') yield { field, path: [...prefix, ...field.path.split('.')], hide: conditions };
    else if (field.key) yield { field, path: [...prefix, ...field.key.split('.')], hide: conditions };
  }
}

export class Conditions extends ConditionChecker {
  /** form-js asks for the data its expressions see. */
  applyConditions(data) {
    const scope = [...fieldsOf(this._formFieldRegistry.getForm().components)];
    const seen = structuredClone(data);
    this.readAll(scope, data, seen);
    this.settle(scope, data, seen, seen, null, []);
    return seen;
  }

  /** Answers as they are read, before any condition has spoken. */
  readAll(scope, given, seen) {
    for (const { field, path } of scope) set(seen, path, this.shown(field, get(given, path)));
  }

  shown(field, value) {
    if (field.type === 'dynamiclist') return this.rows(field, value);
    if (isCarried(field) || field.disabled) return value ?? null;
    return field.type === 'expression' ? null : read(field, value).value;
  }

  rows(field, value) {
    const inner = [...fieldsOf(field.components)];
    return rowsOf(value).map(row => {
      const seen = structuredClone(row);
      this.readAll(inner, row, seen);
      return seen;
    });
  }

  /** Again until nothing changes; whether anything did. */
  settle(scope, given, seen, root, parent, index) {
    let changed = false;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (!this.pass(scope, given, seen, root, parent, index)) break;
      changed = true;
    }
    return changed;
  }

  pass(scope, given, seen, root, parent, index) {
    let changed = false;
    const put = (path, value) => {
      if (same(get(seen, path), value)) return;
      set(seen, path, value);
      changed = true;
    };
    const names = buildExpressionContext({ data: root, this: seen, parent, i: index });
    // The names are made once; what changes at the top while this runs is looked up there anew.
    const current = () => (seen === root ? { ...names, ...seen } : names);
    for (const { field, path, hide } of scope) {
      if (hide.some(condition => this.check(condition, current()) === true)) put(path, null);
      else if (field.type === 'dynamiclist') {
        if (!Array.isArray(get(seen, path))) put(path, this.rows(field, get(given, path)));
        const raw = rowsOf(get(given, path));
        const inner = [...fieldsOf(field.components)];
        get(seen, path).forEach((row, at) => {
          changed = this.settle(inner, raw[at] ?? {}, row, root, buildExpressionContext({ data: seen, this: seen, parent, i: index }), [...index, at + 1]) || changed;
        });
      } else if (field.type === 'expression' && !isCarried(field)) put(path, this.plain(this._expressionLanguage.evaluate(field.expression, current())));
      else put(path, this.shown(field, get(given, path)));
    }
    return changed;
  }

  /** A FEEL value as JSON carries it: dates, times and durations are text. */
  plain(value) {
    if (value === undefined || value === null || typeof value === 'function') return null;
    if (Array.isArray(value)) return value.map(one => this.plain(one));
    if (typeof value.toISO === 'function') return this._expressionLanguage.evaluate('=string(value)', { value });
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.plain(inner)])) : value;
  }
}
Conditions.$inject = ConditionChecker.$inject;

const rowsOf = value => (Array.isArray(value) ? value : []).map(row => (isObject(row) ? row : {}));
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
