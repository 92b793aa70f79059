// Numbers, dates and times as people in Denmark (or English readers) write them, to and from the ISO forms the service keeps.
import { momentZone, today, wallClock, zoneNow } from '../form/clock.js';
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

/** A moment as form-js writes it, meant in the municipality's zone: "utc_offset" -> "+01:00", "utc_normalized" -> "Z" (in UTC). */
export function joinMoment(date, minutes, zoneForm) {
  const local = `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  if (zoneForm === 'utc_normalized') return `${new Date(`${local}:00${momentZone(`${local}:00`)}`).toISOString().slice(0, 16)}Z`;
  return local + (zoneForm === 'utc_offset' ? momentZone(`${local}:00`) : '');
}

export function joinTime(minutes, zoneForm) {
  const zone = zoneNow();
  if (zoneForm === 'utc_normalized') {
    const ahead = (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
    const utc = (minutes - ahead + 1440) % 1440;
    return `${two(Math.floor(utc / 60))}:${two(utc % 60)}Z`;
  }
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${zoneForm === 'utc_offset' ? zone : ''}`;
}

/** What a stored date, time or moment means on the municipality's clock: { date, minutes }, each null when it is not there. */
export function splitMoment(value, subtype) {
  if (typeof value !== 'string' || !value) return { date: null, minutes: null };
  if (subtype === 'date') return { date: value.slice(0, 10), minutes: null };
  const full = subtype === 'time' ? `${today()}T${value}` : value;
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(full);
  if (!zoned) return { date: subtype === 'time' ? null : full.slice(0, 10), minutes: Number(full.slice(11, 13)) * 60 + Number(full.slice(14, 16)) };
  const { date, minutes } = wallClock(new Date(full));
  return { date: subtype === 'time' ? null : date, minutes };
}
