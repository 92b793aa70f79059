// The licences of everything bundled travel with the bundle (the bpmn.io licence and MIT ask for it).
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** One text with name, version and licence of each package that esbuild put into the output; fails when one has none. */
export function licenceText(root, inputs) {
  const folders = new Set(inputs.map(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  return [...folders].sort().map(folder => {
    const home = path.join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
    const file = readdirSync(home).find(entry => /^licen[cs]e/i.test(entry));
    if (!file && !license) throw new Error(`${name} names no licence`);
    const inner = path.join(home, 'dist/LICENSE.md');
    const text = file ? readFileSync(path.join(home, file), 'utf8') : existsSync(inner) ? readFileSync(inner, 'utf8') : '';
    return `${name} ${version} (${typeof license === 'string' ? license : 'see below'})\n\n${text.trim()}\n`;
  }).join(`\n${'-'.repeat(72)}\n\n`);
}
