import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatPlain, formatValue } from 'tribune/charts';
import type { wire } from 'tribune/client';
import {
  historyQuery,
  policyQuery,
  registeredOfQuery,
  type Series,
  seriesQuery,
  type WatchedPolicy,
} from '../../api/queries.js';
import { Figure } from '../../parts/figure.js';
import { Page, Section } from '../../parts/page.js';
import { systemOf } from '../../parts/registered.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { groupText, StateBadge, seriesTitle } from '../../parts/words.js';
import {
  boundText,
  estimateText,
  evidenceText,
  intervalText,
  nText,
  unitOf,
  type Watch,
  watchOf,
} from '../series-words.js';
import { StopIt } from '../stops/stop-it.js';
import { EvidenceChart, GapChart } from './charts.js';

const route = getRouteApi('/series');

export default function SeriesPage() {
  const search = route.useSearch();
  const list = useQuery(seriesQuery(search.deployment));
  const policy = useQuery(policyQuery(search.deployment));
  const title = `${seriesTitle({ requirement: search.requirement, component: search.component ?? null })}, ${groupText(search.group)}`;
  return (
    <Page
      title={title}
      crumb={<Crumb deployment={search.deployment} />}
      acts={<StopIt deployment={search.deployment} />}
    >
      <Answer of={policy} what="the policy">
        {(read) => (
          <Answer of={list} what="the series">
            {(all) => <Shown all={all} policy={read} />}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

function Crumb({ deployment }: { readonly deployment: string }) {
  const { data } = useQuery({ ...registeredOfQuery({ deployment }), enabled: deployment !== '' });
  const system = systemOf(deployment, data);
  return (
    <>
      <Link to="/" search={{}}>
        Overview
      </Link>
      {system === undefined ? null : (
        <>
          {' / '}
          <Link to="/systems/$system" params={{ system }} search={{ deployment }}>
            {deployment}
          </Link>
        </>
      )}
    </>
  );
}

function Shown({ all, policy }: { readonly all: wire.MonitorSeries; readonly policy: WatchedPolicy | null }) {
  const { requirement, component, group } = route.useSearch();
  const one = all.series.find(
    (each) =>
      each.requirement === requirement &&
      each.component === (component ?? null) &&
      JSON.stringify(each.series.group) === JSON.stringify(group),
  );
  if (one === undefined) {
    return <Empty title="There is no such series">Its policy may have changed, or its group is still too small.</Empty>;
  }
  const detectable = all.detectable.find(
    (each) =>
      each.requirement === one.requirement &&
      each.component === one.component &&
      JSON.stringify(each.series.group) === JSON.stringify(group),
  );
  return <Found of={one} watch={watchOf(policy, one)} detectable={detectable?.gapIn30Days ?? null} />;
}

function Found({ of, watch, detectable }: { of: Series; watch: Watch | null; detectable: number | null }) {
  const { requirement, component } = of;
  const history = useQuery(historyQuery({ deployment: of.deployment, requirement, component, group: of.series.group }));
  return (
    <>
      <p className="about">{sentenceOf(of, watch)}</p>
      <dl className="figures section">
        <Figure
          name="State"
          value={<StateBadge state={of.state} />}
          note={watch?.severity === 'page' ? 'wakes somebody' : 'makes a ticket'}
        />
        <Figure name="Estimate" value={estimateText(of, watch)} note={intervalText(of, watch)} />
        <Figure name="Bound" value={watch === null ? '–' : boundText(watch)} note={watch?.basis ?? ''} />
        <Figure
          name="People"
          value={nText(of)}
          note={of.nReference === null ? 'in the group' : 'in the group / the reference'}
        />
        <Figure
          name="Evidence"
          value={evidenceText(of.logEvidence)}
          note={`of ${evidenceText(of.logThreshold)} for ${of.state === 'firing' ? 'its end' : 'an alarm'}`}
        />
        <Figure
          name="Would be found in 30 days"
          value={detectable === null ? 'none' : formatValue(detectable, unitOf(watch))}
          note="smallest gap, with chance 80 %"
        />
      </dl>
      <Answer of={history} what="the history of the series">
        {(read) => (
          <>
            {read.agrees ? null : (
              <p className="note section">
                The oldest blocks are no longer kept. The estimates below are counted from the oldest kept block on, as
                if the monitor had begun there, so they differ from the monitor's own, which are the figures above. Its
                alarms are drawn as they happened; its evidence over time can no longer be told.
              </p>
            )}
            <Section title="Over time">
              <GapChart of={of} history={read} watch={watch} />
            </Section>
            {read.agrees ? (
              <Section title="Evidence against threshold">
                <EvidenceChart of={of} history={read} watch={watch} />
              </Section>
            ) : null}
            <Section title="Every number">
              <Lines of={of} history={read} watch={watch} />
            </Section>
          </>
        )}
      </Answer>
    </>
  );
}

function sentenceOf(of: Series, watch: Watch | null): string {
  const who = groupText(of.series.group);
  if (of.estimate === null) return `Nothing is measured of ${who} yet.`;
  const what = watch?.title ?? of.requirement;
  const against = of.series.reference === null ? '' : ` against ${groupText(of.series.reference)}`;
  const how =
    of.state === 'firing'
      ? 'The evidence says that the bound is broken.'
      : 'The evidence does not say that the bound is broken.';
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} of ${who}${against}: ${estimateText(of, watch)}, from ${formatCount(of.n)} decisions at level ${formatPlain(of.level)}. ${how}`;
}

function Lines({ of, history, watch }: { of: Series; history: wire.MonitorHistory; watch: Watch | null }) {
  const columns: readonly Column<Series>[] = [
    { id: 'to', head: 'Block to', value: ({ window }) => window.to, cell: ({ window }) => <Time at={window.to} /> },
    { id: 'state', head: 'State', value: ({ state }) => state, cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: 'estimate',
      head: 'Estimate',
      isNumber: true,
      value: ({ estimate }) => estimate,
      cell: (one) => estimateText(one, watch),
    },
    {
      id: 'lower',
      head: 'Lower',
      isNumber: true,
      value: ({ lower }) => lower,
      cell: ({ lower }) => formatValue(lower, unitOf(watch)),
    },
    {
      id: 'upper',
      head: 'Upper',
      isNumber: true,
      value: ({ upper }) => upper,
      cell: ({ upper }) => formatValue(upper, unitOf(watch)),
    },
    { id: 'n', head: 'People', isNumber: true, value: ({ n }) => n, cell: nText },
    {
      id: 'evidence',
      head: 'Evidence',
      isNumber: true,
      value: ({ logEvidence }) => logEvidence,
      cell: (one) => evidenceText(one.logEvidence),
    },
  ];
  // States and evidence of a replay that begins later are not those of the monitor.
  const shown = history.agrees ? columns : columns.filter(({ id }) => id !== 'state' && id !== 'evidence');
  const { sort, page, q } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Table
      caption={`Blocks of ${seriesTitle(of)}`}
      columns={shown}
      rows={history.lines.toReversed()}
      rowKey={({ window }) => window.to}
      isBad={({ state }) => history.agrees && state === 'firing'}
      state={{ sort, page, q }}
      onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
      file="series.csv"
    />
  );
}
