import { expect, it } from 'vitest';
import type { CaseRecord } from '../../../core/oversight/index.js';
import { casesCsv } from './csv.js';

const CASE = {
  ...{ id: 'c-1', decision: 'd-1', deployment: '=HYPERLINK("x"),y', system: null, origin: 'policy', queue: 'quality' },
  ...{ isHighImpact: false, stage: 'decided', openedAtMs: 0, openedBy: 'policy:p', clocks: [], excluded: [] },
  ...{ drawn: { policy: 'p', routes: ['random'], inclusion: 0.25, day: 0 }, holdout: { share: 0.1, isHeld: true } },
  reads: [{ by: 'a', claimedAtMs: 1000, viewedAtMs: 2000, answeredAtMs: 2000, activeMs: 900 }],
  settlement: { how: 'review', isChanged: true, because: 'policy', atMs: 2000, by: ['a'] },
  ...{ applied: null, notice: null },
} as unknown as CaseRecord;

it('cases are lines with a header; what is not known is empty, and no field is a formula', () => {
  const [header, line, end] = casesCsv([CASE]).split('\r\n');
  const names = header!.split(',');
  expect(end).toBe('');
  expect(line!.startsWith('c-1,d-1,"\'=HYPERLINK(""x""),y",,policy,quality,false,decided,,0.25,0.1,true,')).toBe(true);
  const values = line!.replace(/"(?:[^"]|"")*"/, 'name').split(',');
  const of = (name: string): string => values[names.indexOf(name)]!;
  expect(values).toHaveLength(names.length);
  expect([of('changed'), of('because'), of('first_active_ms'), of('told_at'), of('involvement')]).toEqual([
    ...['true', 'policy', '900', '', ''],
  ]);
  expect(of('first_viewed_at')).toBe('1970-01-01T00:00:02.000Z');
  const parted = casesCsv([{ ...CASE, deployment: 'x;=1+1', openedBy: '\n=1' }]);
  expect(parted).toContain(',"x;=1+1",');
  expect(parted).toContain(',"\'\n=1",');
});
