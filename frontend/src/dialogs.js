// Dialogs, confirmations and the guard against leaving a page with unsaved words.
import { element } from './dom.js';
import { t } from './i18n/index.js';

function confirmDialog(question, action) {
  const go = element('button', { class: 'btn btn-main', value: 'go' }, action || t('confirm.go'));
  const stop = element('button', { class: 'btn', value: 'stop' }, t('confirm.stop'));
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text' },
    element('form', { method: 'dialog' }, element('h2', { id: 'confirm-title' }, t('confirm.title')), element('p', { id: 'confirm-text' }, question),
      element('div', { class: 'btn-row' }, go, stop)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'go'); }, { once: true }));
}

function guardForms() {
  const dirty = new Set();
  document.addEventListener('input', event => { const form = event.target.closest('form[data-guard]'); if (form) dirty.add(form); });
  document.addEventListener('submit', event => dirty.delete(event.target));
  addEventListener('beforeunload', event => { if ([...dirty].some(form => form.isConnected)) event.preventDefault(); });
}

export function installDialogs() {
  document.addEventListener('click', event => {
    const opener = event.target.closest?.('[data-dialog]');
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest?.('[data-close]');
    if (closer) closer.closest('dialog')?.close();
  });
  // A button with data-confirm asks first; it then submits its form as if nothing had been between.
  document.addEventListener('submit', async event => {
    const button = event.submitter;
    const asked = button?.dataset.confirm ?? event.target.dataset.confirm;
    if (!asked || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!await confirmDialog(asked, button?.dataset.confirmAction)) { button?.focus(); return; }
    event.target.dataset.confirmed = 'yes';
    event.target.requestSubmit(button);
    delete event.target.dataset.confirmed;
  }, true);
  guardForms();
}
