import { useQuery } from '@tanstack/react-query';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { retentionQuery } from '../../api/people.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';

type Rule = wire.RetentionReport['rules'][number];

const COLUMNS: readonly Column<Rule>[] = [
  {
    id: 'keep',
    head: 'Kept for',
    cell: ({ keep, classes }) => (
      <>
        {keep}
        <span className="note small block">{classes.map(({ id }) => id).join(', ')}</span>
      </>
    ),
  },
  {
    id: 'before',
    head: 'Past their time',
    cell: ({ before }) => (
      <>
        received before <Time at={before} />
      </>
    ),
  },
  {
    id: 'due',
    head: 'Due',
    isNumber: true,
    cell: ({ due }) => formatCount(Object.values(due).reduce((sum, n) => sum + n, 0)),
  },
  { id: 'held', head: 'Kept by a legal hold', isNumber: true, cell: ({ held }) => formatCount(held) },
  { id: 'results', head: 'Results of audits', isNumber: true, cell: ({ results }) => formatCount(results) },
];

/** What would be erased now, what a hold protects, and of what nothing is ever erased. */
export function Retention() {
  const report = useQuery(retentionQuery);
  return (
    <Answer of={report} what="what is past its time">
      {({ rules, warnings }) => (
        <div className="stack">
          {rules.length === 0 ? (
            <p className="quiet">
              No rule erases anything. Classes of retention stand under <code>settings</code> in the document of tribune
              admin apply.
            </p>
          ) : (
            <Table
              caption="Rules of retention"
              columns={COLUMNS}
              rows={rules}
              rowKey={({ keep, before }) => `${keep} ${before}`}
            />
          )}
          {warnings.map((warning) => (
            <p key={warning} className="note">
              {warning}
            </p>
          ))}
        </div>
      )}
    </Answer>
  );
}
