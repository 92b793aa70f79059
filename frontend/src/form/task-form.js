// A form-js form that also asks what only the whole form can answer: how many rows a list has, and the rules across fields.
// The twin of `row_count` and of workflow_service/forms/rules.py.
import { Form } from '@bpmn-io/form-js-viewer';
import { instanceAt, isShown, submission } from './collect.js';
import { get, set } from './names.js';
import { named } from './sentences.js';

const statePath = instance => [instance.id, ...Object.values(instance.indexes ?? {})];

export class TaskForm extends Form {
  /** Faults by field id and index as form-js keeps them; those without a visible field are in `loose`. */
  validate() {
    const errors = super.validate();
    this.loose = [];
    this.checkLists(errors);
    this.checkRules(errors);
    this._setState({ errors });
    return errors;
  }

  get setting() {
    return this.get('config').setting ?? {};
  }

  checkLists(errors) {
    const data = this._getState().data;
    const validator = this.get('validator');
    for (const instance of this.get('formFieldInstanceRegistry').getAll()) {
      if (this.get('formFieldRegistry').get(instance.id)?.type !== 'dynamiclist') continue;
      const found = validator.validateFieldInstance(instance, get(data, instance.valuePath));
      if (found.length) set(errors, statePath(instance), found);
    }
  }

  checkRules(errors) {
    const clean = submission(this);
    const { prefill = {} } = this.setting;
    const names = { ...prefill, ...clean, prefill };
    for (const rule of this._getState().schema.rules ?? []) {
      if (!isShown(clean, rule.each ?? rule.path)) continue;
      if (!rule.each) this.checkRule(rule, rule.path, names, errors);
      else {
        (get(clean, rule.each.split('.')) ?? []).forEach((row, index) => {
          if (rule.path && !isShown(row, rule.path)) return;
          const at = [rule.each, index, rule.path].filter(part => part !== undefined && part !== '').join('.');
          this.checkRule(rule, at, { ...names, this: row, i: [index + 1] }, errors);
        });
      }
    }
  }

  /** A path that has a fault already is left alone: one thing to mend at a time. */
  checkRule(rule, at, names, errors) {
    const instance = instanceAt(this, at);
    if (instance && get(errors, statePath(instance))?.length) return;
    if (this.get('expressionLanguage').evaluate(rule.when, names) !== true) return;
    const text = named(rule.text, names);
    if (!instance) this.loose.push(text);
    else set(errors, statePath(instance), [text]);
  }
}
