import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { VERSION } from '../../core/base/version.js';
import { groupTally } from '../../core/fairness/index.js';
import type { Tally } from '../../core/fairness/tally/index.js';
import { judgeBaseline, judgePolicy, overallVerdict, type Policy, type ResultFiles } from '../../core/policy/index.js';
import { type AuditPart, SEES_PERSONS } from '../disclosure/index.js';
import { labelCautions, type SeenLabels, seenLabels } from '../seen-labels/index.js';
import { describePolicy } from './describe-policy.js';
import type { PolicyChoice } from './policy-text.js';
import { checkCutoffScale } from './result/check-cutoff.js';
import { attributeSets } from './result/compared.js';
import { describeGroups } from './result/describe.js';
import { likelyGroups } from './result/likely-groups.js';
import type { AuditResult } from './result/result.js';
import { secondaryAnalyses } from './result/secondary-analyses.js';
import { tinySpread } from './result/tiny-spread.js';
import { valueCautions } from './result/value-cautions.js';
import { runParts } from './run-parts.js';
import type { SourcedTally } from './source/source.js';

/** Options of judging a tally. */
export interface JudgeTallyOptions extends PolicyChoice {
  /** The present day as `YYYY-MM-DD`, UTC, by which waivers expire. */
  readonly today: string;
  /** Version of the tool; default that of this package. */
  readonly toolVersion?: string;
  /** A parsed audit.json that the new audit must not be worse than. */
  readonly baseline?: unknown;
  /** Results of other commands that requirements read, by the name that the policy gives them. */
  readonly results?: ResultFiles;
  /** The command that repeats this audit. */
  readonly replay?: string;
  readonly progress?: (message: string) => void;
}

/**
 * Audits a tally that was read from a source.
 *
 * @throws TribuneError for data or a policy that cannot be audited
 */
export function judgeTally(sourced: SourcedTally, options: JudgeTallyOptions): AuditResult {
  const { policy } = options;
  const report = options.progress ?? (() => {});
  const { tally, sources, parts, stakes } = sourced;
  const overall = groupTally(tally, [])[0];
  if (overall === undefined || overall.n === 0) {
    throw new TribuneError('DATA_EMPTY', 'no row is left to audit', {
      remedy: 'Check data.where and the excluded rows.',
    });
  }
  checkCutoffScale(overall, policy);
  const judged =
    parts === undefined ? judgeWhole({ tally, stakes }, options, report) : judgeParts(parts, options, report);
  const { verdict, warnings } = overallVerdict(judged.requirements);
  const labels = seenLabels(policy, tally, parts === undefined ? attributeSets(policy) : []);
  return {
    schemaVersion: '1',
    tool: { name: 'tribune', version: options.toolVersion ?? VERSION },
    policy: describePolicy(options),
    data: describeData(tally, sources, overall.n, overall.counts.unlabelled),
    ...judged,
    ...labels,
    verdict,
    warnings,
    evaluatedOn: options.today,
    ...cautionsOf(
      policy,
      judged.groups,
      parts === undefined ? [tally] : parts.slice(1).map((part) => part.tally),
      labels.labels,
    ),
    ...defined({ replay: options.replay }),
  };
}

type Judged = Omit<
  AuditResult,
  'schemaVersion' | 'tool' | 'policy' | 'data' | 'verdict' | 'warnings' | 'evaluatedOn' | 'cautions' | 'replay'
>;

function judgeWhole(
  { tally, stakes }: { readonly tally: Tally; readonly stakes: Tally | undefined },
  options: JudgeTallyOptions,
  report: (message: string) => void,
): Judged {
  const { policy, today, baseline, results } = options;
  report('computing metrics and intervals');
  const described = describeGroups(tally, policy);
  report('judging requirements');
  const requirements = [
    ...judgePolicy(policy, tally, { today, ...defined({ baseline, results }) }),
    ...(baseline === undefined ? [] : judgeBaseline({ policy, tally }, baseline)),
  ];
  return {
    ...described,
    requirements,
    ...likelyGroups(tally, policy),
    ...secondaryAnalyses(tally, policy, report, stakes),
  };
}

function judgeParts(
  parts: readonly AuditPart[],
  options: JudgeTallyOptions,
  report: (message: string) => void,
): Judged {
  if (options.baseline === undefined) return runParts(parts, options.policy, { today: options.today, report });
  throw new TribuneError(
    'FORBIDDEN',
    'this caller sees no person, and a change since a baseline is told from every cell',
    {
      remedy: SEES_PERSONS,
    },
  );
}

/** Cautions about labels, about values of attributes, and about scores too close together for their sums. */
function cautionsOf(
  policy: Policy,
  groups: AuditResult['groups'],
  tallies: readonly Tally[],
  labels: SeenLabels | undefined,
): Pick<AuditResult, 'cautions'> {
  const cautions = [...labelCautions(policy, labels), ...valueCautions(policy, groups), ...tinySpread(tallies, policy)];
  return cautions.length === 0 ? {} : { cautions };
}

function describeData(
  tally: Tally,
  sources: AuditResult['data']['sources'],
  people: number,
  unlabelled: number,
): AuditResult['data'] {
  return {
    sources,
    rows: people,
    weightKind: tally.weightKind,
    excluded: tally.excluded,
    unlabelled,
    scores: tally.score.kind,
  };
}
