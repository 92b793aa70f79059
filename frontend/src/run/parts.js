// The parts of the page as the server draws them. A part is replaced when it has changed, but never under somebody's fingers:
// what has the focus or unsent words waits until it is left.
const WRITING = 'input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea';
const FADES = 20_000;

/** Which case it is and what stands of it: with another shape the whole middle is drawn anew. */
const shape = main => [main.dataset.case, Boolean(main.querySelector('form[data-text]')), ...[...main.querySelectorAll('[data-part]')].map(part => part.dataset.part)].join(' ');

/** What is compared: the tokens of forms are new in every answer and say nothing. */
const essence = part => part.outerHTML.replace(/name="csrf_token" value="[^"]*"/g, '');

export class Parts {
  constructor(root, writer, speak) {
    Object.assign(this, { root, writer, speak, tag: null, running: null, again: false, isBusy: () => false });
    this.revision = Number(root.querySelector('[data-revision]')?.dataset.revision ?? 0);
    this.known = new Map([...root.querySelectorAll('[data-part]')].map(part => [part.dataset.part, essence(part)]));
    root.addEventListener('focusout', () => { if (this.held) { this.held = false; setTimeout(() => this.refresh(true), 200); } });
  }

  /** Asks for the parts; several calls at once become one more round. Resolves to the status of the answer (0: no connection). */
  refresh(anew = false) {
    if (anew) this.tag = null;
    if (this.running) { this.again = true; return this.running; }
    this.running = this.fetch().finally(() => {
      this.running = null;
      if (this.again) { this.again = false; this.refresh(); }
    });
    return this.running;
  }

  async fetch() {
    let response;
    try {
      const headers = { 'X-Requested-With': 'poll', Accept: 'text/html' };
      if (this.tag) headers['If-None-Match'] = this.tag;
      response = await fetch(this.root.dataset.parts, { credentials: 'same-origin', cache: 'no-store', headers });
    } catch {
      return 0;
    }
    if (response.status !== 200 || response.redirected) return response.redirected ? 401 : response.status;
    const text = await response.text();
    // What is being sent would be drawn as it was before; whoever sends asks again afterwards.
    if (this.isBusy()) return 200;
    const drawn = new DOMParser().parseFromString(text, 'text/html').body;
    if (await this.draw(drawn)) this.tag = response.headers.get('ETag');
    return 200;
  }

  /** False when the page keeps what it shows, because words on it are not saved yet. */
  async draw(drawn) {
    const main = this.root.querySelector('.run-main');
    const next = drawn.querySelector('.run-main');
    if (!main || !next) return false;
    const moved = shape(main) !== shape(next);
    if (moved && !await this.writer.settle()) return false;
    const focused = document.activeElement?.id;
    if (moved) {
      if (main.dataset.case !== next.dataset.case) this.forget('names', 'text');
      main.replaceWith(next);
      if (next.dataset.spoken) this.speak(next.dataset.spoken);
      if (focused === '' || !document.activeElement || document.activeElement === document.body) next.focus({ preventScroll: true });
    } else {
      this.writer.take(next);
    }
    for (const part of drawn.querySelectorAll('[data-part]')) this.replace(part);
    if (moved) for (const part of next.querySelectorAll('[data-part]')) this.known.set(part.dataset.part, essence(part));
    this.writer.attach();
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.revision = Number(this.root.querySelector('[data-revision]')?.dataset.revision ?? this.revision);
    this.faded();
    return true;
  }

  replace(part) {
    const name = part.dataset.part;
    const text = essence(part);
    const shown = this.root.querySelector(`[data-part="${name}"]`);
    if (!shown || this.known.get(name) === text) return;
    if (shown.contains(document.activeElement) && document.activeElement.matches(WRITING)) { this.held = true; return; }
    const open = [...shown.querySelectorAll('details[open][id]')].map(one => one.id);
    if (open.length && [...shown.querySelectorAll('details[open] form')].some(form => form.dataset.touched)) { this.held = true; return; }
    shown.replaceWith(part);
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    this.known.set(name, text);
  }

  /** Who writes too is true for a moment only. */
  faded() {
    for (const one of this.root.querySelectorAll('[data-fades]')) setTimeout(() => one.remove(), FADES);
  }

  /** Follow the meeting again instead of the case that was looked at. */
  unpin() {
    if (this.forget('item')) this.tag = null;
  }

  /** Takes these out of what is asked for; on a big screen what was shown of one case is hidden when it comes back. */
  forget(...names) {
    const url = new URL(this.root.dataset.parts, location.href);
    if (!names.some(name => url.searchParams.has(name))) return false;
    const page = new URL(location.href);
    for (const name of names) { url.searchParams.delete(name); page.searchParams.delete(name); }
    this.root.dataset.parts = url.pathname + url.search;
    history.replaceState(null, '', page.pathname + page.search);
    return true;
  }
}
