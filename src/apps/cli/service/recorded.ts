import type { Tally } from '../../../core/fairness/tally/index.js';
import type { AuditResult } from '../../../domain/audits/index.js';
import { anyTallyToJson, type OutcomeTally, type TallySource } from '../../../domain/audits/source/index.js';
import { logSentences } from '../../../domain/wording/api.js';
import { readWhen } from './times.js';

/** A source that also keeps its tally, which is written beside the audit because recorded decisions may be erased later. */
export function withTallyCopy(source: TallySource): { source: TallySource; tallyJson: () => string | null } {
  let kept: Tally | OutcomeTally | null = null;
  const { readsRows = false } = source;
  return {
    source: {
      ...(source.outcome === undefined
        ? {}
        : {
            async outcome(plan, progress) {
              const sourced = await source.outcome!(plan, progress);
              kept ??= sourced.parts === undefined ? sourced.tally : null;
              return sourced;
            },
          }),
      readsRows,
      async tally(plan, progress) {
        const sourced = await source.tally(plan, progress);
        // An audit shown in parts has no tally of all attributes.
        kept ??= sourced.parts === undefined ? sourced.tally : null;
        return sourced;
      },
    },
    tallyJson: () => (kept === null ? null : `${JSON.stringify(anyTallyToJson(kept), null, 1)}\n`),
  };
}

/** Says which part of which log was audited, what of it is erased, and what was checked; empty for other sources. */
export function erasedNote({ data }: AuditResult): string {
  const { log } = data.sources[0] ?? {};
  if (log === undefined) return '';
  return logSentences(log)
    .map((sentence) => `${sentence}\n`)
    .join('');
}

/** Adds the size of the log to the replay command, because the log grows and a repetition needs the size that it had. */
export function replayAtSize(result: AuditResult): AuditResult {
  const { size, protection } = result.data.sources[0]?.log ?? {};
  // A caller who may see no person may not ask for a size.
  if (
    size === undefined ||
    protection !== undefined ||
    result.replay === undefined ||
    result.replay.includes(' --at-size ')
  )
    return result;
  return { ...result, replay: `${result.replay} --at-size ${size}` };
}

/** A time for the replay command. Relative times refer to the moment of the audit, so a repetition needs the moment itself. */
export const replayTime = (value: string, option: string): string =>
  new Date(readWhen(value, option, Date.now())).toISOString();
