import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankingSetsFromJson } from '../../src/core/fairness/outcomes/index.js';
import { hasShared, sharedCsv } from '../support/shared.js';
import { candidateLine } from './support/recorded-lists.js';
import { nextId, typedService } from './support/typed.js';

describe.skipIf(!hasShared)('real lists: 16,281 people of Adult ranked by a model', () => {
  let world: Awaited<ReturnType<typeof typedService>>;
  beforeAll(async () => {
    world = await typedService();
  });
  afterAll(() => world?.close());

  const LIST = 20;
  const SHOWN = 15;
  const example = (name: string): string =>
    readFileSync(new URL(`../../examples/rankings/${name}`, import.meta.url), 'utf8');

  it('have the tally of the file, bit for bit, when each candidate is a record', async () => {
    const isLong = process.env.TRIBUNE_LONG !== undefined;
    const all = sharedCsv('data/predictions-adult-gbdt.csv.gz');
    const people = isLong ? all : all.slice(0, 100 * LIST);
    const ranked = Array.from({ length: Math.ceil(people.length / LIST) }, (_, list) =>
      people
        .slice(list * LIST, (list + 1) * LIST)
        .map((person, i) => ({ person, i }))
        .sort((a, b) => Number(b.person.score) - Number(a.person.score) || a.i - b.i)
        .map(({ person }, place, { length }) => ({ person, list: `list-${list}`, place, size: length })),
    ).flat();
    const ids = ranked.map(() => nextId());
    const records = ranked.map(({ person, list, place, size }, i) =>
      candidateLine(
        { id: ids[i]!, subject: `adult-${i}`, list, size, position: place < SHOWN ? place + 1 : null },
        'compas/adult',
        { sex: person.sex, race: person.race },
      ),
    );
    const labels = ranked.map(({ person }, i) =>
      JSON.stringify({ decision: ids[i], label: Number(person.y_true), knownAt: '2026-11-23T10:00:00.000Z' }),
    );
    expect(await world.send(records)).toMatchObject({ accepted: people.length, rejected: [] });
    expect(await world.label(labels)).toMatchObject({ accepted: people.length, rejected: [] });
    const { tally, log } = await world.audited('compas/adult', example('policy.yaml'));
    const rows = ranked.map(({ person, list, place }) =>
      [list, place < SHOWN ? place + 1 : '', person.y_true, person.sex, person.race].join(','),
    );
    const csv = ['list,position,relevance,sex,race', ...rows];
    expect(tally).toEqual(await world.fileTally(example('policy.yaml'), csv));
    if (isLong) expect(tally).toEqual(rankingSetsFromJson(JSON.parse(example('tally.json'))));
    expect(log.lists).toEqual({ whole: people.length === all.length ? 815 : 100, notWhole: [] });
  });
});
