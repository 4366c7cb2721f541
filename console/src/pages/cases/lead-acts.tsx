import { useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import type { Case } from '../../api/cases.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';

type Act = wire.CaseAct['act'];
type Stage = Case['stage'];

interface ActWords {
  readonly name: string;
  readonly what: string;
  readonly follows: string;
  readonly at: readonly Stage[];
}

const UNREAD: readonly Stage[] = ['waiting', 'panel-waiting'];
const UNDECIDED: readonly Stage[] = [
  ...UNREAD,
  ...(['reading', 'revealed', 'panel-reading', 'panel-revealed', 'awaiting-subject', 'escalated'] as const),
];

/** What whoever looks after a case may do at each stage; the service judges again. */
const ACTS: Readonly<Record<Act, ActWords>> = {
  'subject-answers': {
    name: 'The person answered',
    what: 'Did the person answer?',
    follows: 'The clocks run again, and the reader goes on.',
    at: ['awaiting-subject'],
  },
  readmit: {
    name: 'Put it back',
    what: 'Put the case back into the queue?',
    follows: 'It needs a reader whom nothing keeps from it; else it is escalated again.',
    at: ['escalated'],
  },
  'confirm-applied': {
    name: 'The change was made',
    what: 'Has the source system the new outcome?',
    follows: 'The log has an entry that you confirmed it. A case whose decision changed is not closed before.',
    at: ['decided', 'communicated'],
  },
  notify: {
    name: 'The person was told',
    what: 'Was the person told the outcome?',
    follows: 'The clocks of the answer stop.',
    at: ['decided'],
  },
  close: { name: 'Close it', what: 'Close the case?', follows: 'It is over then.', at: ['communicated'] },
  escalate: {
    name: 'Escalate it',
    what: 'Take it out of the queue?',
    follows: 'Nobody is given it until it is put back.',
    at: UNREAD,
  },
  withdraw: {
    name: 'It is withdrawn',
    what: 'Does the person contest it no longer?',
    follows: 'The decision stands, and nobody reads the case any further.',
    at: UNDECIDED,
  },
};

function isOffered(act: Act, { stage, settlement, applied, origin }: Case): boolean {
  if (!ACTS[act].at.includes(stage)) return false;
  if (act === 'withdraw') return origin === 'appeal';
  if (act === 'confirm-applied') return settlement?.changed === true && applied === null;
  return act !== 'close' || settlement?.changed !== true || applied !== null;
}

/** The acts of whoever looks after a case, each asked for once more. */
export function LeadActs({ of }: { readonly of: Case }) {
  const { id } = of;
  const [asked, ask] = useState<Act | null>(null);
  const act = useAct(
    (chosen: Act) => call('POST /v1/cases/{id}/acts', { path: { id }, body: { act: chosen } }),
    ['cases'],
    () => ask(null),
  );
  const offered = (Object.keys(ACTS) as Act[]).filter((one) => isOffered(one, of));
  if (offered.length === 0) return <p className="quiet">It is with its reader.</p>;
  return (
    <>
      <p className="acts no-print">
        {offered.map((one) => (
          <button key={one} type="button" className="button" onClick={() => ask(one)}>
            {ACTS[one].name}
          </button>
        ))}
      </p>
      {asked === null ? null : (
        <Confirm
          title={ACTS[asked].what}
          button={ACTS[asked].name}
          act={act}
          onConfirm={() => act.run(asked)}
          onClose={() => ask(null)}
        >
          {ACTS[asked].follows}
        </Confirm>
      )}
      {act.proof}
    </>
  );
}
