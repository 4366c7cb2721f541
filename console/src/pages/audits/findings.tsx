import type { ReactNode } from 'react';
import { type ForestRow, forestChart, formatCount } from 'tribune/charts';
import { Chart } from '../../parts/chart.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { plainText } from '../../parts/plain-text.js';
import { sentenceText } from '../../parts/sentence-text.js';
import { type Column, Table } from '../../parts/table.js';
import { groupText, Name } from '../../parts/words.js';
import { type Group, type Requirement, type Result, verdictSentence } from './result.js';
import { boundText, estimateText, groupUnitOf, VerdictBadge, verdictWord } from './words.js';

/** What an audit found: its verdict, every requirement with its numbers, and the groups behind them. */
export function Findings({ result, children }: { readonly result: Result; readonly children?: ReactNode }) {
  const { requirements, data, policy, verdict } = result;
  return (
    <>
      <p className={`verdict ${verdict === 'pass' ? 'good' : verdict === 'fail' ? 'bad' : 'care'}`}>
        <VerdictBadge of={verdict} /> <bdi>{plainText(verdictSentence(result))}</bdi>
      </p>
      <dl className="figures section">
        <Figure name="People audited" value={formatCount(data.rows)} />
        <Figure
          name="Without a label"
          value={data.unlabelled === undefined ? 'not said' : formatCount(data.unlabelled)}
        />
        <Figure
          name="Left out"
          value={formatCount(data.excluded.reduce((sum, { rows }) => sum + rows, 0))}
          note={excludedNote(data.excluded)}
        />
        <Figure name="Requirements" value={formatCount(requirements.length)} note={countsNote(requirements)} />
      </dl>
      <dl className="facts section">
        <dt>Policy</dt>
        <dd>
          <Name>{`${policy.name} ${policy.version}`}</Name> <Digest of={policy.digest} />
        </dd>
        {children}
      </dl>
      <Section title="Requirements">
        <Table
          caption="Requirements"
          columns={COLUMNS}
          rows={requirements}
          rowKey={({ id }) => id}
          isBad={(one) => one.verdict === 'fail'}
        />
      </Section>
      <Section title="Groups">
        <Groups result={result} />
      </Section>
    </>
  );
}

const excludedNote = (excluded: Result['data']['excluded']): string =>
  excluded
    .filter(({ rows }) => rows > 0)
    .map(({ reason, rows }) => `${reason} ${formatCount(rows)}`)
    .join(', ') || 'nobody';

const countsNote = (requirements: readonly Requirement[]): string =>
  (['fail', 'inconclusive', 'pass', 'not_applicable'] as const)
    .map((verdict) => [requirements.filter((one) => one.verdict === verdict).length, verdictWord(verdict)] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');

const COLUMNS: readonly Column<Requirement>[] = [
  {
    id: 'id',
    head: 'Requirement',
    cell: ({ id, message, group, reference }) => (
      <>
        <Name>{id}</Name>
        <span className="note small block">{sentenceText(message, [group, reference])}</span>
      </>
    ),
  },
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
  { id: 'estimate', head: 'Decided by', isNumber: true, cell: (one) => estimateText(one) },
  { id: 'bound', head: 'Allowed', isNumber: true, cell: boundText },
  { id: 'group', head: 'Groups', cell: (one) => <Name>{pairText(one)}</Name> },
];

function pairText({ group, reference }: Requirement): string {
  if (group === null) return '–';
  return reference === null ? groupText(group) : `${groupText(group)} against ${groupText(reference)}`;
}

/** One picture for each metric and set of attributes that a requirement is about, where the groups have that metric. */
function Groups({ result }: { readonly result: Result }) {
  const shown = new Map<string, Requirement>();
  for (const one of result.requirements) {
    const key = `${one.metric} ${one.by.join(' ')}`;
    if (!shown.has(key) && rowsOf(result, one).some(({ estimate }) => estimate !== null)) shown.set(key, one);
  }
  if (shown.size === 0)
    return <p className="note">Nothing that one picture shows; the whole report has every number.</p>;
  return (
    <div className="stack">
      {[...shown.values()].map((one) => (
        <GroupsOf key={one.id} result={result} requirement={one} />
      ))}
    </div>
  );
}

const isOf = ({ attributes }: Group, by: readonly string[]): boolean => {
  const names = Object.keys(attributes);
  return names.length === by.length && by.every((name) => names.includes(name));
};

function rowsOf({ groups }: Result, { metric, by, group, reference, verdict }: Requirement): ForestRow[] {
  const same = (one: Group, key: Requirement['group']): boolean =>
    key !== null &&
    Object.entries(key).length === by.length &&
    Object.entries(key).every(([name, value]) => one.attributes[name] === value);
  return groups
    .filter((one) => isOf(one, by) && one.metrics[metric] !== undefined)
    .map((one): ForestRow => {
      const { estimate, lower, upper, status, n } = one.metrics[metric]!;
      const isBreach = verdict === 'fail' && same(one, group);
      return {
        ...{ label: groupText(one.attributes), estimate, lower, upper, status, n: n ?? one.n },
        role: isBreach ? 'breach' : same(one, reference) ? 'reference' : null,
      };
    });
}

function GroupsOf({ result, requirement }: { readonly result: Result; readonly requirement: Requirement }) {
  const { metric, by, id } = requirement;
  const rows = rowsOf(result, requirement);
  const words = metric.replaceAll('_', ' ');
  const { level } = result.policy;
  const title = `${words} by ${by.join(' and ')}`;
  return (
    <Chart
      draw={(width) =>
        forestChart({
          ...{ key: `audit-${id}`, title, width, axisLabel: words, unit: groupUnitOf(requirement) },
          description: `${title}: the estimate of each group with its interval.`,
          sections: [{ heading: by.join(' and '), rows, reference: null, bounds: [] }],
        })
      }
      caption={`${title}, with intervals${level === undefined ? '' : ` at ${Number((100 * level).toPrecision(6))} %`}. Numbers stand beside the marks.`}
    />
  );
}
