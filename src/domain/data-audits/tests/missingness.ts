import { agree, counted } from '../../../core/base/counted.js';
import { namedColumns, peopleOf, sumOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { gapSentence, gapsInSets, judgeGaps, unknownNotes } from './rate-test.js';
import type { SourceTest, TestContext } from './source-test.js';
import { openText } from './words.js';

/** Most difference of missing shares that passes. */
const MAX_DIFFERENCE = 0.05;

/** Whether values are missing equally often in all groups. */
export const missingnessTest: SourceTest = {
  name: 'missingness',
  title: 'Missing values by group',
  source: BIAS_SOURCES.nonresponse,
  measure: { name: 'difference of missing shares', unit: 'points' },
  comparesWithReference: true,
  basis: { kind: 'ours', source: 'built in: 5 points are what filling in by the mean moves visibly' },
  columns: (section) => section.missingness?.columns ?? [],
  async run(context) {
    const columns = columnsOf(context);
    if (columns.length === 0) return { notApplicable: 'The data have no column beside attributes and predictions.' };
    const maxDifference = context.section.missingness?.maxDifference ?? MAX_DIFFERENCE;
    const rows = await context.data.aggregate({ sums: columns.map((column) => ({ kind: 'missing', column })) });
    const incomplete = columns
      .map((column, place) => ({ column, place }))
      .filter(({ place }) => sumOf(rows, place) > 0);
    const complete = incomplete.length === 0 ? 0 : columns.length - incomplete.length;
    const measures = incomplete.flatMap(({ column, place }) =>
      gapsInSets(rows, context.policy, column, ({ rows: own }) => ({ n: peopleOf(own), successes: sumOf(own, place) })),
    );
    const notes = [
      ...(complete > 0
        ? [`${complete} of ${counted(columns.length, 'column')} ${agree(complete, 'has', 'have')} no missing value.`]
        : []),
      ...unknownNotes(rows, context.policy),
    ];
    const judged = judgeGaps(measures, maxDifference, context);
    if (incomplete.length === 0)
      return {
        judged: { ...judged, verdict: 'pass' },
        message: `No value of ${columns.length === 1 ? columns[0] : counted(columns.length, 'column')} is missing.`,
        notes,
      };
    if (judged.decisive === null) return { notApplicable: 'Fewer than two groups have people.' };
    const { subject } = judged.decisive;
    return {
      judged,
      message: `${subject} is missing: ${gapSentence(judged.decisive, maxDifference)}${openText(judged)}`,
      notes,
    };
  },
};

function columnsOf({ section, features, data, policy }: TestContext): readonly string[] {
  const known = data.columns.map(({ name }) => name);
  const named = section.missingness?.columns;
  if (named !== undefined) return namedColumns(named, known, 'dataAudit.missingness.columns');
  const label = policy.data.label?.column;
  return label === undefined || features.includes(label) ? features : [...features, label];
}
