import { DAY_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import type { Artifacts } from './artifacts.js';
import { holdsPersons, unusedSince } from './holding-persons.js';

export interface RetentionJobDeps {
  readonly artifacts: Pick<Artifacts, 'list' | 'erase'>;
  readonly registry: () => Promise<RegistrySnapshot>;
  readonly nowMs: () => number;
  /** Time for which bytes that hold persons are kept after the last version explained with them served, ms. */
  readonly keepMs: number;
}

const ROWS_AT_ONCE = 100;
const BY = 'retention';
const BASIS = 'the time of keeping of backgrounds is over';

/** The job that erases backgrounds whose time is over. */
export const artifactRetentionJob = ({ artifacts, registry, nowMs, keepMs }: RetentionJobDeps): Job =>
  defineJob({
    name: 'artifact-retention',
    everyMs: DAY_MS,
    async run() {
      const registered = await registry();
      let after: string | undefined;
      for (;;) {
        const page = await artifacts.list({ after, limit: ROWS_AT_ONCE });
        for (const one of page) {
          const since = unusedSince(one, registered);
          const isDue = since !== null && since + keepMs <= nowMs();
          if (one.erasedAtMs === null && isDue && holdsPersons(one, registered))
            await artifacts.erase(one.digest, { basis: BASIS, by: BY });
        }
        if (page.length < ROWS_AT_ONCE) return;
        after = page.at(-1)!.digest;
      }
    },
  });
