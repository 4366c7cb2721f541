import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { patternsQuery } from '../../api/cases.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { BECAUSE } from './why-changed.js';

/** Decisions that were changed for one reason again and again: others may have the same fault. */
export function Patterns() {
  const asked = useQuery(patternsQuery);
  return (
    <Section title="Changed for one reason">
      <Answer of={asked} what="what was changed for one reason">
        {({ patterns }) =>
          patterns.length === 0 ? (
            <p className="quiet">No reason stands behind so many changes that others are looked for.</p>
          ) : (
            <Table
              caption="Changed for one reason"
              columns={COLUMNS}
              rows={patterns}
              rowKey={({ deployment, because }) => `${deployment} ${because}`}
            />
          )
        }
      </Answer>
    </Section>
  );
}

/** A reason in words. */
export const becauseText = (because: string): string => BECAUSE.find(([one]) => one === because)?.[1] ?? because;

const COLUMNS: readonly Column<wire.OverturnPattern>[] = [
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => <Name>{deployment}</Name> },
  {
    id: 'because',
    head: 'Because',
    cell: ({ deployment, because }) => (
      <Link to="/cases" search={{ view: 'patterns', deployment, because }}>
        {becauseText(because)}
      </Link>
    ),
  },
  { id: 'decisions', head: 'Decisions', isNumber: true, cell: ({ decisions }) => formatCount(decisions.length) },
  { id: 'rule', head: 'Looked for from', cell: ({ count, withinDays }) => `${count} within ${withinDays} days` },
  { id: 'until', head: 'The last', cell: ({ until }) => <Time at={until} relative /> },
];
