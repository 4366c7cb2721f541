import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount, formatNumber } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { likeQuery } from '../../api/reviews.js';
import { Said, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { becauseText, Patterns } from './patterns.js';

const route = getRouteApi('/cases');

/** Reasons behind many changes, and for one of them the decisions that may have the same fault. */
export function PatternsPage() {
  const { deployment, because } = route.useSearch();
  return (
    <>
      <p className="note">
        Where so many decisions of a deployment are changed for one reason within so many days, an{' '}
        <Link to="/incidents">incident</Link> is opened by itself: others may have the same fault, and nobody contested
        them.
      </p>
      <Patterns />
      {deployment === undefined || because === undefined ? null : (
        <Like key={`${deployment} ${because}`} deployment={deployment} because={because} />
      )}
    </>
  );
}

function Like({ deployment, because }: { readonly deployment: string; readonly because: string }) {
  const asked = useQuery(likeQuery(deployment, because));
  return (
    <Section title="Decisions like them">
      <p className="note">
        Of <Name>{deployment}</Name>, where {becauseText(because)}. Nearest is what differs least in its inputs.
      </p>
      <Answer of={asked} what="decisions like them">
        {(found) => <Found of={found} because={because} />}
      </Answer>
    </Section>
  );
}

type Decision = wire.LikeDecisions['decisions'][number];
type Rerun = wire.Rerun;

function Found({ of, because }: { readonly of: wire.LikeDecisions; readonly because: string }) {
  const may = useMay();
  const [again, setAgain] = useState<Rerun | null>(null);
  const { deployment } = of.pattern;
  const act = useAct(async () => {
    setAgain(await call('POST /v1/cases/patterns/rerun', { body: { deployment, because: because as 'policy' } }));
  }, []);
  if (of.decisions.length === 0)
    return (
      <p className="quiet">
        None of the {formatCount(of.drawn)} that were drawn from {formatCount(of.of)} is like them.
      </p>
    );
  const after = new Map(again?.decisions.map((one) => [one.decision, one.after]));
  return (
    <div className="stack">
      <p className="small">
        {formatCount(of.decisions.length)} of {formatCount(of.alike)} with such an outcome, from {formatCount(of.drawn)}{' '}
        that were drawn of {formatCount(of.of)}.
      </p>
      {may('case.open') ? (
        <p className="acts">
          <button type="button" className="button" disabled={act.isRunning} onClick={() => act.run(undefined)}>
            Run them again
          </button>
        </p>
      ) : null}
      {again === null ? null : (
        <p className="quiet" role="status">
          {formatCount(again.changed)} of {formatCount(again.decisions.length)} come out otherwise now
          {again.notRun === 0 ? '' : `; ${formatCount(again.notRun)} could not be run`}. It changes nothing for anybody:
          open a case for those that should be looked at.
        </p>
      )}
      <Said error={act.error} />
      <Table
        caption="Decisions like them"
        columns={again === null ? COLUMNS : [...COLUMNS, againColumn(after)]}
        rows={of.decisions}
        rowKey={({ decision }) => decision}
      />
      {act.proof}
    </div>
  );
}

const COLUMNS: readonly Column<Decision>[] = [
  {
    id: 'decision',
    head: 'Decided',
    cell: ({ decision, decidedAt }) => (
      <Link to="/decisions" search={{ id: decision }}>
        <Time at={decidedAt} />
      </Link>
    ),
  },
  { id: 'outcome', head: 'Outcome', cell: ({ outcome }) => String(outcome) },
  { id: 'distance', head: 'How unlike', isNumber: true, cell: ({ distance }) => formatNumber(distance, 3) },
];

const againColumn = (after: ReadonlyMap<string, Rerun['decisions'][number]['after']>): Column<Decision> => ({
  id: 'again',
  head: 'Run again',
  cell: ({ decision }) => {
    const value = after.get(decision);
    return value === undefined || value === null ? 'not run' : String(value);
  },
});
