import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as fairness from '../../src/core/fairness/index.js';
import * as mitigation from '../../src/core/mitigation/index.js';
import * as policy from '../../src/core/policy/index.js';
import * as stats from '../../src/core/stats/index.js';

const explanations = resolve(import.meta.dirname, '../../docs/explanations');
const textbook = readdirSync(join(explanations, 'textbook')).map((name) => join('textbook', name));
const pages = [
  'impossibility.md',
  'printed-rates.md',
  'tally.md',
  'threshold-frontier.md',
  'utility.md',
  ...textbook,
].filter((name) => name.endsWith('.md'));

/** What the pages may import, as the package exports it; here from the source, so that no build is needed. */
const modules: Record<string, object> = {
  'tribune/fairness': fairness,
  'tribune/mitigation': mitigation,
  'tribune/policy': policy,
  'tribune/stats': stats,
};

interface Example {
  readonly code: string;
  readonly printed: string;
}

/** A block tagged `js run`, and the `text` block after it with what it prints. */
const EXAMPLE = /```js run\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;

const examplesOf = (text: string): Example[] =>
  [...text.matchAll(EXAMPLE)].map(([, code, printed]) => ({ code: code!, printed: printed! }));

/** Imports become destructuring, because a function body cannot import; `node:` modules are loaded for real. */
async function run(code: string): Promise<string> {
  const lines: string[] = [];
  const body = code.replace(
    /^import \{([^}]*)\} from '([^']+)';$/gm,
    (_, names: string, from: string) => `const {${names.replace(/ as /g, ': ')}} = await load('${from}');`,
  );
  const load = (from: string): unknown => {
    if (from.startsWith('node:')) return import(from);
    if (modules[from] === undefined)
      throw new Error(`an example imports '${from}', which is not in the list of this test`);
    return modules[from];
  };
  const AsyncFunction = Object.getPrototypeOf(run).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('load', 'console', body)(load, { log: (line: unknown) => lines.push(String(line)) });
  return `${lines.join('\n')}\n`;
}

/** `TRIBUNE_UPDATE_DOCS=1 npx vitest run test/docs` writes what the examples print; look at what changed before committing it. */
async function rewrite(path: string, text: string): Promise<string> {
  let updated = text;
  for (const { code, printed } of examplesOf(text)) {
    const before = `${code}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``;
    const after = `${code}\`\`\`\n\n\`\`\`text\n${await run(code)}\`\`\``;
    updated = updated.replace(before, () => after);
  }
  writeFileSync(path, updated);
  return updated;
}

describe.each(pages)('docs/explanations/%s', (page) => {
  it('prints what the page says', async () => {
    const path = join(explanations, page);
    let text = readFileSync(path, 'utf8');
    if (process.env.TRIBUNE_UPDATE_DOCS === '1') text = await rewrite(path, text);
    const blocks = text.split('```js run').length - 1;
    const examples = examplesOf(text);
    expect(examples, 'every block tagged `js run` is followed by a `text` block').toHaveLength(blocks);
    if (!page.endsWith('README.md')) expect(blocks).toBeGreaterThan(0);
    for (const { code, printed } of examples) expect(await run(code)).toBe(printed);
  });
});

/** The same figures by other means: fractions by hand and SciPy 1.17.1 (scipy.stats.norm), rounded as the pages round. */
describe('the figures of the textbook cases, computed elsewhere', () => {
  const read = (name: string): string => readFileSync(join(explanations, 'textbook', name), 'utf8');
  it.each([
    ['loans.md', `selection_rate: A 0.700, B 0.400, A - B 0.300`],
    ['loans.md', `true_positive_rate: A ${(40 / 45).toFixed(3)}, B ${(30 / 50).toFixed(3)}`],
    ['loans.md', `false_positive_rate: A ${(30 / 55).toFixed(3)}, B ${(10 / 50).toFixed(3)}`],
    ['loans.md', `positive_predictive_value: A ${(40 / 70).toFixed(3)}, B ${(30 / 40).toFixed(3)}, A - B -0.179`],
    ['loans.md', 'B to A: 0.571'],
    ['loans.md', `average odds difference, A - B: ${((40 / 45 - 30 / 50 + 30 / 55 - 10 / 50) / 2).toFixed(3)}`],
    ['loans.md', `z ${(0.3 / Math.sqrt(0.55 * 0.45 * (1 / 100 + 1 / 100))).toFixed(3)}, p 2.01e-5`],
    ['fraud.md', `base_rate: A 0.4800, B 0.3000`],
    ['fraud.md', `true_positive_rate: A 0.9375, B 0.6000`],
    ['fraud.md', `false_positive_rate: A ${(50 / 520).toFixed(4)}, B 0.1000`],
    ['fraud.md', `positive_predictive_value: A 0.9000, B 0.7200`],
    ['fraud.md', `A: FPR from the identity ${(50 / 520).toFixed(4)}`],
    ['normal-scores.md', 'A at 0.600: TPR 0.7881, FPR 0.2023'],
    ['normal-scores.md', 'B at 0.600: TPR 0.6227, FPR 0.1197'],
    ['normal-scores.md', 'B at 0.522: TPR 0.7881, FPR 0.2365'],
    ['equal-base-rates.md', `selection_rate: computed 0.5500 and 0.4000`],
    ['equal-base-rates.md', `positive_predictive_value: computed ${(0.45 / 0.55).toFixed(4)} and 0.7500`],
    ['equal-base-rates.md', 'predictive equality (false_positive_rate): gap 0.0000, holds'],
    ['loans.md', `positive predictive value: z 1.87, p 0.0611, exact 0.0675`],
    ['normal-scores.md', 'B: TPR .70 at 0.566, FPR 0.164, PPV 0.740'],
    ['predictive-value.md', `base rate 0.25, PPV .6, FNR .3: FPR ${((0.25 / 0.75) * (0.4 / 0.6) * 0.7).toFixed(3)}`],
    ['approval-ratios.md', `Hispanic ${(73 / 94).toFixed(3)} below .8, Black ${(68 / 94).toFixed(3)} below .8`],
    ['attribution-is-not-recourse.md', 'without the loss by debt and score: 0.45, refused'],
    ['fleet-arithmetic.md', '20 shards: one of them $230,000 and 40.8 hours'],
    ['monitor-of-a-fair-model.md', '100 a group at rate 0.3: 14.9 % of batches'],
    ['points-and-per-cent.md', '63 % of the false alarms fall on 51 % of the people'],
  ])('%s says: %s', (page, figure) => {
    expect(read(page)).toContain(figure);
  });
});
