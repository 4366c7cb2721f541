import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  mergeRankingSets,
  type RankingSets,
  rankingSets,
  rankingSetsFromJson,
} from '../../src/core/fairness/outcomes/index.js';
import { explainRequirement } from '../../src/core/policy/index.js';
import { readPolicy } from '../../src/domain/audits/policy-text.js';
import { judgeRequest } from '../../src/domain/audits/recorded/judging/judge-request.js';
import { anyTallyToJson, type OutcomeTally, type SourcedOutcome } from '../../src/domain/audits/source/index.js';
import { conclusionSentence } from '../../src/domain/wording/conclusion.js';
import { logSentences } from '../../src/domain/wording/index.js';
import {
  type Candidate,
  candidateLine,
  csvOf,
  listsOf,
  POLICY,
  policyOf,
  RATED,
  SEARCH,
} from './support/recorded-lists.js';
import { nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

async function send(all: readonly Candidate[]): Promise<void> {
  const answer = await world.send(all.map((one) => candidateLine(one)));
  expect(answer).toMatchObject({ accepted: all.length, rejected: [] });
}

const whole: Candidate[] = [];
const audited = async (policy = POLICY, times = {}) => world.audited(SEARCH, policy, 'persons', times);

/** What an audit says of lists that are not whole, beside the tally of a file of those that are. */
interface Apart {
  readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
  readonly lists: number;
}

/** The tally of the lists that are whole, by the code that makes that of a file out of its rows. */
function tallyOf(all: readonly Candidate[], { excluded, lists: notWhole }: Apart): RankingSets {
  const { policyDigest } = readPolicy(POLICY);
  const rowsRead = all.length + excluded.reduce((sum, { rows }) => sum + rows, 0);
  const rows = all.map(({ list, sex, position }) => ({ list, values: [sex!], position, relevance: null }));
  const spec = { policyDigest, attributes: ['sex'], k: [1, 3], relevance: 'none' } as const;
  const tally = rankingSets(spec, [['sex']], { rows, rowsRead, excluded });
  return notWhole === 0 ? tally : { ...tally, listsNotWhole: notWhole };
}

async function expectTally(apart: Apart = { excluded: [], lists: 0 }): Promise<void> {
  expect((await audited()).tally).toEqual(tallyOf(whole, apart));
}

describe('recorded lists', () => {
  it('have the tally of a file of the same lists, from the log, from segments and from both', async () => {
    whole.push(...listsOf(24));
    await send(whole.slice(0, 40).reverse());
    await send(whole.slice(40));
    await expectTally();
    expect((await audited()).tally).toEqual(await world.fileTally(POLICY, csvOf(whole)));
    expect((await audited()).log).toMatchObject({
      recorded: whole.length,
      decidedAgain: 0,
      lists: { whole: 24, notWhole: [] },
    });
    await world.audits.seal();
    await expectTally();
    expect((await audited()).read.batches).toBe(0);
    const more = listsOf(6);
    whole.push(...more);
    await send(more);
    await expectTally();
  });

  it('take what candidates were worth from the labels, of which the last counts', async () => {
    const rated = listsOf(5);
    whole.push(...rated);
    await send(rated);
    const label = ({ id }: Candidate, worth: number) =>
      JSON.stringify({ decision: id, label: worth, knownAt: '2026-11-23T10:00:00.000Z' });
    const wrong = rated.slice(0, 3).map((one) => label(one, 4096));
    expect(await world.label(wrong)).toMatchObject({ accepted: 3, rejected: [] });
    await world.audits.seal();
    expect(await world.label(rated.map((one) => label(one, one.worth!)))).toMatchObject({ accepted: rated.length });
    const expected = await world.fileTally(RATED, csvOf(rated, true));
    const found = await audited(RATED);
    const sums = (tally: OutcomeTally) =>
      (tally as RankingSets).sets.map(({ groups, products }) => ({ groups, products }));
    expect(sums(found.tally as OutcomeTally)).toEqual(sums(expected));
    expect(found.log.lists).toEqual({
      whole: 5,
      notWhole: [{ reason: 'lists without every relevance', lists: 30, candidates: whole.length - rated.length }],
    });
    await world.audits.seal();
    expect((await audited(RATED)).tally).toEqual(found.tally);
  });
});

describe('a relevance that no record had to give', () => {
  const RATING = policyOf({ relevance: ', relevance: worth', more: 'live: { relevance: attributes.rating }' });
  const day = (at: string) => ({ sinceMs: Date.parse(`${at}T00:00:00Z`), untilMs: Date.parse(`${at}T23:00:00Z`) });

  it.each([
    ['attributes.rating', '2026-06-01', ['n/a', ' ', '5000', '-0.3', '0x10', 'Infinity', '']],
    ['score', '2026-06-02', [5000, -0.3, null]],
  ] as const)('as %s leaves out its list alone, where some value is none', async (relevance, at, bad) => {
    const line = (list: string, subject: string, position: number, rating: string | number | null) => {
      const attributes = { sex: position === 1 ? 'Male' : 'Female', ...(relevance === 'score' ? {} : { rating }) };
      const one = candidateLine(
        { subject, list, size: 2, position, at: `${at}T10:00:00Z` },
        'compas/rated',
        attributes,
      );
      return relevance === 'score' && rating !== null ? one.replace(/}$/, `,"score":${rating}}`) : one;
    };
    const lists = bad.map((value, i) => [
      line(`${at}-${i}`, 'a', 1, value),
      line(`${at}-${i}`, 'b', 2, relevance === 'score' ? 1 : '1'),
    ]);
    const good = [
      line(`${at}-good`, 'a', 1, relevance === 'score' ? 0 : '0'),
      line(`${at}-good`, 'b', 2, relevance === 'score' ? 4096 : '4096'),
    ];
    const lines = [...lists.flat(), ...good];
    expect(await world.send(lines)).toMatchObject({ accepted: lines.length, rejected: [] });
    const policy = RATING.replace('attributes.rating', relevance);
    const { tally, log } = await world.audited('compas/rated', policy, 'persons', day(at));
    expect(log.lists).toEqual({
      whole: 1,
      notWhole: [{ reason: 'lists without every relevance', lists: bad.length, candidates: 2 * bad.length }],
    });
    expect(tally).toMatchObject({ rowsRead: lines.length, listsNotWhole: bad.length });
  });
});

describe('a list is not whole', () => {
  const MISSING = 'incomplete lists: candidates missing';
  const CONFLICT = 'lists in conflict';
  const ERASED = 'incomplete lists: candidates erased';
  let mended: Candidate[] = [];

  it('while a candidate is missing, wherever the others are', async () => {
    mended = listsOf(1);
    await send(mended.slice(1));
    await world.audits.seal();
    await expectTally({ excluded: [{ reason: MISSING, rows: mended.length - 1 }], lists: 1 });
    await send(mended.slice(0, 1));
    whole.push(...mended);
    await expectTally();
  });

  it('while two stand at one position, a position is held by nobody, or its size is said in two ways', async () => {
    const candidate = { size: 2, sex: 'Male', at: '2026-11-01T10:00:00.000Z' };
    await send([
      { ...candidate, list: 'tie', subject: 'a', position: 1 },
      { ...candidate, list: 'tie', subject: 'b', position: 1 },
      { ...candidate, list: 'hole', subject: 'a', position: 1 },
      { ...candidate, list: 'hole', subject: 'b', position: 3 },
      { ...candidate, list: 'sizes', subject: 'a', position: 1 },
      { ...candidate, list: 'sizes', subject: 'b', position: 2, size: 3 },
      { ...candidate, list: 'many', subject: 'a', position: 1 },
      { ...candidate, list: 'many', subject: 'b', position: 2 },
      { ...candidate, list: 'many', subject: 'c', position: null },
    ]);
    const expected = { excluded: [{ reason: CONFLICT, rows: 9 }], lists: 4 };
    await expectTally(expected);
    await world.audits.seal();
    await expectTally(expected);
    // Where something else may stand between candidates, the list with the hole is whole.
    const kept = await audited(policyOf({ holes: ', holes: keep' }), {
      untilMs: Date.parse('2026-11-02T00:00:00.000Z'),
    });
    expect(kept.log.lists).toEqual({ whole: 1, notWhole: [{ reason: CONFLICT, lists: 3, candidates: 7 }] });
    // The last decision about a candidate counts, so that further records mend what contradicts.
    await send([
      { ...candidate, list: 'tie', subject: 'b', position: 2 },
      { ...candidate, list: 'hole', subject: 'b', position: 2 },
      { ...candidate, list: 'sizes', subject: 'b', position: 2 },
      ...['a', 'b', 'c'].map((subject, i) => ({ ...candidate, list: 'many', subject, size: 3, position: i + 1 })),
    ]);
    for (const list of ['tie', 'hole', 'sizes'])
      whole.push({ ...candidate, list, subject: 'a', position: 1 }, { ...candidate, list, subject: 'b', position: 2 });
    whole.push(
      ...['a', 'b', 'c'].map((subject, i) => ({ ...candidate, list: 'many', subject, size: 3, position: i + 1 })),
    );
    await expectTally();
    expect((await audited()).log.decidedAgain).toBe(6);
  });

  it('and where the filter keeps none of it, is counted as filtered', async () => {
    const at = '2026-07-01T10:00:00.000Z';
    const inPlace = (list: string, place: string, subject: string, position: number) =>
      candidateLine({ list, subject, size: 2, position, sex: 'Male', at }).replace(/}$/, `,"jurisdiction":"${place}"}`);
    await world.send([
      inPlace('fr-1', 'FR', 'a', 1),
      inPlace('fr-1', 'FR', 'b', 2),
      inPlace('fr-2', 'FR', 'a', 1),
      inPlace('de-1', 'DE', 'a', 1),
      inPlace('de-1', 'DE', 'b', 2),
      inPlace('de-2', 'DE', 'a', 1),
    ]);
    const window = { sinceMs: Date.parse('2026-07-01T00:00:00.000Z'), untilMs: Date.parse('2026-07-02T00:00:00.000Z') };
    const { tally, log } = await audited(policyOf({ more: `where: "jurisdiction = 'FR'"` }), window);
    expect(tally).toMatchObject({
      rowsRead: 6,
      listsNotWhole: 1,
      excluded: [
        { reason: 'filtered by policy', rows: 3 },
        { reason: MISSING, rows: 1 },
      ],
    });
    expect(log.lists).toEqual({ whole: 1, notWhole: [{ reason: MISSING, lists: 1, candidates: 1 }] });
    const nobody = policyOf({ more: `where: "jurisdiction = 'IT'"` });
    await world.send([inPlace('it-1', 'IT', 'a', 1).replace('2026-07-01', '2026-07-03')]);
    const alone = { sinceMs: Date.parse('2026-07-03T00:00:00Z'), untilMs: Date.parse('2026-07-04T00:00:00Z') };
    await expect(audited(policyOf({ more: `where: "jurisdiction = 'FR'"` }), alone)).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: `no list of ${SEARCH} in this time is whole, and data.where keeps none of 1 candidate`,
    });
    await expect(audited(nobody, alone)).rejects.toMatchObject({
      message: `no list of ${SEARCH} in this time is whole (1 ${MISSING})`,
    });
    await world.send([
      inPlace('fr-2', 'FR', 'b', 2),
      inPlace('de-2', 'DE', 'b', 2),
      inPlace('it-1', 'IT', 'b', 2).replace('2026-07-01', '2026-07-03'),
    ]);
    whole.push(
      { list: 'it-1', subject: 'a', size: 2, position: 1, sex: 'Male' },
      { list: 'it-1', subject: 'b', size: 2, position: 2, sex: 'Male' },
    );
    for (const list of ['fr-1', 'fr-2', 'de-1', 'de-2'])
      whole.push(
        { list, subject: 'a', size: 2, position: 1, sex: 'Male' },
        { list, subject: 'b', size: 2, position: 2, sex: 'Male' },
      );
    await expectTally();
  });

  it('belongs to the hour of its first record, and counts as far as it was known', async () => {
    const candidate = { list: 'long', size: 2, sex: 'Female' };
    const first = { ...candidate, subject: 'early', position: 2, at: '2026-10-01T09:30:00.000Z' };
    const second = { ...candidate, subject: 'late', position: 1, at: '2026-10-20T09:30:00.000Z' };
    await send([second, first]);
    const window = { sinceMs: Date.parse('2026-10-01T00:00:00.000Z'), untilMs: Date.parse('2026-10-02T00:00:00.000Z') };
    const known = { ...window, knownAtMs: Date.parse('2026-10-10T00:00:00.000Z') };
    for (const seal of [false, true]) {
      if (seal) await world.audits.seal();
      expect((await audited(POLICY, window)).log.lists).toEqual({ whole: 1, notWhole: [] });
      await expect(audited(POLICY, known)).rejects.toMatchObject({
        code: 'DATA_EMPTY',
        message: `no list of ${SEARCH} in this time is whole (1 ${MISSING})`,
      });
      const later = {
        sinceMs: Date.parse('2026-10-19T00:00:00.000Z'),
        untilMs: Date.parse('2026-10-21T00:00:00.000Z'),
      };
      await expect(audited(POLICY, later)).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    }
    whole.push(first, second);
    await expectTally();
  });

  it('after the erasure of a candidate, which is told from one whom nobody sent; every other list stays', async () => {
    const { size } = (await audited()).log;
    const { list } = mended[0]!;
    const erased = mended.at(-1)!;
    await world.service.subjects.erase(erased.subject, { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' });
    whole.splice(0, whole.length, ...whole.filter((one) => one.list !== list));
    const left = mended.length - 1;
    await expectTally({ excluded: [{ reason: ERASED, rows: left }], lists: 1 });
    expect((await audited()).log.erased).toBe(1);
    await world.audits.seal();
    await expectTally({ excluded: [{ reason: ERASED, rows: left }], lists: 1 });
    // The audit as of before: the same entries, one of which is erased now.
    expect((await audited(POLICY, { size })).log.lists?.notWhole).toEqual([
      { reason: ERASED, lists: 1, candidates: left },
    ]);
    // One more who is missing was erased by nobody.
    const [sent, ...others] = listsOf(1);
    await send(others.slice(1));
    await world.service.subjects.erase(others[0]!.subject, {
      basis: 'GDPR Art. 17(1)(b)',
      requestedBy: 'dpo@example.org',
    });
    const lacking = others.length - 1;
    const expected = {
      excluded: [
        { reason: ERASED, rows: left },
        { reason: MISSING, rows: lacking },
      ],
      lists: 2,
    };
    await expectTally(expected);
    // Of those who come again, the list is whole again.
    await send([sent!, others[0]!].map((one) => ({ ...one, id: nextId() })));
    whole.push(sent!, ...others);
    await expectTally({ excluded: [{ reason: ERASED, rows: left }], lists: 1 });
  });
});

describe('candidates whose time is over', () => {
  it('leave a list that is told from one of which nobody sent them', async () => {
    const PEOPLE = 'compas/people';
    const pair = ['out', 'in'].map((subject, i) => ({ subject, list: 'old', size: 2, position: i + 1, sex: 'Male' }));
    await world.send(pair.map((one) => candidateLine(one, PEOPLE)));
    const { erasures } = world.service;
    const due = (await erasures.placesOf('out')).map((place) => ({ ...place, subject: 'out', deployment: PEOPLE }));
    const one = { id: 'c', class: 'c', source: 's', basis: 'b' } as never;
    await erasures.expire(due, { keep: '1y', classOf: new Map([[PEOPLE, one]]) });
    await expect(world.audited(PEOPLE, POLICY)).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: `no list of ${PEOPLE} in this time is whole (1 incomplete lists: candidates erased)`,
    });
    await world.service.subjects.erase('in', { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' });
    await expect(world.audited(PEOPLE, POLICY)).rejects.toMatchObject({
      message: expect.stringContaining('2 were erased'),
    });
  });
});

describe('the guide', () => {
  it('shows a list that is taken and audited as it stands there', async () => {
    const guide = readFileSync(new URL('../../docs/guides/ingest.md', import.meta.url), 'utf8');
    const [, fence] = /### Rankings\s+```json\n(.*?)```/s.exec(guide)!;
    const lines = fence!
      .trim()
      .split('\n')
      .map((line) => line.replace('jobs/search', 'compas/guide'));
    expect(await world.send(lines)).toMatchObject({ accepted: 3, rejected: [] });
    const { tally, log } = await world.audited('compas/guide', POLICY);
    expect(log.lists).toEqual({ whole: 1, notWhole: [] });
    expect((tally as RankingSets).sets[0]).toMatchObject({ lists: 1, rowsRead: 3 });
  });
});

describe('a verdict on recorded lists', () => {
  const PEOPLE = 'compas/people';
  const judged = async (policyText: string) => {
    const { tally, log } = await world.audited(PEOPLE, policyText);
    const sources = [{ path: 'log', sha256: null, rows: tally.rowsRead, log }];
    const result = judgeRequest({ sourced: { tally, sources } as SourcedOutcome, policyText, today: '2026-11-29' });
    return { result, requirement: result.requirements[0]!, tally: tally as RankingSets };
  };
  const bounded = (min: string): string => POLICY.replace('min: 0.1', `min: ${min}`);
  const sendTo = (all: readonly Candidate[]) => world.send(all.map((one) => candidateLine(one, PEOPLE)));

  it('passes on whole lists and on 1 of 20 that is not, and never on more, whatever the numbers of the others', async () => {
    const lists = listsOf(19);
    await sendTo(lists);
    expect((await judged(POLICY)).requirement.verdict).toBe('pass');
    const broken = listsOf(2);
    const [one, two] = [...new Set(broken.map(({ list }) => list))];
    await sendTo(broken.filter(({ list, position }) => list === one && position !== 1));
    const atLimit = await judged(POLICY);
    expect(atLimit.tally.listsNotWhole).toBe(1);
    expect(atLimit.requirement.verdict).toBe('pass');
    await sendTo(broken.filter(({ list, position }) => list === two && position !== 1));
    const { requirement, result, tally } = await judged(POLICY);
    expect(requirement).toMatchObject({ verdict: 'inconclusive', reason: 'lists-not-whole', nNeeded: null });
    expect(requirement.message).toContain(
      'That is of whole lists alone: 2 of 21 recorded lists (9.5 %) are not whole, more than 5 %, so that it does not pass.',
    );
    expect(result.verdict).toBe('inconclusive');
    // A share near the limit is not told as the limit.
    const near = { ...tally, listsNotWhole: 501, sets: tally.sets.map((set) => ({ ...set, lists: 9499 })) };
    const sources = [{ path: 'log', sha256: null, rows: tally.rowsRead }];
    const said = judgeRequest({
      sourced: { tally: near, sources } as SourcedOutcome,
      policyText: POLICY,
      today: '2026-11-29',
    });
    expect(said.requirements[0]!.message).toContain(
      '501 of 10000 recorded lists (5.01 %) are not whole, more than 5 %',
    );
    expect(explainRequirement(requirement).join(' ')).toContain('Send the candidates that are missing');
    expect(conclusionSentence(requirement)).toContain('too many recorded lists are not whole');
    expect(logSentences(result.data.sources[0]!.log!)).toContainEqual(
      expect.stringMatching(
        /^2 of 21 recorded lists are not whole and not counted: 2 incomplete lists: candidates missing \(\d+ candidates recorded\)$/,
      ),
    );
    // A breach that is seen in the lists that are whole stands.
    expect((await judged(bounded('0.99'))).requirement.verdict).toBe('fail');
    // Whoever judges the stored tally again, or adds it to another, gets the same.
    const stored = rankingSetsFromJson(JSON.parse(JSON.stringify(anyTallyToJson(tally))));
    expect(stored).toEqual(tally);
    expect(mergeRankingSets(stored, stored)).toMatchObject({ listsNotWhole: 4 });
    // Everybody who was missing comes, and the same audit passes.
    await sendTo(broken.filter(({ position }) => position === 1));
    expect((await judged(POLICY)).requirement.verdict).toBe('pass');
  });
});
