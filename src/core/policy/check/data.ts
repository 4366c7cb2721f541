import { TribuneError } from '../../base/errors.js';
import { didYouMean } from '../../base/suggest.js';
import { caution, type Finding, problem } from '../read/mistakes.js';
import { binLabels } from '../sections/bins.js';
import type { RawBinding, RawData } from '../sections/data.js';
import { parseWhere } from '../where/parse.js';
import { checkExplored } from './labels.js';
import { checkMembership } from './membership.js';
import { checkOutcome } from './outcome.js';

/** Scores beyond +-2^12 do not fit the fixed-point sums of a tally (contracts, section Tally). */
export const SCORE_LIMIT = 4096;

/** What requirements may say in place of a group. As the reference of an attribute it would name a group that nobody is in, and a monitor would wait for it for ever. */
const CHOSEN_BY_DATA = ['highest', 'largest', 'all-pairs'];

const LIVE_NAMES = ['label', 'prediction', 'score', 'weight'];

/** Finds what is wrong in the `data` section although its shape is right. Where nothing has been decided yet, decisions need no column. */
export function checkData(data: RawData, isUndecided = false): Finding[] {
  return [
    ...checkWhere(data),
    ...checkOutcome(data),
    ...(data.outcome === undefined || data.outcome.type === 'binary' ? checkPrediction(data, isUndecided) : []),
    ...checkBinding(data.label, 'label'),
    ...checkExplored(data),
    ...checkBinding(data.prediction, 'prediction'),
    ...checkWeight(data),
    ...checkScore(data),
    ...checkAttributes(data),
    ...checkMembership(data),
    ...checkIntersections(data),
    ...checkLive(data),
  ];
}

function checkWhere({ where }: RawData): Finding[] {
  if (where === undefined) return [];
  try {
    parseWhere(where);
    return [];
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    const offset = (error.place?.column ?? 1) - 1;
    const message = `data.where at character ${offset + 1}: ${error.message}`;
    return [{ ...problem(['data', 'where'], message, error.remedy ?? ''), offset }];
  }
}

function checkPrediction({ prediction, score, cutoff }: RawData, isUndecided: boolean): Finding[] {
  if (prediction !== undefined && cutoff !== undefined)
    return [
      caution(
        ['data', 'cutoff'],
        'data.cutoff has no effect beside data.prediction',
        'Keep one: a column of predictions, or score and cutoff.',
      ),
    ];
  if (isUndecided || prediction !== undefined || (score !== undefined && cutoff !== undefined)) return [];
  if (score !== undefined)
    return [
      problem(
        ['data'],
        'data has a score but neither prediction nor cutoff',
        'Add `cutoff: 0.5` (prediction = 1 if and only if score >= cutoff), or `prediction: COLUMN`.',
      ),
    ];
  return [
    problem(['data'], 'data has no prediction', 'Add `prediction: COLUMN`, or `score: COLUMN` and `cutoff: NUMBER`.'),
  ];
}

function checkBinding(binding: RawBinding | undefined, name: 'label' | 'prediction'): Finding[] {
  if (binding === undefined || typeof binding === 'string') return [];
  const positive = new Set((binding.positive ?? []).map(String));
  const both = (binding.negative ?? []).findIndex((value) => positive.has(String(value)));
  if (both < 0) return [];
  return [
    problem(
      ['data', name, 'negative', both],
      `data.${name}: the value ${JSON.stringify(String(binding.negative![both]))} means both 0 and 1`,
      'Keep it in one of the two lists.',
    ),
  ];
}

function checkWeight({ weight, weightKind }: RawData): Finding[] {
  if (weight !== undefined && weightKind === undefined)
    return [
      problem(
        ['data', 'weight'],
        'data.weight needs data.weightKind',
        'Add `weightKind: count` (a row stands for so many people) or `weightKind: sampling` (a survey weight).',
      ),
    ];
  if (weight === undefined && weightKind !== undefined)
    return [
      problem(
        ['data', 'weightKind'],
        'data.weightKind stands without data.weight',
        'Add `weight: COLUMN`, or drop weightKind.',
      ),
    ];
  return [];
}

/**
 * Checks cutoff and bins. They are on the scale of the divided scores (docs/decisions/0003), so the limit of scores holds for them whatever
 * the divisor.
 */
function checkScore({ cutoff, scoreScale = 1, scoreBins }: RawData): Finding[] {
  const findings: Finding[] = [];
  if (cutoff !== undefined && Math.abs(cutoff) > SCORE_LIMIT)
    findings.push(
      problem(
        ['data', 'cutoff'],
        `data.cutoff ${cutoff} is beyond every score (+-${SCORE_LIMIT}${scoreScale === 1 ? '' : ' once divided by data.scoreScale'})`,
        scoreScale === 1
          ? 'Mend the cutoff, or divide large scores by data.scoreScale; the cutoff is then on the divided scale.'
          : `Give it on the divided scale: ${cutoff} / ${scoreScale} = ${cutoff / scoreScale}.`,
      ),
    );
  if (scoreBins && scoreBins.lower >= scoreBins.upper)
    findings.push(problem(['data', 'scoreBins'], 'data.scoreBins.lower is not below upper', 'Swap them.'));
  return findings;
}

function checkAttributes({ attributes, membership = {} }: RawData): Finding[] {
  const findings: Finding[] = [];
  if (Object.keys(attributes).length === 0 && Object.keys(membership).length === 0)
    findings.push(
      problem(['data', 'attributes'], 'data.attributes is empty', 'Name at least one attribute, such as `sex: {}`.'),
    );
  for (const [name, spec] of Object.entries(attributes)) {
    const path = ['data', 'attributes', name];
    if (name === '') findings.push(problem(path, 'an attribute has an empty name', 'Give it a name.'));
    const bins = spec?.bins;
    if (!bins) {
      if (CHOSEN_BY_DATA.includes(String(spec?.reference)))
        findings.push(
          problem(
            [...path, 'reference'],
            `${JSON.stringify(spec!.reference)} is how a requirement chooses its reference, and no group of ${name}`,
            `Write \`reference: ${spec!.reference}\` in each requirement and leave it out here. A group of that very name needs another one in the data.`,
          ),
        );
      continue;
    }
    const falling = bins.findIndex((edge, i) => i > 0 && edge <= bins[i - 1]!);
    if (falling > 0)
      findings.push(
        problem(
          [...path, 'bins', falling],
          `the bins of ${name} do not ascend at ${bins[falling]}`,
          'Write each edge once, smallest first.',
        ),
      );
    const reference = spec.reference;
    if (reference !== undefined && falling <= 0 && !binLabels(bins).includes(String(reference)))
      findings.push(
        problem(
          [...path, 'reference'],
          `the reference ${JSON.stringify(reference)} is no bin of ${name}`,
          `Its bins are called ${binLabels(bins)
            .map((l) => JSON.stringify(l))
            .join(', ')}.`,
        ),
      );
  }
  return findings;
}

/** Text that two sets of names share exactly when they are equal, whatever their order. */
export const setKey = (names: readonly string[]): string => JSON.stringify([...names].sort());

function checkIntersections({ intersections = [], attributes }: RawData): Finding[] {
  const names = Object.keys(attributes);
  const seen = new Set<string>();
  return intersections.flatMap((set, index) => {
    const path = ['data', 'intersections', index];
    const findings = set.flatMap((name, i) =>
      names.includes(name) ? [] : [unknownAttribute([...path, i], name, names)],
    );
    if (new Set(set).size < set.length)
      findings.push(problem(path, 'an intersection names an attribute twice', 'Name each once.'));
    if (seen.has(setKey(set)))
      findings.push(problem(path, `the intersection [${set.join(', ')}] stands twice`, 'Drop one.'));
    seen.add(setKey(set));
    return findings;
  });
}

export function unknownAttribute(path: readonly (string | number)[], name: string, names: readonly string[]): Finding {
  return problem(path, `"${name}" is not among data.attributes`, didYouMean(name, names));
}

function checkLive({ live = {}, attributes, outcome }: RawData): Finding[] {
  const isRated = outcome?.type === 'ranking' && outcome.relevance !== undefined;
  const hasInterval = outcome?.type === 'amount' && outcome.interval !== undefined;
  const names = [
    ...LIVE_NAMES,
    ...(isRated ? ['relevance'] : []),
    ...(hasInterval ? ['lower', 'upper'] : []),
    ...Object.keys(attributes),
  ];
  return Object.keys(live).flatMap((name) =>
    names.includes(name)
      ? []
      : [
          {
            ...problem(
              ['data', 'live', name],
              `data.live names "${name}", which the policy does not bind`,
              didYouMean(name, names),
            ),
            at: 'key' as const,
          },
        ],
  );
}
