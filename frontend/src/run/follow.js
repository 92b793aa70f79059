// Following the meeting: the server says when something has changed; where it cannot, the page asks every two seconds.
import { t } from '../i18n/index.js';

const POLL = 2000;
const TRY_AGAIN = 30_000;

export function follow(root, parts) {
  let source = null;
  let polling = null;
  let trying = null;

  function tell(text) {
    const line = root.querySelector('[data-connection]');
    if (!line) return;
    line.hidden = !text;
    line.textContent = text;
  }

  async function ask() {
    if (document.hidden) return;
    const status = await parts.refresh();
    root.dataset.follows = source?.readyState === EventSource.OPEN ? 'live' : 'polls';
    if (status === 401) { tell(t('request.loggedOut')); stop(); } else tell(status === 0 ? t('run.disconnected') : '');
  }

  function poll(on) {
    if (on && !polling) { root.dataset.follows = 'polls'; polling = setInterval(ask, POLL); }
    if (!on && polling) { clearInterval(polling); polling = null; }
  }

  function listen() {
    clearTimeout(trying);
    source = new EventSource(root.dataset.live);
    source.addEventListener('open', () => { poll(false); root.dataset.follows = 'live'; tell(''); });
    source.addEventListener('revision', event => { if (Number(event.data) > parts.revision) ask(); });
    source.addEventListener('full', () => { source.close(); later(); });
    source.addEventListener('error', () => { poll(true); if (source.readyState === EventSource.CLOSED) later(); });
  }

  function later() {
    poll(true);
    clearTimeout(trying);
    trying = setTimeout(listen, TRY_AGAIN);
  }

  const seen = () => { if (!document.hidden) ask(); };
  function stop() {
    clearTimeout(trying);
    poll(false);
    source?.close();
    document.removeEventListener('visibilitychange', seen);
  }
  document.addEventListener('visibilitychange', seen);
  poll(true);
  listen();
  return stop;
}
