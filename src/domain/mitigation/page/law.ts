import type { PageSection } from '../../pages/frame/index.js';
import { h, p, table } from '../../pages/parts/index.js';
import { sentenceCase } from '../../wording/index.js';
import { type GradedSteps, gradesFor, LAW } from '../law/index.js';

const HEADS = ['Where', 'Step', 'Risk', 'What is said', 'Source'] as const;

const RISK = {
  low: 'low',
  conditional: 'under conditions',
  contested: 'contested',
  high: 'high',
} as const;

const stepName = (step: string): string => (step === 'none' ? 'none (the attribute only measures)' : step);

function rowOf({ place, steps, grade, why }: GradedSteps): string[] {
  const named = sentenceCase(steps.map(stepName).join(', '));
  if (grade === null)
    return [place.name, named, 'unknown', `${why ?? 'Nothing was found or looked for.'} That is no low risk.`, ''];
  const doubt = grade.doubt === undefined ? '' : ` In doubt: ${grade.doubt}`;
  return [place.name, named, RISK[grade.grade], `${grade.says}${doubt}`, `${grade.source} (${grade.basis})`];
}

/** What stands above and below the table. */
const LEAD = `Legal risk of each step by its use of the protected attribute, as known on ${LAW.date}: evidence for whoever advises, and no legal advice. Read the sources. Whether a use as a whole is lawful is another question, and other places have not been looked at.`;
const notes = (): string[] => LAW.places.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));

/** What law says of using the attribute, for the steps of a result. */
export const lawSection = (steps: readonly string[]): PageSection => ({
  id: 'law',
  title: 'What law says of using the attribute',
  content: [
    p(LEAD),
    table({
      caption: `Steps by place; data of ${LAW.date}`,
      columns: HEADS.map((head) => ({ head })),
      rows: gradesFor(steps).map((one) => ({ cells: rowOf(one) })),
    }),
    h('ul', {}, ...notes().map((text) => h('li', {}, text))),
  ],
});

/** The same as paragraphs of Markdown, by a function that writes a row of a table. */
export const lawMarkdown = (steps: readonly string[], row: (cells: readonly string[]) => string): string[] => [
  '## What law says of using the attribute',
  LEAD,
  [row(HEADS), row(HEADS.map(() => '---')), ...gradesFor(steps).map((one) => row(rowOf(one)))].join('\n'),
  notes()
    .map((text) => `- ${text}`)
    .join('\n'),
];
