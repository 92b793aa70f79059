// form-js has no translate service for the words inside its remaining stock fields (file picker, table): replace them as
// they are rendered. Only these few literals are touched, and only inside elements of form-js.
import { options } from 'preact';
import { t } from './index.js';

const WORDS = {
  Browse: 'file.browse', 'No files selected': 'file.none', 'Nothing to show.': 'table.empty', 'Next page': 'page.next',
  'Previous page': 'page.previous', 'Click to remove sorting': 'table.unsort', 'No results': 'field.noMatch', ' of ': 'page.of',
};
const ATTRIBUTES = ['aria-label', 'title', 'label', 'placeholder'];

function translated(text) {
  if (typeof text !== 'string') return text;
  if (WORDS[text]) return t(WORDS[text]);
  const files = /^(\d+) files selected$/.exec(text);
  if (files) return t('file.many', { count: files[1] });
  const sort = /^Click to sort by (.*) (ascending|descending)$/s.exec(text);
  return sort ? t(sort[2] === 'ascending' ? 'table.sortUp' : 'table.sortDown', { column: sort[1] }) : text;
}

let installed = false;

/** Install once, before a form is rendered. */
export function installStockWords() {
  if (installed) return;
  installed = true;
  const previous = options.vnode;
  options.vnode = node => {
    const props = node.props;
    const ours = typeof node.type === 'string' && typeof (props?.class ?? props?.className) === 'string' && /\bfjs-/.test(props.class ?? props.className);
    if (ours) {
      for (const name of ATTRIBUTES) if (typeof props[name] === 'string') props[name] = translated(props[name]);
      props.children = Array.isArray(props.children) ? props.children.map(translated) : translated(props.children);
    }
    previous?.(node);
  };
}
