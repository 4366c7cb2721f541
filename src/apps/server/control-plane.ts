import { join } from 'node:path';
import { argon2Hasher, boundedHasher, passkeyVerifier } from '../../adapters/identity/index.js';
import { openStore, type Store, type StoreOptions } from '../../adapters/postgres/index.js';
import { keyringFor } from '../../adapters/postgres/intake/index.js';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { sealerFor } from '../../adapters/sealing/index.js';
import { auditsAtOnce, SegmentTallies } from '../../adapters/segments/index.js';
import { defined } from '../../core/base/defined.js';
import { Mutex } from '../../core/base/mutex.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../core/base/uuid.js';
import { RecordedAudits } from '../../domain/audits/recorded/index.js';
import { type DecisionServices, openDecisionService, type ServiceOptions } from '../../domain/decisions/index.js';
import { retentionJob } from '../../domain/decisions/retention/index.js';
import { Accounts, AdminLinks, ApiKeys, ledgerPublic, Passkeys, Sessions } from '../../domain/identity/index.js';
import type { IdentityStore } from '../../domain/identity/ports.js';
import { JobRunner } from '../../domain/jobs/index.js';
import type { Log } from '../../domain/log/api/index.js';
import { finishAll } from '../../domain/log/closing/index.js';
import type { PendingEvent, Runtime } from '../../domain/log/ports/index.js';
import { applyRegistry, type RegistryChange, registryEvent } from '../../domain/registry/index.js';
import type { RegistryStore } from '../../domain/registry/ports.js';
import { Settings } from '../../domain/settings/index.js';
import { type LoadedRoom, loadRooms } from '../rooms/index.js';
import type { RegistryService, ServerDeps } from './base/deps.js';
import { parseRegistryDocument } from './documents/registry-document.js';
import { openRetention } from './documents/retention.js';

export interface ControlPlaneOptions extends StoreOptions {
  readonly version: string;
  readonly onProblem?: (cause: Error) => void;
  /** Clock with its timers, randomness and crypto; those of Node unless given. */
  readonly runtime?: Runtime;
  /** Bounds and intervals of the decision service. */
  readonly service?: Pick<ServiceOptions, 'limits' | 'windowMs' | 'publishIntervalMs' | 'epochMs' | 'ledger'>;
}

/** Everything behind the HTTP server, for the server and for commands that work on the data folder without one. */
export interface ControlPlane {
  readonly deps: ServerDeps;
  readonly store: Store;
  /** Begins what is done again and again; not for a command that only passes through. */
  startJobs(): Promise<void>;
  /**
   * Finishes what was taken in, publishes, stops the database. Safe to call twice. Nothing is held any more when it throws what could
   * not be finished.
   */
  close(): Promise<void>;
}

/** Opens store, decision service, registry and identity of a data folder. Nothing keeps running when it throws. */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const rooms = await loadRooms();
  const tables = rooms.flatMap(({ tables = [] }) => tables);
  const store = await openStore({ createPostgresUser: true, ...options, rooms: tables });
  const { runtime = nodeRuntime } = options;
  const sealer = sealerFor(runtime, store.keyring.indexKey());
  let settings: Settings | null = null;
  try {
    settings = await openSettings(rooms, store, { clock: runtime, onProblem: options.onProblem });
    const { identity: identityStore, pendingInferences } = store;
    const stores = { ...store, keyring: keyringFor(store.keyring, pendingInferences) };
    const isPublic = settings.read(ledgerPublic);
    const service = await openDecisionService({
      stores,
      registry: store.registry,
      signers: store.signers,
      runtime,
      sealer,
      ...defined({ onProblem: options.onProblem }),
      ...options.service,
      events: rooms.flatMap(({ events = [] }) => events),
      ledger: { ...options.service?.ledger, isPublic },
    });
    followPublic(settings, service.log, isPublic);
    const audits = new RecordedAudits({
      history: service.history,
      source: new SegmentTallies(service.history, { scratch: join(options.dataDir, 'scratch') }),
      nowMs: () => runtime.nowMs(),
      atOnce: auditsAtOnce(),
    });
    const retention = openRetention(service, {
      settings,
      progress: store.retentionProgress,
      registry: store.registry,
      clock: runtime,
    });
    const jobs = new JobRunner(
      { clock: runtime, store: store.jobs, onProblem: options.onProblem ?? (() => undefined) },
      [...service.jobs(), audits.sealingJob(), retentionJob(retention)],
    );
    let closing: Promise<void> | null = null;
    const close = (): Promise<void> =>
      finishAll([
        () => settings?.close(),
        () => jobs.close(),
        () => audits.close(),
        () => service.close(),
        () => sealer.close(),
        () => store.close(),
      ]);
    return {
      deps: {
        ...depsOf(store, identityStore, { service, version: options.version, runtime }),
        pendingInferences,
        settings,
        audits,
        retention,
        jobs: () => jobs.status(),
      },
      store,
      startJobs: () => jobs.start(),
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (cause) {
    await finishAll([() => settings?.close(), () => sealer.close(), () => store.close()]).catch(() => undefined);
    throw cause;
  }
}

function openSettings(
  rooms: readonly LoadedRoom[],
  store: Store,
  { clock, onProblem }: { clock: Runtime; onProblem: ((cause: Error) => void) | undefined },
): Promise<Settings> {
  const told = (cause: unknown): void => onProblem?.(cause instanceof Error ? cause : new Error(String(cause)));
  return Settings.open(
    { store: store.settings, clock, random: clock, onProblem: told },
    rooms.flatMap(({ settings = [] }) => settings),
  );
}

/** A ledger that anyone reads shows its checkpoints at fixed times, from the moment on at which it is opened. */
function followPublic(settings: Settings, log: Log, atOpening: boolean): void {
  settings.onChange(ledgerPublic, (isPublic) => log.setPublic(isPublic));
  const isPublic = settings.read(ledgerPublic);
  if (isPublic !== atOpening) log.setPublic(isPublic);
}

function depsOf(
  store: Store,
  identityStore: IdentityStore,
  { service, version, runtime }: { service: DecisionServices; version: string; runtime: Runtime },
): Omit<ServerDeps, 'settings' | 'pendingInferences' | 'audits' | 'jobs' | 'retention'> {
  const { ingest, reading, subjects, log } = service;
  return {
    ingest,
    reading,
    subjects,
    log,
    metrics: () => service.metrics(),
    producers: () => service.producers(),
    identity: {
      store: identityStore,
      keys: new ApiKeys(identityStore, runtime),
      accounts: new Accounts(identityStore, runtime, boundedHasher(argon2Hasher)),
      sessions: new Sessions(identityStore, runtime),
      links: new AdminLinks(identityStore, runtime),
      passkeys: new Passkeys(identityStore, runtime, passkeyVerifier),
    },
    registry: registryService(store.registry, service, runtime),
    ping: () => store.ping(),
    freeBytes: () => store.freeBytes(),
    version,
    nowMs: () => runtime.nowMs(),
  };
}

function registryService(
  store: RegistryStore,
  service: Pick<DecisionServices, 'log' | 'registry' | 'reloadRegistry'>,
  runtime: Runtime,
): RegistryService {
  const mutex = new Mutex();
  return {
    snapshot: () => store.load(),
    view: () => service.registry(),
    async apply(document, by, ownedBy) {
      const eventOf = (change: RegistryChange): PendingEvent => ({
        ...registryEvent(change, by),
        id: printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(UUID_BYTES))),
        log: 'main',
      });
      const wanted = parseRegistryDocument(document);
      const bound = ownedBy === undefined ? {} : { ownedBy };
      // One after the other: what is judged and told as changed is held against what stands when it is written.
      return mutex.run(async () => {
        const options = { eventsOf: (all: readonly RegistryChange[]) => all.map(eventOf), ...bound };
        try {
          return await applyRegistry(store, wanted, runtime.nowMs(), options);
        } finally {
          // Also after a failure: a commit whose answer was lost may stand.
          await service.reloadRegistry();
          await service.log.flushEvents();
        }
      });
    },
  };
}
