// Keys of the work list: j/k or the arrows move, Enter opens, / searches, ? explains. Never while somebody writes.
import { htmxGet } from './requests.js';

const writing = target => target.closest?.('input, textarea, select, [contenteditable], dialog[open], .djs-container, [role=listbox]');

const table = () => document.querySelector('[data-shortcut="list"]');
const rows = list => [...list.querySelectorAll('.task-row')];
const link = row => row.querySelector('.task-title');

function select(row, { focus = true } = {}) {
  const list = table();
  for (const other of rows(list)) if (other !== row) other.removeAttribute('aria-current');
  row.setAttribute('aria-current', 'true');
  if (focus) { link(row)?.focus({ preventScroll: true }); row.scrollIntoView({ block: 'nearest' }); }
  // The aside is out of sight on small screens: fetch nothing nobody sees.
  const target = document.querySelector(list.dataset.previewTarget ?? '#preview');
  if (row.dataset.preview && target && target.offsetParent !== null) htmxGet(row.dataset.preview, target);
}

function move(step) {
  const list = table();
  const all = list ? rows(list) : [];
  if (!all.length) return false;
  const now = all.findIndex(row => row.hasAttribute('aria-current'));
  select(all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))]);
  return true;
}

export function installKeys() {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const inList = event.target === document.body || event.target.closest?.('[data-shortcut="list"], main');
    const acts = {
      j: () => move(1), k: () => move(-1),
      ArrowDown: () => inList && event.target.closest('a, button, summary')?.matches(':not(.task-title)') !== true && move(1),
      ArrowUp: () => inList && event.target.closest('a, button, summary')?.matches(':not(.task-title)') !== true && move(-1),
      '/': () => { document.querySelector('[data-shortcut="search"]')?.focus(); return true; },
      '?': () => { const help = document.getElementById('keys'); if (!help) return false; help.showModal(); return true; },
      Enter: () => {
        const row = event.target === document.body && table()?.querySelector('.task-row[aria-current]');
        if (!row) return false;
        link(row)?.click();
        return true;
      },
    };
    if (acts[event.key]?.()) event.preventDefault();
  });
  // A click beside the link chooses the row; the link itself opens the task.
  document.addEventListener('click', event => {
    const row = event.target.closest?.('[data-shortcut="list"] .task-row');
    if (row && !event.target.closest('a, button, input, label')) select(row, { focus: false });
  });
}
