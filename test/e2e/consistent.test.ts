import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-consistent-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (text: string, ...more: string[]): ReturnType<typeof cli> => {
  const path = join(folder, 'rates.yaml');
  writeFileSync(path, text);
  return cli(['consistent', path, ...more]);
};

describe('tribune consistent', () => {
  it('exits 1 for rates that contradict each other, and says which number would have to be another', async () => {
    const { code, out } = await cli(['consistent', 'examples/printed-rates/slices.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('contradictory: there can be no people of whom all 9 rates are true.');
    expect(out).toContain('overall false_positive_rate is not .22 but between 0.2457 and 0.2704');
  });

  it('exits 0 for rates that can hold together, and says what follows', async () => {
    const { code, out } = await run('groups: { A: { base_rate: 0.500, true_positive_rate: 90 %, accuracy: 85 % } }');
    expect(code).toBe(0);
    expect(out).toContain('consistent: people can exist of whom all 3 rates are true.');
    expect(out).toMatch(/A false_positive_rate: between 0\.18\d\d and 0\.21\d\d/);
  });

  it('counts people where their number is printed', async () => {
    const { code, out } = await run('groups: { A: { people: 20, selection_rate: 73 % } }');
    expect([code, out]).toEqual([1, expect.stringContaining('no whole numbers of people give the rates of A')]);
  });

  it('prints JSON', async () => {
    const { code, out } = await run('groups: { A: { base_rate: .5 } }', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ consistent: true, statements: 1 })]);
  });

  it.each([
    ['group: { A: {} }', 'Did you mean "groups"?'],
    ['groups: [1]', 'groups holds no names with values'],
    ['groups: { A: { tru_positive_rate: .5 } }', 'Did you mean "true_positive_rate"?'],
    ['groups: { A: { auc: .8 } }', 'auc of group "A" cannot be checked'],
    ['groups: { A: { base_rate: { a: 1 } } }', 'base_rate of group "A" is not a number'],
    ['groups: { A: { people: ten } }', 'group "A" has "ten" people'],
    ['groups: &a { A: *a }', 'has an alias'],
    ['a: b: c', 'is not YAML'],
    ['', 'holds no names with values'],
  ])('refuses %j in one clear message', async (text, part) => {
    const { code, out, err } = await run(text);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(part);
    expect(err).not.toContain('    at ');
  });
});
