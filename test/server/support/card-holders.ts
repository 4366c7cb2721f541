import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { cli } from '../../e2e/support.js';

const EXAMPLE = new URL('../../../examples/limits/', import.meta.url);

interface CardHolder {
  readonly sex: string;
  readonly education: string;
  readonly limit: number;
}

/** One person for every thirty of the example. */
function cardHolders(): CardHolder[] {
  return readFileSync(new URL('limits.csv', EXAMPLE), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [sex, education, limit, n] = line.split(',') as [string, string, string, string];
      return Array.from({ length: Math.round(Number(n) / 30) }, () => ({ sex, education, limit: Number(limit) }));
    });
}

/** Runs a command of the example and gives what it printed. */
async function printed(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [...words], { env: { ...process.env, ...environment } });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
  await once(child, 'close');
  return out;
}

/** A running service, and a folder for files. */
interface World {
  readonly files: string;
  readonly server: { readonly url: string; readonly localKey: string };
}

/**
 * Follows the example of amounts: its registry is applied, its script records real limits of card holders with the client. Writes the same people
 * and their policy as files.
 */
export async function recordCardHolders(world: World) {
  const limits = cardHolders();
  const key = join(world.files, 'all-key');
  writeFileSync(key, world.server.localKey, { mode: 0o600 });
  const registry = fileURLToPath(new URL('registry.yaml', EXAMPLE));
  const applied = await cli(['admin', 'apply', registry, '--server', world.server.url, '--key-file', key]);
  expect(applied.code, applied.err).toBe(0);
  const environment = { TRIBUNE_URL: world.server.url, TRIBUNE_API_KEY: world.server.localKey, EVERY: '30' };
  const out = await printed([fileURLToPath(new URL('record.mjs', EXAMPLE))], environment);
  expect(out).toBe(`${limits.length} limits recorded, 0 not\n`);
  const text = readFileSync(new URL('policy.yaml', EXAMPLE), 'utf8');
  const [policy, csv] = [join(world.files, 'limits.yaml'), join(world.files, 'limits.csv')];
  writeFileSync(policy, text.replace(/ {2}weight: n\n {2}weightKind: count\n.*\n {2}live: .*\n/, ''));
  const lines = limits.map(({ sex, education, limit }) => `${sex},${education},${limit}`);
  writeFileSync(csv, ['sex,education,limit', ...lines, ''].join('\n'));
  return { limits, policy, csv };
}
