// Keys of the meeting: Enter ends the case and goes on, the arrows choose the decision. Never while somebody writes.
const MINE = 'input[name=value][id^="d-"]';

export function installKeys(root, sender) {
  const decisions = () => [...root.querySelectorAll(MINE)].filter(one => !one.disabled);
  function choose(step) {
    const all = decisions();
    if (!all.length) return false;
    const at = all.findIndex(one => one.checked);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
    all[next].checked = true;
    all[next].focus();
    all[next].dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  }
  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const free = event.target === document.body || event.target.matches?.('main');
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    // The arrows scroll where nothing else is meant; left and right choose.
    if (free && step && event.key.match(/Left|Right/) && choose(step)) event.preventDefault();
    if (event.key === 'Enter' && (free || event.target.matches?.(MINE))) {
      const form = root.querySelector('form[data-next]');
      if (form) { event.preventDefault(); sender.send(form); }
    }
  }
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
