import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { type Registry, sessionQuery } from '../../api/queries.js';
import { canaryQuery } from '../../api/stops.js';
import { Said, useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { ownerOf, systemOf } from '../../parts/registered.js';
import { type Column, Table } from '../../parts/table.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { versionName } from '../stops/words.js';

type Canary = wire.Canary;
type Step = Canary['steps'][number];

interface TriedOutProps {
  readonly deployment: string;
  readonly registry: Registry;
}

/** @example percent(0.125) // '12.5 %' */
const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

/** The version that is tried out on a deployment, if any: for whom it decides, whether it is held, and what may be done about it. */
export function TriedOut({ deployment, registry }: TriedOutProps) {
  const [canary] = useQuery({ ...canaryQuery(deployment), retry: false }).data?.canaries ?? [];
  if (canary === undefined) return null;
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
        <Acts of={canary} registry={registry} />
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

/** The acts of whoever may hold it, take it back, or let it go on. */
function Acts({ of, registry }: { readonly of: Canary; readonly registry: Registry }) {
  const [reason, setReason] = useState('');
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  const owner = ownerOf(systemOf(of.deployment, registry), registry);
  const isOwn = owner !== undefined && owner === session?.name;
  const path = { id: of.id };
  const done = (): void => setReason('');
  const body = { reason };
  const hold = useAct(() => call('POST /v1/canaries/{id}/hold', { path, body }), ['stops'], done);
  const release = useAct(() => call('POST /v1/canaries/{id}/release', { path, body }), ['stops'], done);
  const back = useAct(() => call('POST /v1/canaries/{id}/rollback', { path, body }), ['stops'], done);
  const [mayHold, mayRelease] = [may('canaries.hold', isOwn), may('canaries.release', isOwn)];
  const isHeld = of.state === 'held';
  const isTheirs = [of.steps[0], of.steps.at(-1)].some((step) => step?.by === `account:${session?.id}`);
  if (!mayHold && !(isHeld && mayRelease)) return null;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter;
    const act = pressed?.getAttribute('name') === 'back' ? back : isHeld ? release : hold;
    act.run(undefined);
  };
  const isRunning = hold.isRunning || release.isRunning || back.isRunning;
  return (
    <form className="row no-print" onSubmit={submit}>
      {isHeld && mayRelease && isTheirs ? (
        <p className="field grow">You started or held it, so another person lets it go on.</p>
      ) : null}
      <TextField label="Why" most={1000} isRequired value={reason} onChange={setReason} />
      {isHeld ? null : (
        <button type="submit" name="hold" className="button main-act" disabled={isRunning}>
          Hold it
        </button>
      )}
      {isHeld && mayRelease && !isTheirs ? (
        <button type="submit" name="release" className="button" disabled={isRunning}>
          Let it go on
        </button>
      ) : null}
      {mayHold ? (
        <button type="submit" name="back" className="button" disabled={isRunning}>
          Take it back
        </button>
      ) : null}
      <Said error={hold.error ?? release.error ?? back.error} />
      {hold.proof}
      {release.proof}
      {back.proof}
    </form>
  );
}
