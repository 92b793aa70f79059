// Our fields in place of the stock ones, our lists, and our judgement: what expressions see, which answers are good.
import { TagsOrFiles } from './attachments.jsx';
import { NoButton } from './button.jsx';
import { Checkbox, Checklist, Radio, Select } from './choice.jsx';
import { DatetimeField } from './datetime.jsx';
import { NumberField } from './number.jsx';
import { LabelledRepeat, List } from './repeat.jsx';
import { FilePicker, Textarea, Textfield } from './text.jsx';
import { Conditions, HouseLanguage } from '../form/names.js';
import { HouseValidator } from './validator.js';

class OwnFields {
  constructor(formFields) {
    const own = {
      textfield: Textfield, textarea: Textarea, number: NumberField, datetime: DatetimeField, filepicker: FilePicker,
      select: Select, radio: Radio, checklist: Checklist, checkbox: Checkbox, taglist: TagsOrFiles, button: NoButton, dynamiclist: List,
    };
    for (const [type, component] of Object.entries(own)) formFields.register(type, component);
  }
}
OwnFields.$inject = ['formFields'];

export const fieldsModule = {
  __init__: ['ownFields'],
  ownFields: ['type', OwnFields],
  validator: ['type', HouseValidator],
  expressionLanguage: ['type', HouseLanguage],
  conditionChecker: ['type', Conditions],
  repeatRenderManager: ['type', LabelledRepeat],
};
