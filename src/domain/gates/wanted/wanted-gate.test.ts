import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { digestOfGate, wantedGate } from './index.js';

const GUIDE = new URL('../../../../docs/guides/gates.md', import.meta.url);
const written = {
  deployment: 'credit/prod',
  mode: 'enforce',
  requires: [{ id: 'drill', kind: 'drill', withinDays: 30 }],
  approvers: [{ role: 'validator' }],
};
const mistakes = (more: object): string => {
  const read = wantedGate.safeParse({ ...written, ...more });
  return read.success ? '' : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
};

describe('a gate as it is written', () => {
  it('is read as the guide writes it, with its defaults', () => {
    const [, text] = /```yaml\n# system\.yaml\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8'))!;
    const { gates } = parse(text!) as { readonly gates: readonly unknown[] };
    expect(gates.map((one) => wantedGate.safeParse(one).error?.issues)).toEqual([undefined]);
    expect(wantedGate.parse(written)).toMatchObject({ places: null, lateMinutes: 60, holdsDays: 90, waivers: null });
  });

  it.each<[string, object, string]>([
    ['a kind that is none', { requires: [{ id: 'a', kind: 'audits' }] }, 'no such kind of evidence: kinds are audit,'],
    [
      'two requirements of one name',
      { requires: [...written.requires, ...written.requires] },
      'two requirements are called "drill"',
    ],
    ['the owner alone', { approvers: [{ role: 'owner' }] }, 'the owner alone signs for nothing'],
    [
      'an owner who is neither owner nor deputy',
      { approvers: [{ role: 'validator' }, { role: 'owner', not: ['owner', 'deputy'] }] },
      'neither may',
    ],
    [
      'three owners',
      { approvers: [{ role: 'validator' }, { role: 'owner' }, { role: 'owner' }, { role: 'owner' }] },
      'at most two',
    ],
    ['an administrator who signs', { approvers: [{ role: 'admin' }] }, 'approvers.0.role'],
    ['nothing that is asked for', { requires: [] }, 'requires'],
    ['nobody who signs', { approvers: [] }, 'approvers'],
    ['a waiver of nobody', { waivers: { above: [] } }, 'waivers.above'],
    ['a misspelt member', { aprovers: [] }, 'aprovers'],
    ['evidence of no age', { requires: [{ id: 'drill', kind: 'drill', withinDays: 0 }] }, 'withinDays'],
    ['a name of blanks', { deployment: '  ' }, 'deployment'],
    ['a text of ten megabytes', { deployment: 'x'.repeat(10_000_000) }, 'deployment'],
  ])('is refused with %s', (_what, more, message) => expect(mistakes(more)).toContain(message));

  it('has a digest of what it asks for, whatever its mode, and of nothing less', () => {
    const gate = wantedGate.parse(written);
    expect(digestOfGate({ ...gate, mode: 'observe' })).toBe(digestOfGate(gate));
    for (const more of [
      { holdsDays: 80 },
      { places: ['EU'] },
      { lateMinutes: 1 },
      { deployment: 'x/y' },
      { approvers: [] },
    ])
      expect(digestOfGate({ ...gate, ...more })).not.toBe(digestOfGate(gate));
  });
});
