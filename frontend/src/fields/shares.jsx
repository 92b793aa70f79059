// A list of shares that must be exactly 100.00 % together: what is missing, what each share is in kroner, and two ways to fill
// them in. Counted in whole hundredths, never in floats; the twin of workflow_service/rules/financing.py.
import { t } from '../i18n/index.js';
import { formatNumber } from '../i18n/formats.js';
import { decimalText } from '../form/reading.js';
import { announce } from '../lib.js';

const WHOLE = 10000n;

/** "33.33" -> 3333n; null for nothing and for what is no number with at most two decimals. */
export function hundredths(value) {
  if (value === null || value === undefined || value === '') return null;
  const text = decimalText(value);
  if (!/^-?\d+(\.\d{1,2})?$/.test(text)) return null;
  const [digits, decimals = ''] = text.split('.');
  return BigInt(digits + decimals.padEnd(2, '0'));
}

/** 3333n -> "33.33", as the form keeps it. */
export function decimal(count) {
  const digits = String(count < 0n ? -count : count).padStart(3, '0');
  return `${count < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Equal parts of the whole; what cannot be divided stands on the first one. */
export function evenly(count) {
  const part = WHOLE / BigInt(count);
  const rest = WHOLE - part * BigInt(count);
  return Array.from({ length: count }, (_, index) => part + (index === 0 ? rest : 0n));
}

/** What the share at `index` must be for all to make the whole; null when nothing is left for it. */
export function restFor(parts, index) {
  const others = parts.reduce((sum, part, at) => (at === index ? sum : sum + (part ?? 0n)), 0n);
  return others < WHOLE ? WHOLE - others : null;
}

/** The amount of each share; the rounding difference stands on the largest, as soon as they make the whole. */
export function amounts(total, parts) {
  const found = parts.map(part => (part === null ? null : (total * part + WHOLE / 2n) / WHOLE));
  const sum = parts.reduce((all, part) => all + (part ?? 0n), 0n);
  if (sum === WHOLE) {
    const largest = parts.reduce((best, part, at) => ((part ?? -1n) > (parts[best] ?? -1n) ? at : best), 0);
    found[largest] += total - found.reduce((all, amount) => all + (amount ?? 0n), 0n);
  }
  return found;
}

const shown = count => formatNumber(decimal(count), 2);

function sumLine(parts) {
  const sum = parts.reduce((all, part) => all + (part ?? 0n), 0n);
  const total = t('shares.total', { total: shown(sum) });
  if (sum === WHOLE) return total;
  return `${total} ${sum < WHOLE ? t('shares.missing', { rest: shown(WHOLE - sum) }) : t('shares.over', { rest: shown(sum - WHOLE) })}`;
}

/** The buttons, the sum and the amounts under the list. `name(row, index)` is what a share is called. */
export function ShareTools({ rows, total, name, disabled, onChange }) {
  if (!rows.length) return null;
  const parts = rows.map(row => hundredths(row.pct));
  const whole = hundredths(total);
  const fill = (filled, said) => {
    onChange(rows.map((row, index) => (filled[index] === undefined ? row : { ...row, pct: decimal(filled[index]) })));
    announce(said);
  };
  const putRest = index => {
    const rest = restFor(parts, index);
    if (rest === null) announce(t('shares.noRest'));
    else fill(Object.assign([], { [index]: rest }), t('shares.filled', { label: name(rows[index], index), pct: shown(rest) }));
  };
  const money = whole !== null && whole > 0n ? amounts(whole, parts) : null;
  return (
    <div class="share-tools">
      <p class="share-sum">{sumLine(parts)}</p>
      <div class="btn-row">
        <button type="button" class="btn btn-small" disabled={disabled} onClick={() => fill(evenly(rows.length), t('shares.evened', { count: rows.length }))}>{t('shares.even')}</button>
        {rows.map((row, index) => (
          <button key={index} type="button" class="btn btn-small" disabled={disabled} onClick={() => putRest(index)}>{t('shares.rest', { label: name(row, index) })}</button>
        ))}
      </div>
      {money ? (
        <table class="share-amounts">
          <caption>{t('shares.amounts')}</caption>
          <thead><tr><th scope="col">{t('shares.share')}</th><th scope="col">%</th><th scope="col">{t('shares.kroner')}</th></tr></thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}><th scope="row">{name(row, index)}</th><td>{parts[index] === null ? '' : shown(parts[index])}</td><td>{money[index] === null ? '' : shown(money[index])}</td></tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}
