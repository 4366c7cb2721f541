import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  auditCommand,
  drillCommand,
  recordCommand,
  rowsCommand,
  sendCommand,
  verifyCommand,
  watchCommand,
} from '../../console/src/parts/commands.js';
import { loadCommands } from '../../src/apps/cli/commands/index.js';
import { findCommand, parseCommand } from '../../src/apps/cli/frame/parse.js';

const SERVICE = 'https://tribune.example';
/** The words of a command line as a POSIX shell splits them. */
const wordsOf = (line: string): string[] =>
  execFileSync('sh', ['-c', `for word in ${line}; do printf '%s\\n' "$word"; done`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');

describe('commands that the console teaches', () => {
  it.each([
    applyCommand(SERVICE),
    auditCommand(SERVICE),
    drillCommand(SERVICE),
    recordCommand(SERVICE, 'credit'),
    rowsCommand(SERVICE, '0193f7c2-6a55-7d1e-9f10-700000000000'),
    watchCommand(SERVICE, 'loans/prod'),
    watchCommand(SERVICE, "o'brien; rm -rf"),
    verifyCommand(SERVICE, { log: 'main', key: 'tribune-7bf92805/main+d7d53fdb+AW+woGyu=' }),
  ])('%s is one that there is, with options that it has', async (line) => {
    const [npx, program, ...words] = wordsOf(line);
    expect([npx, program]).toEqual(['npx', 'tribune']);
    const { command, rest } = findCommand(await loadCommands(), words)!;
    expect(() => parseCommand(command, rest)).not.toThrow();
  });

  it('sends decisions to where the service takes them', () => {
    expect(wordsOf(sendCommand(SERVICE)).at(-1)).toBe(`${SERVICE}/v1/decisions`);
  });
});
