import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { reportTemplates } from '../../../data/report-templates/index.js';
import type { IncidentRole } from '../model/index.js';

/** What of an incident can answer a field. */
export type RecordName =
  | ('report-kind' | 'system' | 'purpose' | 'versions' | 'places' | 'title' | 'description' | 'facts' | 'began')
  | ('aware' | 'detected' | 'affected' | 'affected-number' | 'containment' | 'stops' | 'cause' | 'actions')
  | ('post-mortem' | 'clocks' | 'frozen' | 'log' | 'held');

interface FieldCommon {
  readonly id: string;
  readonly label: string;
  readonly asks: string;
  /** The report that is not complete without it; null: it may be left out. */
  readonly neededFor: 'first' | 'final' | null;
  /** The provision that asks for it. */
  readonly source: string;
}

/** A field of a template: answered by the incident, or by a person who has a role in it. */
export type TemplateField = FieldCommon & ({ readonly record: RecordName } | { readonly who: IncidentRole });

/** What an authority asks to be told, as it was known on a day. */
export interface ReportTemplate {
  readonly id: string;
  readonly date: string;
  readonly title: string;
  readonly to: string;
  /** Ids of the duties whose report it is. */
  readonly duties: readonly string[];
  readonly origin: string;
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: readonly TemplateField[];
  }[];
}

/** The newest file of each template; a test holds each to the schema beside it. */
export const REPORT_TEMPLATES: readonly ReportTemplate[] = [
  ...new Map(
    (reportTemplates as readonly ReportTemplate[])
      .toSorted((a, b) => a.date.localeCompare(b.date))
      .map((one) => [one.id, one]),
  ).values(),
];

/** @throws TribuneError NOT_FOUND with the name that is near */
export function templateOf(id: string): ReportTemplate {
  const found = REPORT_TEMPLATES.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = REPORT_TEMPLATES.map((one) => one.id);
  const near = suggest(id, ids);
  throw new TribuneError('NOT_FOUND', `there is no template ${JSON.stringify(id.slice(0, 80))}`, {
    remedy: near === null ? `There are ${ids.join(', ')}.` : `Did you mean ${near}?`,
  });
}

/**
 * Gives the field of a template that a person answers.
 *
 * @throws TribuneError NOT_FOUND, INVALID for a field that the incident answers
 */
export function statedField(template: string, id: string): TemplateField {
  const fields = templateOf(template).sections.flatMap((section) => section.fields);
  const found = fields.find((one) => one.id === id);
  if (found === undefined) {
    const near = suggest(
      id,
      fields.map((one) => one.id),
    );
    throw new TribuneError('NOT_FOUND', `the template ${template} has no field ${JSON.stringify(id.slice(0, 80))}`, {
      remedy: near === null ? `Fields are ${fields.map((one) => one.id).join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  if ('who' in found) return found;
  throw new TribuneError('INVALID', `the field ${id} of ${template} is answered by the incident itself`, {
    remedy: 'Change the incident, and the report says it.',
  });
}

/** Name under which an incident keeps the statement for a field. */
export const statementKey = (template: string, field: string): string => `${template}/${field}`;
