import { ndjson, record } from '../../server/support/compas.js';
import type { Plane } from './scenario.js';

export const SENDER = { form: 'ndjson', source: 'test' } as const;

/** Sends decisions as a producer does. */
export const take = (plane: Plane, records: object[], idempotencyKey?: string) =>
  plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(...records)), {
    ...SENDER,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });

/** A decision of a subject of its own. */
export async function decided(plane: Plane, n: number): Promise<string> {
  const subject = `subject-${n}-${crypto.randomUUID()}`;
  await take(plane, [record({ subject })]);
  return subject;
}
