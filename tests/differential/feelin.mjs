// Reads {data, texts} from standard input; answers what the browser's FEEL makes of each text, told with its
// kind, because JSON knows no dates.
import { evaluate } from '../../frontend/node_modules/@bpmn-io/feelin/dist/index.js';

const kindOf = (text) =>
  text.startsWith('P') || text.startsWith('-P') ? 'duration'
    : !text.includes(':') ? 'date'
      : /^\d\d:/.test(text) ? 'time' : 'date and time';

const told = (value) => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(told);
  if (typeof value === 'function' || 'fn' in value) return { kind: 'function' };
  if (value.isLuxonDateTime || value.isLuxonDuration) {
    const text = evaluate('string(v)', { v: value }).value;
    return { kind: kindOf(text), text };
  }
  if ('start included' in value) {
    const ends = [value['start included'], value['end included']];
    return { kind: 'range', ends, start: told(value.start), end: told(value.end) };
  }
  return { kind: 'context', members: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)])) };
};

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { data, texts } = JSON.parse(Buffer.concat(chunks).toString());
process.stdout.write(JSON.stringify(texts.map((text) => {
  try {
    return told(evaluate(text, data).value);
  } catch (error) {
    return { kind: 'error', text: String(error.message) };
  }
})));
