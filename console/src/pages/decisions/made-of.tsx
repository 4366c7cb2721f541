import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';

/** Leads from a decision to what its version was made of. It is asked for by a button, as asking is a read of the decision. */
export function MadeOf({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  const act = useAct(async () => {
    const { version } = await call('GET /v1/decisions/{id}/lineage', { path: { id } });
    await navigate({ to: '/lineage', search: { version } });
  }, []);
  return (
    <div className="stack">
      <p className="note">
        The training runs of the version that decided, their code and data, as somebody told them. That you asked is
        written into the log.
      </p>
      <p className="acts no-print">
        <button type="button" className="button" disabled={act.isRunning} onClick={() => act.run(undefined)}>
          Show its lineage
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </div>
  );
}
