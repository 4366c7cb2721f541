import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { useAct } from '../../parts/act.js';
import { offerUndo } from '../../parts/undo.js';

type Change = wire.IncidentChangeRequest['change'];
/** What was done, and the change the other way; null where there is none. */
type Back = (done: Change) => { readonly what: string; readonly change: Change } | null;

/** Changes an incident at the revision that the reader sees: what somebody else changed meanwhile is not written over. */
export const useChange = ({ id, revision }: Pick<wire.Incident, 'id' | 'revision'>, onDone?: () => void, back?: Back) =>
  useAct(
    async (change: Change) => {
      const changed = await call('POST /v1/incidents/{id}/changes', { path: { id }, body: { revision, change } });
      const way = back?.(change);
      if (way == null) return;
      // Taken back only where nobody changed it meanwhile.
      const body = { revision: changed.revision, change: way.change };
      const undo = () => call('POST /v1/incidents/{id}/changes', { path: { id }, body });
      offerUndo({ what: way.what, undo, touches: ['incidents'] });
    },
    ['incidents'],
    onDone,
  );

/** Adds to an incident what stands beside what others add, whatever they changed meanwhile. */
export const useAddition = ({ id }: Pick<wire.Incident, 'id'>, onDone?: () => void) =>
  useAct(
    (change: Change) => call('POST /v1/incidents/{id}/changes', { path: { id }, body: { change } }),
    ['incidents'],
    onDone,
  );
