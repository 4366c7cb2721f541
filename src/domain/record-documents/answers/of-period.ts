import { LEAST_CELL } from '../../../core/base/least-cell.js';
import type { RecordRef } from '../frame/index.js';
import {
  auditName,
  type MonthOfCases,
  type PeriodFacts,
  type SystemRecords,
  type Uncounted,
} from '../records/index.js';
import type { Answer, RecordField } from './answer.js';

const PERIOD = { who: 'whoever makes the report', how: 'give the period: --since 2026-10-01 --until 2026-11-01' };
const HIDDEN = 'hidden';
const NOT_RECORDED = 'not recorded';

/** The period itself, as the source of what is said of it alone. */
const refOf = ({ period: { from, to } }: PeriodFacts): RecordRef => ({
  ...{ kind: 'period', id: `${from} to ${to}`, digest: null, index: null },
});

/** A field of a period; what nothing is recorded of says so, and is no zero. */
const field = (label: string, say: (facts: PeriodFacts) => Answer | string): RecordField => ({
  label,
  need: PERIOD,
  answer({ period }) {
    if (period === null) return null;
    const said = say(period);
    return typeof said === 'string' ? { value: said, from: [refOf(period)] } : said;
  },
});

const UNCOUNTED: Readonly<Record<Uncounted, string>> = {
  'too-many': `${NOT_RECORDED}: there are more records than are read for one report. Take a shorter period.`,
  'not-allowed': `${NOT_RECORDED} here: whoever made this report may not read them, or no system is registered.`,
};

const heads = (first: string, ...others: readonly string[]) => [
  { head: first },
  ...others.map((head) => ({ head, numeric: true })),
];

/** Whether a cell tells of few people. */
const isSmall = (count: number): boolean => count > 0 && count < LEAST_CELL;

/** Counts as they may be shown: all of them, or none where one is small, because it could be computed from the others. */
const shownTogether = (counts: readonly number[], { sight }: PeriodFacts): readonly (number | string)[] =>
  sight === 'persons' || !counts.some(isSmall) ? counts : counts.map(() => HIDDEN);

/** A table with a row for each month; a sum of all is for those alone who may see every cell, because it would tell of a hidden one. */
function byMonth(facts: PeriodFacts, { caption, columns, row }: MonthTable): Answer | string {
  const { cases, sight } = facts;
  if (typeof cases === 'string') return UNCOUNTED[cases];
  const { months, unread } = cases.value;
  const counts = months.map(row);
  const rows = months.map(({ month }, at) => [month, ...counts[at]!]);
  const sum = (): number[] => columns.map((_, at) => counts.reduce((all, cells) => all + Number(cells[at]), 0));
  const small = sight === 'persons' ? '' : `; ${HIDDEN}: fewer than ${LEAST_CELL}, or what would tell of so few`;
  const left = unread === 0 ? '' : `; ${unread} cases cannot be read as they are stored, and stand in no row`;
  return {
    tables: [
      {
        caption: `${caption}${small}${left}`,
        columns: heads('Month', ...columns),
        rows: sight === 'persons' ? [...rows, ['All', ...sum()]] : rows,
        from: [cases.ref],
      },
    ],
    from: [cases.ref],
  };
}

interface MonthTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly row: (month: MonthOfCases) => readonly (number | string)[];
}

/** Fields that a report over a period asks for. */
export const ofPeriod = {
  'period-span': field(
    'Period',
    ({ period: { from, to } }) =>
      `From ${from} to before ${to}, in UTC. Decisions count by when they were made, cases by when they were opened.`,
  ),
  'period-decisions': {
    label: 'Decisions and refusals',
    need: {
      who: 'a validator or an auditor',
      how: 'audit the period: POST /v1/audits with since and until as the first days of its months',
    },
    answer({ audits, deployments }: SystemRecords) {
      if (audits.length === 0) return null;
      const audited = audits.map((audit) => [
        ...[auditName(audit), ...decidedIn(audit.value)],
        audit.value.data.excluded.reduce((sum, { rows }) => sum + rows, 0),
      ]);
      const without = deployments.filter(({ value: { id } }) => audits.every(({ deployment }) => deployment !== id));
      const from = audits.map(({ ref }) => ref);
      return {
        tables: [
          {
            caption: 'Decisions of the period as its audit counted them; refusals are those that were not favourable',
            columns: heads('Deployment', 'Decisions', 'Favourable', 'Refusals', 'Left out by the policy'),
            rows: [
              ...audited,
              ...without.map(({ value: { id } }) => [id, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED]),
            ],
            from,
          },
        ],
        from,
      };
    },
  },
  'period-appeals': field('Appeals', (facts) =>
    byMonth(facts, {
      caption: 'Appeals by the month in which they were made, and what has come of them as of this report',
      columns: ['Made', 'Open', 'Withdrawn', 'Decision kept', 'Decision overturned', 'Answer late'],
      row({ appeals: { open, withdrawn, kept, changed, late } }) {
        const parts = [open, withdrawn, kept, changed];
        const made = parts.reduce((sum, part) => sum + part, 0);
        const [shownLate] = shownTogether([late, made - late], facts);
        return [...shownTogether([made], facts), ...shownTogether(parts, facts), shownLate!];
      },
    }),
  ),
  'period-involvement': field('Human involvement', (facts) =>
    byMonth(facts, {
      caption:
        'Decided cases, appeals and others, by the month in which they were opened and by how people were involved',
      columns: ['Nobody', 'Formal', 'Meaningful', 'Not all recorded', 'From before it was kept'],
      row: ({ involvement: { none, formal, meaningful, unclear, unrecorded } }) =>
        shownTogether([none, formal, meaningful, unclear, unrecorded], facts),
    }),
  ),
  'period-stops': field('Stops', ({ stops }) => {
    if (typeof stops === 'string') return UNCOUNTED[stops];
    const { thrown, drills } = stops.value;
    return { value: `${thrown} in the period, and drills beside them: ${drills}`, from: [stops.ref] };
  }),
  'period-incidents': field('Incidents', ({ incidents }) => {
    if (typeof incidents === 'string') return UNCOUNTED[incidents];
    const { opened, closed } = incidents.value;
    return {
      value: `${opened} opened in the period, ${closed} of them closed as of this report`,
      from: [incidents.ref],
    };
  }),
  'period-explanations': field(
    'Explanations given',
    () => `${NOT_RECORDED}: each explanation is kept with its decision, and no record counts them over a period.`,
  ),
  'period-gate-refusals': field(
    'Refusals at gates',
    () =>
      `${NOT_RECORDED}: a decision that a gate refuses is not entered; the service counts them since its start only.`,
  ),
} as const satisfies Readonly<Record<string, RecordField>>;

/** Rates are printed with at least this many digits. */
const RATE_TOLERANCE = 1e-6;

/** Decisions, favourable ones and refusals; the latter only where whole people were counted. */
function decidedIn({ data, overall: { n, metrics } }: SystemRecords['audits'][number]['value']): (number | string)[] {
  const rate = metrics.favourable_rate?.estimate ?? null;
  const favourable = rate === null ? null : Math.round(rate * n);
  const isWhole = favourable !== null && n > 0 && Math.abs(favourable / n - rate!) <= RATE_TOLERANCE;
  if (data.weightKind === 'sampling' || !isWhole) return [n, NOT_RECORDED, NOT_RECORDED];
  return [n, favourable, n - favourable];
}
