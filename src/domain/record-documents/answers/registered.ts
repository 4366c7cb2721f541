import type { System } from '../../registry/index.js';
import type { SystemRecords } from '../records/index.js';
import type { RecordField } from './answer.js';
import { REGISTER, timeText } from './answer.js';

const ofSystem = (label: string, say: (system: System) => string | null): RecordField => ({
  label,
  need: REGISTER,
  answer: ({ system }) => (system === null ? null : { value: say(system.value), from: [system.ref] }),
});

/** Fields that the registry answers. */
export const registered = {
  'system-name': ofSystem('System', ({ id }) => id),
  'system-purpose': ofSystem('Purpose of the system', ({ purpose }) => purpose),
  'system-domain': ofSystem('Domain', ({ domain }) => domain),
  'system-places': ofSystem('Places', ({ jurisdictions }) =>
    jurisdictions.length === 0 ? null : jurisdictions.join(', '),
  ),
  'system-owner': ofSystem('Accountable owner', ({ owner }) => owner),
  'favourable-outcome': ofSystem('Outcome that is good for the person', ({ favourableOutcome }) =>
    String(favourableOutcome),
  ),
  'model-description': {
    label: 'Model',
    need: REGISTER,
    answer: ({ model }) =>
      model === null
        ? null
        : { value: [model.value.id, model.value.description].filter((text) => text !== ''), from: [model.ref] },
  },
  'version-label': {
    label: 'Version',
    need: REGISTER,
    answer: ({ version }) =>
      version === null ? null : { value: `${version.value.model} ${version.value.label}`, from: [version.ref] },
  },
  'version-digest': {
    label: 'Digest of its bytes',
    need: REGISTER,
    answer: ({ version }) => (version === null ? null : { value: version.value.digest, from: [version.ref] }),
  },
  'explained-by': {
    label: 'What its decisions are explained with',
    need: REGISTER,
    answer: ({ version }) => {
      const explain = version?.value.explain;
      if (version == null || explain === undefined) return null;
      const parts = [
        `people to compare with: ${explain.background}`,
        explain.reasons === undefined ? null : `families of reasons: ${explain.reasons}`,
        explain.constraints === undefined ? null : `what a person may change: ${explain.constraints}`,
      ];
      return { value: parts.filter((one) => one !== null), from: [version.ref] };
    },
  },
  cutoffs: {
    label: 'Cutoffs',
    need: REGISTER,
    answer: (records) => {
      const all = activationsOf(records).filter(({ cutoff }) => cutoff !== null);
      if (all.length === 0) return null;
      const lines = all.map(({ deployment, cutoff, from }) => `${deployment}: 1 at or above ${cutoff}, from ${from}`);
      return { value: lines, from: records.deployments.map(({ ref }) => ref) };
    },
  },
  served: {
    label: 'Where it decides',
    need: { who: 'the owner of the system', how: 'register a deployment of it: tribune admin apply' },
    answer: (records) => {
      const rows = activationsOf(records).map(({ deployment, version, from, to, cutoff, policy }) => [
        ...[deployment, version, from, to, cutoff === null ? 'none' : String(cutoff), policy],
      ]);
      if (rows.length === 0) return null;
      const columns = ['Deployment', 'Version', 'From', 'Until', 'Cutoff', 'Policy'].map((head) => ({ head }));
      const from = records.deployments.map(({ ref }) => ref);
      return { tables: [{ caption: 'Where and when it decides', columns, rows, from }], from };
    },
  },
} as const satisfies Readonly<Record<string, RecordField>>;

interface ActivationFact {
  readonly deployment: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
  readonly cutoff: number | null;
  readonly policy: string;
}

/** Activations of the version; of every version where the document is about a whole system. */
function activationsOf({ deployments, version }: SystemRecords): ActivationFact[] {
  return deployments.flatMap(({ value: { id, activations } }) =>
    activations.flatMap((one, at) => {
      if (version !== null && one.version !== version.value.digest) return [];
      const next = activations[at + 1];
      return [
        {
          ...{ deployment: id, version: one.version, cutoff: one.cutoff, policy: one.policyDigest ?? 'none' },
          from: timeText(one.fromMs) ?? 'the first decision on',
          to: next === undefined ? 'on' : (timeText(next.fromMs) ?? 'on'),
        },
      ];
    }),
  );
}
