import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import { keysOnlyPolicy, parseVerifierKey, verifyLog } from 'tribune/ledger';
import { verifyCommand } from '../../parts/commands.js';
import { Command, Failure } from '../../parts/states.js';
import { Steps, VerdictLine } from '../../parts/verification.js';
import { readFrom } from './read-from.js';

/** Has every entry of a log checked in the browser. */
export function Check({ log, vkey }: { readonly log: string; readonly vkey: string }) {
  const [done, setDone] = useState(0);
  const check = useMutation({
    mutationFn: () =>
      verifyLog({ read: readFrom(log), trust: keysOnlyPolicy([parseVerifierKey(vkey)]), onProgress: setDone }),
  });
  return (
    <div className="stack">
      <p className="acts no-print">
        <button type="button" className="button" disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? `Checking, ${formatCount(done)} entries …` : 'Check every entry now'}
        </button>
      </p>
      {check.isError ? <Failure cause={check.error} /> : null}
      {check.data === undefined ? (
        <details>
          <summary>Check it elsewhere</summary>
          <p className="note">
            A check here rests on the key that this server names. Get the key from somebody else, and run:
          </p>
          <Command text={verifyCommand(location.origin, { log, key: vkey })} />
        </details>
      ) : (
        <>
          <VerdictLine overall={check.data.overall} />
          <Steps steps={check.data.steps} />
        </>
      )}
    </div>
  );
}
