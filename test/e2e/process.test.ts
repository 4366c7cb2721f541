import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { example, program, root } from './support.js';

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

  it('does not fall over when the reader closes the pipe', () => {
    const line = `node ${resolve(root, 'dist/apps/cli/main.js')} audit ${sample.join(' ')} --json --quiet | head -c 10`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect([stdout.length, stderr]).toEqual([10, '']);
  });
});
