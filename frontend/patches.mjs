// What we change in bundled packages, at build time, so that they live under `style-src 'self'` and ship nothing unused.
// Each change says what it expects to find; a package that no longer matches fails the build instead of slipping through.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** domify parses strings with style="" attributes (watermark, popups), which the policy refuses: set them through the CSSOM. */
const DOMIFY_HEAD = 'export default function domify(htmlString, document = globalThis.document) {';
const DOMIFY_PATCH = `
function applyStyles(node) {
  if (!node.querySelectorAll) return node;
  for (const element of [node, ...node.querySelectorAll('[data-csp-style]')]) {
    if (element.dataset?.cspStyle == null) continue;
    element.style.cssText = element.dataset.cspStyle;
    delete element.dataset.cspStyle;
  }
  return node;
}
export default function domify(html, document) {
  return applyStyles(parseHtml(typeof html === 'string' ? html.replace(/(\\s)style=(?=["'])/g, '$1data-csp-style=') : html, document));
}
function parseHtml(htmlString, document = globalThis.document) {`;

function replaceOnce(source, from, to, what) {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`patch "${what}" expects one match, found ${parts.length - 1}`);
  return parts.join(to);
}

/** Remove every match, and insist that there were some. */
function removeAll(source, pattern, what) {
  const count = source.match(pattern)?.length ?? 0;
  if (!count) throw new Error(`patch "${what}" finds nothing to remove`);
  return source.replace(pattern, '');
}

export const PATCHES = [
  { name: 'domify styles', filter: /domify[\\/]index\.js$/, loader: 'js', change: source => replaceOnce(source, DOMIFY_HEAD, DOMIFY_PATCH, 'domify styles') },
  {
    // date(x) of a moment is its day where it happens (DMN 1.3, table 61), not the day it is in Greenwich then.
    name: 'feelin date of a moment', filter: /feelin[\\/]dist[\\/]index\.js$/, loader: 'js',
    change: source => replaceOnce(source, "d.setZone('utc').startOf('day')", "d.setZone('utc', { keepLocalTime: true }).startOf('day')", 'feelin date of a moment'),
  },
  {
    // Whole IBM Plex fonts (ours are the Latin 1 files), placeholder logos and 150 icons no page of ours shows.
    name: 'dkfds fonts, logos and icons', filter: /dkfds[\\/]dist[\\/]css[\\/]dkfds\.min\.css$/, loader: 'css',
    change: source => [[/@font-face\{[^}]*\}/g, 'dkfds fonts'], [/background-image:url\(\.\.\/img\/logo[^)]*\);?/g, 'dkfds logos'], [/\.icon-[\w-]+:not\(a\)\{background-image:url\([^)]*\)\}/g, 'dkfds icons']]
      .reduce((css, [pattern, what]) => removeAll(css, pattern, what), source),
  },
];

/** The esbuild plugin, and the check to run after the build that each patch met its file. */
export function patching() {
  const applied = new Set();
  const plugin = {
    name: 'patches',
    setup(build) {
      for (const patch of PATCHES) build.onLoad({ filter: patch.filter }, ({ path: file }) => {
        const contents = patch.change(readFileSync(file, 'utf8'));
        applied.add(patch.name);
        return { contents, loader: patch.loader, resolveDir: path.dirname(file) };
      });
    },
  };
  const assertAllApplied = () => {
    const missing = PATCHES.filter(patch => !applied.has(patch.name)).map(patch => patch.name);
    if (missing.length) throw new Error(`patches that met no file: ${missing.join(', ')}`);
  };
  return { plugin, assertAllApplied };
}
