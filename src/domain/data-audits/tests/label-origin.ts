import { agree, counted } from '../../../core/base/counted.js';
import { judgeMeasured, shares } from '../../../core/fairness/sources/index.js';
import { type AggregateRow, attributeSets, groupsOf, peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import type { SourceTest } from './source-test.js';
import { boundText, countText, groupText, intervalText, openText, percentBeside } from './words.js';

/** Most share of labels from the own decisions that passes. */
const MAX_SHARE = 0.2;

/** How many labels were made by the model's own decisions. */
export const labelOriginTest: SourceTest = {
  name: 'labelOrigin',
  title: 'Labels made by the own decisions',
  source: BIAS_SOURCES.feedback,
  measure: { name: 'share of labels from the own decisions', unit: 'share' },
  basis: { kind: 'ours', source: 'built in: beyond a fifth a model mainly learns to agree with itself' },
  columns: (section) => (section.labelOrigin === undefined ? [] : [section.labelOrigin.column]),
  async run(context) {
    const { policy, data, section, smallGroups } = context;
    const settings = section.labelOrigin;
    if (settings === undefined)
      return { notApplicable: 'The policy names no column that says where labels come from (dataAudit.labelOrigin).' };
    const own = new Set(settings.own.map(String));
    const rows = await data.aggregate({ keys: [{ kind: 'value', column: settings.column }, { kind: 'label' }] });
    const labelled = policy.data.label === null ? rows : rows.filter(({ keys }) => keys[1] !== null);
    const known = labelled.filter(({ keys }) => keys[0] !== null);
    const count = (those: readonly AggregateRow[]) => ({
      n: peopleOf(those),
      successes: peopleOf(those.filter(({ keys }) => own.has(keys[0]!))),
    });
    const groups = attributeSets(policy).flatMap((by) => groupsOf(known, by, policy).groups);
    const measures = shares(
      [{ group: {}, ...count(known) }, ...groups.map(({ group, rows: those }) => ({ group, ...count(those) }))],
      { subject: null, minGroupSize: policy.data.minGroupSize },
    );
    const max = settings.maxShare ?? MAX_SHARE;
    const judged = judgeMeasured(measures, { allowed: { max }, level: policy.statistics.level, smallGroups });
    const { decisive } = judged;
    if (decisive === null) return { notApplicable: `No label has an origin (column "${settings.column}").` };
    const who = Object.keys(decisive.group).length === 0 ? 'all' : groupText(decisive.group);
    const show = percentBeside(decisive, [max]);
    const percent = (value: number): string => `${show(value)} %`;
    const unknown = peopleOf(labelled) - peopleOf(known);
    return {
      judged,
      message: `${percent(decisive.estimate!)} of the labels of ${who} were made by the own decisions (${intervalText(decisive, percent)}; at most ${boundText(max)} % is allowed).${openText(judged)}`,
      notes:
        unknown > 0
          ? [
              `${counted(countText(unknown), 'label')} of unknown origin ${agree(countText(unknown), 'is', 'are')} left out.`,
            ]
          : [],
    };
  },
};
