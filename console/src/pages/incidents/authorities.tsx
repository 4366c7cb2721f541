import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { templatesQuery } from '../../api/incidents.js';
import { Said } from '../../parts/act.js';
import { plainText } from '../../parts/plain-text.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { TextField } from '../../parts/text-field.js';
import { useChange } from './use-change.js';

type Template = wire.IncidentTemplates['templates'][number];
type Field = Template['sections'][number]['fields'][number];
type Missing = Template['missing'][number];

const NEEDED = { first: 'the first report', final: 'the final report' } as const;

const MISSING: readonly Column<Missing>[] = [
  { id: 'label', head: 'Missing', cell: ({ label }) => label },
  { id: 'asks', head: 'What is asked', cell: ({ asks }) => asks },
  { id: 'for', head: 'Needed for', cell: ({ neededFor }) => NEEDED[neededFor] },
  { id: 'who', head: 'Who can say it', cell: ({ who }) => <bdi>{who}</bdi> },
];

const FIELDS: readonly Column<Field>[] = [
  { id: 'label', head: 'Field', cell: ({ label }) => label },
  {
    id: 'value',
    head: 'Said',
    cell: ({ value, neededFor }) =>
      value === null ? (
        <span className="note">{neededFor === null ? 'not said' : 'missing'}</span>
      ) : (
        <bdi className="lines">{plainText(value)}</bdi>
      ),
  },
  { id: 'from', head: 'From', cell: ({ value, from, source }) => (value === null ? source : from) },
];

/** What authorities ask to be told, with what is missing and who can say it. */
export function Authorities({ of }: { readonly of: wire.Incident }) {
  const templates = useQuery(templatesQuery(of.id));
  return (
    <Answer of={templates} what="what authorities ask for">
      {({ templates: all }) => (
        <div className="stack">
          {/* Those of duties with a clock come first. */}
          {all
            .toSorted((a, b) => Number(b.isAsked) - Number(a.isAsked))
            .map((one) => (
              <details key={one.id} open={one.isAsked}>
                <summary>
                  {one.title}: {missingText(one)}
                </summary>
                <Filled template={one} of={of} />
              </details>
            ))}
        </div>
      )}
    </Answer>
  );
}

/** How much is missing, by report: a first report may be sent while the final one still lacks something. */
function missingText({ missing }: Template): string {
  const first = missing.filter(({ neededFor }) => neededFor === 'first').length;
  if (missing.length === 0) return 'nothing is missing';
  return first === 0 ? `${missing.length} missing for the final report` : `${first} missing for the first report`;
}

function Filled({ template, of }: { readonly template: Template; readonly of: wire.Incident }) {
  const { id, to, date, origin, sections, missing } = template;
  return (
    <div className="stack">
      <p className="note small">
        To {to}. As known on {date}. {origin}
      </p>
      {missing.length === 0 ? null : (
        <Table caption="What is missing" columns={MISSING} rows={missing} rowKey={({ field }) => field} />
      )}
      {of.may.includes('change') && of.state !== 'closed' ? <Say template={template} of={of} /> : null}
      {sections.map((section) => (
        <Table
          key={section.id}
          caption={section.title}
          columns={FIELDS}
          rows={section.fields}
          rowKey={({ id: field }) => field}
        />
      ))}
      <p className="acts no-print">
        {(['html', 'md', 'json'] as const).map((form) => (
          <a
            key={form}
            className="button"
            href={`/v1/incidents/${of.id}/report?form=${form}&template=${encodeURIComponent(id)}`}
            download
          >
            {form === 'html' ? 'Export this report' : form === 'md' ? 'Markdown' : 'JSON'}
          </a>
        ))}
      </p>
    </div>
  );
}

/** Says what only a person can say; the field that is missing first is chosen at the beginning. */
function Say({ template, of }: { readonly template: Template; readonly of: wire.Incident }) {
  const stated = template.sections.flatMap(({ fields }) => fields).filter(({ isStated }) => isStated);
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState('');
  const act = useChange(of, () => {
    setText('');
    setChosen(null);
  });
  const next = stated.find(({ value, neededFor }) => value === null && neededFor !== null) ?? stated[0];
  const field = stated.find(({ id }) => id === chosen) ?? next;
  if (field === undefined) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'statement', template: template.id, field: field.id, text });
  };
  const write = (typed: string): void => {
    // What is begun for a field stays with it, also where somebody else answers it meanwhile and another is the first that is missing.
    setChosen(field.id);
    setText(typed);
  };
  const select = `field-${template.id}`;
  return (
    <form className="stack no-print" onSubmit={submit}>
      <div className="field">
        <label htmlFor={select}>Field that a person answers</label>
        <select id={select} value={field.id} onChange={({ target }) => setChosen(target.value)}>
          {stated.map(({ id, label, value }) => (
            <option key={id} value={id}>
              {label}
              {value === null ? '' : ' (said)'}
            </option>
          ))}
        </select>
      </div>
      <TextField label={field.asks} rows={3} most={10_000} isRequired value={text} onChange={write} />
      <p className="acts">
        <button type="submit" className="button" disabled={act.isRunning}>
          {field.value === null ? 'Say it' : 'Say it anew'}
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
