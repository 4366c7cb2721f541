import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Gives what takes and shows decisions, and what is known of their producers, with the housekeeping of all of it. */
export function decisionServices({
  decisions,
}: ServiceContext): MadeServices<'ingest' | 'reading' | 'metrics' | 'producers'> {
  const { ingest, reading } = decisions;
  const services = {
    ingest,
    reading,
    metrics: () => decisions.metrics(),
    producers: () => decisions.producers(),
  };
  return { services, jobs: decisions.jobs() };
}
