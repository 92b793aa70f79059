// Serves the style guide on 127.0.0.1 under the Content-Security-Policy of the service, with pretended answers for the
// islands: node guide.mjs [port]. For whoever writes templates or styles; nothing of it is shipped.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.resolve(here, '../workflow_service/static/dist');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain' };
const read = name => readFileSync(path.join(here, name), 'utf8');

function pages() {
  const found = new Map();
  for (const [, name, bare, title, body] of read('styleguide.html').matchAll(/<!-- page: ([\w-]+)( bare)? \| (.*?) -->\n([\s\S]*?)<!-- \/page -->/g)) found.set(name, { bare: Boolean(bare), title, body });
  return found;
}

function head(body) {
  const manifest = JSON.parse(readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
  const names = ['site', ...Object.keys(manifest).filter(name => body.includes(`data-island="${name}"`))];
  const entries = names.map(name => manifest[name]);
  const preload = [...new Set(entries.flatMap(entry => entry.preload))];
  return [
    ...entries.filter(entry => entry.css).map(entry => `<link rel="stylesheet" href="/static/dist/${entry.css}">`),
    ...preload.map(file => `<link rel="modulepreload" href="/static/dist/${file}">`),
    ...entries.map(entry => `<script type="module" src="/static/dist/${entry.js}"></script>`),
  ].join('\n  ');
}

/** JSON that can stand inside <script type="application/json">. */
const embed = value => JSON.stringify(value).replaceAll('<', '\\u003c');

function fill(body) {
  const sample = JSON.parse(read('guide/sample.form.json'));
  const form = { ...sample, submitUrl: '/api/submit', draftUrl: '/api/draft', next: '/inbox' };
  return body
    .replace('%form%', () => embed(form))
    .replace('%form-readonly%', () => embed({ ...sample, data: { ...sample.data, ...sample.answered }, readonly: true }))
    .replace('%diagram%', () => embed({ xmlUrl: '/sample.bpmn', tokens: { compile_report: 1, carry_out_part: 3 }, done: ['start', 'f1', 'register', 'f2', 'screening', 'f3'] }));
}

function render(name, language) {
  const page = pages().get(name);
  if (!page) return null;
  const source = read('styleguide.html').replace('<html lang="da"', `<html lang="${language}"`);
  const [before, rest] = source.split('<!-- frame -->\n');
  const frame = rest.split('<!-- /frame -->')[0];
  const body = fill(page.body);
  const inner = page.bare ? body : frame.replace('%page%', () => body).replaceAll(/ aria-current="page"(?=>(?:Opgaver|Mine familier) <span)/g, name === 'inbox' ? '$&' : '');
  return `${before.replace('%title%', page.title).replace('%head%', () => head(body))}${inner}\n</body>\n</html>`;
}

const index = () => `<!doctype html><html lang="da"><meta charset="utf-8"><title>Stilguide</title>${head('')}<main class="page prose"><h1>Stilguide</h1><ul>${[...pages()].map(([name, { title }]) => `<li><a href="/${name}">${title}</a></li>`).join('')}</ul></main></html>`;

function pretend(request, body, answer) {
  const { variables = {} } = JSON.parse(body || '{}');
  if (request.headers['x-csrftoken'] !== 'guide-token') return answer(403, { title: 'Siden er forældet', detail: 'Hent siden igen.' });
  if (request.url === '/api/draft') return answer(variables.borger?.navn === 'stop' ? 503 : 200, {});
  if (variables.borger?.navn === 'løst') return answer(409, { title: 'Opgaven er allerede løst', detail: 'Opgaven er allerede løst af Lis Ravn kl. 10.05.' });
  if (variables.borger?.navn === 'fejl') return answer(422, { title: 'Nogle svar skal rettes', errors: { 'borger.cpr': ['Nummeret findes ikke.'], 'tilbud.0.leverandoer': ['Leverandøren er spærret.'], _schema: ['Analysemødet er ikke holdt endnu. (Regel 6)'] } });
  return answer(200, { next: '/inbox' });
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://guide');
  const send = (status, type, content) => response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' }).end(content);
  if (url.pathname.startsWith('/api/')) {
    let body = '';
    request.on('data', chunk => { body += chunk; }).on('end', () => pretend(request, body, (status, value) => send(status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(value))));
  } else if (url.pathname.startsWith('/static/dist/')) {
    const file = path.join(dist, path.normalize(url.pathname.slice('/static/dist'.length)));
    if (!file.startsWith(dist) || !existsSync(file)) send(404, 'text/plain', 'not found');
    else send(200, TYPES[path.extname(file)] ?? 'application/octet-stream', readFileSync(file));
  } else if (url.pathname === '/sample.bpmn') send(200, 'text/xml', read('guide/sample.bpmn'));
  else if (url.pathname === '/inbox/news') send(204, 'text/html', '');
  else if (url.pathname === '/preview-sample') send(200, 'text/html', '<h2>Forbered statusmøde</h2><p class="muted">Sofia M., 15 år · 2025-0311</p><dl class="facts"><dt>Hvorfor får jeg opgaven?</dt><dd>Skolen har meldt en ny udvikling.</dd></dl>');
  else {
    const page = url.pathname === '/' ? index() : render(url.pathname.slice(1), url.searchParams.get('lang') ?? 'da');
    send(page ? 200 : 404, 'text/html', page ?? 'not found');
  }
}).listen(Number(process.argv[2] ?? 5099), '127.0.0.1', function listening() {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
