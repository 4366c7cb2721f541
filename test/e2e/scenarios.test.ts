import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, example, inFolder } from './support.js';

const files = readdirSync(example('scenarios')).filter((name) => name.endsWith('.scenario'));
const paths = files.map((name) => example(`scenarios/${name}`));

describe('tribune test', () => {
  it('meets every expectation of the examples', async () => {
    const { code, out } = await cli(['test', ...paths, '--quiet']);
    expect([code, out.match(/^✓/gm)?.length]).toEqual([0, files.length]);
    expect(out).toMatch(/^3 scenarios, \d+ expectations: all are met\.$/m);
  });

  it('says which line was not met and what was seen, to people, programs and build servers', async () => {
    await inFolder(async (folder) => {
      const scenario = join(folder, 'late.scenario');
      copyFileSync(example('monitor/policy.yaml'), join(folder, 'policy.yaml'));
      const text = readFileSync(example('scenarios/a-monday.scenario'), 'utf8');
      writeFileSync(scenario, text.replace('../monitor/', '').replace('within 3 days', 'within 6 hours'));
      const junit = join(folder, 'scenarios.xml');
      const { code, out } = await cli(['test', scenario, '--quiet', '--junit', junit]);
      expect(code).toBe(1);
      expect(out).toMatch(
        /line 15: Expect approval-gap fires for sex f within 6 hours\n +but it did so for sex f only after \d/,
      );
      expect(out).toContain('1 scenario fails');
      const xml = readFileSync(junit, 'utf8');
      expect(xml).toContain('failures="1"');
      expect(xml).toContain('late.scenario:15');
      const json = JSON.parse((await cli(['test', scenario, '--quiet', '--json'])).out);
      expect(json[0].expectations.map(({ isMet }: { isMet: boolean }) => isMet)).toEqual([
        true,
        false,
        true,
        true,
        true,
      ]);
    });
  });

  it.each([
    ['Policy: no-such.yaml\nWait 1 day\nExpect nothing fires', 'no-such.yaml'],
    ['Policy: policy.yaml\nLoad no-such.csv, time t\nExpect nothing fires', 'no-such.csv'],
    ['Policy: policy.yaml\nWait a day\nExpect nothing fires', 'x.scenario:3 "Wait a day" is no line of a scenario'],
  ])('refuses %j in one sentence', async (lines, message) => {
    await inFolder(async (folder) => {
      copyFileSync(example('monitor/policy.yaml'), join(folder, 'policy.yaml'));
      const path = join(folder, 'x.scenario');
      writeFileSync(path, `Scenario: x\n${lines}\n`);
      const { code, err } = await cli(['test', path, '--quiet']);
      expect([code, err.match(/^error /gm)?.length]).toEqual([2, 1]);
      expect(err).toContain(message);
    });
  });
});

describe('tribune test failures', () => {
  it('answers every known failure to people and programs, and writes its page', async () => {
    const command = [
      'test',
      'failures',
      example('compas/people.csv'),
      '--policy',
      example('known-failures/policy.yaml'),
    ];
    await inFolder(async (folder) => {
      const { code, out, err } = await cli([...command, '--out', folder]);
      expect([code, err]).toEqual([1, 'reading the data\n']);
      expect(out).toContain('Of 13 known failures 3 are shown, 2 not shown at this n, 0 undecided, 8 not applicable.');
      expect(out).toContain('race African-American against race Caucasian: 20.3 %');
      const written = JSON.parse(readFileSync(join(folder, 'failures.json'), 'utf8'));
      expect(JSON.parse((await cli([...command, '--json', '--quiet'])).out)).toEqual(written);
      const page = readFileSync(join(folder, 'failures.html'), 'utf8');
      expect(page).toContain('<h1>Known failures: compas-known-failures 1.0.0</h1>');
      expect(page).not.toContain('<script');
    });
  });

  it('says what it needs', async () => {
    const { code, err } = await cli(['test', 'failures', example('compas/people.csv'), '--quiet']);
    expect([code, err]).toEqual([2, expect.stringContaining('needs --policy FILE')]);
  });
});
