import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { version } from '../../decisions/support/service.js';
import { DECIDED, type recordedPeople } from './recorded-people.js';

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

/** Records real limits of card holders under a deployment of their own, and writes the same people and their policy as files. */
export async function recordCardHolders(world: Awaited<ReturnType<typeof recordedPeople>>) {
  const limits = cardHolders();
  const posted = await world.post('/v1/registry', {
    deployments: [{ id: 'compas/limits', version, outcome: { type: 'amount', unit: 'NTD', decimals: 0 } }],
  });
  expect(posted.status, await posted.text()).toBe(200);
  await world.send(
    '/v1/decisions',
    limits.map(({ sex, education, limit }, i) => ({
      deployment: 'compas/limits',
      subject: `holder-${i}`,
      decidedAt: DECIDED,
      outcome: limit,
      route: 'automatic',
      attributes: { sex, education },
    })),
  );
  const text = readFileSync(new URL('policy.yaml', EXAMPLE), 'utf8').replace('  weight: n\n  weightKind: count\n', '');
  const [policy, csv] = [join(world.files, 'limits.yaml'), join(world.files, 'limits.csv')];
  writeFileSync(policy, text);
  const lines = limits.map(({ sex, education, limit }) => `${sex},${education},${limit}`);
  writeFileSync(csv, ['sex,education,limit', ...lines, ''].join('\n'));
  return { limits, text, policy, csv };
}
