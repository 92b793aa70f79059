// Our fields in place of the stock ones, our lists, our words for the validator's complaints.
import { NoButton } from './button.jsx';
import { Checkbox, Checklist, Radio, Select } from './choice.jsx';
import { Taglist } from './combobox.jsx';
import { DatetimeField } from './datetime.jsx';
import { NumberField } from './number.jsx';
import { LabelledRepeat } from './repeat.jsx';
import { FilePicker, Textarea, Textfield } from './text.jsx';
import { TranslatedValidator } from './validator.js';

class OwnFields {
  constructor(formFields) {
    const own = {
      textfield: Textfield, textarea: Textarea, number: NumberField, datetime: DatetimeField, filepicker: FilePicker,
      select: Select, radio: Radio, checklist: Checklist, checkbox: Checkbox, taglist: Taglist, button: NoButton,
    };
    for (const [type, component] of Object.entries(own)) formFields.register(type, component);
  }
}
OwnFields.$inject = ['formFields'];

export const fieldsModule = {
  __init__: ['ownFields', 'translatedValidator'],
  ownFields: ['type', OwnFields],
  translatedValidator: ['type', TranslatedValidator],
  repeatRenderManager: ['type', LabelledRepeat],
};
