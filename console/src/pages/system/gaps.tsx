import { Link } from '@tanstack/react-router';
import { type ForestRow, type ForestSection, forestChart, formatPlain } from 'tribune/charts';
import type { wire } from 'tribune/client';
import type { Series, WatchedPolicy } from '../../api/queries.js';
import { Chart } from '../../parts/chart.js';
import { factText } from '../../parts/fact-text.js';
import { Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { groupText, Name, StateBadge, seriesTitle } from '../../parts/words.js';
import {
  boundsOf,
  boundText,
  estimateText,
  evidenceShare,
  evidenceText,
  intervalText,
  nText,
  unitOf,
  type Watch,
  watchOf,
} from '../series-words.js';
import { EvidenceBar } from './evidence-bar.js';

interface GapsProps {
  readonly policy: WatchedPolicy | null;
  readonly list: wire.MonitorSeries;
}

/** Most groups that a picture shows; the table has all. */
const MOST_DRAWN = 24;

/** Every requirement with its groups: estimates with intervals against the bound, and how far the evidence is. */
export function Gaps({ policy, list }: GapsProps) {
  if (list.series.length === 0) {
    return (
      <Empty title="No series yet">
        A group gets a series once {policy === null ? 'enough' : formatPlain(policy.minGroupSize)} decisions of it were
        counted and its first block is closed. Send decisions, or wait for the block to end.
      </Empty>
    );
  }
  const isData = (one: Series): boolean => watchOf(policy, one)?.isAboutData === true;
  const people = [
    ...Map.groupBy(
      list.series.filter((one) => !isData(one) && one.fact === undefined),
      seriesTitle,
    ),
  ];
  const data = list.series.filter(isData);
  const facts = list.series.filter(({ fact }) => fact !== undefined);
  return (
    <div className="stack">
      {people
        .toSorted(([, a], [, b]) => Number(b.some(isFiring)) - Number(a.some(isFiring)))
        .map(([title, series]) => (
          <Requirement key={title} title={title} series={series} policy={policy} />
        ))}
      {facts.length === 0 ? null : (
        <article className="card stack">
          <h3>How decisions come</h3>
          <Table
            caption="Facts about the data, which need no evidence"
            columns={factColumnsOf(policy)}
            rows={facts}
            rowKey={({ requirement }) => requirement}
            isBad={isFiring}
          />
        </article>
      )}
      {data.length === 0 ? null : (
        <article className="card stack">
          <h3>The data themselves</h3>
          <Table
            caption="Series of the data"
            columns={dataColumnsOf(policy)}
            rows={data}
            rowKey={(one) => `${seriesTitle(one)} ${keyOf(one)}`}
            isBad={isFiring}
          />
        </article>
      )}
    </div>
  );
}

function Requirement({
  title,
  series,
  policy,
}: {
  title: string;
  series: readonly Series[];
  policy: WatchedPolicy | null;
}) {
  const watch = watchOf(policy, series[0]!);
  const isDrawn = series.some(({ estimate }) => estimate !== null);
  return (
    <article className="card stack">
      <div className="section-head">
        <h3>
          <bdi className="clip">{title}</bdi>
        </h3>
        <span className="note small">{watch === null ? 'no longer in the policy' : aboutText(watch)}</span>
      </div>
      {isDrawn ? <Chart draw={(width) => forestOf({ title, series, watch, width })} /> : null}
      <Table
        caption={`Series of ${title}`}
        columns={columnsOf(() => watch)}
        rows={series}
        rowKey={keyOf}
        isBad={isFiring}
      />
    </article>
  );
}

const aboutText = (watch: Watch): string =>
  `${watch.title}${watch.by.length === 0 ? '' : ` by ${watch.by.join(' and ')}`}${watch.compare === 'value' ? '' : `, ${watch.compare}`}: ${boundText(watch)}`;

const keyOf = ({ series: { group } }: Series): string => JSON.stringify(group);
const isFiring = ({ state }: Series): boolean => state === 'firing';

interface Drawn {
  readonly title: string;
  readonly series: readonly Series[];
  readonly watch: Watch | null;
  readonly width: number;
}

function forestOf({ title, series, watch, width }: Drawn) {
  const isRatio = watch?.compare === 'ratio';
  const rows = series.slice(0, MOST_DRAWN).map(
    (one): ForestRow => ({
      label: groupText(one.series.group),
      estimate: one.estimate,
      lower: one.lower,
      upper: one.upper,
      n: one.nGroup,
      status: one.estimate === null ? 'insufficient' : 'ok',
      role: one.state === 'firing' ? 'breach' : null,
    }),
  );
  const reference = series[0]?.series.reference ?? null;
  const section: ForestSection = {
    heading: reference === null ? 'Groups' : `Against ${groupText(reference)}`,
    rows,
    reference: watch === null || watch.compare === 'value' ? null : { value: isRatio ? 1 : 0, label: 'equal' },
    bounds: boundsOf(watch, series),
  };
  return forestChart({
    key: `forest ${title}`,
    title: `${title}: groups with their intervals`,
    description: series.map((one) => `${groupText(one.series.group)} ${estimateText(one, watch)}`).join('; '),
    axisLabel: watch?.title ?? title,
    unit: unitOf(watch),
    scale: isRatio ? 'log' : 'linear',
    markWords: { ok: 'within its bound as far as known', breach: 'fires', insufficient: 'not measured' },
    sections: [section],
    width,
  });
}

const dataColumnsOf = (policy: WatchedPolicy | null): readonly Column<Series>[] => {
  const watchAt = (one: Series): Watch | null => watchOf(policy, one);
  return [
    {
      id: 'what',
      head: 'What',
      cell: (one) => <Name>{watchAt(one)?.title ?? one.requirement}</Name>,
    },
    ...columnsOf(watchAt),
    {
      id: 'bound',
      head: 'Bound',
      cell: (one) => {
        const watch = watchAt(one);
        return watch === null ? '–' : boundText(watch);
      },
    },
  ];
};

const factColumnsOf = (policy: WatchedPolicy | null): readonly Column<Series>[] => [
  {
    id: 'fact',
    head: 'What',
    cell: ({ requirement }) => policy?.facts.find((one) => one.requirement === requirement)?.title ?? requirement,
  },
  { id: 'state', head: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { id: 'now', head: 'As it stands', cell: ({ fact }) => factText(fact) },
];

const columnsOf = (watchAt: (one: Series) => Watch | null): readonly Column<Series>[] => [
  {
    id: 'group',
    head: 'Group',
    cell: (one) => (
      <Link
        to="/series"
        search={{
          deployment: one.deployment,
          requirement: one.requirement,
          component: one.component ?? undefined,
          group: one.series.group,
        }}
      >
        <Name>{groupText(one.series.group)}</Name>
      </Link>
    ),
  },
  { id: 'state', head: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { id: 'estimate', head: 'Estimate', isNumber: true, cell: (one) => estimateText(one, watchAt(one)) },
  { id: 'interval', head: 'Interval', isNumber: true, cell: (one) => intervalText(one, watchAt(one)) },
  { id: 'n', head: 'People', isNumber: true, cell: nText },
  {
    id: 'evidence',
    head: 'Evidence',
    cell: (one) => (
      <EvidenceBar
        share={evidenceShare(one)}
        text={`${evidenceText(one.logEvidence)}, to ${one.state === 'firing' ? 'its end' : 'an alarm'}`}
      />
    ),
  },
];
