import { expect, it } from 'vitest';
import { sharesOfVersions, type VersionRun } from './shares.js';

type Counts = Record<string, Record<string, number>>;

/** A version whose run learned from data sets with these counts; undefined of one that counts nothing. */
const versionOf = (version: string, ...sets: (Counts | undefined)[]): VersionRun =>
  ({
    ...{ version, label: version },
    run: {
      id: version,
      data: [...sets, { other: { x: 1 } }].map((groups, i) => ({
        role: i < sets.length ? 'training' : 'test',
        groups,
      })),
    },
  }) as unknown as VersionRun;

const sex = (f: number, m: number): Counts => ({ sex: { f, m } });

it('a version of which only some data sets count an attribute is left out of it and named', () => {
  const versions = [
    versionOf('v1', sex(400, 600)),
    versionOf('v2', sex(20, 900), undefined),
    versionOf('v3', { ...sex(100, 100), region: { n: 100, s: 100 } }, sex(300, 500)),
  ];
  const { attributes } = sharesOfVersions(versions, 0);
  const of = (name: string) => attributes.find(({ attribute }) => attribute === name)!;
  expect(attributes.map(({ attribute }) => attribute)).toEqual(['region', 'sex']);
  expect(of('sex').partly).toEqual([{ version: 'v2', label: 'v2' }]);
  expect(of('sex').groups[0]!.versions.map(({ version, people, of }) => [version, people, of])).toEqual([
    ['v1', 400, 1000],
    ['v3', 400, 1000],
  ]);
  expect(of('region')).toEqual({ attribute: 'region', groups: [], partly: [{ version: 'v3', label: 'v3' }] });
});
