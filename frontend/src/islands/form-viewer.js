// The form of a task: form-js with our fields, a draft that saves itself, errors one can find, one button to send.
// Parameters: see docs/dependencies-frontend.md.
import '@bpmn-io/form-js-viewer/dist/assets/form-js-base.css';
import '../css/form.css';
import { fieldsModule } from '../fields/index.js';
import { setClock } from '../form/clock.js';
import { answers, controlOf, countMissing, listErrors, placeErrors, submission } from '../form/collect.js';
import { Draft } from '../form/draft.js';
import { summary as summaryWords } from '../form/sentences.js';
import { TaskForm } from '../form/task-form.js';
import { t } from '../i18n/index.js';
import { installStockWords } from '../i18n/stock.js';
import { announce, island, sendJson } from '../lib.js';
import { element } from '../dom.js';

function layout(host, parameters) {
  const summary = element('div', { class: 'problem-summary', hidden: true, role: 'alert' });
  const body = element('div', { class: 'form-body' });
  const status = element('span', { role: 'status', 'data-draft': '' });
  const missing = element('span', { 'data-missing': '' });
  const send = element('button', { class: 'btn btn-main', type: 'button' }, parameters.submitLabel ?? t('form.submit'));
  const save = element('button', { class: 'btn', type: 'button' }, t('form.saveDraft'));
  const bar = element('div', { class: 'action-bar' }, send, parameters.draftUrl ? save : null, element('div', { class: 'draft-status' }, missing, status));
  // The headings inside a form text are of the third level: this one stands between them and the page's.
  const heading = element('h2', { class: 'visually-hidden' }, parameters.label ?? t('form.label'));
  host.replaceChildren(summary, heading, body, ...(parameters.readonly ? [] : [bar]));
  return { summary, body, status, missing, send, save };
}

function showSummary(summary, title, items) {
  const list = element('ul', {}, ...items.map(({ domId, label, text }) => {
    if (!domId) return element('li', {}, text);
    const link = element('a', { href: `#${domId}` }, `${label}${label.endsWith('?') ? '' : ':'} ${text}`);
    link.addEventListener('click', event => { event.preventDefault(); controlOf(domId)?.focus(); });
    return element('li', {}, link);
  }));
  summary.replaceChildren(element('h2', {}, title), ...(items.length ? [list] : []));
  summary.hidden = false;
}

/** One line for each error, and the focus on the first field that has one (or on the summary when none has). */
function showErrors(form, view, errors, loose, heading) {
  const fields = listErrors(form, errors);
  const items = [...loose.map(text => ({ text })), ...fields.map(({ domId, label, texts }) => ({ domId, label, text: texts.join(' ') }))];
  showSummary(view.summary, heading ?? summaryWords(items.length), items);
  const first = fields.length && controlOf(fields[0].domId);
  if (first) first.focus();
  else { view.summary.tabIndex = -1; view.summary.focus(); }
}

/** What only a person can decide: the choices, and the same answers once more with the one that was made. */
function askQuestion(view, { title, detail, question }, goOn) {
  const radios = question.choices.map(({ value }, at) => element('input', { type: 'radio', name: 'question', id: `question-${at}`, value }));
  const lines = question.choices.map(({ label }, at) => element('div', { class: 'check' }, radios[at], element('label', { for: `question-${at}` }, label)));
  const button = element('button', { class: 'btn btn-main', type: 'button' }, t('form.useChoice'));
  button.addEventListener('click', () => {
    const chosen = radios.find(radio => radio.checked);
    if (chosen) goOn({ [question.field]: chosen.value });
    else radios[0].focus();
  });
  view.summary.replaceChildren(
    element('h2', {}, question.ask), element('p', {}, detail ?? title),
    element('fieldset', { class: 'field' }, element('legend', { class: 'visually-hidden' }, question.ask), ...lines), button,
  );
  view.summary.dataset.kind = 'question';
  view.summary.hidden = false;
  radios[0].focus();
}

async function sendAnswers(form, parameters, view, draft, decided = {}) {
  view.summary.hidden = true;
  delete view.summary.dataset.kind;
  const { errors } = form.submit();
  if (Object.keys(errors).length || form.loose.length) {
    // The error texts appear with the next rendering; the focus must find them described.
    setTimeout(() => showErrors(form, view, errors, form.loose), 30);
    return;
  }
  // A draft on its way would come after the completion and be refused.
  await draft.settle();
  let response;
  try {
    response = await sendJson('POST', parameters.submitUrl, { variables: { ...submission(form), ...decided } });
  } catch {
    showSummary(view.summary, t('form.notSent'), []);
    return;
  }
  const content = await response.json().catch(() => ({}));
  if (response.ok && !response.redirected) {
    draft.stop();
    form.sent = true;
    location.assign(content.next ?? parameters.next ?? '/');
  } else if (response.status === 422 && content.errors) {
    const placed = placeErrors(form, content.errors);
    form._setState({ errors: placed.errors });
    setTimeout(() => showErrors(form, view, placed.errors, placed.loose, content.title), 30);
  } else if (response.status === 409 && content.question) {
    askQuestion(view, content, choice => sendAnswers(form, parameters, view, draft, choice));
  } else {
    const loggedOut = response.status === 401 || response.redirected;
    const text = loggedOut ? t('request.loggedOut') : response.status >= 500 ? t('form.serverTrouble') : (content.detail ?? content.title ?? t('form.serverTrouble'));
    showErrors(form, view, {}, [text], content.detail && content.title ? content.title : t('form.rejected'));
  }
}

function watch(form, parameters, view, draft) {
  let frame = 0;
  const recount = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const count = countMissing(form);
      view.missing.textContent = count ? t.n('form.missing', count) : t('form.complete');
    });
  };
  form.on('changed', () => { recount(); draft.touch(); });
  recount();
  view.save.addEventListener('click', () => draft.save());
  view.send.addEventListener('click', async () => {
    // aria-disabled keeps the focus on the button; a second press while sending does nothing.
    if (view.send.getAttribute('aria-disabled') === 'true') return;
    view.send.setAttribute('aria-disabled', 'true');
    announce(t('form.sending'));
    try { await sendAnswers(form, parameters, view, draft); } finally { view.send.removeAttribute('aria-disabled'); }
  });
}

/** The fields register themselves while they are rendered, and expressions follow: wait until the answers stand still. */
async function settled(form) {
  let before = '';
  for (let round = 0; round < 15; round += 1) {
    await new Promise(resolve => setTimeout(resolve, 20));
    const now = JSON.stringify(answers(form));
    if (now !== '{}' && now === before) return;
    before = now;
  }
}

/** A form in `container`, ready to be written in. `setting`: the service's clock, parameters and prefill (Form.setting). */
async function openForm(container, parameters) {
  setClock(parameters.setting);
  const form = new TaskForm({
    container, additionalModules: [fieldsModule], setting: parameters.setting ?? {},
    attachments: parameters.attachments ?? null,
    properties: { readOnly: Boolean(parameters.readonly), ariaLabel: parameters.label ?? t('form.label') },
  });
  await form.importSchema(parameters.schema, parameters.data ?? {});
  return form;
}

async function mount(host, parameters) {
  installStockWords();
  const view = layout(host, parameters);
  const form = await openForm(view.body, parameters);
  if (parameters.readonly) return () => form.destroy();
  await settled(form);

  const draft = new Draft(parameters.draftUrl, () => answers(form), (text, state) => {
    view.status.textContent = text;
    view.status.toggleAttribute('data-offline', state === 'offline' || state === 'refused');
    host.dataset.draftState = state;
  });
  if (parameters.draftSavedAt) view.status.textContent = t('draft.saved', { time: parameters.draftSavedAt });
  watch(form, parameters, view, draft);
  const first = JSON.stringify(answers(form));
  const guard = event => {
    const unsaved = parameters.draftUrl ? draft.dirty() : JSON.stringify(answers(form)) !== first;
    if (unsaved && !form.sent) event.preventDefault();
  };
  addEventListener('beforeunload', guard);
  return () => { removeEventListener('beforeunload', guard); draft.stop(); form.destroy(); };
}

island('form-viewer', mount, () => t('form.failed'));

export { answers, listErrors, openForm, placeErrors, settled, submission };
