import { counted } from '../../../core/base/counted.js';
import { judgeMeasured, shares } from '../../../core/fairness/sources/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import type { SourceTest } from './source-test.js';
import { boundText, countText, intervalText, percentBeside } from './words.js';

/** Most share of test rows among the training rows that passes. */
const MAX_SHARE = 0.01;

/** A feature with so many values for each person tells people apart by itself: hardly anybody can be equal. */
const PERSONAL_SHARE = 0.9;
/** Most names in a note. */
const NAMES_SHOWN = 5;

const apartNote = (names: readonly string[]): string =>
  `${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''} ${names.length === 1 ? 'differs' : 'differ'} from person to person, so that hardly two rows can be equal: write dataAudit.features without what is no feature.`;

/** Whether people to test on are among those trained on. */
export const duplicatesTest: SourceTest = {
  name: 'duplicates',
  title: 'Test rows among the training rows',
  source: BIAS_SOURCES.evaluation,
  measure: { name: 'share of test rows with equal features among training rows', unit: 'share' },
  basis: { kind: 'ours', source: 'built in: test rows that were trained on flatter by up to their share' },
  columns: (section) => (section.duplicates === undefined ? [] : [section.duplicates.split.column]),
  async run({ policy, data, features, section, smallGroups }) {
    const settings = section.duplicates;
    if (settings === undefined)
      return {
        notApplicable: 'The policy names no column that tells training from test (dataAudit.duplicates.split).',
      };
    const { column, train, test } = settings.split;
    const names = features.filter((name) => name !== column);
    if (names.length === 0) return { notApplicable: 'The data have no features to compare.' };
    const { tested, shared } = await data.repeats(names, { column, train: train.map(String), test: test.map(String) });
    if (tested === 0) return { notApplicable: `No row is for testing: ${column} is nowhere ${test.join(', ')}.` };
    const max = settings.maxShare ?? MAX_SHARE;
    const measures = shares([{ group: {}, n: tested, successes: shared }], {
      subject: null,
      minGroupSize: policy.data.minGroupSize,
    });
    const judged = judgeMeasured(measures, { allowed: { max }, level: policy.statistics.level, smallGroups });
    const [finding] = judged.findings;
    const show = percentBeside(finding!, [max]);
    const percent = (value: number): string => `${show(value)} %`;
    const apart = names.filter((name) => {
      const { distinct, present } = data.columns.find((one) => one.name === name)!;
      return distinct >= PERSONAL_SHARE * present;
    });
    return {
      judged,
      notes: apart.length === 0 ? [] : [apartNote(apart)],
      message: `${countText(shared)} of ${counted(countText(tested), 'test row')} (${percent(finding!.estimate!)}; ${intervalText(finding!, percent)}) have equal features among the training rows; at most ${boundText(max)} % is allowed.`,
    };
  },
};
