import { dataId } from '../../lineage/index.js';
import type { ListedRun } from '../../lineage/ports/index.js';
import type { Known, SystemRecords, WaiverOnCard } from '../records/index.js';
import { LINEAGE, type RecordField } from './answer.js';

const refsOf = (all: readonly Known<unknown>[]) => all.map(({ ref }) => ref);

type SayOfRun = (run: ListedRun) => string | readonly string[];

/** What is said of runs that there was no room for. */
const moreOf = ({ runs, hasMoreRuns }: Pick<SystemRecords, 'runs' | 'hasMoreRuns'>): string | null =>
  hasMoreRuns
    ? `of the newest ${runs.length} training runs; there are older ones, which are not in this document`
    : null;

const ofRuns = (label: string, say: SayOfRun, sayInside?: SayOfRun): RecordField => ({
  label,
  need: LINEAGE,
  answer: (records) => {
    const { runs } = records;
    if (runs.length === 0) return null;
    const more = moreOf(records);
    const all = (of: SayOfRun): string[] => [
      ...runs.flatMap(({ value }) => of(value)),
      ...(more === null ? [] : [`This is ${more}.`]),
    ];
    return { value: all(say), inside: sayInside && all(sayInside), from: refsOf(runs) };
  },
});

const runName = ({ name, id }: ListedRun): string => `${name} (${id})`;

/** Where the code lies and who told of the run is for the house; outsiders learn that there was one, and from whom its account came. */
const tellerOf = ({ source }: ListedRun): string => `told by ${source === 'client' ? 'a client' : source}`;

const dataName = ({ namespace, name, version, digest }: ListedRun['data'][number]): string =>
  [namespace, name, version, digest].filter((part) => part !== null && part !== '').join(' ');

/** Fields that accounts of training runs, incidents and stops answer. All of the former is what somebody said. */
export const told = {
  'training-runs': ofRuns(
    'How it was made',
    (run) => `${runName(run)}; ${tellerOf(run)}`,
    (run) => {
      const { code, by } = run;
      const from =
        code === null
          ? 'code not told'
          : [code.repository, code.commit, code.path, code.digest].filter((one) => one !== null).join(' ');
      return `${runName(run)}, ${from}; ${tellerOf(run)}, ${by}`;
    },
  ),
  'training-parameters': ofRuns('Parameters', ({ parameters }) =>
    Object.entries(parameters).map(([name, value]) => `${name}: ${value}`),
  ),
  'training-data': {
    label: 'Data sets',
    need: LINEAGE,
    answer: (records: SystemRecords) => {
      const { runs } = records;
      const more = moreOf(records);
      const rows = runs.flatMap(({ value }) => value.data.map((one) => [one.role, dataName(one), one.rows]));
      if (rows.length === 0) return null;
      const columns = [{ head: 'Role' }, { head: 'Data set' }, { head: 'Rows', numeric: true }];
      return {
        tables: [
          {
            caption: `Data that the version learned from${more === null ? '' : `, ${more}`}`,
            columns,
            rows,
            from: refsOf(runs),
          },
        ],
        from: refsOf(runs),
      };
    },
  },
  'data-identity': {
    label: 'Data set',
    need: LINEAGE,
    answer: ({ data }: SystemRecords) => {
      if (data === null) return null;
      const { namespace, name, version, digest } = data.value;
      const parts = [
        name,
        namespace === '' ? null : `of ${namespace}`,
        version === null ? null : `version ${version}`,
        digest,
      ];
      return { value: parts.filter((one) => one !== null), from: [data.ref] };
    },
  },
  'data-read-by': ofRuns('Training runs that read it', (run) => `${runName(run)}, made ${run.versions.join(', ')}`),
  'data-groups': {
    label: 'People in it, by group',
    need: LINEAGE,
    answer: ({ data, runs }: SystemRecords) => {
      const uses = runs.flatMap(({ value, ref }) =>
        value.data.filter((use) => data !== null && dataId(use) === dataId(data.value)).map((use) => ({ use, ref })),
      );
      const counted = uses.find(({ use }) => use.groups !== undefined);
      if (counted === undefined) return null;
      const rows = Object.entries(counted.use.groups ?? {}).flatMap(([attribute, groups]) =>
        Object.entries(groups).map(([group, n]) => [attribute, group, n]),
      );
      const columns = [{ head: 'Attribute' }, { head: 'Group' }, { head: 'People', numeric: true }];
      return {
        tables: [{ caption: 'People in it, as a training run told', columns, rows, from: [counted.ref] }],
        from: [counted.ref],
      };
    },
  },
  'open-incidents': {
    label: 'Open incidents',
    need: { who: 'nobody', how: 'incidents come from the service' },
    answer: ({ incidents }: SystemRecords) =>
      incidents.length === 0
        ? null
        : {
            value: incidents.map(
              ({ value: { id, title, state, severity } }) => `${title} (${id}): ${state}, ${severity}`,
            ),
            from: refsOf(incidents),
          },
  },
  'stops-in-force': {
    label: 'Stops in force',
    need: { who: 'nobody', how: 'stops come from the service' },
    answer: ({ stops }: SystemRecords) =>
      stops.length === 0
        ? null
        : {
            // Why something was stopped is written in a hurry, for colleagues: it may name people.
            value: stops.map(({ value: { id, scope } }) => `${scope} (${id})`),
            inside: stops.map(({ value: { id, scope, reason } }) => `${scope}: ${reason} (${id})`),
            from: refsOf(stops),
          },
  },
  'waivers-in-force': {
    label: 'Waived until a time',
    need: { who: 'nobody', how: 'waivers come from the service' },
    answer: ({ waivers }: SystemRecords) =>
      waivers.length === 0
        ? null
        : {
            // The reason is written for colleagues, as that of a stop.
            value: waivers.map(({ value }) => waiverText(value)),
            inside: waivers.map(({ value }) => `${waiverText(value)}: ${value.reason}`),
            from: refsOf(waivers),
          },
  },
} as const satisfies Readonly<Record<string, RecordField>>;

const waiverText = ({ what, deployment, until }: WaiverOnCard): string => `${what} of ${deployment}, until ${until}`;
