import type { DataLineage, VersionLineage } from '../../../domain/lineage/index.js';
import { dataId } from '../../../domain/lineage/index.js';
import type { KeptRun, ListedRun } from '../../../domain/lineage/ports/index.js';

/** Runs and what they lead to, as routes answer them. */
export const printRun = <Run extends KeptRun | ListedRun>({ recordedAtMs, data, ...run }: Run) => ({
  ...run,
  recordedAt: new Date(recordedAtMs).toISOString(),
  data: data.map((each) => ({ id: dataId(each), ...each })),
});

export const printVersion = ({ runs, ...rest }: VersionLineage) => ({ ...rest, runs: runs.map(printRun) });

export const printData = ({ set, runs, ...rest }: DataLineage) => ({ ...set, ...rest, runs: runs.map(printRun) });
