// The script of every page: small behaviours on top of HTML that works without it.
import './css/site.css';
import { installDialogs } from './dialogs.js';
import { t } from './i18n/index.js';
import { installKeys } from './keys.js';
import { announce } from './lib.js';
import { installPolling, installRequests } from './requests.js';
import { expire, toast } from './toast.js';

const root = document.documentElement;
const NAMES = 'names=hidden';

/** The choice is a cookie, so that the server can leave the names out of the first painting. */
function installHideNames() {
  const apply = (hidden, tell) => {
    root.dataset.names = hidden ? 'hidden' : 'shown';
    for (const button of document.querySelectorAll('[data-hide-names]')) {
      button.setAttribute('aria-pressed', String(hidden));
    }
    if (tell) announce(t(hidden ? 'names.hidden' : 'names.shown'));
  };
  apply(document.cookie.split('; ').includes(NAMES), false);
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-hide-names]')) return;
    const hide = root.dataset.names !== 'hidden';
    document.cookie = hide ? `${NAMES}; path=/; SameSite=Lax; max-age=31536000` : 'names=; path=/; SameSite=Lax; max-age=0';
    apply(hide, true);
  });
}

function installMenu() {
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-menu-toggle]');
    if (!button) return;
    const open = root.dataset.menu !== 'open';
    root.dataset.menu = open ? 'open' : 'closed';
    button.setAttribute('aria-expanded', String(open));
    button.textContent = t(open ? 'menu.close' : 'menu.open');
  });
}

installRequests();
installPolling();
installDialogs();
installKeys();
installHideNames();
installMenu();
for (const box of document.querySelectorAll('.notice-toast')) if (box.dataset.kind !== 'error') expire(box);
// Other scripts and the server (through the HX-Trigger header: {"toast": {"text": "…"}}) show messages by this event.
document.addEventListener('toast', event => toast(event.detail.text, event.detail));
