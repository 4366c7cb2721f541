import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { policyReader } from '../parse.js';
import { defineSection, OPEN_SECTIONS } from './index.js';

const pretend = defineSection('pretend', { every: z.int().min(1), note: z.string().optional() }, ({ every }) =>
  every > 100 ? [{ path: ['every'], message: `every ${every} is seldom`, remedy: 'Write at most 100.' }] : [],
);
const reader = policyReader([pretend]);

const policyWith = (section: string): string => `tribune: policy/v1
name: small
version: "1"
data:
  label: y
  prediction: p
  favourable: 1
  attributes: { sex: {} }
${section}requirements:
  - id: r
    metric: selection_rate
    by: [sex]
    compare: difference
    max: 0.1
    evidence: point
    severity: block
    smallGroups: report
    basis: { kind: ours, source: test }
`;
const mistakes = (section: string): string[] =>
  reader.check(policyWith(section)).map((m) => `${m.line}:${m.column} ${m.message} | ${m.remedy}`);

describe('a section of the policy that a room brings', () => {
  it('is read with its type, and absent where the policy has none', () => {
    expect(pretend.of(reader.parse(policyWith('pretend: { every: 7 }\n')).policy)).toEqual({ every: 7 });
    const { policy } = reader.parse(policyWith(''));
    expect([pretend.of(policy), 'sections' in policy]).toEqual([undefined, false]);
  });

  it('is held against its shape and its content, each mistake at its place', () => {
    expect(mistakes('pretend: { every: 0 }\n')).toEqual([
      '9:19 pretend.every is the number 0, at least 1 is expected | Mend the value.',
    ]);
    expect(mistakes('pretend: { evry: 1 }\n')).toEqual(
      [
        '9:12 unknown key "evry" in pretend | Did you mean "every"?',
        '9:1 pretend has no "every" | Add every.',
      ].toSorted(),
    );
    expect(mistakes('pretend: { every: 101 }\n')).toEqual(['9:19 every 101 is seldom | Write at most 100.']);
  });

  it('is suggested where its name is misspelt, and unknown to a version without it', () => {
    expect(mistakes('pretent: { every: 1 }\n')).toEqual([
      '9:1 unknown key "pretent" in the policy | Did you mean "pretend"?',
    ]);
    expect(policyReader([]).check(policyWith('pretend: { every: 1 }\n'))[0]?.message).toContain(
      'unknown key "pretend"',
    );
  });

  it('needs a name that a key can have', () => {
    expect(() => defineSection('Pretend section', {})).toThrow('"Pretend section" cannot be a section of a policy');
  });
});

describe('the list of sections', () => {
  it('is the modules of the folder', () => {
    const modules = readdirSync(import.meta.dirname).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !['index.ts', 'define-section.ts'].includes(name),
    );
    expect(OPEN_SECTIONS).toHaveLength(modules.length);
  });
});
