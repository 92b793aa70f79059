// The time spent on the case: what the server has counted and what has passed since it was drawn.
import { lang } from '../lib.js';

export function runTimer(root) {
  let drawn = null;
  let began = 0;
  const tick = () => {
    const clock = root.querySelector('[data-timer]');
    if (!clock) return;
    if (clock !== drawn) { drawn = clock; began = performance.now(); }
    const { seconds, since, now, minutes } = clock.dataset;
    const running = since ? (Date.parse(now) - Date.parse(since) + performance.now() - began) / 1000 : 0;
    const spent = Math.max(0, Math.floor(Number(seconds) + running));
    const two = number => String(number).padStart(2, '0');
    clock.textContent = `${two(Math.floor(spent / 60))}${lang() === 'da' ? '.' : ':'}${two(spent % 60)}`;
    const over = spent > Number(minutes) * 60;
    clock.toggleAttribute('data-over', over);
    const bar = root.querySelector('.run-bar');
    if (bar) { bar.value = Math.min(spent, bar.max); bar.toggleAttribute('data-over', over); }
  };
  tick();
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}
