import { expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import type { OversightDeps } from './deps.js';
import { ReaderlessCases } from './readerless.js';
import type { SetAside } from './set-aside.js';
import { possibleReaders } from './training.js';

const DAY = 86_400_000;
const FRESH = 365 * DAY;
const people = ['fresh', 'stale', 'never', 'changed'].map((name) => ({ id: name, name, roles: ['reviewer'] }));

/** What readers are asked of, 400 days in; the row of one training is not that of the service. */
const depsOf = (isDemanded: boolean, asked: string[][] = []): OversightDeps =>
  ({
    readers: async () => people,
    trainings: {
      of: async (reader: string) => {
        if (reader === 'changed') throw new TribuneError('STORE_INVALID', 'changed', { remedy: 'Enter it again.' });
        return reader === 'never' ? null : { reader, atMs: reader === 'fresh' ? 35 * DAY : 34 * DAY, by: 'lead' };
      },
    },
    training: { freshMs: FRESH, isDemanded },
    nowMs: () => 400 * DAY,
    store: {
      withoutReader: async ({ readers }: { readonly readers: readonly { readonly id: string }[] }) => {
        asked.push(readers.map(({ id }) => id));
        return [];
      },
    },
  }) as unknown as OversightDeps;

it('where a fresh training is demanded nobody without one is left to read a case', async () => {
  expect((await possibleReaders(depsOf(true))).map(({ id }) => id)).toEqual(['fresh']);
  expect(await possibleReaders(depsOf(false))).toEqual(people);
});

it('cases that nobody with a fresh training may read are looked for, to be escalated', async () => {
  const aside = { rows: () => [] } as unknown as SetAside;
  const asked: string[][] = [];
  await new ReaderlessCases(depsOf(true, asked), aside).look();
  expect(asked).toEqual([['fresh']]);
});
