import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { mapQuery } from '../../api/incidents.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Name } from '../../parts/words.js';

type Suspect = wire.DependencyMap['suspects'][number];
type Dependency = wire.DependencyMap['dependencies'][number];

/** Which system uses what another puts out, by the plans, and whose input is suspect while an incident is open. */
export function DependencyMap() {
  const map = useQuery(mapQuery);
  return (
    <Section title="Who depends on whom">
      <Answer of={map} what="the dependencies">
        {({ dependencies, suspects }) => (
          <div className="stack">
            {suspects.length === 0 ? null : (
              <Table
                caption="Systems whose input is suspect"
                columns={SUSPECTS}
                rows={suspects}
                rowKey={({ system, incident }) => `${system} ${incident}`}
                isBad={() => true}
              />
            )}
            {dependencies.length === 0 ? (
              <p className="note">No plan names a system that uses the output of another.</p>
            ) : (
              <Table
                caption="Systems that use the output of others"
                columns={DEPENDENCIES}
                rows={dependencies}
                rowKey={({ from, to, plan }) => `${from} ${to} ${plan}`}
              />
            )}
          </div>
        )}
      </Answer>
    </Section>
  );
}

const SystemLink = ({ id }: { readonly id: string }) => (
  <Link to="/systems/$system" params={{ system: id }}>
    <Name>{id}</Name>
  </Link>
);

const SUSPECTS: readonly Column<Suspect>[] = [
  { id: 'system', head: 'Its input is suspect', cell: ({ system }) => <SystemLink id={system} /> },
  { id: 'path', head: 'By way of', cell: ({ path }) => <Name>{path.join(' → ')}</Name> },
  {
    id: 'incident',
    head: 'Incident',
    cell: ({ incident }) => (
      <Link to="/incidents/$id" params={{ id: incident }}>
        <Name>{incident}</Name>
      </Link>
    ),
  },
];

const DEPENDENCIES: readonly Column<Dependency>[] = [
  { id: 'to', head: 'System', cell: ({ to }) => <SystemLink id={to} /> },
  { id: 'from', head: 'Uses the output of', cell: ({ from }) => <SystemLink id={from} /> },
  { id: 'plan', head: 'Said by the plan of', cell: ({ plan }) => <Name>{plan}</Name> },
];
