import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateLine, POLICY, policyOf, SEARCH } from './support/recorded-lists.js';
import { nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const audited = async (policy = POLICY, times = {}) => world.audited(SEARCH, policy, 'persons', times);

describe('a candidate is refused by field and remedy', () => {
  const message = async (line: string): Promise<string | undefined> => (await world.send([line])).rejected[0]?.message;
  const candidate = candidateLine({ subject: 'bad', list: 'l', size: 2, position: 1 });
  const SIZE = 'give the number of candidates of the list, shown or not, from 1 to 1000000';
  const POSITION = 'give the position, a whole number from 1 to 1000000, or null for a candidate who was not shown';
  it.each([
    ['no list', candidate.replace('"list":"l",', ''), '"list" is missing'],
    ['an empty name', candidate.replace('"list":"l"', '"list":""'), 'give a text of 1 to 256 characters'],
    [
      'a name of 257 letters',
      candidate.replace('"l"', JSON.stringify('ä'.repeat(257))),
      'give a text of 1 to 256 characters',
    ],
    ['a number for a name', candidate.replace('"list":"l"', '"list":17'), '"list" is a number that does not fit'],
    ['no size', candidate.replace('"listSize":2,', ''), '"listSize" is missing'],
    ['a size of none', candidate.replace('"listSize":2', '"listSize":0'), SIZE],
    ['a size of a part', candidate.replace('"listSize":2', '"listSize":1.5'), SIZE],
    ['a size beyond the largest list', candidate.replace('"listSize":2', '"listSize":1000001'), SIZE],
    ['a size as text', candidate.replace('"listSize":2', '"listSize":"2"'), SIZE],
    ['position 0', candidate.replace('"outcome":1', '"outcome":0'), POSITION],
    ['a position below 0', candidate.replace('"outcome":1', '"outcome":-1'), POSITION],
    ['a position between two', candidate.replace('"outcome":1', '"outcome":1.5'), POSITION],
    ['a position as text', candidate.replace('"outcome":1', '"outcome":"1"'), POSITION],
    ['a position beyond the largest list', candidate.replace('"outcome":1', '"outcome":1e7'), POSITION],
    ['no position', candidate.replace('"outcome":1,', ''), '"outcome" is missing'],
    ['a stage', candidate.replace('"list"', '"stage":"x","list"'), 'the field "stage" is not known'],
    ['a list where there are none', candidate.replace(SEARCH, 'compas/prod'), 'the field "list" is not known'],
    ['a list of a stage', candidate.replace(SEARCH, 'compas/hiring'), 'the field "list" is not known'],
  ])('%s', async (_what, line, why) => {
    expect(await message(line)).toContain(why);
  });

  it.each([['-1'], ['4097'], ['"1"'], ['1e999']])('a label of %s', async (label) => {
    const id = nextId();
    const at = '2026-09-01T10:00:00.000Z';
    const line = candidateLine({ id, subject: 'labelled', list: 'of one', size: 1, position: 1, at });
    expect(await world.send([line])).toMatchObject({ accepted: 1, rejected: [] });
    const answer = await world.label([`{"decision":"${id}","label":${label},"knownAt":"2026-11-23T10:00:00.000Z"}`]);
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ line: 1 }] });
  });

  it('and one is taken that is written in other words: a position of 1e0, a size of 2.0, and a name in another script', async () => {
    const line = candidate.replace('"outcome":1', '"outcome":1e0').replace('"listSize":2', '"listSize":2.0');
    const odd = line.replace('"list":"l"', '"list":"候補者 \\u00e9\\ud83d\\ude00"').replace('2026-11-22', '2026-09-02');
    expect(await world.send([odd.replace(/"id":"[^"]+"/, `"id":"${nextId()}"`)])).toMatchObject({
      accepted: 1,
      rejected: [],
    });
  });
});

describe('a policy is refused before anything is read', () => {
  it.each([
    [
      'that names no list of records in its filter',
      policyOf({ more: `where: "query = 'x'"` }),
      'data.where names the list',
    ],
    [
      'whose words for missing are positions',
      policyOf({ more: 'missing: ["99"]' }),
      'data.missing lists "99", which can be the position',
    ],
    [
      'whose words for missing are relevances',
      policyOf({ more: 'missing: ["0"]', relevance: ', relevance: worth' }),
      'data.missing lists "0", which can be the position or relevance',
    ],
    [
      'that binds a label',
      policyOf({ more: 'live: { label: score }' }),
      'data.live.label has no meaning where decisions are rankings',
    ],
    [
      'that binds a relevance and reads none',
      policyOf({ more: 'live: { relevance: score }' }),
      'data.live names "relevance"',
    ],
  ])('%s', async (_what, policy, why) => {
    await expect(audited(policy)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringContaining(why),
    });
  });

  it('of rankings, for a caller who may see no person', async () => {
    await expect(world.audited(SEARCH, POLICY, 'groups')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'this caller sees no person, and cells of rankings can hold a single one',
    });
  });

  it('and may read what a candidate was worth from another field', async () => {
    const policy = policyOf({ more: 'live: { relevance: attributes.worth }', relevance: ', relevance: worth' });
    const pair = ['3', '0.5'].map((worth, i) =>
      candidateLine(
        { subject: `w-${i}`, list: 'w', size: 2, position: i + 1, at: '2026-08-01T10:00:00.000Z' },
        SEARCH,
        {
          sex: 'Male',
          worth,
        },
      ),
    );
    expect(await world.send(pair)).toMatchObject({ accepted: 2 });
    const { log } = await audited(policy, {
      sinceMs: Date.parse('2026-08-01T00:00:00.000Z'),
      untilMs: Date.parse('2026-08-02T00:00:00.000Z'),
    });
    expect(log.lists).toEqual({ whole: 1, notWhole: [] });
  });
});
