import type { ListedRun } from '../../lineage/ports/index.js';
import type { Known, SystemRecords } from '../records/index.js';
import { LINEAGE, type RecordField } from './answer.js';

const refsOf = (all: readonly Known<unknown>[]) => all.map(({ ref }) => ref);

const ofRuns = (label: string, say: (run: ListedRun) => string | readonly string[] | null): RecordField => ({
  label,
  need: LINEAGE,
  answer: ({ runs }) =>
    runs.length === 0 ? null : { value: runs.flatMap(({ value }) => say(value) ?? []), from: refsOf(runs) },
});

const dataName = ({ namespace, name, version, digest }: ListedRun['data'][number]): string =>
  [namespace, name, version, digest].filter((part) => part !== null && part !== '').join(' ');

/** Fields that accounts of training runs, incidents and stops answer. All of the former is what somebody said. */
export const told = {
  'training-runs': ofRuns('How it was made', ({ name, id, code, source, by }) => {
    const from =
      code === null
        ? 'code not told'
        : [code.repository, code.commit, code.path, code.digest].filter((one) => one !== null).join(' ');
    return `${name} (${id}), ${from}; told by ${source === 'client' ? 'a client' : source}, ${by}`;
  }),
  'training-parameters': ofRuns('Parameters', ({ parameters }) =>
    Object.entries(parameters).map(([name, value]) => `${name}: ${value}`),
  ),
  'training-data': {
    label: 'Data sets',
    need: LINEAGE,
    answer: ({ runs }: SystemRecords) => {
      const rows = runs.flatMap(({ value }) => value.data.map((one) => [one.role, dataName(one), one.rows]));
      if (rows.length === 0) return null;
      const columns = [{ head: 'Role' }, { head: 'Data set' }, { head: 'Rows', numeric: true }];
      return {
        tables: [{ caption: 'Data that the version learned from', columns, rows, from: refsOf(runs) }],
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
  'data-read-by': ofRuns(
    'Training runs that read it',
    ({ name, id, versions }) => `${name} (${id}), made ${versions.join(', ')}`,
  ),
  'data-groups': {
    label: 'People in it, by group',
    need: LINEAGE,
    answer: ({ data, runs }: SystemRecords) => {
      const uses = runs.flatMap(({ value, ref }) =>
        value.data.filter(({ name }) => name === data?.value.name).map((use) => ({ use, ref })),
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
            value: stops.map(({ value: { id, scope, reason } }) => `${scope}: ${reason} (${id})`),
            from: refsOf(stops),
          },
  },
} as const satisfies Readonly<Record<string, RecordField>>;
