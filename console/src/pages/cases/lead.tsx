import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { type Case, casesQuery } from '../../api/cases.js';
import { Figure } from '../../parts/figure.js';
import { Page } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { Calibrations } from './calibrations.js';
import { Load } from './load.js';
import { Measures } from './measures.js';
import { PatternsPage } from './patterns-page.js';
import { Requests } from './requests.js';
import { Training } from './training.js';
import { ORIGIN_NAMES, QUEUE_NAMES, STAGE_NAMES } from './words.js';

const route = getRouteApi('/cases');

const VIEWS = [
  { view: undefined, name: 'Open' },
  { view: 'all', name: 'All' },
  { view: 'load', name: 'Load and deadlines' },
  { view: 'measures', name: 'How they are read' },
  { view: 'patterns', name: 'Patterns' },
  { view: 'calibrations', name: 'Calibrations' },
  { view: 'training', name: 'Training' },
  { view: 'requests', name: 'Requests of people' },
] as const;

/** Cases for whoever looks after them. Nothing that the person or a reader said stands here. */
export function LeadPage() {
  const { view } = route.useSearch();
  return (
    <Page
      title="Cases"
      about="Decisions that people look at again: how old they are, whether they will be in time, and how they are read."
    >
      <Tabs label="What of the cases" to="/cases" views={VIEWS} shown={view} />
      <View of={view} />
    </Page>
  );
}

function View({ of }: { readonly of: (typeof VIEWS)[number]['view'] }) {
  switch (of) {
    case 'load':
      return <Load />;
    case 'measures':
      return <Measures />;
    case 'patterns':
      return <PatternsPage />;
    case 'calibrations':
      return <Calibrations />;
    case 'training':
      return <Training />;
    case 'requests':
      return <Requests />;
    default:
      return <Listing stage={of ?? 'open'} />;
  }
}

function Listing({ stage }: { readonly stage: 'open' | 'all' }) {
  const cases = useQuery(casesQuery(stage));
  return (
    <Answer of={cases} what="the cases">
      {(list) => <Shown list={list} />}
    </Answer>
  );
}

function Shown({ list }: { readonly list: wire.CaseList }) {
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const open = Object.values(list.open).reduce((sum, one) => sum + one, 0);
  return (
    <div className="stack">
      <dl className="figures">
        <Figure name="Open" value={formatCount(open)} note={openText(list)} />
        <Figure name="Oldest" value={list.oldest === null ? '–' : <Time at={list.oldest} relative />} />
        <Figure name="Escalated" value={formatCount(list.escalated)} note="nobody is left to read them" />
        <Figure name="Wait for the person" value={formatCount(list.awaitingSubject)} />
        <Figure name="Not told" value={formatCount(list.untold)} note="decided, and nobody told the person" />
      </dl>
      {list.setAside.length === 0 ? null : (
        <p className="verdict bad">
          {list.setAside.length === 1 ? 'One case cannot' : `${list.setAside.length} cases cannot`} be read as stored,
          and nobody is given them: {list.setAside.join(', ')}. Find out who writes to the database.
        </p>
      )}
      {list.cases.length === 0 ? (
        <p className="quiet">No case.</p>
      ) : (
        <Table
          caption="Cases"
          columns={COLUMNS}
          rows={list.cases}
          rowKey={({ id }) => id}
          isBad={isLate}
          state={{ q, sort, page }}
          onState={(changed) => void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })}
          file="cases.csv"
        />
      )}
      {list.next === null ? null : (
        <p className="note small">
          The newest {formatCount(list.cases.length)} are shown; GET /v1/cases has the others.
        </p>
      )}
    </div>
  );
}

const openText = ({ open }: wire.CaseList): string =>
  Object.entries(open)
    .filter(([, cases]) => cases > 0)
    .map(([queue, cases]) => `${formatCount(cases)} ${queue}`)
    .join(', ');

const isLate = ({ stage, clocks }: Case): boolean =>
  stage !== 'closed' && clocks.some(({ missedAt }) => missedAt !== null);

const lastReader = ({ reads }: Case): string | null => reads.findLast(({ ended }) => ended === null)?.by ?? null;

const COLUMNS: readonly Column<Case>[] = [
  {
    id: 'opened',
    head: 'Case',
    value: ({ openedAt }) => openedAt,
    cell: ({ id, openedAt }) => (
      <Link to="/cases/$id" params={{ id }}>
        <Time at={openedAt} relative />
      </Link>
    ),
  },
  { id: 'queue', head: 'Class', value: ({ queue }) => queue, cell: ({ queue }) => QUEUE_NAMES[queue] },
  { id: 'origin', head: 'From', value: ({ origin }) => origin, cell: ({ origin }) => ORIGIN_NAMES[origin] },
  {
    id: 'stage',
    head: 'How it stands',
    value: ({ stage }) => stage,
    cell: (one) => (
      <>
        {STAGE_NAMES[one.stage]}
        {isLate(one) ? (
          <>
            {' '}
            <Badge look="bad" glyph="■">
              late
            </Badge>
          </>
        ) : null}
      </>
    ),
  },
  {
    id: 'due',
    head: 'Answer by',
    value: ({ answerBy }) => answerBy,
    cell: ({ answerBy, stage }) => (stage === 'closed' || answerBy === null ? '–' : <Time at={answerBy} relative />),
  },
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment }) => deployment,
    cell: ({ deployment }) => <Name>{deployment}</Name>,
  },
  {
    id: 'reads',
    head: 'Readings',
    isNumber: true,
    value: ({ reads }) => reads.length,
    cell: (one) => `${one.reads.length}${lastReader(one) === null ? '' : ' (one goes on)'}`,
  },
];
