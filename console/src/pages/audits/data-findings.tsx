import { type ForestRow, forestChart, formatCount, formatInterval, formatValue, type ValueUnit } from 'tribune/charts';
import { Chart } from '../../parts/chart.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { sentenceText } from '../../parts/sentence-text.js';
import { Command } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { groupText, Name, namedGroup } from '../../parts/words.js';
import {
  type DataFinding,
  type DataResult,
  type DataTest,
  dataSentence,
  gravestFirst,
  neutralOf,
} from './data-result.js';
import { VerdictBadge } from './words.js';

/** Most comparisons of a picture; the table has all of them. */
const MOST_DRAWN = 24;

/** What an audit of data found: the verdict, every test with the source of bias that it measures, and the data. */
export function DataFindings({ result }: { readonly result: DataResult }) {
  const { data, policy, tests, verdict, replay } = result;
  const blocks = tests.some(({ severity }) => severity === 'block');
  return (
    <>
      <p className={`verdict ${!blocks ? 'care' : verdict === 'pass' ? 'good' : verdict === 'fail' ? 'bad' : 'care'}`}>
        {blocks ? <VerdictBadge of={verdict} /> : null} <bdi>{dataSentence(result)}</bdi>
      </p>
      <dl className="figures section">
        <Figure name="People audited" value={formatCount(data.people)} />
        <Figure
          name="Rows left out"
          value={formatCount(data.excluded.reduce((sum, { rows }) => sum + rows, 0))}
          note={
            data.excluded
              .filter(({ rows }) => rows > 0)
              .map(({ reason, rows }) => `${reason} ${formatCount(rows)}`)
              .join(', ') || 'none'
          }
        />
        <Figure
          name="Attributes"
          value={formatCount(data.attributes.length)}
          note={listed(data.attributes.map(({ name }) => name))}
        />
        <Figure
          name="Features"
          value={formatCount(data.features.length)}
          note={data.leftOut.length === 0 ? '' : `${data.leftOut.length} columns are none`}
        />
      </dl>
      <dl className="facts section">
        <dt>Policy</dt>
        <dd>
          <Name>{`${policy.name} ${policy.version}`}</Name> <Digest of={policy.digest} />
        </dd>
      </dl>
      <Section title="Tests of where bias enters the data">
        <Table
          caption="Tests"
          columns={TESTS}
          rows={tests}
          rowKey={({ test }) => test}
          isBad={(one) => one.verdict === 'fail'}
        />
      </Section>
      {tests.filter(isAboutSomething).map((one) => (
        <Section key={one.test} title={one.title}>
          <Test of={one} level={policy.level} />
        </Section>
      ))}
      <Section title="How to repeat it">
        <Command text={replay} />
      </Section>
    </>
  );
}

/** Whether a test could be made: of one that could not, the table says why. */
const isAboutSomething = ({ verdict }: DataTest): boolean => verdict !== 'not_applicable';

/** Names of columns one after the other, each in its own direction. */
const listed = (names: readonly string[]): string =>
  sentenceText(names.join(', '), [Object.fromEntries(names.entries())]);

/** Names from the data that the sentences of a test may have in them. */
const namesIn = ({ findings }: DataTest) =>
  findings.flatMap(({ subject, group, reference }) => [{ subject }, group, reference]);

const TESTS: readonly Column<DataTest>[] = [
  {
    id: 'test',
    head: 'Test',
    cell: (one) => (
      <>
        <Name>{one.title}</Name>
        {isAboutSomething(one) ? null : (
          <span className="note small block">{sentenceText(one.message, namesIn(one))}</span>
        )}
      </>
    ),
  },
  { id: 'source', head: 'Source of bias', cell: ({ source }) => <Name>{source.name}</Name> },
  {
    id: 'verdict',
    head: 'Verdict',
    cell: ({ verdict, severity }) => (
      <>
        <VerdictBadge of={verdict} />
        {severity === 'warn' ? <span className="note small block">warns only</span> : null}
      </>
    ),
  },
  { id: 'comparisons', head: 'Comparisons', isNumber: true, cell: ({ comparisons }) => formatCount(comparisons) },
];

function Test({ of, level }: { readonly of: DataTest; readonly level: number | undefined }) {
  const { message, notes, source, basis, findings, measure } = of;
  const all = gravestFirst(of);
  const names = namesIn(of);
  const drawn = all.filter(({ estimate }) => estimate !== null).slice(0, MOST_DRAWN);
  return (
    <div className="stack">
      <p>
        <VerdictBadge of={of.verdict} /> <bdi>{sentenceText(message, names)}</bdi>
      </p>
      {notes.map((note) => (
        <p key={note} className="note">
          <bdi>{sentenceText(note, names)}</bdi>
        </p>
      ))}
      <dl className="facts">
        <dt>Source of bias</dt>
        <dd>
          <bdi>{`${source.name}: ${source.meaning}`}</bdi>
        </dd>
        {source.alsoCalled.length === 0 ? null : (
          <>
            <dt>Also called</dt>
            <dd>
              <bdi>{source.alsoCalled.join(', ')}</bdi>
            </dd>
          </>
        )}
        <dt>Basis of the bound</dt>
        <dd>
          <bdi>{`${basis.kind}, ${basis.source}`}</bdi>
        </dd>
      </dl>
      {drawn.length === 0 ? null : (
        <Chart draw={(width) => pictureOf(of, drawn, width)} caption={captionOf(of, drawn.length, level)} />
      )}
      {findings.length === 0 ? null : (
        <details>
          <summary>
            {findings.length === 1 ? 'The comparison' : `All ${formatCount(findings.length)} comparisons`}
          </summary>
          <Table
            caption={`${measure.name}, by comparison`}
            columns={columnsOf(of)}
            rows={all}
            rowKey={({ subject, group, reference }) => JSON.stringify([subject, group, reference])}
            isBad={({ verdict }) => verdict === 'fail'}
          />
        </details>
      )}
    </div>
  );
}

const unitOf = ({ measure }: DataTest): ValueUnit => (measure.unit === 'ratio' ? 'number' : measure.unit);

function captionOf({ measure, findings }: DataTest, drawn: number, level: number | undefined): string {
  const some = findings.length > drawn ? `, the ${drawn} gravest of ${findings.length} comparisons` : '';
  const at = level === undefined ? '' : ` at ${Number((100 * level).toPrecision(6))} %`;
  return `${measure.name.charAt(0).toUpperCase()}${measure.name.slice(1)}${some}, with intervals${at}. Numbers stand beside the marks.`;
}

function pictureOf(of: DataTest, drawn: readonly DataFinding[], width: number) {
  const { test, title, measure, allowed } = of;
  const neutral = neutralOf(measure);
  const sections = new Map<string, ForestRow[]>();
  for (const one of drawn) {
    const heading = Object.keys(one.group).join(' and ') || 'everyone';
    const label = [one.subject, Object.keys(one.group).length === 0 ? null : groupText(one.group)];
    const row: ForestRow = {
      ...{ estimate: one.estimate, lower: one.lower, upper: one.upper, n: one.n, status: one.status },
      label: label.filter((part) => part !== null).join(': ') || 'everyone',
      role: one.verdict === 'fail' ? 'breach' : null,
    };
    sections.set(heading, [...(sections.get(heading) ?? []), row]);
  }
  const bounds = [allowed.min, allowed.max]
    .filter((value) => value !== undefined)
    .map((value) => ({ value, label: 'bound' }));
  const isLog = measure.unit === 'ratio' && drawn.every((one) => (one.estimate ?? 0) > 0 && (one.lower ?? 0) > 0);
  return forestChart({
    ...{ key: `data-${test}`, title, width, axisLabel: measure.name, unit: unitOf(of) },
    ...{ valueHead: 'estimate [interval]', markWords: { ok: 'comparison' }, ...(isLog ? { scale: 'log' } : {}) },
    description: `${measure.name} with intervals. The numbers stand in the table.`,
    sections: [...sections].map(([heading, rows]) => ({
      ...{ heading, rows, bounds },
      reference: neutral === null ? null : { value: neutral, label: 'no difference' },
    })),
  });
}

function columnsOf(of: DataTest): readonly Column<DataFinding>[] {
  const unit = unitOf(of);
  const hasSubject = of.findings.some(({ subject }) => subject !== null);
  const hasReference = of.findings.some(({ reference }) => reference !== null);
  return [
    {
      id: 'group',
      head: 'Group',
      cell: ({ group }) => <Name>{Object.keys(group).length === 0 ? 'everyone' : namedGroup(group)}</Name>,
    },
    ...(hasSubject
      ? [{ id: 'subject', head: 'Column', cell: ({ subject }: DataFinding) => <Name>{subject ?? '–'}</Name> }]
      : []),
    ...(hasReference
      ? [
          {
            id: 'reference',
            head: 'Against',
            cell: ({ reference }: DataFinding) => (
              <Name>{reference === null ? 'the stated figure' : namedGroup(reference)}</Name>
            ),
          },
        ]
      : []),
    {
      id: 'estimate',
      head: 'Estimate',
      isNumber: true,
      cell: ({ estimate }) => (estimate === null ? '–' : formatValue(estimate, unit)),
    },
    {
      id: 'interval',
      head: 'Interval',
      isNumber: true,
      cell: ({ lower, upper }) => (lower === null && upper === null ? '–' : formatInterval(lower, upper, unit)),
    },
    { id: 'n', head: 'n', isNumber: true, cell: ({ n }) => formatCount(n) },
    {
      id: 'verdict',
      head: 'Verdict',
      cell: ({ status, reason, verdict }) =>
        status === 'insufficient' ? (
          'too few people'
        ) : status === 'undefined' ? (
          <Name>{reason ?? 'undefined'}</Name>
        ) : (
          <VerdictBadge of={verdict} />
        ),
    },
  ];
}
