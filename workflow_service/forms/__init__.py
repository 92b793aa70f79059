"""Forms: a form-js 1.23 schema compiled to marshmallow, with conditions and rules in FEEL.

The browser draws the schema, the server judges the answer by the same schema (frontend.md, Server-side
validation). Pure: what a form needs to know comes in as a FormContext.
"""

from workflow_service.forms.checks import check_form
from workflow_service.forms.fieldtypes import FIELD_TYPES, FieldType
from workflow_service.forms.form import Form, compile_form, read_form
from workflow_service.forms.headings import heading_rows
from workflow_service.forms.model import FieldInfo, FormContext, Option, OptionText, options_key

__all__ = [
    "FIELD_TYPES",
    "FieldInfo",
    "FieldType",
    "Form",
    "FormContext",
    "Option",
    "OptionText",
    "check_form",
    "compile_form",
    "heading_rows",
    "options_key",
    "read_form",
]
