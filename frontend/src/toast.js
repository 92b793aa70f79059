// Short messages at the lower right, with an undo where there is one. The region is polite: it waits for the reader.
import { element } from './dom.js';
import { t } from './i18n/index.js';

const SHOWN = 10_000;

/** toast("Opgaven er afsluttet", {undoUrl}) — an undo is a POST to that address; an error stays until it is closed. */
export function toast(text, { kind = 'info', onUndo = null } = {}) {
  const region = document.getElementById('toasts');
  if (!region) return;
  const box = element('div', { class: 'notice-toast', 'data-kind': kind }, element('p', {}, text));
  if (onUndo) {
    const undo = element('button', { type: 'button' }, t('undo'));
    undo.addEventListener('click', () => { box.remove(); onUndo(); });
    box.append(undo);
  }
  const close = element('button', { type: 'button', 'aria-label': t('toast.close') }, '×');
  close.addEventListener('click', () => box.remove());
  box.append(close);
  region.append(box);
  if (kind !== 'error') expire(box);
}

/** A message does not vanish under the mouse or while something in it has the focus. */
export function expire(box) {
  const later = () => setTimeout(() => (box.matches(':hover, :focus-within') ? later() : box.remove()), SHOWN);
  later();
}
