import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { example, inFolder, program, root } from './support.js';

const sample = [example('compas/people.csv'), '--policy', example('compas/policy.yaml')];

describe('the built program', () => {
  it('tells the version of the package', () => {
    const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
    expect(program(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('puts the result on standard output, progress in plain lines on standard error, the verdict in the exit code', () => {
    const { code, out, err } = program(['audit', ...sample, '--json']);
    expect([code, JSON.parse(out).verdict]).toEqual([1, 'fail']);
    expect(err).toMatch(/^reading .+\n/);
    expect(err).not.toContain('\u001b');
  });

  it('is silent on standard error with --quiet', () => {
    expect(program(['audit', ...sample, '--quiet'])).toEqual({ code: 1, out: '', err: '' });
  });

  const auditLine = `node ${resolve(root, 'dist/bundle/main.js')} audit ${sample.join(' ')} --json`;
  const shell = (line: string) =>
    spawnSync('bash', ['-o', 'pipefail', '-c', line], { encoding: 'utf8', maxBuffer: 1e9 });

  it('keeps the exit code of a failed audit when the reader closes the pipe', () => {
    const { stdout, stderr, status } = shell(`${auditLine} --quiet | head -c 10`);
    expect([stdout.length, stderr, status]).toEqual([10, '', 1]);
  });

  it('works on when nobody listens to its progress', () => {
    const { stdout, status } = shell(`(${auditLine} 2>&1 1>&3 | true) 3>&1`);
    expect([JSON.parse(stdout).verdict, status]).toEqual(['fail', 1]);
  });

  it.skipIf(!existsSync('/dev/full'))('says in one message that the disk is full', () => {
    const { stderr, status } = shell(`node ${resolve(root, 'dist/bundle/main.js')} --help > /dev/full`);
    expect(stderr).toMatch(/^error OUTPUT_UNWRITABLE: cannot write to standard output: .*\n.*\n$/);
    expect(status).toBe(2);
  });

  it('leaves no half of a file where the disk is full in the middle of it', () =>
    inFolder(async (folder) => {
      const [model, scores] = [join(folder, 'model.json'), join(folder, 'scores.csv')];
      const people = example('gate/people.csv');
      expect(program(['train', people, '-t', 'repaid', '-q', '-o', model]).code).toBe(0);
      const main = resolve(root, 'dist/bundle/main.js');
      // The shell's limit on the size of files cuts a write short as a full disk does.
      const { stderr, status } = shell(`ulimit -f 4; node ${main} predict ${model} ${people} --out ${scores}`);
      expect(stderr).toContain(`OUTPUT_UNWRITABLE: cannot write ${scores}`);
      expect([status, readdirSync(folder)]).toEqual([2, ['model.json']]);
    }));
});
