import { type Finding, type Judged, judgeMeasured, type Measured } from '../../core/fairness/sources/index.js';
import type { Policy } from '../../core/policy/index.js';
import { knownFailures } from '../../core/policy/open-sections/index.js';
import { criticalValue, normalQuantile, smallestDetectableGaps } from '../../core/stats/index.js';
import type { ColumnReader } from '../learning/ports/index.js';
import { KNOWN_FAILURES, type KnownFailure, type Looked } from './failures/index.js';
import { readFailureTable } from './table/index.js';

/** One comparison of a failure, with the smallest effect that it would have seen. */
export interface FailureFinding extends Omit<Finding, 'verdict'> {
  readonly isShown: boolean;
  /** The effect that a sample of this size shows in four of five cases; null where no possible effect is, or nothing was compared. */
  readonly detectable: number | null;
}

/** The answer about one known failure. */
export interface FailureAnswer {
  readonly name: KnownFailure['name'];
  readonly title: string;
  readonly happened: string;
  readonly source: string;
  readonly bias: string;
  readonly formula: string;
  readonly unit: KnownFailure['unit'];
  /** `undecided`: it was looked for, and too few people could be compared, or nothing varied among them, so that nothing can be said. */
  readonly answer: 'shown' | 'not-shown' | 'undecided' | 'not-applicable';
  /** Why it could not be looked for, and what that needs; null where it was. */
  readonly why: string | null;
  readonly needs: string | null;
  /** Effects up to this size do not count. */
  readonly least: number;
  readonly harmful: 'above' | 'either' | null;
  /** Comparisons that share the level. */
  readonly comparisons: number;
  /** The finding that shows it, or the one nearest to that. */
  readonly decisive: FailureFinding | null;
  readonly findings: readonly FailureFinding[];
  /**
   * The largest effect that some group could have without being seen in four of five cases, among comparisons that would see some; null where none
   * would. Where `detectable` of a finding is null, any effect may be there.
   */
  readonly unseenUpTo: number | null;
  readonly notes: readonly string[];
}

/** What `tribune test failures` found. */
export interface KnownFailuresResult {
  readonly schemaVersion: '1';
  readonly kind: 'known-failures';
  readonly tool: { readonly name: string; readonly version: string };
  readonly evaluatedOn: string;
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string; readonly level: number };
  readonly data: {
    readonly source: string;
    readonly digest: string;
    readonly rows: number;
    readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
  };
  readonly shown: number;
  readonly notShown: number;
  readonly undecided: number;
  readonly notApplicable: number;
  /** Failures that a sound system shows in expectation, at most: each is looked for at the level of the policy. */
  readonly expectedByChance: number;
  readonly failures: readonly FailureAnswer[];
}

export interface KnownFailuresOptions {
  readonly policy: Policy;
  readonly policyDigest: string;
  /** The present day as `YYYY-MM-DD`, UTC. */
  readonly today: string;
  readonly toolVersion: string;
  readonly progress?: (text: string) => void;
}

/**
 * Looks for what went wrong elsewhere in one's own decisions: each of `KNOWN_FAILURES` that the data and the policy allow.
 *
 * @throws TribuneError for data or a policy that cannot be read; what cannot be looked for is an answer, not an error
 * @example
 * const { failures } = await testKnownFailures(columnsOfFiles('people.csv'), { policy, policyDigest, today: '2026-12-01', toolVersion });
 * failures.find(({ name }) => name === 'unequalErrors').answer; // 'shown'
 */
export async function testKnownFailures(
  source: ColumnReader,
  { policy, policyDigest, today, toolVersion, progress }: KnownFailuresOptions,
): Promise<KnownFailuresResult> {
  const section = knownFailures.of(policy) ?? {};
  const also = KNOWN_FAILURES.flatMap((failure) => failure.columns(section));
  progress?.('reading the data');
  const table = await readFailureTable(source, policy, also);
  const { level } = policy.statistics;
  const failures = KNOWN_FAILURES.map((failure) => {
    const looked: Looked = section.off?.includes(failure.name)
      ? { notApplicable: 'The policy says that the system cannot have it (knownFailures.off).', needs: '' }
      : failure.look(table, section);
    return answerOf(failure, looked, { level, least: section[failure.name]?.least ?? 0 });
  });
  const number = (wanted: FailureAnswer['answer']): number => failures.filter(({ answer }) => answer === wanted).length;
  const chances = failures.map(({ harmful, comparisons }) =>
    comparisons === 0 ? 0 : harmful === 'either' ? 1 - level : (1 - level) / 2,
  );
  return {
    schemaVersion: '1',
    kind: 'known-failures',
    tool: { name: 'tribune', version: toolVersion },
    evaluatedOn: today,
    policy: { name: policy.name, version: policy.version, digest: policyDigest, level },
    data: { source: table.name, digest: table.digest, rows: table.rows, excluded: table.excluded },
    shown: number('shown'),
    notShown: number('not-shown'),
    undecided: number('undecided'),
    notApplicable: number('not-applicable'),
    expectedByChance: chances.reduce((sum, chance) => sum + chance, 0),
    failures,
  };
}

interface Bound {
  readonly level: number;
  readonly least: number;
}

function answerOf(failure: KnownFailure, looked: Looked, { level, least }: Bound): FailureAnswer {
  const { name, title, happened, source, bias, formula, unit } = failure;
  const frame = { name, title, happened, source, bias, formula, unit, least };
  const absent = { harmful: null, comparisons: 0, decisive: null, findings: [], unseenUpTo: null };
  if ('notApplicable' in looked)
    return { ...frame, ...absent, answer: 'not-applicable', why: looked.notApplicable, needs: looked.needs, notes: [] };
  const { measures, harmful, notes = [] } = looked;
  if (measures.every(({ estimate }) => estimate === null))
    return {
      ...{ ...frame, ...absent, answer: 'not-applicable', notes },
      why: measures.find(({ reason }) => reason !== undefined)?.reason ?? 'The data have no two sides to compare.',
      needs: 'Data in which people of both sides stand.',
    };
  const judged = judgeMeasured(measures, {
    allowed: harmful === 'above' ? { max: least } : { min: -least, max: least },
    ...{ level, smallGroups: 'report' },
  });
  const shared = 1 - (1 - level) / Math.max(1, judged.comparisons);
  const findings = judged.findings.map((finding, place) =>
    findingOf(finding, detectableOf(finding, measures[place]!, { looked, level: shared, least })),
  );
  const seen = findings.flatMap(({ status, detectable }) =>
    status === 'ok' && detectable !== null ? [detectable] : [],
  );
  return {
    ...frame,
    answer: answerWord(judged),
    ...{ why: null, needs: null, harmful, notes, findings },
    comparisons: judged.comparisons,
    decisive: judged.decisive === null ? null : findings[judged.findings.indexOf(judged.decisive)]!,
    unseenUpTo: seen.length === 0 ? null : Math.max(...seen),
  };
}

/** What has no interval, such as prices that are all alike within both sides, says nothing about chance, however far apart the sides are. */
const answerWord = ({ verdict, findings }: Judged): FailureAnswer['answer'] =>
  verdict === 'fail' ? 'shown' : findings.some(({ simultaneous }) => simultaneous !== null) ? 'not-shown' : 'undecided';

const findingOf = ({ verdict, ...finding }: Finding, detectable: number | null): FailureFinding => ({
  ...finding,
  isShown: verdict === 'fail',
  detectable,
});

/** Chance with which an effect should be seen: the usual 80 %. */
const POWER = 0.8;

/**
 * The smallest effect that would be seen in four of five samples of this size: of two rates by Fleiss, Levin and Paik (2003), section 4.2, in the harmful
 * direction (the harder one of two); of everything else half the interval times (z_level + z_0.8) / z_level. What does not count is added to it.
 */
function detectableOf(
  finding: Finding,
  measure: Measured,
  {
    looked,
    level,
    least,
  }: { readonly looked: Exclude<Looked, { notApplicable: string }>; readonly level: number; readonly least: number },
): number | null {
  if (finding.estimate === null || finding.n === 0) return null;
  // That of a measure of its own is the smallest that is above 0, which is no answer where more than nothing has to be shown.
  if (looked.detectable !== undefined && least === 0) return looked.detectable(finding, level);
  const { n, nReference, referenceValue, method } = finding;
  if (method === 'miettinen-nurminen' && nReference !== null && referenceValue !== null && nReference > 0) {
    const { above, below } = smallestDetectableGaps({ n1: n, n2: nReference, p: referenceValue, level, power: POWER });
    const gap =
      looked.harmful === 'above' ? above : above === null || below === null ? (above ?? below) : Math.max(above, below);
    return gap === null ? null : gap + least;
  }
  const ends = measure.interval(level);
  if (ends === null) return null;
  const z = criticalValue(level);
  return (((ends.upper - ends.lower) / 2) * (z + normalQuantile(POWER))) / z + least;
}
