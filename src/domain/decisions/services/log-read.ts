import type { Log } from '../../log/api/index.js';
import type { Reader, Visibility } from '../api/service-api.js';
import type { decisionRead, openingRead, subjectRead } from '../events/index.js';

interface Read {
  readonly type: typeof decisionRead | typeof openingRead | typeof subjectRead;
  /** Id of the decision, or tag of the subject. */
  readonly of: string;
  readonly visible: Visibility;
  readonly reader: Reader;
}

/** Writes into the log of reads who read what about whom. A read that shows neither payload nor attributes is not written. */
export async function logRead(log: Pick<Log, 'record'>, { type, of, visible, reader }: Read): Promise<void> {
  const { payload, attributes } = visible;
  if (!payload && !attributes) return;
  const { actor, purpose } = reader;
  await log.record(type({ actor, purpose, of, payload, attributes }));
}
