import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCommands } from '../../src/apps/cli/commands/index.js';
import { findCommand, parseCommand } from '../../src/apps/cli/frame/parse.js';
import type { RetentionReport } from '../../src/domain/retention/retention.js';
import { root } from '../e2e/support.js';
import { OPERATIONS } from '../server/support/declared.js';
import { start } from '../server/support/open-rim.js';

const guide = readFileSync(join(root, 'docs/guides/operating.md'), 'utf8');
const all = (pattern: RegExp, text = guide): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([found]) => found)),
];
const METRIC = /\b(?:tribune|process|nodejs)_[a-z0-9_]+/g;

const commands = await loadCommands();

describe('the operating guide', () => {
  it('names every metric of the service, and no other', async () => {
    // Its metrics come with the first report.
    const report = { at: '', erased: false, rules: [], warnings: [] } as unknown as RetentionReport;
    const retention = { plan: async () => report, run: async () => report, report };
    const { http } = await start({ retention });
    const text = (await http.inject('/metrics')).body;
    const real = all(/(?<=^# TYPE )\S+/gm, text);
    expect(all(METRIC).toSorted()).toEqual(real.toSorted());
  });

  const lines = all(/npx tribune [^\n`]+/g).map((line) => line.replace(/\s+#.*$/, '').replace('npx tribune ', ''));
  it.each(lines)('gives a command that exists, with options that exist: tribune %s', (line) => {
    const words = (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ''));
    const { command, rest } = findCommand(commands, words);
    expect(() => parseCommand(command, rest)).not.toThrow();
  });

  it('names addresses that exist', () => {
    const known = OPERATIONS.map(({ path }) => path);
    for (const address of all(/(?<=`(?:POST |GET )?)\/(?:v1\/[a-z/-]+|healthz|readyz|metrics)(?=`)/g))
      expect(known).toContain(address);
  });
});
