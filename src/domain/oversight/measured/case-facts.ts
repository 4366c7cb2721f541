import type { CaseRecord, OutcomeScale, OutcomeValue, View, WholeCase } from '../../../core/oversight/index.js';

/** One reading with what was said in it, for measures. */
export interface ReadingFact {
  readonly by: string;
  readonly part: 'first' | 'panel';
  readonly view: OutcomeValue | null;
  readonly confidence: View['confidence'] | null;
  readonly answer: OutcomeValue | null;
  readonly claimedAtMs: number;
  readonly answeredAtMs: number | null;
}

/** What measures are made of: a case that is decided, or whose answer was known, without its person. */
export interface CaseFacts {
  readonly record: CaseRecord;
  readonly scale: OutcomeScale;
  readonly machine: OutcomeValue;
  /** What is known to be right; null where nothing is. */
  readonly truth: OutcomeValue | null;
  readonly readings: readonly ReadingFact[];
  /** Groups of the person by attribute; null where none is recorded. */
  readonly groups: Readonly<Record<string, string>> | null;
}

/** Reads the facts of a case. */
export function factsOf({ record, contents }: WholeCase, attributes: unknown): CaseFacts {
  const readings = record.reads.map((read, at): ReadingFact => {
    const { view = null, answer = null } = contents.said[at] ?? {};
    return {
      ...{ by: read.by, part: read.part, view: view?.outcome ?? null, confidence: view?.confidence ?? null },
      ...{ answer: answer?.outcome ?? null, claimedAtMs: read.claimedAtMs, answeredAtMs: read.answeredAtMs },
    };
  });
  const { scale, original: machine, truth = null } = contents;
  return { record, scale, machine, truth, readings, groups: groupsOf(attributes) };
}

/** Attributes that are texts or whole numbers name a group; others, such as a birthday to the second, would name a person. */
function groupsOf(attributes: unknown): Readonly<Record<string, string>> | null {
  if (typeof attributes !== 'object' || attributes === null) return null;
  const found = Object.entries(attributes).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint' || Number.isInteger(value)
      ? [[name, String(value)] as const]
      : [],
  );
  return found.length === 0 ? null : Object.fromEntries(found);
}
