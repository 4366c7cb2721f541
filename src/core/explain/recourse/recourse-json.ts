import { defined } from '../../base/defined.js';
import type { RecourseOption } from './option.js';
import type { Accept, CutoffScale } from './problem/decision.js';
import type { Proof, RecourseReport } from './recourse.js';

/** The output of `tribune recourse --json` as the contract fixes it, without `model`, whose digest the caller adds. */
export interface RecourseJson {
  readonly schemaVersion: '1';
  readonly cutoff: number;
  readonly cutoffScale: CutoffScale;
  readonly accept: Accept;
  readonly rows: readonly {
    readonly index: number;
    readonly prediction: readonly number[];
    readonly accepted: boolean;
    /** Present only where the score is at the cutoff within the model's arithmetic. */
    readonly atCutoff?: true;
    readonly best: RecourseOption | null;
    readonly proof: Proof;
    /** Present only with the proof `search`: no accepted change costs less than this. */
    readonly lowerBound?: number | null;
    /** Present only where something stays because its value is missing or unknown. */
    readonly heldFixed?: readonly string[];
    readonly alternatives: readonly RecourseOption[];
  }[];
}

/** The printable form of a report. */
export function recourseJson(report: RecourseReport): RecourseJson {
  return {
    schemaVersion: '1',
    cutoff: report.cutoff,
    cutoffScale: report.cutoffScale,
    accept: report.accept,
    rows: report.rows.map((row) => ({
      index: row.index,
      prediction: row.prediction,
      accepted: row.accepted,
      ...defined({ atCutoff: row.atCutoff }),
      best: row.best,
      proof: row.proof,
      ...(row.proof === 'search' ? { lowerBound: row.lowerBound } : {}),
      ...(row.heldFixed.length > 0 ? { heldFixed: row.heldFixed } : {}),
      alternatives: row.alternatives,
    })),
  };
}
