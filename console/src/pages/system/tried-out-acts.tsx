import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call, Refused } from '../../api/call.js';
import { type Registry, sessionQuery } from '../../api/queries.js';
import { Said, useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { ownerOf, systemOf } from '../../parts/registered.js';
import { TextField } from '../../parts/text-field.js';
import { Name } from '../../parts/words.js';
import { percent, versionName } from '../stops/words.js';
import { ShareField } from './share-field.js';

type Canary = wire.Canary;
const ACTS = ['hold', 'release', 'rollback', 'share', 'promote'] as const;
type Act = (typeof ACTS)[number];

interface ActsProps {
  readonly of: Canary;
  readonly registry: Registry;
}

/** Sends an act about a version that is tried out. */
function send(
  act: Act,
  { id }: Canary,
  { reason, share, withoutAudit }: { readonly reason: string; readonly share: number; readonly withoutAudit: string },
) {
  const path = { id };
  switch (act) {
    case 'hold':
      return call('POST /v1/canaries/{id}/hold', { path, body: { reason } });
    case 'release':
      return call('POST /v1/canaries/{id}/release', { path, body: { reason, share } });
    case 'rollback':
      return call('POST /v1/canaries/{id}/rollback', { path, body: { reason } });
    case 'share':
      return call('POST /v1/canaries/{id}/share', { path, body: { reason, share } });
    case 'promote':
      return call('POST /v1/canaries/{id}/promote', {
        path,
        body: { reason, ...(withoutAudit.trim() === '' ? {} : { withoutAudit }) },
      });
  }
}

interface Allowed {
  readonly acts: ReadonlySet<Act>;
  /** Whether the reader could let it go on, had they not started or held it. */
  readonly isTheirs: boolean;
}

/** What the reader may do with a version that is tried out. */
function useAllowed(of: Canary, registry: Registry): Allowed {
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  const owner = ownerOf(systemOf(of.deployment, registry), registry);
  const isOwn = owner !== undefined && owner === session?.name;
  const isHeld = of.state === 'held';
  const [mayHold, mayChange] = [may('canaries.hold', isOwn), may('canaries.change', isOwn)];
  const mayRelease = isHeld && may('canaries.release', isOwn);
  const isTheirs = [of.steps[0], of.steps.at(-1)].some((step) => step?.by === `account:${session?.id}`);
  const allowed: Readonly<Record<Act, boolean>> = {
    hold: mayHold && !isHeld,
    release: mayRelease && !isTheirs,
    rollback: mayHold,
    share: mayChange && !isHeld,
    promote: mayChange && !isHeld,
  };
  return { acts: new Set(ACTS.filter((one) => allowed[one])), isTheirs: mayRelease && isTheirs };
}

/** The acts of whoever may hold it, give it another share, have it decide for everybody, take it back, or let it go on. */
export function TriedOutActs({ of, registry }: ActsProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [isPromoting, setPromoting] = useState(false);
  const [withoutAudit, setWithoutAudit] = useState('');
  const { acts: allowed, isTheirs } = useAllowed(of, registry);
  // Until the reader types one it is that of the service, also where somebody else changes it meanwhile.
  const share = typed ?? String(Number((100 * of.share).toPrecision(6)));
  const act = useAct(
    (name: Act) => send(name, of, { reason, share: Number(share) / 100, withoutAudit }),
    ['stops', 'registry'],
    () => {
      setReason('');
      setTyped(null);
      setPromoting(false);
      setWithoutAudit('');
    },
  );
  if (allowed.size === 0) return null;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('name');
    const name = ACTS.find((one) => one === pressed) ?? [...allowed][0]!;
    if (name === 'promote') setPromoting(true);
    else act.run(name);
  };
  const version = versionName(of.version, registry);
  return (
    <form className="row no-print" onSubmit={submit}>
      {isTheirs ? <p className="note">You started or held it, so another person lets it go on.</p> : null}
      <TextField label="Why" most={1000} isRequired value={reason} onChange={setReason} />
      {allowed.has('share') || allowed.has('release') ? <ShareField value={share} onChange={setTyped} /> : null}
      {BUTTONS.filter(({ name }) => allowed.has(name)).map(({ name, text }) => (
        <button
          key={name}
          type="submit"
          name={name}
          className={`button${name === 'hold' ? ' main-act' : ''}`}
          disabled={act.isRunning}
        >
          {text}
        </button>
      ))}
      {isPromoting ? (
        <Confirm
          title="Have it decide for everybody?"
          button={`Have ${version} decide for everybody`}
          act={act}
          onConfirm={() => act.run('promote')}
          more={
            withoutAudit !== '' || isAuditWanted(act.error) ? (
              <TextField
                label="Why it is without an audit that passed"
                most={1000}
                value={withoutAudit}
                onChange={setWithoutAudit}
              />
            ) : null
          }
          onClose={() => setPromoting(false)}
        >
          Version <Name>{version}</Name> decides for {percent(of.share)} of the people of <Name>{of.deployment}</Name>{' '}
          now, and would decide for all of them from now on; <Name>{versionName(of.incumbent, registry)}</Name> for
          nobody.
        </Confirm>
      ) : (
        <Said error={act.error} />
      )}
      {act.proof}
    </form>
  );
}

/** Whether the policy has a version promoted on an audit that passed, and there is none. */
const isAuditWanted = (error: Error | null): boolean =>
  error instanceof Refused && error.reason === 'canary.audit-wanted';

const BUTTONS: readonly { readonly name: Act; readonly text: string }[] = [
  { name: 'hold', text: 'Hold it' },
  { name: 'release', text: 'Let it go on' },
  { name: 'share', text: 'Change the share' },
  { name: 'promote', text: 'Have it decide for everybody' },
  { name: 'rollback', text: 'Take it back' },
];
