import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import { gatesQuery, type ListedGate } from '../../api/gates.js';
import { applyCommand } from '../../parts/commands.js';
import { Figure } from '../../parts/figure.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { GateBadge } from './gate-badge.js';
import { MODES } from './words.js';

const route = getRouteApi('/gates');

const COLUMNS: readonly Column<ListedGate>[] = [
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment }) => deployment,
    cell: ({ deployment }) => (
      <Link to="/gate" search={{ deployment }}>
        <Name>{deployment}</Name>
      </Link>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: ({ open }) => (open ? 'open' : 'closed'),
    cell: ({ open }) => <GateBadge state={open ? 'open' : 'closed'} />,
  },
  {
    id: 'system',
    head: 'System',
    value: ({ system }) => system,
    cell: ({ system }) =>
      system === null ? (
        'none that is registered'
      ) : (
        <Link to="/systems/$system" params={{ system }}>
          <Name>{system}</Name>
        </Link>
      ),
  },
  { id: 'mode', head: 'Mode', value: ({ mode }) => mode, cell: ({ mode }) => MODES[mode].name },
  {
    id: 'until',
    head: 'Open until',
    value: ({ until }) => until,
    cell: ({ until }) => (until === null ? '–' : <Time at={until} />),
  },
  {
    id: 'waiting',
    head: 'Waits for a second person',
    isNumber: true,
    value: ({ waiting }) => waiting.length,
    cell: ({ waiting }) => (waiting.length === 0 ? '–' : formatCount(waiting.length)),
  },
];

/** Every gate, those that are closed first. */
export default function Gates() {
  const gates = useQuery(gatesQuery);
  return (
    <Page title="Gates" about="What has to be there before a version decides about people, and who signs for it.">
      <Answer of={gates} what="the gates">
        {(list) => {
          if (list === null) return <p className="note">Your roles do not show gates.</p>;
          return list.gates.length === 0 ? <Nothing /> : <Shown of={list.gates} />;
        }}
      </Answer>
    </Page>
  );
}

const Nothing = () => (
  <Empty title="No gate yet" command={applyCommand(location.origin)}>
    A section “gates” in the document of the registry names the evidence that has to be there and the people who sign.
    Begin in the mode “observe”, which refuses nothing and counts what would be refused.
  </Empty>
);

function Shown({ of }: { readonly of: readonly ListedGate[] }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const closed = of.filter(({ open }) => !open);
  const refusing = closed.filter(({ mode }) => mode === 'enforce').length;
  const waiting = of.reduce((sum, one) => sum + one.waiting.length, 0);
  const rows = of.toSorted((a, b) => Number(a.open) - Number(b.open));
  return (
    <div className="stack">
      <dl className="figures">
        <Figure
          name="Closed"
          value={formatCount(closed.length)}
          note={refusing === 0 ? 'none of them refuses decisions' : `${formatCount(refusing)} refuse decisions`}
        />
        <Figure name="Open" value={formatCount(of.length - closed.length)} />
        <Figure name="Wait for a second person" value={formatCount(waiting)} note="waivers and changes" />
      </dl>
      <Table
        caption="Gates"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ deployment }) => deployment}
        isBad={({ open }) => !open}
        state={state}
        onState={(search) => void navigate({ search, replace: true })}
        file="gates.csv"
      />
    </div>
  );
}
