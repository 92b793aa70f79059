// What the site and every island share: language, the CSRF token, requests, the mounting of islands.
export const lang = () => (document.documentElement.lang || 'da').slice(0, 2);
export const locale = () => (lang() === 'da' ? 'da-DK' : 'en-GB');
export const csrfToken = () => document.querySelector('meta[name=csrf-token]')?.content ?? '';

/** The parameters of an island: its JSON child (data, so the Content-Security-Policy allows it). */
export function parameters(element) {
  const source = element.querySelector(':scope > script[type="application/json"]');
  if (!source) return {};
  const value = JSON.parse(source.textContent);
  source.remove();
  return value;
}

/** Send JSON with the session cookie and the CSRF token. Rejects only when there is no connection. */
export function sendJson(method, url, body, options = {}) {
  return fetch(url, {
    method, credentials: 'same-origin', redirect: 'follow', ...options,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json', 'X-CSRFToken': csrfToken() },
    body: JSON.stringify(body),
  });
}

/** "kl. 13.21" in Danish, "13:21" in English. */
export function clockTime(date = new Date()) {
  const two = number => String(number).padStart(2, '0');
  return lang() === 'da' ? `kl. ${two(date.getHours())}.${two(date.getMinutes())}` : `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Say something to screen readers without showing it. */
export function announce(text) {
  const region = document.getElementById('announcer');
  if (!region) return;
  region.textContent = '';
  // A live region speaks only when its text changes after it was emptied.
  requestAnimationFrame(() => { region.textContent = text; });
}

/**
 * Mount every element with data-island=<name>, now and after each htmx swap; unmount when it left the page.
 * data-ready is "loading", "yes" or "error" (tests wait for it); on an error the element says so in words.
 */
export function island(name, mount, failureText) {
  const live = new Map();
  async function start(element) {
    live.set(element, null);
    element.dataset.ready = 'loading';
    try {
      live.set(element, await mount(element, parameters(element)));
      element.dataset.ready = 'yes';
    } catch (error) {
      console.error(error);
      element.dataset.ready = 'error';
      const message = document.createElement('p');
      message.className = 'message';
      message.dataset.kind = 'error';
      message.setAttribute('role', 'alert');
      message.textContent = failureText();
      element.replaceChildren(message);
    }
  }
  function scan() {
    for (const [element, destroy] of live) if (!element.isConnected) { destroy?.(); live.delete(element); }
    for (const element of document.querySelectorAll(`[data-island="${name}"]`)) if (!live.has(element)) start(element);
  }
  scan();
  document.addEventListener('htmx:after:swap', scan);
}
