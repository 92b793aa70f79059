// A diagram one can look at: where the course is, what lies behind it, zoom by buttons and keys.
// Parameters: see docs/dependencies-frontend.md. A diagram has no text for a screen reader: the page shows the same as a table.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import '../css/diagram.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { element } from '../dom.js';
import { t } from '../i18n/index.js';
import { island, locale } from '../lib.js';

const ICONS = {
  in: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z', out: 'M5 11h14v2H5z', fit: 'M4 9V4h5v2H6v3H4zm11-5h5v5h-2V6h-3V4zM4 15h2v3h3v2H4v-5zm14 0h2v5h-5v-2h3v-3z',
};

function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', '22');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  shape.setAttribute('d', path);
  shape.setAttribute('fill', 'currentColor');
  svg.append(shape);
  return svg;
}

/** The whole diagram in view, never larger than drawn, clear of the zoom buttons and of the bpmn.io mark. */
function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const space = { x: 20, top: 52, bottom: 44 };
  const scale = Math.min((outer.width - 2 * space.x) / inner.width, (outer.height - space.top - space.bottom) / inner.height, 1);
  canvas.viewbox({
    x: inner.x - (outer.width / scale - inner.width) / 2,
    y: inner.y - space.top / scale - ((outer.height - space.top - space.bottom) / scale - inner.height) / 2,
    width: outer.width / scale, height: outer.height / scale,
  });
}

/** A flat drawing needs no tall window: the height follows the drawing, within what the style sheet allows. */
function shrink(host, canvas) {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min((outer.width - 40) / inner.width, 1);
  host.style.height = `${Math.min(outer.height, Math.max(200, inner.height * scale + 110))}px`;
  canvas.resized();
}

/** tokens: {elementId: number of courses there}; done: ids of elements and flows behind it. Unknown ids are ignored: the
 *  drawing may be of another plane (a called or collapsed sub-process) than the token. */
function paint(viewer, { tokens = {}, done = [], labels = {} }) {
  const [canvas, overlays, registry] = ['canvas', 'overlays', 'elementRegistry'].map(name => viewer.get(name));
  const number = new Intl.NumberFormat(locale());
  overlays.remove({ type: 'token' });
  for (const each of registry.getAll()) for (const marker of ['element-done', 'element-here']) if (canvas.hasMarker(each, marker)) canvas.removeMarker(each, marker);
  for (const id of done) if (registry.get(id) && !tokens[id]) canvas.addMarker(id, 'element-done');
  for (const [id, count] of Object.entries(tokens)) {
    if (!count || !registry.get(id)) continue;
    canvas.addMarker(id, 'element-here');
    const text = labels[id] ?? t.n('diagram.token', count);
    const badge = element('span', { class: 'token', title: text, role: 'img', 'aria-label': text }, number.format(count));
    overlays.add(id, 'token', { position: { top: -13, right: 13 }, html: badge });
  }
}

function zoomBar(viewer) {
  const canvas = viewer.get('canvas');
  const step = factor => () => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto');
  const button = (shape, label, act) => {
    const made = element('button', { type: 'button', 'aria-label': label, title: label }, icon(ICONS[shape]));
    made.addEventListener('click', act);
    return made;
  };
  return element('div', { class: 'zoom-bar', role: 'group', 'aria-label': t('diagram.tools') },
    button('in', t('diagram.zoomIn'), step(1.25)), button('out', t('diagram.zoomOut'), step(0.8)), button('fit', t('diagram.fit'), () => fit(canvas)));
}

function keyboard(viewer, svg) {
  const canvas = viewer.get('canvas');
  const zoom = factor => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto');
  const keys = {
    '+': () => zoom(1.25), '-': () => zoom(0.8), 0: () => fit(canvas),
    ArrowLeft: () => canvas.scroll({ dx: 60, dy: 0 }), ArrowRight: () => canvas.scroll({ dx: -60, dy: 0 }),
    ArrowUp: () => canvas.scroll({ dx: 0, dy: 60 }), ArrowDown: () => canvas.scroll({ dx: 0, dy: -60 }),
  };
  svg.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }, true);
}

async function mount(host, parameters) {
  const canvasHost = element('div', { class: 'diagram-canvas' });
  const frame = element('div', { class: 'diagram-frame' }, canvasHost);
  host.replaceChildren(frame);
  // The wheel scrolls the page, also over the drawing: zoom is on the buttons and keys, moving on keys and dragging.
  // Danish words are long: a size less keeps "afrapporteringen" on one line of a task.
  const viewer = new NavigatedViewer({ container: canvasHost, zoomScroll: { enabled: false }, textRenderer: { defaultStyle: { fontSize: 11 } } });
  let xml = parameters.xml;
  if (!xml) {
    const response = await fetch(parameters.xmlUrl, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`${parameters.xmlUrl}: ${response.status}`);
    xml = await response.text();
  }
  await viewer.importXML(xml);
  shrink(canvasHost, viewer.get('canvas'));
  fit(viewer.get('canvas'));
  const svg = canvasHost.querySelector('svg[data-element-id], .djs-container > svg');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', parameters.label ?? t('diagram.label'));
  svg.setAttribute('tabindex', '0');
  keyboard(viewer, svg);
  paint(viewer, parameters);
  frame.prepend(zoomBar(viewer));
  viewer.get('eventBus').on('element.click', ({ element: picked }) => host.dispatchEvent(new CustomEvent('element-picked', { bubbles: true, detail: picked.id })));
  // A page that polls hands over new tokens: host.dispatchEvent(new CustomEvent('tokens', {detail: {tokens, done, labels}})).
  host.addEventListener('tokens', event => paint(viewer, event.detail));
  return () => viewer.destroy();
}

island('bpmn-viewer', mount, () => t('diagram.failed'));
