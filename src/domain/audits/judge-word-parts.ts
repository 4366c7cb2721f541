import { counted } from '../../core/base/counted.js';
import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { VERSION } from '../../core/base/version.js';
import { classGroups, orderedGroups } from '../../core/fairness/outcomes/index.js';
import {
  needsLabel,
  overallVerdict,
  type Policy,
  type Requirement,
  type RequirementResult,
  withWaiver,
} from '../../core/policy/index.js';
import { judgeSubjects } from '../../core/policy/judge/index.js';
import {
  type BandedOutcome,
  type Bands,
  SEES_PERSONS,
  shownOutcome,
  shownRequirement,
  type WordPart,
} from '../disclosure/index.js';
import { describePolicy } from './describe-policy.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import { classView } from './outcomes/class.js';
import { describeOutcome } from './outcomes/describe.js';
import { orderedView } from './outcomes/ordered.js';
import type { AuditResult } from './result/result.js';
import { cautionsOfValues } from './result/value-cautions.js';
import { partOf, policyOfPart, undecided, withheldWords } from './run-parts.js';
import type { SourceRecord } from './source/index.js';

/**
 * Audits levels, classes or the bands of amounts from the parts that a caller who may see no person gets. A requirement that depends on anything
 * withheld, such as a mean amount or a level that stands together with another, is inconclusive and never passes on the rest. The result is about the
 * decisions as they are shown: its policy declares the bands as levels or classes.
 *
 * @param parts everybody first, then sets of attributes that do not overlap
 * @throws TribuneError FORBIDDEN beside a baseline
 */
export function judgeWordParts(
  parts: readonly WordPart[],
  sources: readonly SourceRecord[],
  options: JudgeTallyOptions,
): AuditResult {
  const { policy, today, baseline } = options;
  if (baseline !== undefined)
    throw new TribuneError(
      'FORBIDDEN',
      'this caller sees no person, and a change since a baseline is told from every cell',
      {
        remedy: SEES_PERSONS,
      },
    );
  const [everybody, ...sets] = parts;
  const outcome = policy.data.outcome as BandedOutcome;
  const { bands } = everybody!;
  const shown = shownPolicy(policy, outcome, bands);
  const all = described(everybody!, shown);
  const apart = sets.map((part) => described(part, shown));
  const groups = apart.flatMap((one) => one.groups);
  const words = apart.flatMap((one) => one.words ?? []);
  const requirements = policy.requirements.map((requirement) =>
    judged(requirement, { policy, shown, outcome, part: partOf(requirement, parts), today }),
  );
  const { rows, unlabelled } = countsOf(everybody!, shown);
  return {
    schemaVersion: '1',
    tool: { name: 'tribune', version: options.toolVersion ?? VERSION },
    policy: describePolicy({ ...options, policy: shown }),
    data: { sources, rows, weightKind: 'none', excluded: everybody!.tally.excluded, unlabelled, scores: 'none' },
    overall: all.overall,
    groups,
    comparisons: apart.flatMap((one) => one.comparisons),
    disparities: apart.flatMap((one) => one.disparities),
    ...(words.length === 0 ? {} : { words }),
    requirements,
    ...overallVerdict(requirements),
    evaluatedOn: today,
    ...cautionsOfValues(policy, groups),
    ...defined({ replay: options.replay }),
  };
}

/** The policy with the bands for levels or classes, and with those requirements only that they decide. */
function shownPolicy(policy: Policy, outcome: BandedOutcome, bands: Bands): Policy {
  const requirements = policy.requirements.flatMap((one) => shownRequirement(one, outcome, bands) ?? []);
  return { ...policy, data: { ...policy.data, outcome: shownOutcome(outcome, bands) }, requirements };
}

const groupsOf = ({ tally }: WordPart, by: readonly string[]) =>
  tally.outcome === 'class' ? classGroups(tally, by) : orderedGroups(tally, by);

function countsOf(everybody: WordPart, { data }: Policy): { rows: number; unlabelled: number } {
  const [group] = groupsOf(everybody, []);
  const rows = group?.n ?? 0;
  return { rows, unlabelled: data.outcome?.label == null ? 0 : rows - (group?.labelled ?? 0) };
}

/** The part of the shown policy that concerns a part. */
const partPolicy = (part: WordPart, shown: Policy): Policy =>
  policyOfPart(
    part.attributes,
    shown,
    (name, value) => value !== null && groupsOf(part, [name]).some(({ key }) => key[name] === value),
  );

function described(part: WordPart, shown: Policy): ReturnType<typeof describeOutcome> {
  const policy = partPolicy(part, shown);
  const { tally } = part;
  return tally.outcome === 'class'
    ? describeOutcome(policy, classView(policy, tally))
    : describeOutcome(policy, orderedView(policy, tally));
}

interface JudgeContext {
  readonly policy: Policy;
  readonly shown: Policy;
  readonly outcome: BandedOutcome;
  readonly part: WordPart;
  readonly today: string;
}

function judged(requirement: Requirement, { policy, shown, outcome, part, today }: JudgeContext): RequirementResult {
  const own = shownRequirement(requirement, outcome, part.bands);
  const what = [
    ...(own === null ? [withheldDetail(requirement, { outcome, part })] : []),
    ...('given' in requirement && requirement.given !== undefined ? ['the strata of the comparison'] : []),
    ...withheldWords(part.withheld, needsLabel(requirement.metric)),
  ];
  if (own === null || what.length > 0)
    return withWaiver(undecided(requirement, policy, what.join(', ')), requirement, today);
  const asked = { ...partPolicy(part, shown), requirements: [own] };
  const { tally } = part;
  const { subjects } = tally.outcome === 'class' ? classView(asked, tally) : orderedView(asked, tally);
  return judgeSubjects(asked, subjects, { today })[0]!;
}

const withheldDetail = (
  { institution }: Requirement,
  { outcome, part }: Pick<JudgeContext, 'outcome' | 'part'>,
): string => (institution === undefined ? finerThan(outcome, part.bands) : 'the people of each institution');

function finerThan({ type }: BandedOutcome, bands: Bands): string {
  const words = { amount: 'amounts', ordered: 'levels', class: 'classes' }[type];
  return `${words} finer than ${counted(bands.length, type === 'class' ? 'class' : 'band')}`;
}
