// A schema's own buttons are not shown: the page has one way to send and one way to save, below the form.
import { Button } from '@bpmn-io/form-js-viewer';

export function NoButton() {
  return null;
}
NoButton.config = Button.config;
