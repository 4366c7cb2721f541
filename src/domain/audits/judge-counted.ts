import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { VERSION } from '../../core/base/version.js';
import { judgeBaselineSubjects } from '../../core/policy/baseline/index.js';
import type { CountedOutcomeTally } from '../../core/policy/bind/index.js';
import { overallVerdict } from '../../core/policy/index.js';
import { judgeSubjects } from '../../core/policy/judge/index.js';
import { describePolicy } from './describe-policy.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import { describeOutcome } from './outcomes/describe.js';
import type { OutcomeView, ShownGroup } from './outcomes/view.js';
import type { AuditResult } from './result/result.js';
import { cautionsOfValues } from './result/value-cautions.js';
import type { SourcedOutcome } from './source/source.js';

/**
 * Audits decisions that are neither 0 or 1 nor amounts, by the view of their kind.
 *
 * @throws TribuneError DATA_EMPTY, DATA_GROUP_MISSING, DATA_TOO_LARGE; BASELINE_INVALID
 */
export function judgeCounted<Group extends ShownGroup>(
  { tally, sources }: SourcedOutcome<CountedOutcomeTally>,
  view: OutcomeView<Group>,
  options: JudgeTallyOptions,
): AuditResult {
  const { policy, today, progress } = options;
  const [overall] = view.groups([]);
  if (overall === undefined || overall.n === 0)
    throw new TribuneError('DATA_EMPTY', 'no row is left to audit', {
      remedy: 'Check data.where and the excluded rows.',
    });
  const { baseline } = options;
  progress?.('computing metrics and intervals');
  const described = describeOutcome(policy, view);
  progress?.('judging requirements');
  const requirements = [
    ...judgeSubjects(policy, view.subjects, { today, ...defined({ baseline, results: options.results }) }),
    ...(baseline === undefined ? [] : judgeBaselineSubjects(policy, view.subjects, baseline)),
  ];
  const { verdict, warnings } = overallVerdict(requirements);
  return {
    schemaVersion: '1',
    tool: { name: 'tribune', version: options.toolVersion ?? VERSION },
    policy: describePolicy(options),
    data: {
      sources,
      rows: overall.n,
      weightKind: policy.data.weight === null ? 'none' : policy.data.weightKind,
      excluded: tally.excluded,
      unlabelled: view.unlabelled(overall),
      scores: 'none',
    },
    ...described,
    requirements,
    verdict,
    warnings,
    evaluatedOn: today,
    ...cautionsOfValues(policy, described.groups),
    ...defined({ replay: options.replay }),
  };
}
