import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { useMayStopScope } from './may-stop.js';
import type { Stop } from './words.js';

/** One person ends a drill: it changed nothing. */
export function EndDrill({ of }: { readonly of: Stop }) {
  const may = useMayStopScope(of.scope);
  const act = useAct(() => call('POST /v1/stops/{id}/drill-end', { path: { id: of.id } }), ['stops']);
  return (
    <div className="stack">
      <p>No decision changes by it. Its end puts into the log how many programs heard it, and how soon.</p>
      {may ? (
        <p className="acts no-print">
          <button type="button" className="button main-act" disabled={act.isRunning} onClick={() => act.run(undefined)}>
            End the drill
          </button>
        </p>
      ) : (
        <p className="note">Whoever may stop it ends it.</p>
      )}
      <Said error={act.error} />
      {act.proof}
    </div>
  );
}
