// Builds the site bundle and the islands into workflow_service/static/dist, with a manifest the service reads.
//   node build.mjs            -> ../workflow_service/static/dist
//   OUT=/some/folder node build.mjs
// manifest.json: { "<entry>": { "js": "site-HASH.js", "css": "site-HASH.css" | null, "preload": ["c-HASH.js", …] }, "…": … }
// Every file has a name that changes with its content (cache it for ever) and a .gz twin beside it.
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { licenceText } from './licences.mjs';
import { patching } from './patches.mjs';
import { da } from './src/i18n/da.js';
import { en } from './src/i18n/en.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, process.env.OUT ?? '../workflow_service/static/dist');
const out = `${target}.new`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const islands = readdirSync(path.join(here, 'src/islands')).filter(f => f.endsWith('.js')).map(f => f.slice(0, -3));
const entryPoints = { site: 'src/site.js', ...Object.fromEntries(islands.map(name => [name, `src/islands/${name}.js`])) };
const patches = patching();

const untranslated = [...Object.keys(da).filter(key => !(key in en)), ...Object.keys(en).filter(key => !(key in da))];
if (untranslated.length) throw new Error(`texts in one language only: ${untranslated.join(', ')}`);

const started = performance.now();
const result = await esbuild.build({
  absWorkingDir: here, entryPoints, outdir: out,
  bundle: true, splitting: true, format: 'esm', minify: true, target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
  entryNames: '[name]-[hash]', chunkNames: 'c-[hash]', assetNames: 'a/[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'file' },
  legalComments: 'none', jsx: 'automatic', jsxImportSource: 'preact', metafile: true, logLevel: 'warning', plugins: [patches.plugin],
});
patches.assertAllApplied();

const outputs = result.metafile.outputs;
const relative = file => path.relative(out, path.resolve(here, file)).replaceAll('\\', '/');

/** The chunks an entry imports statically, however deep: the page preloads them. */
function closure(entry) {
  const seen = new Set();
  const visit = file => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const found of outputs[file].imports) if (found.kind === 'import-statement' && !found.external) visit(found.path);
  };
  visit(entry);
  seen.delete(entry);
  return [...seen];
}

const manifest = {};
const report = [];
for (const [file, output] of Object.entries(outputs)) {
  if (!output.entryPoint || !file.endsWith('.js')) continue;
  const name = path.basename(output.entryPoint, '.js');
  const preload = closure(file);
  manifest[name] = { js: relative(file), css: output.cssBundle ? relative(output.cssBundle) : null, preload: preload.map(relative) };
  report.push([name, [file, ...preload], output.cssBundle ? [output.cssBundle] : []]);
}
for (const name of Object.keys(entryPoints)) if (!manifest[name]) throw new Error(`entry ${name} gave no output`);

const packed = {};
for (const file of Object.keys(outputs)) {
  const absolute = path.resolve(here, file);
  const content = readFileSync(absolute);
  packed[file] = gzipSync(content, { level: 9 });
  if (!/\.(woff2)$/.test(file)) writeFileSync(`${absolute}.gz`, packed[file]);
}
/** What this build was made of; hatch_build.py computes the same and builds again when it differs. */
function sourcesDigest() {
  const files = readdirSync(path.join(here, 'src'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    .map(entry => path.relative(here, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const digest = createHash('sha256');
  for (const file of ['../workflow_service/forms/messages.json', 'build.mjs', 'licences.mjs', 'package-lock.json', 'package.json', 'patches.mjs', ...files].sort()) {
    digest.update(`${file}\0`).update(readFileSync(path.join(here, file))).update('\0');
  }
  return digest.digest('hex');
}

writeFileSync(path.join(out, 'licences.txt'), licenceText(here, Object.keys(result.metafile.inputs)));
writeFileSync(path.join(out, 'sources.sha256'), `${sourcesDigest()}\n`);
writeFileSync(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
// The old build is replaced only by a whole new one.
rmSync(target, { recursive: true, force: true });
renameSync(out, target);

const kilobytes = files => (files.reduce((sum, file) => sum + packed[file].length, 0) / 1024).toFixed(1).padStart(7);
console.log(`${Object.keys(outputs).length} files in ${Math.round(performance.now() - started)} ms; kB gzip:`);
for (const [name, js, css] of report) console.log(name.padEnd(14), 'js', kilobytes(js), ' css', kilobytes(css));
