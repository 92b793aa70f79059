// The text of the case saves itself. Each save says what the text was made from, so that the server can put it together with
// what others have written meanwhile. Unsaved words stay here and are tried again; nothing goes to the browser's storage.
import { t } from '../i18n/index.js';
import { csrfToken } from '../lib.js';

const QUIET = 900;
const LONGEST = 4000;
const RETRY = 4000;

/** Puts another text under a caret: it stays after the words it stood after. */
function place(area, text) {
  const old = area.value;
  if (old === text) return;
  const { selectionStart: start, selectionEnd: end } = area;
  let head = 0;
  while (head < Math.min(old.length, text.length) && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, text.length) - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const move = at => (at <= head ? at : at >= old.length - tail ? at + text.length - old.length : Math.min(at, text.length - tail));
  area.value = text;
  if (document.activeElement === area) area.setSelectionRange(move(start), move(end));
}

export class Writer {
  constructor(root) {
    Object.assign(this, { root, timer: null, since: 0, running: null, refused: false });
    this.onInput = event => { if (event.target === this.area) this.touch(); };
    this.onHide = () => { if (document.visibilityState === 'hidden' && this.dirty()) this.save(true); };
    this.onLeave = event => { if (this.dirty()) event.preventDefault(); };
    this.onOnline = () => { if (this.dirty()) this.save(); };
    root.addEventListener('input', this.onInput);
    document.addEventListener('visibilitychange', this.onHide);
    addEventListener('beforeunload', this.onLeave);
    addEventListener('online', this.onOnline);
    this.attach();
  }

  /** The text field of the case that is shown now. */
  attach() {
    const area = this.root.querySelector('form[data-text] textarea');
    if (area === this.area) return;
    Object.assign(this, { area, form: area?.form ?? null, refused: false });
    clearTimeout(this.timer);
    if (area) this.base = this.form.elements.base.value;
  }

  dirty() {
    return Boolean(this.area?.isConnected) && this.area.value !== this.base;
  }

  touch() {
    const now = Date.now();
    if (!this.timer) this.since = now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), now - this.since > LONGEST ? 0 : QUIET);
  }

  /** The server's text, when nothing of our own is on its way. */
  take(main) {
    const drawn = main.querySelector('form[data-text] textarea');
    if (!drawn || !this.area || this.dirty() || this.running) return;
    place(this.area, drawn.value);
    this.base = this.area.value;
  }

  save(leaving = false) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.running) return this.running.then(() => (this.dirty() ? this.save(leaving) : undefined));
    if (!this.dirty()) return Promise.resolve();
    this.running = this.send(leaving).finally(() => { this.running = null; });
    return this.running;
  }

  async send(leaving) {
    const { area, form } = this;
    const sent = area.value;
    const body = new URLSearchParams({ field: form.elements.field.value, base: this.base, text: sent, csrf_token: csrfToken() });
    this.say(t('run.saving'));
    let response;
    try {
      response = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin', keepalive: leaving, headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() } });
    } catch {
      this.later(t('run.offline'));
      return;
    }
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      const gone = response.status === 401 || response.redirected;
      if (response.status >= 500 || response.status === 429) this.later(t('run.offline'));
      else { this.refused = true; this.say(gone ? t('request.loggedOut') : problem.detail || t('run.refused'), true); }
      return;
    }
    const answer = await response.json();
    this.refused = false;
    if (area !== this.area) return;
    if (area.value === sent) {
      place(area, answer.text);
      this.base = area.value;
    } else {
      // More was written meanwhile; it was made from what was sent.
      this.base = sent;
      this.touch();
    }
    this.say(answer.saved);
    this.tell(answer.told);
  }

  later(text) {
    this.say(text, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  say(text, loud = false) {
    const place = this.root.querySelector('[data-saved]');
    if (!place) return;
    place.textContent = text;
    place.classList.toggle('late', loud);
  }

  tell(text) {
    const box = this.root.querySelector('#clash');
    if (!box) return;
    box.hidden = !text;
    box.textContent = text ?? '';
  }

  /** Saves what is left. False when words are not saved: the page must not take them away then. */
  async settle() {
    if (this.dirty()) await this.save();
    await this.running;
    return !this.dirty();
  }

  stop() {
    clearTimeout(this.timer);
    this.root.removeEventListener('input', this.onInput);
    document.removeEventListener('visibilitychange', this.onHide);
    removeEventListener('beforeunload', this.onLeave);
    removeEventListener('online', this.onOnline);
  }
}
