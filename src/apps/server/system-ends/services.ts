import { systemEndTables } from '../../../adapters/postgres/system-ends/index.js';
import { KnownEnds } from '../../../domain/system-ends/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Makes the ends of systems, against which the taking in of decisions holds them. */
export function systemEndServices({ store, runtime, ends: source }: ServiceContext): MadeServices<'ends'> {
  const ends = new KnownEnds({ store: store.of(systemEndTables).systemEnds, nowMs: () => runtime.nowMs() });
  ends.open();
  source.follow(() => ends.current());
  return { services: { ends }, closers: [() => ends.close()] };
}
