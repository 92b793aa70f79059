// Numbers, dates and times as people in Denmark (or English readers) write them, to and from the ISO forms the service keeps.
import { lang, locale } from '../lib.js';

const two = number => String(number).padStart(2, '0');

/** 1250.5 -> "1.250,50" (decimals: 2) */
export function formatNumber(value, decimals) {
  if (value === null || value === undefined || value === '' || Number.isNaN(Number(value))) return '';
  return new Intl.NumberFormat(locale(), { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 12 }).format(Number(value));
}

/** "1.250,50" -> "1250.50"; null for nothing, NaN for what is no number. A lone dot before anything but three digits is a decimal point. */
export function parseNumber(text) {
  const bare = text.replace(/[\s\u00a0\u202f]/g, '').replace(/\u2212/g, '-');
  if (!bare) return null;
  const [thousand, decimal] = lang() === 'da' ? ['.', ','] : [',', '.'];
  const grouped = new RegExp(`^-?\\d{1,3}(\\${thousand}\\d{3})+(\\${decimal}\\d+)?$`);
  let plain = bare;
  if (grouped.test(bare)) plain = bare.replaceAll(thousand, '').replace(decimal, '.');
  else plain = bare.replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : NaN;
}

/** "2026-11-23" -> "23.11.2026" */
export function formatDate(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  if (!match) return '';
  const [, year, month, day] = match;
  return lang() === 'da' ? `${Number(day)}.${Number(month)}.${year}` : `${day}/${month}/${year}`;
}

/** "23.11.2026", "23/11-26", "23112026", "2026-11-23" -> "2026-11-23"; null for nothing, undefined for what is no date. */
export function parseDate(text) {
  const bare = text.trim();
  if (!bare) return null;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(bare);
  const local = /^(\d{1,2})[.\-/ ]+(\d{1,2})[.\-/ ]+(\d{2}|\d{4})$/.exec(bare) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(bare);
  if (!iso && !local) return undefined;
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]].map(Number) : [local[3], local[2], local[1]].map(Number);
  const full = year < 100 ? 2000 + year : year;
  const probe = new Date(Date.UTC(full, month - 1, day));
  if (probe.getUTCFullYear() !== full || probe.getUTCMonth() !== month - 1 || probe.getUTCDate() !== day) return undefined;
  return `${full}-${two(month)}-${two(day)}`;
}

/** Minutes after midnight -> "13.30" */
export function formatTime(minutes) {
  if (minutes === null || minutes === undefined) return '';
  return `${two(Math.floor(minutes / 60))}${lang() === 'da' ? '.' : ':'}${two(minutes % 60)}`;
}

/** "13.30", "13:30", "1330", "9" -> minutes after midnight; null for nothing, undefined for what is no time. */
export function parseTime(text) {
  const bare = text.replace(/kl\.?/i, '').trim();
  if (!bare) return null;
  const match = /^(\d{1,2})(?:[.: ](\d{2}))?$/.exec(bare) ?? /^(\d{1,2})(\d{2})$/.exec(bare);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

/** The zone of a moment as form-js writes it: "utc_offset" -> "+01:00", "utc_normalized" -> "Z" (in UTC), else nothing. */
export function joinMoment(date, minutes, zoneForm) {
  const [year, month, day] = date.split('-').map(Number);
  const moment = new Date(year, month - 1, day, Math.floor(minutes / 60), minutes % 60);
  if (zoneForm === 'utc_normalized') return `${moment.toISOString().slice(0, 16)}Z`;
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${zoneForm === 'utc_offset' ? offset(moment) : ''}`;
}

export function joinTime(minutes, zoneForm) {
  const now = new Date();
  if (zoneForm === 'utc_normalized') {
    const utc = (minutes + now.getTimezoneOffset() + 1440) % 1440;
    return `${two(Math.floor(utc / 60))}:${two(utc % 60)}Z`;
  }
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${zoneForm === 'utc_offset' ? offset(now) : ''}`;
}

/** What a stored date, time or moment means on this clock: { date, minutes }, each null when it is not there. */
export function splitMoment(value, subtype) {
  if (typeof value !== 'string' || !value) return { date: null, minutes: null };
  if (subtype === 'date') return { date: value.slice(0, 10), minutes: null };
  const moment = new Date(subtype === 'time' ? `${new Date().toISOString().slice(0, 10)}T${value}` : value);
  if (Number.isNaN(moment.getTime())) return { date: null, minutes: null };
  const date = subtype === 'time' ? null : `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return { date, minutes: moment.getHours() * 60 + moment.getMinutes() };
}

function offset(moment) {
  const minutes = -moment.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
