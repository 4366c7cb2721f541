import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { Digest } from '../../parts/digest.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { roleText, signaturesGiven } from './words.js';

type Signature = Gate['signatures'][number];

const MOST_REASON = 2_000;

/** Who has to sign, and who did for the version that is shown. */
export function Signatures({ of }: { readonly of: Gate }) {
  const given = signaturesGiven(of, of.signatures);
  const older = of.signatures.filter((one) => !given.includes(one));
  return (
    <div className="stack">
      <ul className="turns signs">
        {of.gate.approvers.map(({ role, not }, at) => {
          const signed = given[at] ?? null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may sign in one role, and approvers keep their places
            <li key={`${role} ${at}`} data-state={signed === null ? 'now' : 'done'}>
              <strong>{roleText(role)}</strong>
              {not === undefined || not.length === 0 ? '' : `, not the ${not.join(', nor the ')}`}
              {signed === null ? ': nobody has signed yet' : <Signed of={signed} />}
            </li>
          );
        })}
      </ul>
      {older.length === 0 ? null : (
        <details>
          <summary>{older.length} more that the gate does not stand on</summary>
          <ul className="plain">
            {older.map((one) => (
              <li key={one.id}>
                {roleText(one.role)}
                <Signed of={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Signed({ of }: { readonly of: Signature }) {
  const { data: session } = useQuery(sessionQuery);
  const [isTaking, setTaking] = useState(false);
  return (
    <>
      : <Name>{of.by}</Name>, <Time at={of.at} relative />
      {of.withdrawn === null ? null : (
        <>
          , taken back <Time at={of.withdrawn} relative />
        </>
      )}
      <span className="note block">
        “<Name whole>{of.statement}</Name>” under <Digest of={of.evidence} />
      </span>
      {of.by === session?.name && of.withdrawn === null ? (
        <button type="button" className="button small no-print" onClick={() => setTaking(true)}>
          Take it back
        </button>
      ) : null}
      {isTaking ? <TakeBack of={of} onClose={() => setTaking(false)} /> : null}
    </>
  );
}

function TakeBack({ of, onClose }: { readonly of: Signature; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const act = useAct(
    () => call('POST /v1/gate-signatures/{id}/withdrawal', { path: { id: of.id }, body: { reason } }),
    ['gates'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Sheet title="Take your signature back" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>A gate that stands on it closes at once.</p>
        <TextField label="Why" value={reason} onChange={setReason} most={MOST_REASON} rows={2} isRequired />
        <Said error={act.error} />
        <SheetActs button="Take it back" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
