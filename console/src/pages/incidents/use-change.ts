import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { useAct } from '../../parts/act.js';

type Change = wire.IncidentChangeRequest['change'];

/** Changes an incident at the revision that the reader sees: what somebody else changed meanwhile is not written over. */
export const useChange = ({ id, revision }: Pick<wire.Incident, 'id' | 'revision'>, onDone?: () => void) =>
  useAct(
    (change: Change) => call('POST /v1/incidents/{id}/changes', { path: { id }, body: { revision, change } }),
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
