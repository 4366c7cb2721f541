import type { wire } from 'tribune/client';
import { type Column, Table } from './table.js';
import { Time } from './time.js';

type Made = Exclude<wire.DecisionExplanation, { readonly status: 'pending' }>;
/** An explanation in words, as the person or a reviewer is told it. */
export type Told = Extract<Made, { readonly view: 'subject' | 'reviewer' }>;

/** What an explanation says: the reasons, what would have led elsewhere, and for reviewers what each input did. */
export function Explained({ of }: { readonly of: Told }) {
  const { reasons, recourse } = of;
  return (
    <>
      <p role="status">
        {reasons.status === 'ready' ? 'The reasons:' : `No reasons are given: ${reasons.status}.`} {reasons.note}
      </p>
      {reasons.sentences.length === 0 ? null : (
        <ol>
          {reasons.sentences.map(({ sentence, values }) => (
            <li key={sentence}>
              <bdi>{sentence}</bdi>
              {values.map(({ name, unit, value }) => (
                <span key={name} className="note">
                  {' '}
                  <bdi>{name}</bdi>: <bdi>{value ?? 'missing'}</bdi> {unit === null ? null : <bdi>{unit}</bdi>}
                </span>
              ))}
            </li>
          ))}
        </ol>
      )}
      {reasons.inputs === undefined || reasons.inputs.length === 0 ? null : (
        <p>
          Inputs that spoke against the person most: <bdi>{reasons.inputs.join(', ')}</bdi>
        </p>
      )}
      <h3>Changes that would have led to another outcome</h3>
      <p className="note">{recourse.note}</p>
      {recourse.offer === null ? null : (
        <p>
          An offer that holds until <Time at={recourse.offer.until} />.
        </p>
      )}
      {recourse.ways.map((way) => (
        <Table
          key={JSON.stringify(way)}
          caption="One way"
          columns={CHANGES}
          rows={Object.entries(way)}
          rowKey={([name]) => name}
        />
      ))}
      {of.view === 'reviewer' ? <Contributions of={of.contributions} /> : null}
    </>
  );
}

type Change = readonly [string, Readonly<Record<string, unknown>>];
const CHANGES: readonly Column<Change>[] = [
  { id: 'input', head: 'Input', cell: ([name]) => <bdi>{name}</bdi> },
  { id: 'from', head: 'From', cell: ([, { from }]) => <bdi>{String(from ?? 'missing')}</bdi> },
  { id: 'to', head: 'To', cell: ([, { to }]) => <bdi>{String(to ?? 'missing')}</bdi> },
];

type Contribution = readonly [string, number];
const CONTRIBUTIONS: readonly Column<Contribution>[] = [
  { id: 'input', head: 'Input', cell: ([name]) => <bdi>{name}</bdi>, value: ([name]) => name },
  { id: 'by', head: 'Moved the score by', cell: ([, by]) => by.toPrecision(3), value: ([, by]) => by, isNumber: true },
];

function Contributions({ of }: { readonly of: Readonly<Record<string, number>> }) {
  const rows = Object.entries(of).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return (
    <Table
      caption="What each input did, against the people whom the version is compared with"
      columns={CONTRIBUTIONS}
      rows={rows}
      rowKey={([name]) => name}
    />
  );
}
