import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { plansQuery } from '../../api/incidents.js';
import { planCommand } from '../../parts/commands.js';
import { Answer, Command, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { DependencyMap } from './map.js';
import { ReadinessBadge, scopeText } from './words.js';

type Plan = wire.IncidentPlanList['plans'][number];

const COLUMNS: readonly Column<Plan>[] = [
  {
    id: 'of',
    head: 'Of',
    cell: ({ scope: { kind: _, ...search }, scope }) => (
      <Link to="/incidents/plan" search={search}>
        <Name>{scopeText(scope)}</Name>
      </Link>
    ),
  },
  {
    id: 'status',
    head: 'Readiness',
    cell: ({ readiness }) => <ReadinessBadge of={readiness} />,
  },
  {
    id: 'gaps',
    head: 'What is missing or too old',
    cell: ({ readiness: { gaps, staleAt } }) =>
      gaps.length > 0 ? (
        gaps.map(({ why }) => why).join('; ')
      ) : staleAt === null ? (
        '–'
      ) : (
        <>
          nothing until <Time at={staleAt} />
        </>
      ),
  },
  { id: 'revision', head: 'Revision', isNumber: true, cell: ({ revision }) => revision ?? '–' },
  { id: 'at', head: 'Saved', cell: ({ at }) => (at === null ? '–' : <Time at={at} relative />) },
];

/** The incident plan of every system, and how ready each is. */
export function Plans() {
  const plans = useQuery(plansQuery);
  return (
    <Answer of={plans} what="the incident plans">
      {({ plans: list }) =>
        list.length === 0 ? (
          <Empty title="No system is registered">A plan is that of a system or of a deployment.</Empty>
        ) : (
          <div className="stack">
            <p className="note">
              A plan says before anything happens who decides, what switching off costs, who is called, and which duties
              to report hold.
            </p>
            <Table
              caption="Incident plans"
              columns={COLUMNS}
              rows={list}
              rowKey={({ scope }) => `${scope.kind} ${scopeText(scope)}`}
              isBad={({ readiness }) => readiness.status === 'missing'}
            />
            <Command text={planCommand(location.origin)} />
            <DependencyMap />
          </div>
        )
      }
    </Answer>
  );
}
