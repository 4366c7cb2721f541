import { printExact } from '../../core/base/exact-json.js';
import type { DecisionIngest, IngestAnswer, Rejection } from '../decisions/api/index.js';
import { IntakeFault } from './fault.js';

export interface BuiltRecord {
  /** The sender's own count: row of a batch, or log record of an export. */
  readonly line: number;
  readonly record: Record<string, unknown> | IntakeFault;
}

/** Commits the records that could be built, and answers for all of them by the sender's own lines. They are durable on return. */
export async function commitBuilt(
  ingest: Pick<DecisionIngest, 'decisions'>,
  built: readonly BuiltRecord[],
  source: string,
): Promise<IngestAnswer> {
  const refused: Rejection[] = [];
  const lines: number[] = [];
  const texts: string[] = [];
  for (const { line, record } of built) {
    if (record instanceof IntakeFault) {
      refused.push({ line, code: record.code, message: record.message });
    } else {
      lines.push(line);
      texts.push(printExact(record));
    }
  }
  if (texts.length === 0) return { accepted: 0, duplicates: 0, conflicts: [], rejected: refused };
  const body = new TextEncoder().encode(texts.join('\n'));
  const { answer } = await ingest.decisions(body, { form: 'ndjson', source });
  const lineOf = (line: number): number => lines[line - 1] ?? line;
  const rejected = [...refused, ...answer.rejected.map((one) => ({ ...one, line: lineOf(one.line) }))];
  return {
    accepted: answer.accepted,
    duplicates: answer.duplicates,
    conflicts: answer.conflicts.map((one) => ({ ...one, line: lineOf(one.line) })),
    rejected: rejected.toSorted((a, b) => a.line - b.line),
  };
}
