import { documentTemplates } from '../../../data/document-templates/index.js';
import { ANSWERS, type Answer, type AnswerName, type RecordField } from '../answers/index.js';
import type { FieldDraft, SectionDraft, TableDraft } from '../frame/index.js';
import type { SystemRecords } from '../records/index.js';
import { stated } from './fields.js';

interface FieldUse {
  readonly needed: boolean;
  readonly view: 'public' | 'internal';
  readonly source: string;
}

/** A field of a template: answered by records, or by what people said. */
type TemplateField = FieldUse & ({ readonly record: AnswerName } | { readonly statement: string });

/** What a kind of document asks for, as it was known on a day. */
export interface DocumentTemplate {
  readonly id: string;
  readonly date: string;
  readonly title: string;
  readonly summary: string;
  readonly origin: string;
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: readonly TemplateField[];
  }[];
}

/** The newest file of each template; a test holds each to the schema beside it. */
export const DOCUMENT_TEMPLATES: readonly DocumentTemplate[] = [
  ...new Map(
    (documentTemplates as readonly DocumentTemplate[])
      .toSorted((a, b) => a.date.localeCompare(b.date))
      .map((one) => [one.id, one]),
  ).values(),
];

/** Fills a template in from records and statements. Nothing is made up: what nobody said is missing. */
export function fillTemplate({ sections, date, origin }: DocumentTemplate, records: SystemRecords): SectionDraft[] {
  return [
    ...sections.map(({ id, title, fields }) => {
      const filled = fields.map((field) => filledField(field, records));
      return {
        ...{ id, title },
        fields: filled.flatMap(({ field }) => (field === null ? [] : [field])),
        tables: filled.flatMap(({ tables }) => tables),
      };
    }),
    { id: 'origin', title: 'Where these fields come from', note: `${origin} As known on ${date}.` },
  ];
}

/** What no record says. */
const NOTHING: Answer = { from: [] };

interface Filled {
  readonly field: FieldDraft | null;
  readonly tables: readonly TableDraft[];
}

function filledField(field: TemplateField, records: SystemRecords): Filled {
  const { needed: isNeeded, source } = field;
  const isInternal = field.view === 'internal';
  if ('statement' in field)
    return { field: stated(field.statement, records, { isNeeded, isInternal, source }), tables: [] };
  const { label, need, isSilent = false, answer }: RecordField = ANSWERS[field.record];
  const answered = answer(records);
  if (answered === null && isSilent && !isNeeded) return { field: null, tables: [] };
  const { value = null, inside, tables = [], from = [] } = answered ?? NOTHING;
  const drawn = tables.map((table) => ({ ...table, isInternal }));
  // Figures stand as tables; only their absence is a field.
  if (drawn.length > 0) return { field: null, tables: drawn };
  return {
    field: {
      ...{ id: field.record, label, value, inside, from, asks: source, isInternal },
      need: isNeeded ? need : undefined,
    },
    tables: [],
  };
}
