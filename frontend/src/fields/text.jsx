// The stock text fields are sound; only their read-only form, a grey box, gives way to the answer as text.
import { FilePicker as StockFilePicker, Textarea as StockTextarea, Textfield as StockTextfield } from '@bpmn-io/form-js-viewer';
import { Answer } from './frame.jsx';

function withAnswer(Stock, type, read) {
  function Field(props) {
    if (!props.readonly) return <Stock {...props} />;
    return <Answer type={type} field={props.field} domId={props.domId} text={read(props.value)} />;
  }
  Field.config = Stock.config;
  return Field;
}

export const Textfield = withAnswer(StockTextfield, 'textfield', value => value ?? '');
export const Textarea = withAnswer(StockTextarea, 'textarea', value => String(value ?? '').split('\n').filter(Boolean));
// What was attached is listed by the page; the form itself knows only a key that lives in the browser.
export const FilePicker = withAnswer(StockFilePicker, 'filepicker', () => '');
