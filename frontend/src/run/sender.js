// Forms of the page are sent without leaving it. What two people have chosen differently is asked of whoever came second.
import { element } from '../dom.js';
import { t } from '../i18n/index.js';
import { csrfToken } from '../lib.js';
import { toast } from '../toast.js';

export class Sender {
  constructor(root, writer, parts) {
    Object.assign(this, { root, writer, parts, running: 0, turn: Promise.resolve() });
    this.onSubmit = event => {
      const form = event.target.closest('form[data-send], form[data-text]');
      if (!form) return;
      event.preventDefault();
      if (form.matches('[data-text]')) this.writer.save(); else this.send(form);
    };
    this.onChange = event => {
      const form = event.target.closest('form[data-send]');
      if (!form) return;
      if (form.matches('[data-on-change]')) this.send(form); else form.dataset.touched = 'yes';
    };
    root.addEventListener('submit', this.onSubmit);
    root.addEventListener('change', this.onChange);
    root.addEventListener('input', this.onTyped = event => { const form = event.target.closest('form[data-send]:not([data-on-change])'); if (form) form.dataset.touched = 'yes'; });
  }

  /** One after the other, in the order they were made: what ends a case must not overtake the decision it ends with. */
  async send(form) {
    if (form.sending) { form.again = true; return; }
    form.sending = true;
    this.running += 1;
    const before = this.turn;
    let leave;
    this.turn = new Promise(resolve => { leave = resolve; });
    await before;
    try {
      if (form.matches('[data-moves]') && !await this.writer.settle()) return;
      do {
        form.again = false;
        await this.post(form, new URLSearchParams(new FormData(form)));
      } while (form.again);
    } finally {
      this.running -= 1;
      form.sending = false;
      leave();
    }
    await this.parts.refresh();
  }

  async post(form, body) {
    let response;
    try {
      response = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin', headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() } });
    } catch {
      toast(t('request.offline'), { kind: 'error' });
      return;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok && !response.redirected) this.done(form, body);
    else if (answer.question) this.ask(form, body, answer);
    else this.refuse(response, answer);
  }

  done(form, body) {
    delete form.dataset.touched;
    if (form.elements.base) form.elements.base.value = body.get('value') ?? body.get('text') ?? '';
    this.answered();
    if (form.matches('[data-clears]')) form.reset();
    const drawer = form.closest('details');
    if (drawer) { drawer.open = false; if (drawer.contains(document.activeElement)) drawer.querySelector('summary')?.focus(); }
    if (form.matches('[data-moves]') || form.action.endsWith('/now')) {
      this.parts.unpin();
      document.activeElement?.blur();
    }
  }

  refuse(response, answer) {
    const lines = Object.values(answer.errors ?? answer.fields ?? {}).flat();
    const said = response.status === 401 || response.redirected ? t('request.loggedOut') : [...new Set([answer.detail ?? t('request.failed'), ...lines])].join(' ');
    toast(said, { kind: 'error' });
  }

  /** Both choices as buttons; the one that is taken is sent again, made from what stands. */
  ask(form, body, answer) {
    const box = this.root.querySelector('#question');
    const [theirs] = answer.question.choices;
    box.querySelector('p').textContent = answer.detail;
    const row = box.querySelector('.btn-row');
    row.replaceChildren(...answer.question.choices.map(choice => {
      const button = element('button', { class: 'btn', type: 'button' }, choice.label);
      button.addEventListener('click', async () => {
        body.set('base', theirs.value);
        body.set('value', choice.value);
        this.running += 1;
        try { await this.post(form, body); } finally { this.running -= 1; }
        await this.parts.refresh(true);
      });
      return button;
    }));
    box.hidden = false;
    row.firstElementChild?.focus();
  }

  answered() {
    const box = this.root.querySelector('#question');
    if (box) box.hidden = true;
  }

  stop() {
    this.root.removeEventListener('submit', this.onSubmit);
    this.root.removeEventListener('change', this.onChange);
    this.root.removeEventListener('input', this.onTyped);
  }
}
