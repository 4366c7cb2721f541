import { agree, counted } from '../../core/base/counted.js';
import { percentText } from '../../core/base/percent-text.js';
import { formatCount } from '../../core/charts/index.js';
import type { AuditResult } from '../audits/result/index.js';
import type { PlannedShare, RuleEffect } from '../audits/source/index.js';
import { groupInText } from './groups.js';

const SHORT_DIGEST = 19;

const offText = (words: string, share: PlannedShare | null): string[] =>
  share?.isOff === true ? [`${words} ${percentText(share.seen)} where ${percentText(share.planned)} was planned`] : [];

/** The rules that the recorded decisions of an audit were made by. */
export const rulesOf = ({ data }: AuditResult): RuleEffect[] => data.sources.flatMap(({ log }) => log?.rules ?? []);

/** What a rule did beside its plan, as sentences: whose decisions were its own, and where shares are off beyond chance. */
export function ruleSentences(effect: RuleEffect): string[] {
  const { rule, mode, from, until, kept, otherwise, byOthers, erased, outside, groups } = effect;
  const span = `from ${from}${until === null ? '' : ` until ${until}`}`;
  const also = [
    ...(byOthers > 0 ? [`${formatCount(byOthers)} by a person or a fallback`] : []),
    ...(erased > 0 ? [`${formatCount(erased)} erased since`] : []),
    ...(outside > 0
      ? [`${formatCount(outside)} about people of no group of the rule, or without score or outcome`]
      : []),
  ];
  const first = `By the rule ${rule.slice(0, SHORT_DIGEST)}\u2026 (${mode === 'enforce' ? 'enforced' : 'observed'}, ${span}): ${counted(formatCount(kept), 'decision')} ${agree(kept, 'was', 'were')} its own, ${formatCount(otherwise)} not${also.length === 0 ? '' : `; ${also.join(', ')}`}.`;
  const off = groups.flatMap(({ group, rate, toFavourable, toUnfavourable }) =>
    [
      ...offText('a 1 for', rate),
      ...offText('moved to the favourable decision', toFavourable),
      ...offText('moved to the unfavourable one', toUnfavourable),
    ].map((words) => `${groupInText(group)}: ${words}.`),
  );
  if (groups.length === 0) return [first];
  return off.length === 0
    ? [
        first,
        `No share is off its plan beyond chance, by ${counted(formatCount(Math.min(...groups.map(({ n }) => n))), 'decision')} of the group with the fewest.`,
      ]
    : [
        first,
        ...off,
        'Where every decision is the rule\u2019s, a share that is off its plan says that the people are others than those by whom it was found.',
      ];
}
