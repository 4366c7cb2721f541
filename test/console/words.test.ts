import { expect, it } from 'vitest';
import { groupOf } from '../../console/src/pages/decisions/typed-group.js';
import { decidedNotes } from '../../console/src/pages/stops/decided-notes.js';
import { rowsByGroup } from '../../console/src/pages/stops/rows-by-group.js';
import { actionPieces } from '../../console/src/parts/action-text.js';
import { factText } from '../../console/src/parts/fact-text.js';
import { groupText, namedGroup } from '../../console/src/parts/group-text.js';
import { momentPieces, momentText } from '../../console/src/parts/moments.js';

it('moments in a sentence of the service are taken out of it, to be shown in the zone of the reader', () => {
  const [from, to] = ['2026-10-01T08:00:00.000Z', '2026-10-01T10:00:00Z'];
  expect(momentPieces(`Window: ${from} to ${to}`)).toEqual(['Window: ', { at: from }, ' to ', { at: to }]);
  const none = 'the day 2026-10-01, and 2026-13-45T99:00:00Z';
  expect(
    momentPieces(none)
      .map((piece) => (typeof piece === 'string' ? piece : piece.at))
      .join(''),
  ).toBe(none);
  expect(momentPieces(none).every((piece) => typeof piece === 'string')).toBe(true);
});

it('groups of several attributes that stand together are told apart by their names', () => {
  const [one, other] = [{ disabled: 'yes' }, { minority: 'yes' }];
  expect(groupText(one)).toBe(groupText(other));
  expect(namedGroup(one)).toBe('disabled: yes');
  expect(namedGroup(other)).toBe('minority: yes');
  expect(namedGroup({})).toBe('everybody');
});

it('a fact is told by what was counted, and what is not known yet is said to be', () => {
  const silence = { fact: 'silence' } as const;
  const from = '2026-11-29T10:00:00.000Z';
  expect(factText({ ...silence, from: null, to: null, madeMeanwhile: null })).toBe('no longer pause yet');
  expect(factText({ ...silence, from, to: null, madeMeanwhile: null })).toBe(`none since ${momentText(from)}`);
  const over = { ...silence, from, to: '2026-11-29T14:30:00.000Z' };
  expect(factText({ ...over, madeMeanwhile: 1200 })).toContain(
    ` to ${momentText(over.to)}; 1,200 made meanwhile came later`,
  );
  expect(factText({ ...over, madeMeanwhile: null })).not.toContain('meanwhile');
  const volume = { fact: 'volume', from } as const;
  expect(factText({ ...volume, decisions: 0 })).toBe(`0 in the block from ${momentText(from)}`);
  expect(factText({ ...volume, decisions: null, from: null })).toBe('no whole block yet');
});

it('what an alert recommends leads to pages where it names addresses that have one, and stays as it is elsewhere', () => {
  const deployment = 'loans & more/prod';
  const page = { page: 'deployment', deployment };
  const encoded = encodeURIComponent(deployment);
  for (const of of ['series', 'blocks'])
    expect(actionPieces(`See it: GET /v1/monitor/${of}?deployment=${encoded}`)).toEqual(['See it: ', page]);
  expect(actionPieces(`See when decisions came: GET /v1/monitor, deployment ${deployment}`)).toEqual([
    'See when decisions came: ',
    page,
  ]);
  expect(actionPieces('See whether it did: GET /v1/reactions')).toEqual([
    'See whether it did: ',
    { page: 'reactions' },
  ]);
  const others = [
    'Ask what changed.',
    'GET /v1/monitor/blocks counts them.',
    'GET /v1/monitor/series?deployment=%E0%A4%A',
    '',
  ];
  for (const text of others) expect(actionPieces(text).join('')).toBe(text);
});

it('a group that is typed has one value of each attribute: of two the last won without a word', () => {
  expect(groupOf('sex=F, race=none')).toEqual({ sex: 'F', race: null });
  expect(groupOf('sex=M, sex=F')).toBe(null);
});

it('of decisions under a stop it is said which are shown, and whether the figures count all of them', () => {
  const notes = (decisions: number, listed: number, { moreCounts = false, next = 7 as number | null } = {}) =>
    decidedNotes({ counts: [{ decisions, listed }], moreCounts, decisions: { length: 200 }, next }, String);
  expect(notes(2, 2, { next: null })).toEqual([]);
  expect(notes(300, 300)).toEqual(['The 200 that were recorded last are shown; the figures count all of them.']);
  expect(notes(1003, 1000)[0]).toMatch(/the first ones are kept one by one, 1000 of 1003, and the last 200 of these/);
  const [more, which] = notes(300, 300, { moreCounts: true });
  expect(more).toMatch(/more deployments than one answer counts/);
  expect(which).toBe('200 of the decisions are shown.');
});

it('rows of a request for a training stand by group and label, those to train on beside those for validation', () => {
  const cell = (part: 'training' | 'validation', value: string | null, rows: number, label = '1') => ({
    ...{ part, attribute: 'sex', value, label, rows },
  });
  const lines = rowsByGroup([cell('training', 'f', 30), cell('training', null, 2), cell('validation', 'f', 7)], 0);
  expect(lines.map(({ group, label, training, validation }) => [group, label, training, validation])).toEqual([
    ['sex: f', '1', 30, 7],
    ['sex: not known', '1', 2, 0],
  ]);
  expect(rowsByGroup([cell('training', 'f', 1), cell('training', 'f', 1, '0')], 0)).toHaveLength(2);
  // A part of which the service may have told nothing is not zero.
  expect(rowsByGroup([cell('training', 'f', 30)], 4)[0]!.validation).toBeNull();
});
