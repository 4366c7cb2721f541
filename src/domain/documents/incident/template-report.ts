import { type ReportTemplate, statementKey, type TemplateField } from '../../incidents/index.js';
import { type Answer, type AnswersInput, answerOf } from './answers.js';
import type { IncidentReport, IncidentReportInput, ReportSection } from './report.js';

/** A field of a template, as far as it is answered. */
export interface FilledField {
  readonly id: string;
  readonly label: string;
  readonly asks: string;
  readonly neededFor: TemplateField['neededFor'];
  readonly source: string;
  /** Null where nothing is known. */
  readonly value: string | null;
  readonly from: string;
  /** Whether a person answers it, by a statement. */
  readonly isStated: boolean;
}

/** A field that a report needs and that nobody answered, with who can. */
export interface MissingField extends Pick<FilledField, 'label' | 'asks'> {
  readonly field: string;
  readonly neededFor: 'first' | 'final';
  readonly who: string;
  readonly how: string;
}

/** A template with what is known for each of its fields. */
export interface FilledTemplate extends Omit<ReportTemplate, 'sections'> {
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: readonly FilledField[];
  }[];
  /** What the first report lacks, then what the final one does. */
  readonly missing: readonly MissingField[];
}

type FillInput = Omit<AnswersInput, 'duties'>;

/** Fills a template in: from the record of the incident, and from what persons said for it. Nothing is made up. */
export function fillTemplate(template: ReportTemplate, input: FillInput): FilledTemplate {
  const given = { ...input, duties: template.duties };
  const filled = template.sections.map((section) => ({
    ...{ id: section.id, title: section.title },
    fields: section.fields.map((field) => filledField(template, field, given)),
  }));
  const all = filled.flatMap(({ fields }) => fields);
  const lacking = (needed: 'first' | 'final'): MissingField[] =>
    all.flatMap(({ field, missing }) => (field.neededFor === needed && missing !== null ? [missing] : []));
  return {
    ...template,
    sections: filled.map(({ fields, ...same }) => ({ ...same, fields: fields.map(({ field }) => field) })),
    missing: [...lacking('first'), ...lacking('final')],
  };
}

function filledField(template: ReportTemplate, field: TemplateField, input: AnswersInput) {
  const { id, label, asks, neededFor, source } = field;
  const { value, from, who, how } = 'record' in field ? answerOf(field.record, input) : stated(template, field, input);
  const shown: FilledField = { id, label, asks, neededFor, source, value, from, isStated: 'who' in field };
  const isMissing = value === null && neededFor !== null;
  return {
    field: shown,
    missing: isMissing ? { field: id, label, asks, neededFor, who: personOf(who, input), how } : null,
  };
}

/** What a person said for a field. */
function stated(
  { id }: ReportTemplate,
  field: Extract<TemplateField, { readonly who: unknown }>,
  { incident: { statements }, items }: AnswersInput,
): Answer {
  const key = statementKey(id, field.id);
  const said = statements?.[key];
  const item = items.findLast((one) => one.kind === 'statement' && one.what.endsWith(` for ${key}`));
  const from = said === undefined ? 'nowhere' : `item ${item?.number ?? '?'} of the timeline, by ${said.by}`;
  const how = `say it: \`statement\` (tribune incident change ID --statement ${key} --text TEXT)`;
  return { value: said?.text ?? null, from, who: field.who, how };
}

/** Who can say something: the role, and who has it. */
function personOf(who: Answer['who'], { incident, registry }: AnswersInput): string {
  const person =
    who === 'owner' ? registry.systems.find(({ id }) => id === incident.system)?.owner : incident.roles[who];
  return `${who === 'owner' ? 'the owner of the system' : who} (${person ?? 'nobody yet'})`;
}

/** The report that a template asks for, as data: HTML, Markdown and JSON say the same. */
export interface TemplateReport extends IncidentReport {
  readonly template: Pick<ReportTemplate, 'id' | 'date' | 'to' | 'duties' | 'origin'>;
  readonly missing: readonly MissingField[];
}

/** Puts the report together that a template asks for. What is missing stands first, with who can say it. */
export function templateReport(
  template: ReportTemplate,
  input: Pick<IncidentReportInput, 'incident' | 'items' | 'madeAtMs' | 'checkpoint' | 'tool'> & FillInput,
): TemplateReport {
  const { incident, madeAtMs, tool } = input;
  const { sections, missing, title, id, date, to, duties, origin } = fillTemplate(template, input);
  return {
    ...{ schemaVersion: '1', incident: incident.id, title: `${title}: ${incident.title}`, state: incident.state },
    ...{ madeAt: new Date(madeAtMs).toISOString(), tool },
    template: { id, date, to, duties, origin },
    missing,
    sections: [missingSection(missing), ...sections.map(filledSection), origins(template, input)],
  };
}

function missingSection(missing: readonly MissingField[]): ReportSection {
  const first = missing.filter(({ neededFor }) => neededFor === 'first').length;
  const note =
    missing.length === 0
      ? 'Every field that is needed is answered. That it is answered does not say that it is right.'
      : `The first report lacks ${first} of what is asked for, and the final one ${missing.length}.`;
  const lines = missing.map(({ label, asks, neededFor, who, how }) => ({
    ...{ name: label, value: `${asks} Needed for the ${neededFor} report.`, source: `${who}: ${how}` },
  }));
  return { id: 'missing', title: 'What is missing, and who can say it', note, lines };
}

const filledSection = ({ id, title, fields }: FilledTemplate['sections'][number]): ReportSection => ({
  ...{ id, title },
  lines: fields.map(({ label, value, from, source, neededFor }) => ({
    name: label,
    value: value ?? (neededFor === null ? 'not said' : 'MISSING'),
    source: value === null ? source : `${from}; asked for by ${source}`,
  })),
});

function origins(
  { id, date, origin }: ReportTemplate,
  { checkpoint, madeAtMs, tool }: Pick<IncidentReportInput, 'checkpoint' | 'madeAtMs' | 'tool'>,
): ReportSection {
  return {
    ...{ id: 'made', title: 'How this was made' },
    note: 'It is evidence for what was known and when; whether it is what the authority asks for is for lawyers to say.',
    lines: [
      { name: 'template', value: `${id}, as known on ${date}. ${origin}`, source: 'dated data' },
      {
        name: 'made',
        value: `${new Date(madeAtMs).toISOString()} by ${tool.name} ${tool.version}`,
        source: 'clock of the service',
      },
      {
        name: 'log',
        value:
          checkpoint === null
            ? 'no checkpoint yet'
            : `${checkpoint.log}, size ${checkpoint.size}, root ${checkpoint.root}`,
        source: 'newest signed checkpoint',
      },
    ],
  };
}
