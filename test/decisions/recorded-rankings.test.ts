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
import { hasShared, sharedCsv } from '../support/shared.js';
import { nextId, typedService } from './support/typed.js';

let world: Awaited<ReturnType<typeof typedService>>;
beforeAll(async () => {
  world = await typedService();
});
afterAll(() => world?.close());

const SEARCH = 'compas/search';

const policyOf = ({ more = '', relevance = '', holes = '' } = {}): string => `tribune: policy/v1
name: search
version: 1.0.0
data:
  outcome: { type: ranking, list: query, position: rank, k: [1, 3]${relevance}${holes} }
  attributes: { sex: { reference: Male } }
  minGroupSize: 5
  ${more}
requirements:
  - id: r
    metric: exposure
    per: candidate
    by: [sex]
    compare: ratio
    min: 0.1
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;
const POLICY = policyOf();
const RATED = policyOf({ relevance: ', relevance: worth' });

interface Candidate {
  readonly subject: string;
  readonly list: string;
  readonly size: number;
  /** Null for a candidate who was not shown. */
  readonly position: number | null;
  readonly sex?: string;
  readonly worth?: number;
  readonly id?: string;
  readonly at?: string;
}

const candidateLine = (
  { subject, list, size, position, sex, id = nextId(), at = '2026-11-22T10:00:00.000Z' }: Candidate,
  deployment = SEARCH,
  attributes: object | undefined = sex === undefined ? undefined : { sex },
): string =>
  JSON.stringify({
    id,
    deployment,
    subject,
    list,
    listSize: size,
    decidedAt: at,
    outcome: position,
    route: 'automatic',
    ...(attributes === undefined ? {} : { attributes }),
  });

let lists = 0;
/** Lists of four to six candidates, of whom the last one or two are not shown. */
const listsOf = (n: number): Candidate[] =>
  Array.from({ length: n }, () => {
    const list = `query-${++lists}`;
    const size = 4 + (lists % 3);
    return Array.from({ length: size }, (_, i): Candidate => {
      const position = i < size - 1 - (lists % 2) ? i + 1 : null;
      const sex = (i * 7 + lists * 3) % 5 < 2 ? 'Male' : 'Female';
      return {
        subject: `person-${lists * 10 + i}`,
        list,
        size,
        position,
        sex,
        worth: ((i * 3 + lists) % 5) / 4,
        id: nextId(),
      };
    });
  }).flat();

const csvOf = (all: readonly Candidate[], rated = false): string[] => [
  `query,rank,sex${rated ? ',worth' : ''}`,
  ...all.map(({ list, position, sex, worth }) => `${list},${position ?? ''},${sex}${rated ? `,${worth}` : ''}`),
];

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
    await send([{ id, subject: 'labelled', list: 'of one', size: 1, position: 1, at: '2026-09-01T10:00:00.000Z' }]);
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

describe.skipIf(!hasShared)('real lists: 16,281 people of Adult ranked by a model', () => {
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
