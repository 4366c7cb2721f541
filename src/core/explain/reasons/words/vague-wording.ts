/** A pattern of wording that says nothing specific, or something that may not be said. */
export interface WordingRule {
  readonly pattern: RegExp;
  readonly why: string;
  readonly basis: string;
}

const REG_B =
  '12 CFR 1002.9(b)(2): reasons must be specific; standards, policies or a missed score are named as insufficient';
const OURS = 'ours: a reason names a fact that the person can check';

/** Vague wording, as of 2026-11-22. The patterns are ours; the first three follow what Reg B names as insufficient. */
export const VAGUE_WORDING: readonly WordingRule[] = [
  {
    pattern:
      /\b(internal|company|lender|lending|underwriting|our)\s+(\w+\s+)?(standards?|polic(y|ies)|guidelines?|criteria)\b/i,
    why: 'refers to standards that the person cannot see',
    basis: REG_B,
  },
  {
    pattern: /\b(insufficient|low|inadequate|unsatisfactory|failing)\s+(\w+\s+)?(score|rating|grade)\b/i,
    why: 'names the score, not what lowered it',
    basis: REG_B,
  },
  {
    pattern: /\b(score|rating)\b.{0,40}\b(too low|below|insufficient|not high enough|not enough|did not)\b/i,
    why: 'names the score, not what lowered it',
    basis: REG_B,
  },
  {
    pattern:
      /\b(not|n't|failed to|failure to|unable to)\s+(meet|reach|achieve|attain|satisfy)\b.{0,40}\b(score|standards?|criteria|requirements?|qualif\w+|threshold|cut-?off)\b/i,
    why: 'says that a bar was missed, not which fact missed it',
    basis: REG_B,
  },
  {
    pattern: /\b(did not|do not|does not|don't|didn't)\s+qualify\b/i,
    why: 'repeats the decision',
    basis: REG_B,
  },
  {
    pattern:
      /\b(overall|general)\s+(profile|assessment|evaluation|risk)\b|\brisk profile\b|\bprofile\b.{0,20}\b(weak|poor)\b/i,
    why: 'sums facts up instead of naming one',
    basis: OURS,
  },
  {
    pattern: /\b(other|various|several|certain|multiple|some)\s+(factors?|reasons?|information|circumstances)\b/i,
    why: 'names no factor',
    basis: OURS,
  },
  {
    pattern:
      /\b(algorithm|computer|model|system|artificial intelligence|AI)\b.{0,30}\b(decided|determined|rejected|declined|denied|predicted)\b/i,
    why: 'names the machine, not the fact',
    basis: OURS,
  },
  { pattern: /\bproprietary\b|\btrade secret\b|\bconfidential\b/i, why: 'hides the reason', basis: OURS },
];

/** Characteristics that a reason may not name. The age of an account is not the age of a person. */
export const PROTECTED_WORDING: readonly WordingRule[] = [
  {
    pattern:
      /\b(race|skin colou?r|ethnic\w*|national origin|nationality|religio\w+|gender|your sex|sexual|pregnan\w*|marital|married|unmarried|divorced|disabilit\w+|disabled)\b|\byour age\b|\btoo (old|young)\b|\bpublic assistance\b/i,
    why: 'names a protected characteristic',
    basis: 'ECOA, 15 U.S.C. 1691(a), and the same idea elsewhere: such a factor is an incident, not a reason',
  },
];
