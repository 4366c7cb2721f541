import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, commandNames, example, inFolder } from './support.js';

describe('the command line tells what it can do', () => {
  it('prints every command with --help and exits 0', async () => {
    const { code, out } = await cli(['--help']);
    expect(code).toBe(0);
    for (const name of commandNames) expect(out).toContain(`tribune ${name}`);
  });

  it('prints the help and exits 2 when nothing was asked', async () => {
    expect((await cli([])).code).toBe(2);
  });

  it.each(commandNames)('%s has a help page with usage, options and an example', async (name) => {
    const { code, out } = await cli([...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage');
    expect(out).toContain('Examples');
  });
});

it('prints the pages of a group of commands', async () => {
  const { code, out } = await cli(['policy', '--help']);
  expect(code).toBe(0);
  expect(out).toContain('tribune policy check FILE');
  expect(out).toContain('tribune policy init DATA');
});

it('suggests no option that shares hardly a letter with the one mistyped', async () => {
  const { code, err } = await cli(['tally', 'x.csv', '--policy', 'p', '--out', 'y']);
  expect([code, err.includes('Did you mean')]).toEqual([2, false]);
});

it.each([
  ['monitor', 'watch', 'lending/prod', '--policy', example('lending/policy.yaml')],
  ['monitor', 'status'],
  ['alerts', 'list'],
  ['incident', 'list'],
])('makes no data folder where %s %s asks for one that is not there', async (...command) => {
  await inFolder(async (folder) => {
    const missing = join(folder, 'misspelt');
    const { code, err } = await cli([...command, '--data', missing]);
    expect([code, err]).toEqual([2, expect.stringContaining(`--data ${missing}: there is no such folder`)]);
    expect(existsSync(missing)).toBe(false);
  });
});

describe('wrong use is one clear message and exit code 2', () => {
  it.each([
    [['audti'], 'Did you mean tribune audit?'],
    [['audit', 'x.csv'], '--policy FILE'],
    [['audit', '--policy', 'p.yaml'], 'no data given'],
    [['audit', 'x.csv', '--polcy', 'p'], 'Did you mean --policy?'],
    [['audit', 'x.csv', '--sql', 'select 1', '--policy', 'p'], 'more than one kind of data'],
    [['audit', '--sql', 'select 1', '--policy', 'p'], '--database'],
    [['audit', 'x.csv', '--policy', 'p', '--inconclusive', 'maybe'], 'not one of pass, fail'],
    [['audit', 'x.csv', '--policy', 'p', '--memory-limit', 'lots'], 'not a size'],
    [['policy', 'chek', 'x'], 'policy check'],
    [['policy', 'check'], 'needs FILE'],
    [['polciy', '--help'], 'is not a command'],
    [['sql', '--policy', 'x', '--table', 't'], '--dialect'],
    [['audit', 'x.csv', '--policy', '/nowhere/policy.yaml'], 'does not exist'],
    [['why', '/nowhere/audit.json'], 'does not exist'],
  ])('%j', async (words, part) => {
    const { code, out, err } = await cli(words);
    expect(code).toBe(2);
    expect(err).toContain(part);
    expect(err).not.toContain('    at ');
    expect(out).toBe('');
  });
});

it('tells what is wrong with a policy by its line before it asks for the data folder', async () => {
  await inFolder(async (folder) => {
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, 'tribune: policy/v1\nname: unfinished\n');
    const { code, err } = await cli(['monitor', 'watch', 'a/b', '--policy', policy, '--data', join(folder, 'none')]);
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining(`${policy}:1`)]);
    expect(err).not.toContain('no such folder');
  });
});
