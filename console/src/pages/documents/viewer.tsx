import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { documentKindsQuery, documentQuery } from '../../api/documents.js';
import type { DocumentField, DocumentSection, DocumentTable, RecordDocument } from '../../api/record-document.js';
import { Digest } from '../../parts/digest.js';
import { EntryLink } from '../../parts/entry-link.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Name } from '../../parts/words.js';
import { Compare } from './compare.js';
import { MissingFields } from './missing-fields.js';
import { RecordLink, SourceMark } from './source-mark.js';
import { SubjectField } from './subject-field.js';
import { Unread } from './unread.js';
import { cellText, lastEntryOf, placeText, statusText } from './words.js';

const route = getRouteApi('/documents');

interface ViewerProps {
  readonly kind: string;
  readonly subject: string;
}

/** A document with the source of every field on it, what it lacks, and every format of it. */
export function Viewer({ kind, subject }: ViewerProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = search.view ?? 'public';
  const may = useMay()('document.read');
  const document = useQuery({ ...documentQuery({ kind, subject, view }), enabled: may });
  const crumb = (
    <Link to="/documents" search={{ subject }}>
      Documents about <Name>{subject}</Name>
    </Link>
  );
  const title = document.data?.title ?? kind.replaceAll('-', ' ');
  return (
    <Page title={`${title}: ${subject}`} crumb={crumb}>
      <div className="row no-print">
        <SubjectField
          subject={subject}
          onSubject={(next) =>
            void navigate({ search: { ...search, subject: next, with: undefined, field: undefined } })
          }
        />
        {may ? (
          <fieldset className="choices views">
            <legend>View</legend>
            <span className="row">
              {(['public', 'internal'] as const).map((one) => (
                <label className="choice" key={one}>
                  <input
                    type="radio"
                    name="document-view"
                    checked={view === one}
                    onChange={() =>
                      void navigate({
                        search: { ...search, view: one === 'internal' ? one : undefined },
                        replace: true,
                      })
                    }
                  />
                  <span>{one}</span>
                </label>
              ))}
            </span>
          </fieldset>
        ) : null}
      </div>
      {may ? (
        <Answer of={document} what="the document">
          {(of) => <Shown of={of} />}
        </Answer>
      ) : (
        <Unread kind={kind} subject={subject} field={search.field} />
      )}
    </Page>
  );
}

function Shown({ of }: { readonly of: RecordDocument }) {
  const search = route.useSearch();
  const look = of.missing.length > 0 ? 'bad' : of.stale.length > 0 ? 'care' : 'good';
  return (
    <>
      <p className={`verdict ${look} section`} role="status">
        {statusText(of)}{' '}
        <span className="note small">
          {of.view === 'public' ? 'Public view.' : 'Internal view: not for publication.'}{' '}
          {of.asOf === null ? '' : `As of entry ${of.asOf.size} of the log.`}
        </span>
      </p>
      {of.missing.length === 0 ? null : (
        <Section title="What is missing, and who can say it">
          <MissingFields of={of} field={search.field} />
        </Section>
      )}
      {of.stale.length === 0 ? null : (
        <Section title="What is out of date">
          <ul className="tasks">
            {of.stale.map(({ record, because }) => (
              <li key={`${record} ${because}`} className="task care">
                <span className="what">
                  [{record + 1}] {of.records[record]!.kind} <RecordLink of={of.records[record]!} />
                </span>
                <span className="when" />
                <span className="why">
                  <Name whole>{because}</Name>
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Formats of={of} />
      {of.sections.map((section) => (
        <Section key={section.id} title={section.title}>
          <Part of={section} document={of} />
        </Section>
      ))}
      <Section title="Sources">
        <Sources of={of} />
      </Section>
      <Section title="Compare">
        <Compare of={of} />
      </Section>
    </>
  );
}

function Formats({ of }: { readonly of: RecordDocument }) {
  const formats = useQuery(documentKindsQuery).data?.kinds.find(({ id }) => id === of.kind)?.formats ?? [];
  return (
    <p className="row section no-print formats">
      <span className="note">Save it as</span>
      {formats.map((format) => (
        <a
          key={format}
          className="button small"
          download
          href={`/v1/documents/${encodeURIComponent(of.kind)}?${new URLSearchParams({ subject: of.subject, view: of.view, format })}`}
        >
          {format}
        </a>
      ))}
    </p>
  );
}

interface PartProps {
  readonly of: DocumentSection;
  readonly document: RecordDocument;
}

const Part = ({ of: { note, fields, tables }, document }: PartProps) => (
  <div className="stack">
    {note === undefined ? null : (
      <p className="note">
        <Name whole>{note}</Name>
      </p>
    )}
    {fields.length === 0 ? null : (
      <dl className="facts document-fields">
        {fields.map((field) => (
          <Field key={field.id} of={field} document={document} />
        ))}
      </dl>
    )}
    {tables.map((one, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: tables of one document keep their places, and two may have one caption
      <Figures key={`${one.caption} ${at}`} of={one} document={document} />
    ))}
  </div>
);

interface MarksProps {
  readonly from: readonly number[];
  readonly document: RecordDocument;
}

const Marks = ({ from, document }: MarksProps) =>
  from.map((at) => (
    <SourceMark
      key={at}
      at={at}
      of={document.records[at]!}
      staleBecause={document.stale.find(({ record }) => record === at)?.because}
    />
  ));

function Field({ of, document }: { readonly of: DocumentField; readonly document: RecordDocument }) {
  const isMissing = document.missing.some(({ field }) => field === of.id);
  return (
    <div className="pair">
      <dt title={of.asks}>
        <Name>{of.label}</Name>
      </dt>
      <dd>
        {of.value === null ? (
          isMissing ? (
            <a href={`#missing-${of.id}`}>
              <strong>missing</strong>
            </a>
          ) : (
            <span className="note">not said</span>
          )
        ) : (
          of.value.map((text, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one value keep their places
            <span className="lines" key={at}>
              {at === 0 ? null : <br />}
              <Name whole>{text}</Name>
            </span>
          ))
        )}
        <Marks from={of.from} document={document} />
      </dd>
    </div>
  );
}

type Cells = DocumentTable['rows'][number];

function Figures({ of, document }: { readonly of: DocumentTable; readonly document: RecordDocument }) {
  const columns = of.columns.map(
    ({ head, numeric }, at): Column<{ readonly cells: Cells }> => ({
      ...{ id: String(at), head, isNumber: numeric === true },
      value: ({ cells }) => cells[at] ?? null,
      cell: ({ cells }) => <Name>{cellText(cells[at] ?? null)}</Name>,
    }),
  );
  const rows = of.rows.map((cells, at) => ({ cells, at }));
  return (
    <div>
      <h3>
        <Name>{of.caption}</Name> <Marks from={of.from} document={document} />
      </h3>
      <Table
        caption={of.caption}
        columns={columns}
        rows={rows}
        rowKey={(row) => String((row as (typeof rows)[number]).at)}
      />
    </div>
  );
}

type Numbered = RecordDocument['records'][number] & { readonly at: number };

const SOURCE_COLUMNS: readonly Column<Numbered>[] = [
  {
    id: 'mark',
    head: 'Mark',
    value: ({ at }) => at + 1,
    cell: ({ at }) => <span id={`record-${at + 1}`}>[{at + 1}]</span>,
  },
  { id: 'kind', head: 'Record', value: ({ kind }) => kind, cell: ({ kind }) => kind },
  { id: 'id', head: 'Id', value: ({ id }) => id, cell: (one) => <RecordLink of={one} /> },
  {
    id: 'digest',
    head: 'Digest',
    value: ({ digest }) => digest,
    cell: ({ digest }) => (digest === null ? '–' : <Digest of={digest} />),
  },
  {
    id: 'place',
    head: 'In the log',
    value: (one) => placeText(one),
    cell: (one) => {
      const place = placeText(one);
      return place === null ? '–' : <EntryLink at={lastEntryOf(one)}>{place}</EntryLink>;
    },
  },
];

const Sources = ({ of }: { readonly of: RecordDocument }) => (
  <Table
    caption="Records that this document was made from"
    columns={SOURCE_COLUMNS}
    rows={of.records.map((one, at) => ({ ...one, at }))}
    rowKey={({ at }) => String(at)}
    file={`sources-${of.kind}.csv`}
  />
);
