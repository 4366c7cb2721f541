import { counted } from '../../core/base/counted.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import type { Artifacts } from './artifacts.js';
import { holdsPersons, type KnownByCanaries, type TriedOut, unusedSince } from './holding-persons.js';

export interface RetentionJobDeps {
  readonly artifacts: Pick<Artifacts, 'eraseWhere'>;
  readonly registry: () => Promise<RegistrySnapshot>;
  /** Versions that are or were tried out beside the one that a deployment serves. */
  readonly triedOut: () => Promise<readonly TriedOut[]>;
  /** Those of some versions whose models are behind a network. */
  readonly pinned?: (versions: readonly string[]) => Promise<readonly KnownByCanaries[]>;
  readonly nowMs: () => number;
  /** Time for which bytes that hold persons are kept after the last version explained with them served, ms. */
  readonly keepMs: number;
}

const BY = 'retention';
const BASIS = 'the time of keeping of backgrounds is over';

/** The job that erases backgrounds whose time is over. A row that somebody changed makes the run fail after the others were looked at. */
export const artifactRetentionJob = ({ artifacts, registry, triedOut, pinned, nowMs, keepMs }: RetentionJobDeps): Job =>
  defineJob({
    name: 'artifact-retention',
    everyMs: DAY_MS,
    async run() {
      const known = await registry();
      const behindNetwork = (await pinned?.(known.versions.map(({ digest }) => digest))) ?? [];
      const registered = { ...known, triedOut: await triedOut(), pinned: behindNetwork };
      const atMs = nowMs();
      const changed = await artifacts.eraseWhere(
        (artifact) => {
          const since = unusedSince(artifact, registered);
          return since !== null && since + keepMs <= atMs && holdsPersons(artifact, registered);
        },
        { basis: BASIS, by: BY },
      );
      if (changed.length > 0) throw changedError(changed);
    },
  });

const changedError = (changed: readonly string[]): TribuneError =>
  new TribuneError(
    'STORE_INVALID',
    `${counted(changed.length, 'row')} of artifacts changed by somebody else, such as that of ${changed[0]}: whether their time is over is not known`,
    { remedy: 'Find out who wrote to the database; the entry artifact.stored says who stored which bytes.' },
  );
