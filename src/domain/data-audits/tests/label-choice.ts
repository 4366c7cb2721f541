import { counted } from '../../../core/base/counted.js';
import {
  type BandedGroup,
  type Finding,
  judgeMeasured,
  type Measured,
  outcomeGapsAtEqualScore,
} from '../../../core/fairness/sources/index.js';
import {
  type AggregateRow,
  attributeSets,
  type DataGroup,
  groupsOf,
  type OpenData,
  peopleOf,
  sumOf,
} from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import type { SourceTest, TestContext } from './source-test.js';
import { besideText, groupText, intervalText, openText } from './words.js';

/** Most difference of rates, and of amounts in standard deviations, that passes; the smaller one where outcomes of both kinds are named. */
const MAX_RATE = 0.05;
const MAX_AMOUNT = 0.1;
/** Bands of the score: within a twentieth of the people scores are nearly equal. */
const BANDS = 20;

/** Whether another outcome is equal between groups at equal score: whether the score means the same for all. */
export const labelChoiceTest: SourceTest = {
  name: 'labelChoice',
  title: 'Another outcome at equal score',
  source: BIAS_SOURCES.labelChoice,
  measure: { name: 'difference of the other outcome at equal score', unit: 'number' },
  comparesWithReference: true,
  basis: {
    kind: 'practice',
    source: 'Obermeyer et al. 2019: at equal score groups should be equally ill; the bound is built in',
  },
  columns: (section) => section.labelChoice?.outcomes ?? [],
  async run(context) {
    const { section, policy } = context;
    const settings = section.labelChoice;
    if (settings === undefined)
      return { notApplicable: 'The policy names no other outcome (dataAudit.labelChoice.outcomes).' };
    if (policy.data.score === null) return { notApplicable: 'The policy binds no score (data.score).' };
    const edges = await context.data.scoreEdges(settings.bands ?? BANDS);
    if (edges.length === 0) return { notApplicable: `The data have no two scores (column "${policy.data.score}").` };
    const parts = [];
    for (const column of settings.outcomes) parts.push(await measureOutcome(context, column, edges));
    const measures = parts.flatMap((part) => part.measures);
    const asked = settings.maxDifference;
    const max = asked ?? (parts.some(({ isRate }) => isRate) ? MAX_RATE : MAX_AMOUNT);
    const judged = judgeMeasured(measures, {
      allowed: { min: -max, max },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    if (measures.length === 0)
      return { notApplicable: parts.find(({ why }) => why !== null)?.why ?? 'Fewer than two groups have people.' };
    const message = decisive === null ? 'No group can be compared.' : `${sentence(decisive, max)}${openText(judged)}`;
    const whys = parts.flatMap(({ why }) => (why === null ? [] : [why]));
    return {
      judged,
      message,
      notes: [
        `Scores are compared within ${counted(edges.length + 1, 'band')}; what differs inside a band is not seen.`,
        ...whys,
      ],
    };
  },
};

/** More distinct values than this are no 0 and 1, although the engine estimates their number. */
const MOST_RATE_VALUES = 10;

async function isBinary(data: OpenData, column: string): Promise<boolean> {
  const rows = await data.aggregate({ keys: [{ kind: 'value', column }] });
  return rows.every(({ keys }) => keys[0] === null || keys[0] === '0' || keys[0] === '1');
}

interface OutcomePart {
  readonly measures: Measured[];
  readonly isRate: boolean;
  /** Why the outcome cannot be measured. */
  readonly why: string | null;
}

async function measureOutcome(
  { data, policy }: TestContext,
  column: string,
  edges: readonly number[],
): Promise<OutcomePart> {
  const facts = data.columns.find(({ name }) => name === column);
  const [scale] = facts?.numeric === true ? await data.scales([column]) : [null];
  if (scale == null) return { measures: [], isRate: true, why: `${column} is no column of numbers with some spread.` };
  const isRate = facts !== undefined && facts.distinct <= MOST_RATE_VALUES && (await isBinary(data, column));
  // A rate is kept as it is; an amount is scaled, so that its sums stay exact.
  const centre = isRate ? 0 : scale.mean;
  const deviation = isRate ? 1 : scale.deviation;
  const term = { kind: 'scaled', column, centre, scale: deviation } as const;
  const banded = await data.aggregate({
    keys: [{ kind: 'scoreBin', edges }],
    sums: [
      { kind: 'missing', column },
      { kind: 'product', factors: [term] },
      { kind: 'product', factors: [term, term] },
    ],
  });
  const { minGroupSize } = policy.data;
  const measures = attributeSets(policy).flatMap((by) => {
    const { groups, reference } = groupsOf(banded, by, policy);
    if (reference === null) return [];
    const others = groups.filter((one) => one !== reference).map((one) => bandsOf(one, edges.length + 1));
    const unit = isRate ? 'rate' : { deviation: 1 };
    return outcomeGapsAtEqualScore(others, {
      subject: column,
      reference: bandsOf(reference, edges.length + 1),
      minGroupSize,
      unit,
    });
  });
  return { measures, isRate, why: null };
}

function bandsOf({ group, rows }: DataGroup, bands: number): BandedGroup {
  const own = (band: number): readonly AggregateRow[] => rows.filter(({ keys }) => keys[0] === String(band));
  return {
    group,
    bands: Array.from({ length: bands }, (_, band) => {
      const those = own(band);
      return { n: peopleOf(those) - sumOf(those, 0), sum: sumOf(those, 1), squares: sumOf(those, 2) };
    }),
  };
}

function sentence(finding: Finding, max: number): string {
  const { subject, group, reference, estimate } = finding;
  const show = besideText(finding, [-max, max], 3);
  const size = estimate! === 0 ? 'equal to' : `${show(Math.abs(estimate!))} ${estimate! > 0 ? 'above' : 'below'}`;
  return `At equal score ${subject} of ${groupText(group)} is ${size} that of ${groupText(reference!)} (${intervalText(finding, show)}; at most ${max} either way is allowed).`;
}
