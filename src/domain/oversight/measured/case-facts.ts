import type {
  CaseRecord,
  OutcomeScale,
  OutcomeValue,
  ReasonVerdict,
  View,
  WholeCase,
} from '../../../core/oversight/index.js';

/** One reading with what was said in it, for measures. */
export interface ReadingFact {
  readonly by: string;
  readonly part: 'first' | 'panel';
  readonly view: OutcomeValue | null;
  readonly confidence: View['confidence'] | null;
  readonly answer: OutcomeValue | null;
  /** Of reasons that the machine gave: whether they hold, as the reader says. */
  readonly verdicts: Readonly<Record<string, ReasonVerdict>>;
  readonly claimedAtMs: number;
  readonly answeredAtMs: number | null;
}

/** What measures are made of: a case that is decided, or whose answer was known. */
export interface CaseFacts {
  readonly record: CaseRecord;
  readonly scale: OutcomeScale;
  readonly machine: OutcomeValue;
  /** What is known to be right; null where nothing is. */
  readonly truth: OutcomeValue | null;
  readonly readings: readonly ReadingFact[];
  /** Inputs as they stood in the case, what the person corrected being corrected. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the case came out as; null where it is not decided. */
  readonly outcome: OutcomeValue | null;
  /** Groups of the person by attribute; null where none is recorded. */
  readonly groups: Readonly<Record<string, string>> | null;
}

/** Reads the facts of a case. */
export function factsOf(
  { record, contents }: WholeCase,
  { attributes, inputs }: { readonly attributes: unknown; readonly inputs: Readonly<Record<string, unknown>> },
): CaseFacts {
  // Whoever was never shown the machine's answer neither followed it nor left it.
  const isHeld = record.holdout?.isHeld === true;
  const readings = record.reads.map((read, at): ReadingFact => {
    const { view = null, answer = null } = contents.said[at] ?? {};
    return {
      ...{ by: read.by, part: read.part, view: view?.outcome ?? null, confidence: view?.confidence ?? null },
      ...{
        answer: isHeld ? null : (answer?.outcome ?? null),
        verdicts: answer?.verdicts ?? {},
        claimedAtMs: read.claimedAtMs,
        answeredAtMs: read.answeredAtMs,
      },
    };
  });
  const { scale, original: machine, truth = null } = contents;
  const corrected = { ...inputs, ...contents.corrections };
  const { outcome } = contents;
  return { record, scale, machine, truth, readings, inputs: corrected, outcome, groups: groupsOf(attributes) };
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
