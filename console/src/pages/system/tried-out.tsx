import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import type { Registry } from '../../api/queries.js';
import { canaryQuery } from '../../api/stops.js';
import { Actor } from '../../parts/actor.js';
import { Section } from '../../parts/page.js';
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
  const [canary] = useQuery({ ...canaryQuery(deployment), retry: false }).data?.canaries ?? [];
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
        <TriedOutActs key={canary.id} of={canary} registry={registry} />
      </div>
    </Section>
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
