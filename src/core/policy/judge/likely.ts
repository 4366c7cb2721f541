import { INDEPENDENCE } from '../../fairness/membership/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import type { LikelyGroups } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import { type LikelySubjects, likelyFields, likelySubjects } from './likely-subjects.js';
import type { Judged } from './message.js';
import type { LikelySource } from './read-membership.js';
import type { SubjectSource } from './subject-source.js';
import { asRanges } from './unseen.js';

type Judge<Of extends Requirement> = (requirement: Of, policy: Policy, source: SubjectSource) => Judged;

/**
 * Judges a requirement about groups that are known as probabilities (docs/decisions/0024). By default the bounds judge: it fails where all that the probabilities
 * leave, with the chance of the sample, lies beyond the bound, passes where all of it lies within, and is inconclusive otherwise, under `evidence: point` too, since no
 * point is known without an assumption. Where the policy declares `assume: independent` the weighted rates judge as other rates do. The result has both.
 */
export function judgeLikely<Of extends Requirement>(
  requirement: Of,
  policy: Policy,
  {
    source,
    likely,
    judge,
  }: { readonly source: SubjectSource; readonly likely: LikelySource; readonly judge: Judge<Of> },
): Judged {
  const found = likelySubjects(requirement, policy, likely);
  const judged = judge(found.by === 'bounds' ? asRanges(requirement) : requirement, policy, {
    ...source,
    subjects: () => found.subjects,
  });
  return told(judged, { requirement, found, missing: likely.membership.missing });
}

interface Context {
  readonly requirement: Requirement;
  readonly found: LikelySubjects;
  readonly missing: number;
}

/** The result as the policy asked for it; where bounds judged there is no estimate, and the weighted value stands apart. */
function told(judged: Judged, context: Context): Judged {
  const { requirement, found } = context;
  const { group, reference, parts, level } = judged;
  const asked = {
    ...judged,
    evidence: requirement.evidence,
    ...('reference' in requirement ? { referenceChoice: requirement.reference } : {}),
    nNeeded: null,
    ...(parts === undefined ? {} : { parts: parts.map((part) => partOf(part, found, level)) }),
    ...(group === null ? {} : { likely: likelyOf(group, reference, context, level) }),
  };
  if (found.by === 'independence' || group === null) return asked;
  return {
    ...asked,
    estimate: null,
    groupValue: null,
    ...(reference === null ? {} : { referenceValue: null }),
    status: judged.status === 'ok' ? 'undefined' : judged.status,
  };
}

type Part = NonNullable<Judged['parts']>[number];

function partOf(part: Part, { by, evidenceOf }: LikelySubjects, level: number): Part {
  const { bounds } = likelyFields(evidenceOf(part.group, null, 'value'), level);
  return by === 'independence' ? part : { ...part, estimate: null, status: 'undefined', bounds };
}

function likelyOf(
  group: GroupKey,
  reference: GroupKey | null,
  { requirement: { compare }, found, missing }: Context,
  level: number,
): LikelyGroups {
  const compared = compare === 'change' ? 'value' : compare;
  return {
    by: found.by,
    assumption: INDEPENDENCE,
    ...likelyFields(found.evidenceOf(group, reference, compared), level),
    group: found.rateOf(group),
    ...(reference === null ? {} : { reference: found.rateOf(reference) }),
    missing,
  };
}
