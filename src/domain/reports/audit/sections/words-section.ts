import { counted } from '../../../../core/base/counted.js';
import { formatCount, formatValue, type SharesRow, sharesChart } from '../../../../core/charts/index.js';
import type { AuditResult, WordDistribution } from '../../../audits/result/index.js';
import { figure, groupName, type Markup, p, responsive, type TableSpec } from '../../../pages/parts/index.js';
import { attributeSets, byLabel, groupInText, groupLabel, sameBy } from '../../../wording/index.js';

/** Most groups in a chart, which is readable up to this number; the table below has all of them. */
const MOST_ROWS = 40;
/** Most classes that are drawn apart; the rarer ones are drawn together. Levels keep their order and are all drawn. */
const MOST_PARTS = 7;

const shareOf = ({ n, counts }: WordDistribution, place: number): number => (n === 0 ? 0 : counts[place]!.n / n);

/** What is drawn as one part: a level, a class, or all rare classes together. */
interface Part {
  readonly label: string;
  readonly places: readonly number[];
}

function partsOf(all: readonly WordDistribution[], ordered: boolean): Part[] {
  const words = all[0]!.counts.map(({ word }) => word);
  const single = (place: number): Part => ({ label: words[place]!, places: [place] });
  if (ordered || words.length <= MOST_PARTS) return words.map((_, place) => single(place));
  const people = (place: number) => all.reduce((sum, { counts }) => sum + counts[place]!.n, 0);
  const places = words.map((_, place) => place).sort((a, b) => people(b) - people(a));
  const [common, rare] = [places.slice(0, MOST_PARTS - 1), places.slice(MOST_PARTS - 1)];
  const others = { label: counted(rare.length, 'other class'), places: rare };
  return [...common.sort((a, b) => a - b).map(single), others];
}

/** What the parts of a bar are, by type of outcome. */
const NOUNS: Readonly<Partial<Record<string, string>>> = { ordered: 'Levels', class: 'Classes', ranking: 'Places' };

const isRanking = ({ policy }: AuditResult): boolean => policy.outcome?.type === 'ranking';

/** Whether a group is too small to judge; candidates are judged by the lists in which they stand. */
function isFew(result: AuditResult, { by, group, n }: WordDistribution): boolean {
  if (!isRanking(result)) return n < result.policy.minGroupSize;
  const found = result.groups.find(
    ({ attributes }) =>
      Object.keys(attributes).length === by.length && by.every((name) => attributes[name] === group[name]),
  );
  return (found?.metrics.exposure_candidate?.n ?? 0) < result.policy.minGroupSize;
}

function wordsFigure(result: AuditResult, by: readonly string[], index: number): Markup[] {
  const all = (result.words ?? []).filter((each) => sameBy(each.by, by));
  if (all.length === 0) return [];
  const ordered = result.policy.outcome?.type !== 'class';
  const parts = partsOf(all, ordered);
  const shown = new Set([...all].sort((a, b) => b.n - a.n).slice(0, MOST_ROWS));
  const rows = all
    .filter((each) => shown.has(each))
    .map(
      (each): SharesRow => ({
        label: groupLabel(each.group),
        note: isRanking(result) ? counted(formatCount(each.n), 'candidate') : `n = ${formatCount(each.n)}`,
        shares: parts.map(({ places }) => places.reduce((sum, place) => sum + shareOf(each, place), 0)),
        few: isFew(result, each),
      }),
    );
  const noun = NOUNS[result.policy.outcome?.type ?? 'class'] ?? 'Classes';
  const drawing = responsive(`words-${index + 1}`, ({ key, width }) =>
    sharesChart({
      key,
      width,
      title: `${noun} by ${byLabel(by)}, per cent of each group`,
      description: `Stacked bars of ${counted(rows.length, 'group')}. The numbers are in the table below.`,
      parts: parts.map(({ label }) => label),
      ordered,
      rows,
    }),
  );
  return [figure({ caption: captionOf(result, all, by), drawing, table: tableOf(result, all, by, noun) })];
}

/** The finding as a headline: the word whose shares lie farthest apart among groups with enough people. */
function captionOf(result: AuditResult, all: readonly WordDistribution[], by: readonly string[]): string {
  const large = all.filter((each) => !isFew(result, each) && !Object.values(each.group).includes(null));
  if (large.length < 2) return `Decisions by ${byLabel(by)}`;
  const gaps = large[0]!.counts.map(({ word }, place) => {
    const sorted = [...large].sort((a, b) => shareOf(a, place) - shareOf(b, place));
    return { word, place, low: sorted[0]!, high: sorted.at(-1)! };
  });
  const sizeOf = ({ place, low, high }: (typeof gaps)[number]) => shareOf(high, place) - shareOf(low, place);
  const widest = gaps.reduce((most, gap) => (sizeOf(gap) > sizeOf(most) ? gap : most));
  const text = (each: WordDistribution) =>
    `${formatValue(shareOf(each, widest.place), 'share')} of ${groupInText(each.group)}`;
  return `By ${byLabel(by)} groups differ most in ${widest.word}: ${text(widest.high)} against ${text(widest.low)}`;
}

function tableOf(
  result: AuditResult,
  all: readonly WordDistribution[],
  by: readonly string[],
  noun: string,
): TableSpec {
  const words = all[0]!.counts.map(({ word }) => word);
  return {
    caption: `${noun} by ${byLabel(by)}: ${isRanking(result) ? 'candidates' : 'people'}`,
    columns: [
      { head: 'Group' },
      { head: isRanking(result) ? 'candidates' : 'n', numeric: true },
      ...words.map((head) => ({ head, numeric: true })),
    ],
    rows: all.map((each) => ({
      cells: [groupName(each.group), formatCount(each.n), ...each.counts.map(({ n }) => formatCount(n))],
    })),
  };
}

function introOf({ policy }: AuditResult): string {
  const each = 'Each bar is one group, cut by the shares of its';
  switch (policy.outcome?.type) {
    case 'ordered':
      return `${each} people from the least favourable level on the left to the most favourable on the right.`;
    case 'ranking':
      return `${each} candidates from those who were not shown on the left to those in the first places on the right.`;
    default:
      return `${each} people.`;
  }
}

/** How decisions are spread in each group; empty where they are no levels, classes or places. */
export function wordsSection(result: AuditResult): Markup[] {
  if (result.words === undefined) return [];
  return [
    p(`${introOf(result)} Pale bars ${isRanking(result) ? 'stand in too few lists' : 'have too few people'} to judge.`),
    ...attributeSets(result).flatMap((by, index) => wordsFigure(result, by, index)),
  ];
}
