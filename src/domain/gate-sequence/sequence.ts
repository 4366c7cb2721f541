import { z } from 'zod';
import { utf8 } from '../../core/base/bytes.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../core/base/strict-json.js';
import { sha256 } from '../../core/ledger/index.js';
import { decideNext, type SequenceOfTests } from '../../core/stats/index.js';
import type { AuditResult } from '../audits/index.js';
import type { GateEvidence } from './evidence.js';

/** Share of false findings among all, in expectation, where a file names none. */
export const GATE_LEVEL = 0.1;
/** A gate that decides ten times a day needs that many in 27 years. */
export const MOST_DECISIONS = 100_000;

const decision = z.strictObject({
  on: z.string(),
  /** What was audited by which policy, so that the same audit made again is no other decision. */
  of: z.string(),
  verdict: z.string(),
  logEvidence: z.number(),
  logNeeded: z.number(),
  isFinding: z.boolean(),
});
const gateFile = z.strictObject({
  schemaVersion: z.literal('1').default('1'),
  level: z.number().gt(0).lt(1).default(GATE_LEVEL),
  decisions: z.array(decision).max(MOST_DECISIONS).default([]),
});

/** One decision of a gate. Evidence and what it needed are natural logarithms, as e-values may be larger than numbers are. */
type GateDecision = z.output<typeof decision>;
/** The decisions of a gate, the oldest first. */
export type GateFile = z.output<typeof gateFile>;

/**
 * Reads the decisions of a gate; none where there is no text yet.
 *
 * @throws TribuneError DATA_VALUE_INVALID for another file
 */
export function readGates(source: string | null, path: string): GateFile {
  if (source === null) return gateFile.parse({});
  let written: unknown;
  try {
    written = parseStrict(source);
  } catch (cause) {
    throw invalid(path, jsonFault(cause));
  }
  const read = gateFile.safeParse(written);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw invalid(path, `has a mistake at ${issue!.path.join('.') || 'its root'}: ${issue!.message}`);
}

const invalid = (path: string, what: string): TribuneError =>
  new TribuneError('DATA_VALUE_INVALID', `the file of gates ${path} ${what}`, {
    remedy: 'Give the file that --gates wrote, or the name of one that is not there yet.',
  });

/**
 * Enters an audit as the next decision of a gate, by e-LOND (`decideNext`): of all findings so far at most the share `level` is false, in expectation, at every time and however the audits hang together. The same audit made again is the decision that it was; null without
 * evidence.
 *
 * @throws TribuneError DATA_TOO_LARGE for more decisions than a file takes
 */
export function enterGate(
  file: GateFile,
  { log }: Pick<GateEvidence, 'log'>,
  { result, today }: { readonly result: AuditResult; readonly today: string },
): { readonly file: GateFile; readonly decision: GateDecision; readonly isNew: boolean } | null {
  if (log === null) return null;
  const of = auditedOf(result);
  const before = file.decisions.find((one) => one.of === of);
  if (before !== undefined) return { file, decision: before, isNew: false };
  if (file.decisions.length >= MOST_DECISIONS)
    throw new TribuneError('DATA_TOO_LARGE', `the file of gates has ${MOST_DECISIONS} decisions already`, {
      remedy: 'Begin another file: the promise is about the decisions of one.',
    });
  const found = file.decisions.filter(({ isFinding }) => isFinding).length;
  const next = nextDecision({ tested: file.decisions.length, found }, log, file.level);
  const made: GateDecision = { on: today, of, verdict: result.verdict, logEvidence: log, ...next };
  return { file: { ...file, decisions: [...file.decisions, made] }, decision: made, isNew: true };
}

/** What was audited by which policy, so that the same audit made again is no other decision; wherever the data lay. */
export function auditedOf({ policy, data, groups }: AuditResult): string {
  const sources = data.sources.map(({ path: _, ...rest }) => rest);
  return digestText(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify([policy.digest, sources, groups]))))));
}

/** The next decision after so many, by e-LOND, from the logarithm of its e-value. */
export function nextDecision(
  before: SequenceOfTests,
  log: number,
  level: number,
): Pick<GateDecision, 'logNeeded' | 'isFinding'> {
  // Whatever is needed, the largest number says that it is there; the level is the same for all evidence.
  const next = decideNext(before, Math.min(Math.exp(log), Number.MAX_VALUE), level);
  return { logNeeded: -Math.log(next.level), isFinding: next.isFinding };
}
