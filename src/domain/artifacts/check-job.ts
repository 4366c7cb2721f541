import { TribuneError } from '../../core/base/errors.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Artifacts, DamagedArtifact } from './artifacts.js';

/** Most digests that the message of a failed check names. */
const NAMED = 3;

/** The job that hashes all artifacts at intervals. Damage makes the run fail, so that it stands in the log, the metrics and the status. */
export const artifactCheckJob = (artifacts: Pick<Artifacts, 'check'>, everyMs: number): Job =>
  defineJob({
    name: 'artifact-check',
    everyMs,
    async run() {
      const { damaged, checked } = await artifacts.check();
      if (damaged.length > 0) throw damagedError(damaged, checked);
    },
  });

function damagedError(damaged: readonly DamagedArtifact[], checked: number): TribuneError {
  const named = damaged.slice(0, NAMED).map(({ digest }) => digest);
  const more = damaged.length > NAMED ? ' and more' : '';
  return new TribuneError(
    'STORE_INVALID',
    `${damaged.length} of ${checked} artifacts are damaged: ${named.join(', ')}${more}`,
    { remedy: 'Put them again: tribune artifact put FILE. `tribune artifact check` names them all.' },
  );
}
