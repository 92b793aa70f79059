// The files of an answer: chosen, dropped, taken by the camera or recorder of a telephone; shown, replaced, taken away.
// They go to the server at once, one after another; the answer holds their ids.
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { announce } from '../lib.js';
import { sendFile, changeFile } from '../form/upload.js';
import { Answer, GroupedField, describedBy, useOptions, useService } from './frame.jsx';
import { Taglist } from './combobox.jsx';

const CAPTURES = [['image/*', 'environment', 'attach.camera'], ['audio/*', 'user', 'attach.recorder']];

/** Touch is what tells a telephone or tablet: only there a camera is at hand. */
const handheld = () => matchMedia('(pointer: coarse)').matches;

function Chooser({ id, label, accept, capture, many, describe, disabled, main, onFiles }) {
  return (
    <span class="file-choice">
      <input id={id} type="file" class="file-input" accept={accept} capture={capture} multiple={many} disabled={disabled}
        aria-describedby={describe} onChange={event => { onFiles([...event.currentTarget.files]); event.currentTarget.value = ''; }} />
      <label for={id} class={main ? 'btn' : 'btn btn-small'}>{label}</label>
    </span>
  );
}

function Picture({ file }) {
  if (file.kind === 'image') return <img class="attach-thumb" src={file.showUrl} alt="" />;
  if (file.kind === 'sound') return <audio class="attach-sound" controls preload="none" src={file.showUrl} aria-label={t('attach.listen', { name: file.name })} />;
  return null;
}

function Line({ file, disabled, accept, domId, onRemove, onReplace, onAttach, chosen }) {
  return (
    <li class="attach-item">
      <Picture file={file} />
      <div class="attach-words">
        <a href={file.previewUrl ?? file.saveUrl} target="_blank" rel="noopener">{file.name}<span class="visually-hidden"> ({t('attach.newWindow')})</span></a>
        <span class="muted">{file.size}{file.version > 1 ? ` · ${t('attach.version', { number: file.version })}` : ''}{chosen ? '' : ` · ${t('attach.notChosen')}`}</span>
      </div>
      <div class="attach-tools">
        {chosen ? null : <button type="button" class="btn btn-small" disabled={disabled} onClick={onAttach}>{t('attach.choose')}<span class="visually-hidden">: {file.name}</span></button>}
        <Chooser id={`${domId}-new-${file.id}`} label={<>{t('attach.replace')}<span class="visually-hidden">: {file.name}</span></>} accept={accept}
          disabled={disabled} onFiles={onReplace} />
        <button type="button" class="btn btn-small" disabled={disabled} onClick={onRemove}>{t('attach.remove')}<span class="visually-hidden">: {file.name}</span></button>
      </div>
    </li>
  );
}

/** What is on its way, taken away or refused; each says what can be done about it. */
function Note({ note, onUndo, onClose }) {
  if (note.kind === 'sending') {
    return <li class="attach-item"><div class="attach-words">{t('attach.sending', { name: note.name })}<progress max="100" value={note.percent} aria-label={note.name} /></div></li>;
  }
  return (
    <li class="attach-item" data-kind={note.kind}>
      <div class="attach-words">{note.kind === 'removed' ? t('attach.removed', { name: note.name }) : `${note.name}: ${note.text}`}</div>
      <div class="attach-tools">
        {note.kind === 'removed' ? <button type="button" class="btn btn-small" onClick={onUndo}>{t('undo')}<span class="visually-hidden">: {note.name}</span></button> : null}
        {note.kind === 'refused' ? <button type="button" class="btn btn-small" onClick={onClose}>{t('attach.dismiss')}<span class="visually-hidden">: {note.name}</span></button> : null}
      </div>
    </li>
  );
}

/** The state of the field: what is there (`files`), what is told (`notes`), and the acts. */
function useFiles(setting, value, onChange, know) {
  const [files, setFiles] = useState(setting.files);
  const [notes, setNotes] = useState([]);
  // the sending of several files outlives a rendering
  const ids = useRef([]);
  ids.current = Array.isArray(value) ? value : [];
  const count = useRef(0);
  const choose = next => { ids.current = next; onChange({ value: next }); };
  const tell = (key, change) => setNotes(all => all.map(one => (one.key === key ? { ...one, ...change } : one)));
  const forget = key => setNotes(all => all.filter(one => one.key !== key));

  async function sendOne(blob, older) {
    count.current += 1;
    const key = count.current;
    setNotes(all => [...all, { key, kind: 'sending', name: blob.name, percent: 0 }]);
    if (blob.size > setting.megabytes * 1024 * 1024) {
      tell(key, { kind: 'refused', text: t('attach.tooLarge', { megabytes: setting.megabytes }) });
      announce(t('attach.refused', { name: blob.name }));
      return;
    }
    try {
      const kept = await sendFile(setting.url, blob, older?.id, percent => tell(key, { percent }));
      know(kept);
      setFiles(all => (older ? all.map(one => (one.id === older.id ? kept : one)) : [...all, kept]));
      choose(older && ids.current.includes(older.id) ? ids.current.map(id => (id === older.id ? kept.id : id)) : [...ids.current, kept.id]);
      forget(key);
      announce(t('attach.kept', { name: kept.name }));
    } catch (refused) {
      tell(key, { kind: 'refused', text: refused.message });
      announce(`${t('attach.refused', { name: blob.name })} ${refused.message}`);
    }
  }

  const send = async (blobs, older) => { for (const blob of blobs) await sendOne(blob, older); };

  async function remove(file) {
    count.current += 1;
    const key = count.current;
    try {
      // what was sent with an earlier answer stays there: it only leaves this one
      if (file.filed) file = { ...file };
      else await changeFile('DELETE', `${setting.url}/${file.id}`);
    } catch (refused) {
      setNotes(all => [...all, { key, kind: 'refused', name: file.name, text: refused.message }]);
      return;
    }
    setFiles(all => all.filter(one => one.id !== file.id));
    choose(ids.current.filter(id => id !== file.id));
    setNotes(all => [...all, { key, kind: 'removed', name: file.name, file }]);
    announce(t('attach.removed', { name: file.name }));
  }

  async function restore(note) {
    try {
      const kept = note.file.filed ? note.file : await changeFile('POST', `${setting.url}/${note.file.id}/restore`);
      forget(note.key);
      setFiles(all => [...all, kept]);
      choose([...ids.current, kept.id]);
      announce(t('attach.kept', { name: kept.name }));
    } catch (refused) {
      tell(note.key, { kind: 'refused', text: refused.message });
    }
  }

  const attach = file => choose([...ids.current, file.id]);
  return { files, notes, send, remove, restore, attach, forget };
}

function Attachments(props) {
  const { field, value, domId, errors = [], disabled, onChange } = props;
  const setting = useService('config').attachments;
  const form = useService('form');
  // what may be answered is judged by the options the form began with: a new file is one of them
  const know = kept => {
    const { initialData } = form._getState();
    initialData[field.valuesKey] = [...(initialData[field.valuesKey] ?? []), { value: kept.id, label: kept.name }];
  };
  const { files, notes, send, remove, restore, attach, forget } = useFiles(setting, value, onChange, know);
  const [over, setOver] = useState(false);
  const chosen = Array.isArray(value) ? value : [];
  const inputId = `${domId}-file`;
  const back = act => async (...given) => { await act(...given); document.getElementById(inputId)?.focus(); };
  const drop = event => {
    event.preventDefault();
    setOver(false);
    if (!disabled) send([...event.dataTransfer.files]);
  };
  return (
    <GroupedField {...props} type="attachments" errors={errors}>
      <div class="attach-zone" data-over={over || undefined} onDragOver={event => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)} onDrop={drop}>
        <Chooser id={inputId} label={t('file.browse')} accept={setting.accept} many main disabled={disabled || files.length >= setting.most}
          describe={[describedBy(domId, field, errors), `${domId}-kinds`].filter(Boolean).join(' ')} onFiles={send} />
        {handheld() ? CAPTURES.map(([accept, capture, label]) => (
          <Chooser key={label} id={`${domId}-${capture}`} label={t(label)} accept={accept} capture={capture} main disabled={disabled} onFiles={send} />
        )) : <span class="attach-drop">{t('attach.drop')}</span>}
        <p id={`${domId}-kinds`} class="attach-kinds">{t('attach.kinds', { megabytes: setting.megabytes })}</p>
      </div>
      {files.length || notes.length ? (
        <ul class="attach-list" aria-label={t('attach.list')}>
          {files.map(file => (
            <Line key={file.id} file={file} domId={domId} disabled={disabled} accept={setting.accept} chosen={chosen.includes(file.id)}
              onRemove={back(() => remove(file))} onReplace={blobs => send(blobs, file)} onAttach={() => attach(file)} />
          ))}
          {notes.map(note => <Note key={note.key} note={note} onUndo={back(() => restore(note))} onClose={back(async () => forget(note.key))} />)}
        </ul>
      ) : null}
    </GroupedField>
  );
}

/** Without a task behind it (the studio shows a form) or for reading only, the names alone. */
function Names(props) {
  const options = useOptions(props.field);
  const values = Array.isArray(props.value) ? props.value : [];
  return <Answer type="attachments" field={props.field} domId={props.domId} text={values.map(id => options.find(one => one.value === id)?.label ?? String(id))} />;
}

/** A taglist of our type `attachments` is the field above; any other is a list of tags. */
export function TagsOrFiles(props) {
  const setting = useService('config').attachments;
  if (props.field.properties?.type !== 'attachments') return <Taglist {...props} />;
  return setting && !props.readonly ? <Attachments {...props} /> : <Names {...props} />;
}
TagsOrFiles.config = Taglist.config;
