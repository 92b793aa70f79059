// Run by: node --test frontend/test/
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

globalThis.document = { documentElement: { lang: 'da' } };
const { formatDate, formatNumber, formatTime, joinMoment, parseDate, parseNumber, parseTime, splitMoment } = await import('../src/i18n/formats.js');
const { PATCHES } = await import('../patches.mjs');

afterEach(() => { document.documentElement.lang = 'da'; });

test('a Danish number is read with comma and thousand points', () => {
  assert.equal(parseNumber('1.250,50'), '1250.50');
  assert.equal(parseNumber('12.000'), '12000');
  assert.equal(parseNumber('1200.5'), '1200.5');
  assert.equal(parseNumber(' −3 '), '-3');
  assert.equal(parseNumber(''), null);
  for (const text of ['abc', '1.2.3', '1,2,3', '12.00.0', '1e5']) assert.ok(Number.isNaN(parseNumber(text)), text);
});

test('an English number is read with point and thousand commas', () => {
  document.documentElement.lang = 'en';
  assert.equal(parseNumber('1,250.50'), '1250.50');
  assert.equal(parseNumber('12,000'), '12000');
});

test('what is shown can be read back', () => {
  for (const value of [0, 1, 999, 1000, 1250.5, -1234567.89]) assert.equal(Number(parseNumber(formatNumber(value, 2))), value);
});

test('a date is read in every way people write it, and never a day that is not there', () => {
  for (const text of ['3.12.2026', '03.12.26', '3/12-2026', '03122026', '2026-12-03', ' 3 12 2026 ']) assert.equal(parseDate(text), '2026-12-03', text);
  for (const text of ['31.2.2026', '29.2.2027', '12', '3.13.2026', 'i morgen']) assert.equal(parseDate(text), undefined, text);
  assert.equal(parseDate('29.2.2028'), '2028-02-29');
  assert.equal(parseDate(''), null);
  assert.equal(formatDate('2026-12-03'), '3.12.2026');
});

test('a time is read in every way people write it', () => {
  for (const [text, minutes] of [['13.30', 810], ['13:30', 810], ['1330', 810], ['9', 540], ['kl. 09.05', 545], ['00.00', 0]]) assert.equal(parseTime(text), minutes, text);
  for (const text of ['24.00', '9.60', 'ni']) assert.equal(parseTime(text), undefined, text);
  assert.equal(formatTime(545), '09.05');
});

test('a moment with its offset reads back as the same day and time', () => {
  const stored = joinMoment('2026-12-03', 795, 'utc_offset');
  assert.match(stored, /^2026-12-03T13:15[+-]\d\d:\d\d$/);
  assert.deepEqual(splitMoment(stored, 'datetime'), { date: '2026-12-03', minutes: 795 });
});

test('a patch that no longer matches its package stops the build', () => {
  for (const patch of PATCHES) assert.throws(() => patch.change('/* another version */'), /expects one match|finds nothing/, patch.name);
});
