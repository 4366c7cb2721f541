import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { registeredOfQuery, sessionQuery } from '../../api/queries.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { ownerOf, systemOf } from '../../parts/registered.js';

interface UseProps {
  readonly deployment: string;
  readonly text: string;
  readonly isValid: boolean;
  readonly onDone: () => void;
}

/** Has a deployment watched by the text from now on, once that was confirmed by name. */
export function Use({ deployment, text, isValid, onDone }: UseProps) {
  const [isAsking, setAsking] = useState(false);
  const registry = useQuery(registeredOfQuery({ deployment })).data;
  const { data: session } = useQuery(sessionQuery);
  const owner = ownerOf(systemOf(deployment, registry), registry);
  const may = useMay()('monitor.watch', owner !== undefined && owner === session?.name);
  const act = useAct(
    () => call('POST /v1/monitor/watches', { body: { deployment, policy: text } }),
    ['monitor', 'alerts'],
    () => {
      setAsking(false);
      onDone();
    },
  );
  if (!may)
    return <p className="note">Your roles do not put it in force: an administrator or the owner of its system does.</p>;
  return (
    <>
      <p className="acts no-print">
        <button type="button" className="button main-act" disabled={!isValid} onClick={() => setAsking(true)}>
          <bdi className="clip">{`Have ${deployment} watched by it`}</bdi>
        </button>
      </p>
      {isAsking ? (
        <Confirm
          title={`Watch ${deployment} by this policy?`}
          button={`Watch ${deployment} by it`}
          act={act}
          onConfirm={() => act.run(undefined)}
          onClose={() => setAsking(false)}
        >
          From now on its decisions are counted by the new text, and the evidence begins anew. Alerts that are on end,
          and the log says so. What the registry names stays as it is.
        </Confirm>
      ) : null}
      {act.proof}
    </>
  );
}
