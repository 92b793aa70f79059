// htmx under our Content-Security-Policy: no eval, no inline style, the CSRF token on every request, errors in words.
import htmx from 'htmx.org/dist/htmx.esm.js';
import { t } from './i18n/index.js';
import { csrfToken } from './lib.js';
import { toast } from './toast.js';

export function htmxGet(url, target) {
  return htmx.ajax('GET', url, { target, swap: 'innerHTML' });
}

export function installRequests() {
  // An error answer is told as a message, it never replaces part of a page; 422 may (a form with its errors).
  Object.assign(htmx.config, { includeIndicatorCSS: false, noSwap: [204, 304, '401', '403', '404', '409', '5xx'], mode: 'same-origin' });
  document.addEventListener('htmx:config:request', event => {
    const { ctx } = event.detail;
    ctx.request.headers['X-CSRFToken'] = csrfToken();
  });
  document.addEventListener('htmx:response:error', event => {
    const status = event.detail.ctx?.response?.status ?? event.detail.ctx?.status;
    if (status === 422) return;
    toast(t(status === 401 ? 'request.loggedOut' : status === 403 || status === 404 ? 'request.forbidden' : 'request.failed'), { kind: 'error' });
  });
  document.addEventListener('htmx:error', () => toast(t(navigator.onLine ? 'request.failed' : 'request.offline'), { kind: 'error' }));
  window.htmx = htmx;
}

/**
 * Elements with data-poll="<address>" are refreshed every two seconds (data-poll-seconds changes that) while the page is
 * looked at. The server answers 304 or 204 when nothing is new. Each ETag is sent back, so an idle page costs nothing.
 */
export function installPolling() {
  const tags = new WeakMap();
  async function poll(element) {
    const headers = { 'X-Requested-With': 'poll', Accept: 'text/html' };
    if (tags.has(element)) headers['If-None-Match'] = tags.get(element);
    const response = await fetch(element.dataset.poll, { credentials: 'same-origin', headers, cache: 'no-store' });
    if (response.status === 200 && !response.redirected) {
      const text = await response.text();
      if (text !== element.dataset.polled) {
        element.dataset.polled = text;
        htmx.swap({ target: element, text, swap: 'innerHTML' });
      }
    }
    if (response.headers.has('ETag')) tags.set(element, response.headers.get('ETag'));
  }
  const due = new WeakMap();
  setInterval(() => {
    if (document.hidden || !navigator.onLine) return;
    for (const element of document.querySelectorAll('[data-poll]')) {
      if ((due.get(element) ?? 0) > Date.now()) continue;
      const wait = 1000 * Number(element.dataset.pollSeconds ?? 2);
      due.set(element, Date.now() + wait);
      // A poll that fails is tried again later and rarer; nobody needs to be told.
      poll(element).catch(() => due.set(element, Date.now() + 10 * wait));
    }
  }, 1000);
}
