// The page of a meeting that is held: follows it live, saves by itself, never overwrites what somebody else has written.
import '../css/meeting.css';
import { t } from '../i18n/index.js';
import { announce, island } from '../lib.js';
import { follow } from '../run/follow.js';
import { installKeys } from '../run/keys.js';
import { Parts } from '../run/parts.js';
import { Sender } from '../run/sender.js';
import { runTimer } from '../run/timer.js';
import { Writer } from '../run/writer.js';

island('meeting-run', root => {
  const writer = new Writer(root);
  const parts = new Parts(root, writer, text => announce(text));
  const sender = new Sender(root, writer, parts);
  parts.isBusy = () => sender.running > 0;
  const stops = [follow(root, parts), runTimer(root), installKeys(root, sender), () => writer.stop(), () => sender.stop()];
  parts.faded();
  return () => stops.forEach(stop => stop());
}, () => t('run.failed'));
