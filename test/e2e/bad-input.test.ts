import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cli, inFolder } from './support.js';

/** Issue 2, item 11: each of these ends in one clear message and exit code 2, with no stack trace and nothing on standard output. */
const DATA = ['group,label,pred,score,w', 'a,1,1,0.9,1', 'a,0,0,0.2,1', 'b,1,0,0.4,1', 'b,0,1,0.7,1'].join('\n');

const policyText = (data: Record<string, string> = {}, requirement: Record<string, string> = {}): string => {
  const settings: Record<string, string> = {
    label: 'label',
    prediction: 'pred',
    favourable: '1',
    attributes: '{ group: {} }',
    ...data,
  };
  const rule: Record<string, string> = {
    id: 'parity',
    metric: 'selection_rate',
    by: '[group]',
    compare: 'difference',
    max: '0.5',
    evidence: 'point',
    smallGroups: 'report',
    severity: 'block',
    basis: '{ kind: ours, source: test }',
    ...requirement,
  };
  const lines = (o: Record<string, string>, indent: string): string[] =>
    Object.entries(o)
      .filter(([, v]) => v !== '')
      .map(([k, v]) => `${indent}${k}: ${v}`);
  return [
    'tribune: policy/v1',
    'name: t',
    'version: 1.0.0',
    'data:',
    ...lines(settings, '  '),
    'requirements:',
    '  -',
    ...lines(rule, '    '),
  ].join('\n');
};

interface Case {
  readonly name: string;
  readonly data?: string | Buffer | null;
  readonly policy?: string;
  readonly says: RegExp;
}

const cases: Case[] = [
  { name: 'a missing data file', data: null, says: /data\.csv.*(does not exist|no such)/i },
  { name: 'an empty file', data: '', says: /empty/i },
  { name: 'a header without rows', data: 'group,label,pred,score,w\n', says: /no rows|empty/i },
  {
    name: 'bytes that are no CSV',
    data: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0, 0]),
    says: /data\.csv/,
  },
  { name: 'a wrong column', policy: policyText({ label: 'lable' }), says: /"lable"[\s\S]*label/ },
  { name: 'a label with three values', data: `${DATA}\na,2,1,0.5,1`, says: /label[\s\S]*"?2"?/ },
  {
    name: 'a score that is no number',
    data: `${DATA}\na,1,1,high,1`,
    policy: policyText({ score: 'score' }),
    says: /score[\s\S]*high/,
  },
  {
    name: 'a score that is NaN',
    data: `${DATA}\na,1,1,NaN,1`,
    policy: policyText({ score: 'score' }),
    says: /score[\s\S]*nan/i,
  },
  {
    name: 'a score that is infinite',
    data: `${DATA}\na,1,1,inf,1`,
    policy: policyText({ score: 'score' }),
    says: /score[\s\S]*inf/i,
  },
  {
    name: 'an attribute that is not there',
    policy: policyText({ attributes: '{ race: {} }' }, { by: '[race]' }),
    says: /race/,
  },
  {
    name: 'a cutoff out of range',
    policy: policyText({ prediction: '', score: 'score', cutoff: '.inf' }),
    says: /cutoff/,
  },
  {
    name: 'a cutoff on another scale than the scores',
    policy: policyText({ prediction: '', score: 'score', cutoff: '50' }),
    says: /cutoff 50 is out of range[\s\S]*0\.2 and 0\.9/,
  },
  {
    name: 'a reference group that does not occur',
    policy: policyText({ attributes: '{ group: { reference: z } }' }),
    says: /z[\s\S]*(a, b|a[\s\S]*b)/,
  },
  { name: 'no rows after the filter', policy: policyText({ where: 'group = "z"' }), says: /filter|where/i },
  {
    name: 'negative weights',
    data: `${DATA}\na,1,1,0.5,-1`,
    policy: policyText({ weight: 'w', weightKind: 'count' }),
    says: /w[\s\S]*-1/,
  },
  {
    name: 'fractional count weights',
    data: `${DATA}\na,1,1,0.5,1.5`,
    policy: policyText({ weight: 'w', weightKind: 'count' }),
    says: /1\.5/,
  },
  {
    name: 'a YAML bomb',
    policy: `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n`,
    says: /policy/i,
  },
  { name: 'a policy that is no YAML', policy: 'a: [1, 2\nb: }', says: /policy\.yaml/ },
  { name: 'a policy that is a list', policy: '- 1\n- 2', says: /policy\.yaml/ },
  {
    name: '10,001 groups',
    data: `group,label,pred,score,w\n${Array.from({ length: 10_001 }, (_, i) => `g${i},1,1,0.5,1`).join('\n')}`,
    says: /10,?00\d/,
  },
  {
    name: 'a very long line',
    data: `group,label,pred,score,w\n${'x'.repeat(40_000_000)},1,1,0.5,1`,
    says: /line|long|large/i,
  },
  { name: 'duplicate columns', data: 'group,group,label,pred,score,w\na,b,1,1,0.5,1', says: /group/ },
];

describe('bad input is one clear message and exit code 2', () => {
  it.each(cases)('$name', async ({ data = DATA, policy = policyText(), says }) => {
    await inFolder(async (folder) => {
      const file = join(folder, 'data.csv');
      const policyFile = join(folder, 'policy.yaml');
      if (data !== null) writeFileSync(file, data);
      writeFileSync(policyFile, policy);
      const { code, out, err } = await cli(['audit', file, '--policy', policyFile, '--quiet']);
      expect(err).toMatch(says);
      expect(err).toMatch(/^error [A-Z_]+: /m);
      expect(err).not.toContain('    at ');
      expect(err).not.toContain('INTERNAL');
      expect(err.length).toBeLessThan(3000);
      expect([code, out]).toEqual([2, '']);
    });
  });

  it('a folder in place of a file', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'data.csv'));
      writeFileSync(join(folder, 'policy.yaml'), policyText());
      const { code, err } = await cli(['audit', join(folder, 'data.csv'), '--policy', join(folder, 'policy.yaml')]);
      expect([code, /folder|directory/.test(err)]).toEqual([2, true]);
    });
  });

  it('a gzip file that was cut off', async () => {
    await inFolder(async (folder) => {
      const whole = gzipSync(Buffer.from(`group,label,pred,score,w\n${'a,1,1,0.5,1\n'.repeat(50_000)}`));
      writeFileSync(join(folder, 'data.csv.gz'), whole.subarray(0, whole.length / 2));
      writeFileSync(join(folder, 'policy.yaml'), policyText());
      const { code, err } = await cli([
        'audit',
        join(folder, 'data.csv.gz'),
        '--policy',
        join(folder, 'policy.yaml'),
        '--quiet',
      ]);
      expect(err).toMatch(/error DATA_/);
      expect(code).toBe(2);
    });
  });

  it('a folder for --out that may not be written leaves nothing half written', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'data.csv'), DATA);
      writeFileSync(join(folder, 'policy.yaml'), policyText());
      writeFileSync(join(folder, 'taken'), 'a file');
      chmodSync(join(folder, 'taken'), 0o444);
      const { code, err } = await cli([
        'audit',
        join(folder, 'data.csv'),
        '--policy',
        join(folder, 'policy.yaml'),
        '--out',
        join(folder, 'taken'),
        '--quiet',
      ]);
      expect([code, /OUTPUT_UNWRITABLE/.test(err)]).toEqual([2, true]);
    });
  });

  it.skipIf(!existsSync('/proc/self'))(
    'a folder that no file system makes ends in the same message, not in a hang',
    async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, 'data.csv'), DATA);
        writeFileSync(join(folder, 'policy.yaml'), policyText());
        const words = ['audit', join(folder, 'data.csv'), '--policy', join(folder, 'policy.yaml'), '--quiet'];
        const { code, err } = await cli([...words, '--out', '/proc/tribune/report']);
        expect([code, /OUTPUT_UNWRITABLE/.test(err)]).toEqual([2, true]);
      });
    },
  );

  it('names and values that carry SQL are only names and values', async () => {
    await inFolder(async (folder) => {
      const column = `g"'; DROP TABLE x; --`;
      writeFileSync(
        join(folder, 'data.csv'),
        `"${column.replaceAll('"', '""')}",label,pred\n"'); ATTACH 'x' --",1,1\n"b",0,1\n"b",1,0\n`,
      );
      writeFileSync(
        join(folder, 'policy.yaml'),
        policyText({ attributes: `{ ${JSON.stringify(column)}: {} }` }, { by: `[${JSON.stringify(column)}]` }),
      );
      const { code, out } = await cli([
        'audit',
        join(folder, 'data.csv'),
        '--policy',
        join(folder, 'policy.yaml'),
        '--json',
        '--quiet',
      ]);
      expect(code).toBe(3);
      expect(JSON.parse(out).groups.map((g: { attributes: Record<string, string> }) => g.attributes[column])).toEqual([
        "'); ATTACH 'x' --",
        'b',
      ]);
    });
  });
});
