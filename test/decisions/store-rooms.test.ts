import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineMigration } from '../../src/adapters/postgres/engine/migration.js';
import { defineStoreRoom } from '../../src/adapters/postgres/tables/store-room.js';
import { dataFolder, openTestStore } from './support/store.js';

/** A capability that nobody but its own folder knows. */
const caseTables = defineStoreRoom({
  room: 'cases',
  migrations: [
    defineMigration({
      id: 'cases/0001',
      name: 'cases',
      after: ['log/0001'],
      sql: 'create table review_case (id text primary key, deployment text not null references deployment)',
    }),
    defineMigration({ id: 'cases/0002', name: 'owner', sql: 'alter table review_case add column owner text' }),
  ],
  open: ({ sql }) => ({
    cases: {
      add: (id: string, deployment: string) =>
        sql.query('insert into review_case (id, deployment) values ($1, $2)', [id, deployment]),
      all: () => sql.query<{ id: string }>('select id from review_case order by id'),
    },
  }),
});

const folder = dataFolder();
afterAll(() => folder.remove());

describe('a room with tables of its own', () => {
  it('brings them to a database that was there before it, and its stores are opened with the others', async () => {
    await (await openTestStore(folder.path)).close();
    for (let start = 0; start < 2; start++) {
      const store = await openTestStore(folder.path, { rooms: [caseTables] });
      const { cases } = store.of(caseTables);
      expect(await cases.all()).toEqual([]);
      await expect(cases.add('a', 'unknown/prod')).rejects.toMatchObject({ code: 'INTERNAL' });
      await store.close();
    }
  });

  it('must be known to every program that opens the database afterwards', async () => {
    await expect(openTestStore(folder.path)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining('cases/0001, newer than this program knows'),
    });
  });

  it('is asked for its stores only where it was opened, and takes no name of another room', async () => {
    const own = dataFolder();
    const store = await openTestStore(own.path);
    expect(() => store.of(caseTables)).toThrow('the tables of cases were not opened');
    await store.close();
    const thief = defineStoreRoom({ room: 'thief', migrations: [], open: () => ({ settings: {} }) });
    await expect(openTestStore(own.path, { rooms: [thief] })).rejects.toThrow('two rooms have a store settings');
    const twice = defineStoreRoom({ ...caseTables, room: 'settings' });
    await expect(openTestStore(own.path, { rooms: [caseTables, twice] })).rejects.toMatchObject({ code: 'INTERNAL' });
    own.remove();
  });

  it('has the step after a migration done until it has ended once, whatever a start died of before', async () => {
    const own = dataFolder();
    const said: string[] = [];
    const opened = async (fails: string): Promise<void> => {
      const step = (id: string) => async (): Promise<void> => {
        said.push(id);
        if (id === fails) throw new Error('killed here');
      };
      const late = defineStoreRoom({
        room: 'late',
        migrations: ['late/0001', 'late/0002'].map((id) => defineMigration({ id, name: 'nothing', sql: 'select 1' })),
        open: () => {
          if (fails === 'open') throw new Error('killed here');
          return {};
        },
        after: { 'late/0001': step('late/0001'), 'late/0002': step('late/0002') },
      });
      await (await openTestStore(own.path, { rooms: [late] })).close();
    };
    const failed = async (fails: string): Promise<string[]> => {
      said.length = 0;
      await expect(opened(fails)).rejects.toThrow('opening the store');
      return [...said];
    };
    expect(await failed('open')).toEqual([]);
    expect(await failed('late/0001')).toEqual(['late/0001']);
    expect(await failed('late/0002')).toEqual(['late/0001', 'late/0002']);
    expect(await failed('late/0002'), 'the first has ended').toEqual(['late/0002']);
    said.length = 0;
    await opened('nowhere');
    expect(said).toEqual(['late/0002']);
    await opened('nowhere');
    expect(said).toEqual(['late/0002']);
    own.remove();
  });

  it('is named by nobody who opens stores', () => {
    const source = readFileSync(new URL('../../src/adapters/postgres/open-store.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(/new Postgres|from '\.\/(decisions|identity|registry|jobs|settings|intake)\//);
  });
});
