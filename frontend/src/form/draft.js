// The draft saves itself. What is not saved yet stays in memory and is tried again; nothing is ever written to the browser's
// storage, because the answers are about families and the machine may be shared (domain.md 14).
import { t } from '../i18n/index.js';
import { clockTime, sendJson } from '../lib.js';

const QUIET = 1200;
const RETRIES = [3000, 8000, 20000, 60000];

export class Draft {
  /** read() gives the answers; show(text, state) tells the person; state is "saved", "offline", "busy" or "refused". */
  constructor(url, read, show) {
    Object.assign(this, { url, read, show, timer: null, failures: 0, running: null, stopped: !url });
    this.saved = this.stopped ? null : JSON.stringify(read());
    this.online = () => this.touch(0);
    this.hide = () => { if (document.visibilityState === 'hidden' && this.dirty()) this.save(true); };
    addEventListener('online', this.online);
    document.addEventListener('visibilitychange', this.hide);
  }

  dirty() {
    return !this.stopped && JSON.stringify(this.read()) !== this.saved;
  }

  /** Something changed: save when it has been quiet for a moment. */
  touch(wait = QUIET) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { if (this.dirty()) this.save(); }, wait);
  }

  async save(leaving = false) {
    if (this.stopped) return;
    if (this.running && !leaving) { await this.running; }
    clearTimeout(this.timer);
    const text = JSON.stringify(this.read());
    this.show(t('draft.saving'), 'busy');
    this.running = this.put(text, leaving).finally(() => { this.running = null; });
    await this.running;
  }

  async put(text, leaving) {
    let response;
    try {
      response = await sendJson('PUT', this.url, { variables: JSON.parse(text) }, { keepalive: leaving });
    } catch {
      this.later();
      return;
    }
    if (response.ok) {
      this.saved = text;
      this.failures = 0;
      this.show(t('draft.saved', { time: clockTime() }), 'saved');
      if (this.dirty()) this.touch();
    } else if (response.status >= 500 || response.status === 429) {
      this.later();
    } else {
      const problem = await response.json().catch(() => ({}));
      const loggedOut = response.status === 401 || response.redirected;
      this.show(loggedOut ? t('request.loggedOut') : (problem.detail || problem.title || t('draft.refused')), 'refused');
    }
  }

  later() {
    this.show(t('draft.offline'), 'offline');
    this.touch(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  /** No save is waiting or on its way when this is done; the next change begins anew. */
  async settle() {
    clearTimeout(this.timer);
    await this.running;
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener('online', this.online);
    document.removeEventListener('visibilitychange', this.hide);
  }
}
