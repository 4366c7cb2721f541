/**
 * Tables that become lists on a telephone, so that nobody has to scroll sideways for a verdict's numbers. The style sheet writes their
 * heads before the cells, because it occurs once and the cells are many.
 */
export const STACKED = {
  overview: [
    { head: 'Requirement' },
    { head: 'Verdict' },
    { head: 'Severity' },
    { head: 'Measure' },
    { head: 'Estimate [interval]', numeric: true },
    { head: 'Bound', numeric: true },
  ],
  tests: [
    { head: 'Test' },
    { head: 'Source of bias' },
    { head: 'Verdict' },
    { head: 'If it fails' },
    { head: 'Comparisons', numeric: true },
  ],
  optima: [
    { head: 'Criterion' },
    { head: 'Highest' },
    { head: 'Accuracy (against now)', numeric: true },
    { head: 'Balanced accuracy', numeric: true },
    { head: 'Selected', numeric: true },
    { head: 'People who would gain', numeric: true },
    { head: 'People who would lose', numeric: true },
    { head: 'Favourable rate of groups' },
  ],
  worths: [
    { head: 'Criterion' },
    { head: 'Worth', numeric: true },
    { head: 'Against now', numeric: true },
    { head: 'Selected', numeric: true },
    { head: 'People who would gain', numeric: true },
    { head: 'People who would lose', numeric: true },
  ],
} as const satisfies Readonly<Record<string, readonly { readonly head: string; readonly numeric?: boolean }[]>>;

export type StackedTable = keyof typeof STACKED;

const headRules = Object.entries(STACKED).flatMap(([name, columns]) =>
  columns.slice(1).map(({ head }, index) => `.${name} td:nth-child(${index + 2})::before{content:"${head}"}`),
);

const all = (rest: string): string =>
  Object.keys(STACKED)
    .map((name) => `.${name}${rest}`)
    .join();

/** Rules for narrow screens. */
export const stackedRules = (): string => `
${all('')},${all(' tbody')},${all(' tr')},${all(' caption')}{display:block}
${all(' thead')}{position:absolute;left:-999em}
${all(' tr')}{border-bottom:1px solid var(--t-rule);padding:.5rem 0}
${all(' tr>*')}{display:flex;justify-content:space-between;gap:1rem;padding:.1rem 0;border:0}
${all(' tr>td:nth-child(n)')}{text-align:right;white-space:normal}
${all(' td::before')}{color:var(--t-muted);text-align:left;flex:none;max-width:50%}
${headRules.join('\n')}
`;
