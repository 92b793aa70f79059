// The clock of the service, not of the machine: "today" in a form is the municipality's day, and a time of day is meant there,
// wherever the browser is.
let setting = { zone: undefined, ahead: 0 };

/** `now`: the moment at the service (ISO with offset) when the page was made; `zone`: its IANA name. */
export function setClock({ now, zone } = {}) {
  setting = { zone, ahead: now ? new Date(now).getTime() - Date.now() : 0 };
}

export const now = () => new Date(Date.now() + setting.ahead);

/** The wall clock of a moment in the municipality: { date: "2026-11-23", minutes: 810, seconds: 0 }. */
export function wallClock(moment) {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: setting.zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(moment);
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return { date: `${year.padStart(4, '0')}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute), seconds: Number(second) };
}

export const today = () => wallClock(now()).date;

const offsetMinutes = moment => {
  const { date, minutes, seconds } = wallClock(moment);
  return Math.round((Date.parse(`${date}T00:00:00Z`) / 1000 + minutes * 60 + seconds - Math.floor(moment.getTime() / 1000)) / 60);
};

/** The offset of a wall clock time without one: "2026-12-03T13:30:00" -> "+01:00"; of the hour that comes twice the first. */
export function momentZone(local) {
  const asUtc = Date.parse(`${local}Z`);
  const before = offsetMinutes(new Date(asUtc - 86_400_000));
  const after = offsetMinutes(new Date(asUtc + 86_400_000));
  const fits = minutes => offsetMinutes(new Date(asUtc - minutes * 60_000)) === minutes;
  // In the hour that does not exist the old offset stands, as in Python's zoneinfo with fold=0.
  return offsetText(fits(before) || !fits(after) ? before : after);
}

/** The offset now, for a time of day that has no date. */
export const zoneNow = () => offsetText(offsetMinutes(now()));

function offsetText(minutes) {
  const two = number => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
