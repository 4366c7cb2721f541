import type { RoomStores, Store } from '../../../adapters/postgres/index.js';
import type { Opened } from '../../../core/base/closing.js';
import type { Acts } from '../../../domain/acts/index.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import type { EndSource } from '../../../domain/end-door/index.js';
import type { GateSource } from '../../../domain/gate-door/index.js';
import type { AccessTable } from '../../../domain/identity/index.js';
import type { Job } from '../../../domain/jobs/index.js';
import type { Runtime } from '../../../domain/log/ports/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import type { RuleSource } from '../../../domain/rule-door/index.js';
import type { Settings } from '../../../domain/settings/index.js';
import type { ServiceConfiguration } from '../../configuration/index.js';
import type { RoomServices } from '../../server/base/index.js';

/** What the services of a room are made from: the ground that all rooms stand on. No room needs services of another to make its own. */
export interface ServiceContext {
  readonly store: Store;
  /** The services over the logs, which are open. */
  readonly decisions: DecisionServices;
  /** The access table, which says what persons of which roles may do. */
  readonly access: AccessTable;
  /** Where the taking in of decisions finds the gates of deployments. */
  readonly gates: GateSource;
  /** Where the taking in of decisions finds the rules that deployments decide by. */
  readonly rules: RuleSource;
  /** Where the taking in of decisions finds the ends of systems. */
  readonly ends: EndSource;
  readonly acts: Acts<RoomStores>;
  readonly settings: Settings;
  /** Everything registered, for whoever shows it or looks something up in it: read again only where it was written. */
  readonly seenRegistry: Pick<RegistryStore, 'load'>;
  readonly runtime: Runtime;
  /** Path of the data folder. */
  readonly dataDir: string;
  /** Folder for files that need not outlive the process. */
  readonly scratch: string;
  /** The configuration from `tribune.yaml`, flags and environment; a room reads the sections that it declares. */
  readonly configuration: Pick<ServiceConfiguration, 'read'>;
  /** Receives errors that occur outside requests. */
  readonly onProblem: (cause: Error) => void;
}

/** Services that a room made, with the work that belongs to them. */
export interface MadeServices<Names extends keyof RoomServices = never> {
  readonly services: Pick<RoomServices, Names>;
  readonly jobs?: readonly Job[];
  /** End what the services have open, in this order. */
  readonly closers?: readonly (() => unknown)[];
}

/** The part of a room that makes its services. */
export interface ServiceMaker {
  readonly name: string;
  readonly services?: (context: ServiceContext) => MadeServices<never>;
}

/** Every service that a room makes; the compiler demands that none is left out. */
const SERVICE_NAMES: Readonly<Record<keyof RoomServices, true>> = {
  ingest: true,
  reading: true,
  subjects: true,
  metrics: true,
  producers: true,
  log: true,
  decisionSearch: true,
  trainingRows: true,
  identity: true,
  registry: true,
  audits: true,
  auditRuns: true,
  auditResults: true,
  retention: true,
  pendingInferences: true,
  monitor: true,
  alerts: true,
  stopSwitch: true,
  incidents: true,
  gates: true,
  rules: true,
  ends: true,
  explained: true,
  adverseQueue: true,
  explanationsTold: true,
};

/**
 * Has every room make its services, in the order of the rooms. Throws for a service that two rooms make or that none makes, by name; what
 * was made until then is in `opened`.
 */
export function makeServices(
  rooms: readonly ServiceMaker[],
  context: ServiceContext,
  opened: Opened,
): { readonly services: RoomServices; readonly jobs: readonly Job[] } {
  const makers = new Map<string, string>();
  const made = rooms.flatMap(({ name, services: make }) => {
    const one = make?.(context);
    if (one === undefined) return [];
    for (const close of (one.closers ?? []).toReversed()) opened.add(null, close);
    for (const service of Object.keys(one.services)) {
      const other = makers.get(service);
      if (other !== undefined) throw new Error(`the rooms ${other} and ${name} both make the service "${service}"`);
      makers.set(service, name);
    }
    return [one];
  });
  const missing = Object.keys(SERVICE_NAMES).find((service) => !makers.has(service));
  if (missing !== undefined) throw new Error(`no room makes the service "${missing}"`);
  const services = Object.assign({}, ...made.map((one) => one.services)) as RoomServices;
  return { services, jobs: made.flatMap(({ jobs = [] }) => jobs) };
}
