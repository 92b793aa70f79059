// The hand of a person at a task's form: what is written, chosen, ticked, added and removed reaches the page as the
// events of its own controls, in reading order; what a question hides or brings is waited for. Gives the answers for
// which the page has no field.
async ([components, answers, data]) => {
  const turn = () => new Promise(done => setTimeout(done, 4));
  const nameOf = (id, rows) => [id, ...rows].join('_');
  const find = (id, rows, end = '') => document.querySelector(`[id^="fjs-form-"][id$="-${nameOf(id, rows)}${end}"]`);
  const inList = (id, rows, end) => document.querySelector(`[id^="list-"][id$="-${nameOf(id, [...rows, end])}"]`);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  let moved = 0;

  async function act(what) {
    moved += 1;
    what();
    await turn();
  }

  /** Without waiting: what follows from it is seen in the next round. */
  function write(input, text) {
    if (input.value === text) return;
    moved += 1;
    input.focus();
    const kind = input.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(input, text);
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
    // a person leaves the field before the next one
    input.blur();
  }

  function click(control) {
    moved += 1;
    control.click();
  }

  const optionsOf = field => (field.valuesKey ? (data[field.valuesKey] ?? []) : (field.values ?? []));
  const day = iso => iso.slice(0, 10).split('-').reverse().map(Number).join('.').replace(/^(\d+\.\d+\.)(\d+)$/, '$1$2');
  const local = moment => {
    const told = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Europe/Copenhagen', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    }).formatToParts(new Date(moment));
    const part = Object.fromEntries(told.map(({ type, value }) => [type, value]));
    return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}.${part.minute}` };
  };

  const pick = option => act(() => option.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true })));

  async function chooseOne(field, rows, value) {
    const place = find(field.id, rows);
    const at = optionsOf(field).findIndex(one => same(one.value, value));
    if (place.tagName === 'SELECT') {
      if (place.value === String(at)) return;
      moved += 1;
      place.value = String(at);
      place.dispatchEvent(new Event('change', { bubbles: true }));
    } else if (at < 0) write(place, '');
    else if (place.value !== optionsOf(field)[at].label) {
      await act(() => { place.focus(); place.click(); });
      await pick(document.getElementById(place.getAttribute('aria-controls')).children[at]);
      await act(() => place.blur());
    }
  }

  async function chooseTags(field, rows, values) {
    const labels = values.map(value => optionsOf(field).find(one => same(one.value, value))?.label);
    const chosen = () => [...find(field.id, rows).querySelectorAll('.tag-item')];
    const label = item => item.firstChild.textContent;
    for (const item of chosen()) if (!labels.includes(label(item))) await act(() => item.querySelector('button').click());
    for (const wanted of labels) {
      if (chosen().some(item => label(item) === wanted)) continue;
      const search = find(field.id, rows, '-search');
      await act(() => { search.focus(); search.click(); });
      await pick([...document.getElementById(search.getAttribute('aria-controls')).children].find(one => one.textContent === wanted));
      // the list stays open for the next one and lies over what follows
      await act(() => search.blur());
    }
  }

  async function answer(field, rows, value) {
    const place = find(field.id, rows);
    const none = value === null || value === undefined;
    if (field.type === 'checkbox') {
      if (place.checked !== Boolean(value)) click(place);
    } else if (field.type === 'radio') {
      const radio = find(field.id, rows, `-${optionsOf(field).findIndex(one => same(one.value, value))}`);
      if (radio && !radio.checked) click(radio);
    } else if (field.type === 'checklist') {
      for (const [at, one] of optionsOf(field).entries()) {
        const box = find(field.id, rows, `-${at}`);
        if (box.checked !== (value ?? []).some(wanted => same(wanted, one.value))) await act(() => box.click());
      }
    } else if (field.type === 'select') await chooseOne(field, rows, value);
    else if (field.type === 'taglist') await chooseTags(field, rows, value ?? []);
    else if (field.type === 'datetime' && field.subtype === 'datetime') {
      const { date, time } = none ? { date: '', time: '' } : local(value);
      write(find(field.id, rows, '-date'), date && day(date));
      write(find(field.id, rows, '-time'), time);
    } else if (field.type === 'datetime') write(place, none ? '' : day(value));
    else if (field.type === 'number') write(place, none ? '' : String(value).replace('.', ','));
    else write(place, none ? '' : String(value));
  }

  const listed = new Map();

  /** The rows to be written, as they come to stand: nobody writes a new one over one that is about something else. */
  async function rowsOf(field, rows, wanted, shown) {
    const name = nameOf(field.id, rows);
    if (listed.has(name)) return listed.get(name);
    const row = at => inList(field.id, rows, at);
    let count = 0;
    while (row(count)) count += 1;
    const add = inList(field.id, rows, 'add');
    const remove = async at => {
      await act(() => row(at).querySelector('.list-row-head button').click());
      count -= 1;
    };
    const known = field.components.find(one => one.properties?.type === 'carried')?.key;
    let order = wanted;
    if (add && known && shown.some(one => one[known])) {
      const stays = shown.map(one => wanted.find(each => each[known] && each[known] === one[known]));
      for (let at = count - 1; at >= 0; at -= 1) if (!stays[at]) await remove(at);
      order = [...stays.filter(Boolean), ...wanted.filter(one => !stays.includes(one))];
    }
    while (add && count < order.length) {
      await act(() => add.click());
      count += 1;
    }
    while (add && count > order.length) await remove(count - 1);
    listed.set(name, order.slice(0, count));
    return listed.get(name);
  }

  const WRITTEN = ['textfield', 'textarea', 'number', 'checkbox', 'radio', 'checklist', 'select', 'taglist', 'datetime'];
  const get = (from, path) => path.split('.').reduce((found, key) => found?.[key], from);
  const has = (from, path) => get(from, path) !== undefined;

  async function fill(children, given, shown, rows, path) {
    const left = [];
    for (const field of children) {
      const inner = field.path ?? field.key ?? '';
      if (field.type === 'group') left.push(...await fill(field.components, inner ? (get(given, inner) ?? {}) : given, inner ? get(shown, inner) : shown, rows, path));
      else if (field.type === 'dynamiclist') {
        if (!has(given, inner)) continue;
        const before = get(shown, inner) ?? [];
        if (!inList(field.id, rows, 'add') && !inList(field.id, rows, 0)) {
          left.push(path + inner);
          continue;
        }
        const wanted = await rowsOf(field, rows, get(given, inner) ?? [], before);
        for (const [at, row] of wanted.entries()) left.push(...await fill(field.components, row, before[at], [...rows, at], `${path}${inner}.${at}.`));
      } else if (WRITTEN.includes(field.type) && has(given, inner)) {
        const place = find(field.id, rows);
        if (!place) left.push(path + inner);
        else if (!place.classList.contains('fjs-readonly')) await answer(field, rows, get(given, inner));
      }
    }
    return left;
  }

  // an answer may bring a question that stands before it
  let left = [];
  for (let round = 0; round < 6; round += 1) {
    moved = 0;
    left = await fill(components, answers, data, [], '');
    await turn();
    if (!moved) break;
  }
  return left;
}
