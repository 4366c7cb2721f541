import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { registryQuery, sessionQuery } from '../../api/queries.js';
import { Said, Sheet, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';

interface UseProps {
  readonly deployment: string;
  readonly text: string;
  readonly isValid: boolean;
  readonly onDone: () => void;
}

/** Has a deployment watched by the text from now on, once that was confirmed by name. */
export function Use({ deployment, text, isValid, onDone }: UseProps) {
  const [isAsking, setAsking] = useState(false);
  const registry = useQuery(registryQuery).data;
  const { data: session } = useQuery(sessionQuery);
  const model = registry?.deployments.find(({ id }) => id === deployment)?.model;
  const system = registry?.models.find(({ id }) => id === model)?.system;
  const owner = registry?.systems.find(({ id }) => id === system)?.owner;
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
          Have {deployment} watched by it
        </button>
      </p>
      {isAsking ? (
        <Sheet title={`Watch ${deployment} by this policy?`} onClose={() => setAsking(false)}>
          <div className="stack">
            <p>
              From now on its decisions are counted by the new text, and the evidence begins anew. Alerts that are on
              end, and the log says so. What the registry names stays as it is.
            </p>
            <Said error={act.error} />
            <p className="acts">
              <button
                type="button"
                className="button main-act"
                disabled={act.isRunning}
                onClick={() => act.run(undefined)}
              >
                Watch {deployment} by it
              </button>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                Cancel
              </button>
            </p>
          </div>
        </Sheet>
      ) : null}
      {act.proof}
    </>
  );
}
