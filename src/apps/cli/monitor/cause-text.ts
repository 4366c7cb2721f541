import type { ExplainedChange } from '../../../domain/monitor-review/index.js';

/** Most causes that are printed; JSON has them all. */
const MOST_CAUSES = 3;

const NAMES = {
  mix: 'other people came (mix)',
  drift: 'scores moved (drift)',
  version: 'another version',
  cutoff: 'another cutoff',
  pipeline: 'the data on their way (pipeline)',
  'label-delay': 'labels that have not come (label-delay)',
  undecided: 'undecided',
} as const;

/** What may be behind a change: what is named, and what speaks for it. Nothing where it was not asked for. */
export function causeTexts({ causes: report }: ExplainedChange): string[] {
  if (report === undefined) return [];
  const { verdict, undecided, causes } = report;
  const left = causes.length - MOST_CAUSES;
  return [
    `likely cause: ${NAMES[verdict]}${undecided === null ? '' : `; ${undecided}`}`,
    ...causes.slice(0, MOST_CAUSES).map(({ kind, strength, evidence }) => `- ${kind} (${strength}): ${evidence}`),
    ...(left > 0 ? [`- and ${left} more: --json has them`] : []),
  ];
}
