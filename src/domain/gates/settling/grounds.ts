import { DAY_MS } from '../../../core/base/durations.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { type GateStatus, registeredFor } from '../status/index.js';

/** What a gate was judged by, so that it is judged again when some of it changes, and when the clock alone makes it another. */
export interface Grounds {
  /** Names of things, such as `deployment credit/prod` or `account ID`; see `refs`. */
  readonly refs: ReadonlySet<string>;
  /** When something that counts now ends, or begins to be asked, ms since 1970; infinite where nothing does. */
  readonly nextMs: number;
  readonly judgedAtMs: number;
}

/** How things are named by which a gate is judged. Entries of the log name the same. */
export const refs = {
  deployment: (id: string): string => `deployment ${id}`,
  system: (id: string): string => `system ${id}`,
  model: (id: string): string => `model ${id}`,
  version: (digest: string): string => `version ${digest}`,
  bytes: (digest: string): string => `bytes ${digest}`,
  account: (id: string): string => `account ${id}`,
  /** Evidence that is of the whole service, by its kind. */
  kind: (kind: string): string => `kind ${kind}`,
} as const;

/** Names everything that a gate was judged by. */
export function groundsOf(status: GateStatus, registry: RegistrySnapshot): Grounds {
  const found = new Set([...refsOfGate(status, registry), ...refsOfPeople(status, registry)]);
  const next = endsOf(status, registry).filter((atMs) => atMs > status.nowMs);
  return { refs: found, nextMs: Math.min(Number.POSITIVE_INFINITY, ...next), judgedAtMs: status.nowMs };
}

/** What the gate is about, and where its evidence is. */
function refsOfGate({ gate, judged }: GateStatus, registry: RegistrySnapshot): string[] {
  const { deployment, requires } = gate;
  const model = registry.deployments.find(({ id }) => id === deployment)?.model;
  return [
    refs.deployment(deployment),
    ...(model === undefined ? [] : [refs.model(model)]),
    ...requires.flatMap(({ kind, of }) => [refs.kind(kind), ...(typeof of === 'string' ? [refs.deployment(of)] : [])]),
    ...judged.flatMap(({ subject }) => {
      const { explain = {} } = registeredFor(registry, deployment, subject.version).version ?? {};
      const files = Object.values(explain).filter((digest) => typeof digest === 'string');
      return [refs.version(subject.version), ...[subject.version, ...files].map(refs.bytes)];
    }),
  ];
}

/** Who answers for the system, who built what decides, and who signed. */
function refsOfPeople({ gate, judged, facts, accounts }: GateStatus, registry: RegistrySnapshot): string[] {
  const byName = new Map([...accounts.values()].map(({ id, name }) => [name, id]));
  const named = judged.flatMap(({ subject }) => {
    const { version, system } = registeredFor(registry, gate.deployment, subject.version);
    return [...(system === null ? [] : [system.owner, system.deputy ?? '']), ...(version?.builtBy ?? [])];
  });
  const system = judged.flatMap(({ subject }) => {
    const found = registeredFor(registry, gate.deployment, subject.version).system;
    return found === null ? [] : [refs.system(found.id)];
  });
  const ids = named.flatMap((name) => byName.get(name) ?? []);
  const signed = facts.flatMap((fact) => (fact.type === 'waiver' ? [] : [fact.account]));
  return [...system, ...[...ids, ...signed].map(refs.account)];
}

/** Moments at which the clock alone may make the gate another. */
function endsOf({ gate, judged, facts, openings }: GateStatus, registry: RegistrySnapshot): number[] {
  const deployment = registry.deployments.find(({ id }) => id === gate.deployment);
  return [
    ...openings.flatMap(({ closed, untilMs }) => (closed === null ? [untilMs] : [])),
    ...(deployment?.activations.map(({ fromMs }) => fromMs) ?? []),
    ...judged.flatMap(({ requirements }) =>
      requirements.flatMap(({ seen }) =>
        seen.status === 'met' ? seen.items.flatMap(({ untilMs }) => untilMs ?? []) : [],
      ),
    ),
    ...facts.flatMap((fact) => (fact.type === 'waiver' ? [fact.untilMs] : [])),
    ...facts.flatMap((fact) => (fact.type === 'sign-off' ? [fact.atMs + gate.holdsDays * DAY_MS] : [])),
  ];
}
