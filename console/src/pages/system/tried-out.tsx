import { useQuery } from '@tanstack/react-query';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import type { Registry } from '../../api/queries.js';
import { canaryQuery } from '../../api/stops.js';
import { Actor } from '../../parts/actor.js';
import { Section } from '../../parts/page.js';
import { Failure, shownOf } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { percent, versionName } from '../stops/words.js';
import { TriedOutActs } from './tried-out-acts.js';
import { TryOut } from './try-out.js';

type Canary = wire.Canary;
type Step = Canary['steps'][number];

interface TriedOutProps {
  readonly deployment: string;
  readonly registry: Registry;
}

/** The version that is tried out on a deployment, if any: for whom it decides, whether it is held, and what may be done about it. */
export function TriedOut({ deployment, registry }: TriedOutProps) {
  const asked = useQuery({ ...canaryQuery(deployment), retry: false });
  const shown = shownOf(asked);
  // While it is not known whether something is tried out, nothing is offered.
  if (shown === undefined)
    return asked.isError ? (
      <Section title="Tried out">
        <Failure cause={asked.error} onRetry={() => void asked.refetch()} />
      </Section>
    ) : null;
  const [canary] = shown?.canaries ?? [];
  if (canary === undefined) return <TryOut deployment={deployment} registry={registry} />;
  const isHeld = canary.state === 'held';
  return (
    <Section title="Tried out">
      <div className="stack">
        <p>
          <Badge look={isHeld ? 'care' : 'good'} glyph={isHeld ? '◆' : '●'}>
            {isHeld ? 'held' : 'running'}
          </Badge>{' '}
          Version <Name>{versionName(canary.version, registry)}</Name>{' '}
          {isHeld
            ? `decides for nobody until another person lets it go on; before, it decided for ${percent(canary.share)} of the people.`
            : `decides for ${percent(canary.share)} of the people, always the same ones.`}{' '}
          For all others <Name>{versionName(canary.incumbent, registry)}</Name> decides.
        </p>
        <Table
          caption="Steps of the version that is tried out"
          columns={STEPS}
          rows={canary.steps.toReversed()}
          rowKey={({ at }) => at}
        />
        <Recorded of={canary.decided} problem={canary.decidedProblem} />
        <TriedOutActs key={canary.id} of={canary} registry={registry} />
      </div>
    </Section>
  );
}

/** What was recorded while it was tried out, by the version that the records name. */
function Recorded({ of, problem }: { readonly of: wire.ShownCanary['decided']; readonly problem: string | null }) {
  if (problem !== null)
    return (
      <p className="verdict care">
        Nobody knows what was recorded since it is tried out: <bdi>{problem}</bdi>
      </p>
    );
  if (of === null) return <p className="note">No decision that was made since it is tried out was recorded.</p>;
  const { canary, incumbent, other, misplaced, unnamed, unnamedDrawn } = of;
  return (
    <>
      <p>
        Recorded since: {formatCount(canary)} decisions of this version, {formatCount(incumbent)} of the one beside it
        {other === 0 ? '' : `, ${formatCount(other)} of another one`}.
        {misplaced === 0
          ? null
          : ` ${formatCount(misplaced)} of them were not made by the version that was to decide: the program did not ask.`}
      </p>
      {unnamed === 0 ? null : (
        <p>
          <Badge look="care" glyph="◆">
            of no version
          </Badge>{' '}
          {formatCount(unnamed)} more name no version, {formatCount(unnamedDrawn)} of them about people for whom this
          one was to decide. Nobody knows which one decided; audits and the monitor count them as of the version beside
          it.
        </p>
      )}
    </>
  );
}

const STEPS: readonly Column<Step>[] = [
  { id: 'at', head: 'From', cell: ({ at }) => <Time at={at} /> },
  {
    id: 'share',
    head: 'Decides for',
    isNumber: true,
    cell: ({ share, isHeld }) => (isHeld ? 'nobody' : percent(share)),
  },
  { id: 'by', head: 'By', cell: ({ by }) => <Actor id={by} /> },
  { id: 'why', head: 'Why', cell: ({ reason }) => <Name>{reason}</Name> },
];
