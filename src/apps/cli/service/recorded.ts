import { tallyToJson } from '../../../core/fairness/index.js';
import type { Tally } from '../../../core/fairness/types.js';
import type { AuditResult } from '../../../domain/audit/index.js';
import type { TallySource } from '../../../domain/audit/source.js';
import { readWhen } from './times.js';

/** A source that also keeps its tally, to be written beside the audit: recorded decisions may be erased later. */
export function keepingTally(source: TallySource): { source: TallySource; keptTally: () => string } {
  let kept: Tally | null = null;
  return {
    source: {
      async tally(plan, progress) {
        const sourced = await source.tally(plan, progress);
        kept = sourced.tally;
        return sourced;
      },
    },
    keptTally: () => `${JSON.stringify(kept === null ? null : tallyToJson(kept), null, 1)}\n`,
  };
}

/** Which part of which log was audited, and how many of its decisions are erased; empty for other sources. */
export function erasedNote({ data }: AuditResult): string {
  const { log } = data.sources[0] ?? {};
  if (log === undefined) return '';
  const range = `log ${log.name}, entries ${log.first} to ${log.last} of ${log.size}, root ${log.root}`;
  return `${range}: ${log.erased} of ${log.recorded} rows erased\n`;
}

/** Relative times are of the moment of the audit: whoever makes it again needs the moment itself. */
export const replayTime = (value: string, option: string): string =>
  new Date(readWhen(value, option, Date.now())).toISOString();
