// A list that is put in order by dragging, with pointer or touch; the buttons »Flyt op« and »Flyt ned« stay for the keyboard.
import { t } from '../i18n/index.js';
import { announce, island } from '../lib.js';
import { toast } from '../toast.js';

const ids = list => [...list.children].map(item => item.dataset.item);

/** Where in the list the pointer is: the item before which the dragged one belongs, null for the end. */
function before(list, dragged, y) {
  return [...list.children].find(item => {
    const box = item.getBoundingClientRect();
    return item !== dragged && y < box.top + box.height / 2;
  }) ?? null;
}

function put(list, order) {
  const items = new Map([...list.children].map(item => [item.dataset.item, item]));
  for (const id of order) list.append(items.get(id));
}

async function save(list, moved, was) {
  const form = document.getElementById(list.dataset.orderForm);
  form.elements.order.value = ids(list).join(',');
  const place = { number: ids(list).indexOf(moved) + 1, count: list.children.length };
  try {
    // the answer leads back to the page that is shown already
    const sent = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'manual' });
    if (!(sent.type === 'opaqueredirect' || sent.ok)) throw new Error(String(sent.status));
    announce(t('sort.moved', place));
    list.dataset.saved = form.elements.order.value;
  } catch {
    put(list, was);
    toast(t('sort.failed'), { kind: 'error' });
  }
}

function drag(list, handle, start) {
  const item = handle.closest('[data-item]');
  const was = ids(list);
  const moves = event => {
    if (event.pointerId !== start.pointerId) return;
    // near an edge of the window the page goes along
    if (event.clientY < 60) scrollBy(0, -12);
    else if (event.clientY > innerHeight - 60) scrollBy(0, 12);
    const target = before(list, item, event.clientY);
    if (target !== item.nextElementSibling) list.insertBefore(item, target);
  };
  const ends = event => {
    if (event.pointerId !== undefined && event.pointerId !== start.pointerId) return;
    for (const [name, does] of listeners) removeEventListener(name, does);
    delete item.dataset.dragged;
    if (event.type !== 'pointerup') put(list, was);
    else if (ids(list).join() !== was.join()) save(list, item.dataset.item, was);
  };
  const stops = event => { if (event.key === 'Escape') ends(event); };
  const listeners = [['pointermove', moves], ['pointerup', ends], ['pointercancel', ends], ['keydown', stops]];
  for (const [name, does] of listeners) addEventListener(name, does);
  item.dataset.dragged = 'yes';
}

island('sortable', list => {
  const starts = event => {
    const handle = event.target.closest('[data-handle]');
    if (!handle || event.button > 0) return;
    event.preventDefault();
    // the item leaves its place while it is dragged; the list stays
    list.setPointerCapture(event.pointerId);
    drag(list, handle, event);
  };
  for (const handle of list.querySelectorAll('[data-handle]')) handle.hidden = false;
  list.addEventListener('pointerdown', starts);
  return () => list.removeEventListener('pointerdown', starts);
}, () => t('sort.failed'));
