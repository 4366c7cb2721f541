import { join } from 'node:path';
import { argon2Hasher, boundedHasher, passkeyVerifier } from '../../adapters/identity/index.js';
import { openJudge } from '../../adapters/judging/index.js';
import { openStore, type RoomStores, type Store, type StoreOptions } from '../../adapters/postgres/index.js';
import { keyringFor } from '../../adapters/postgres/intake/index.js';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { sealerFor } from '../../adapters/sealing/index.js';
import { auditsAtOnce, SegmentTallies } from '../../adapters/segments/index.js';
import { Opened } from '../../core/base/closing.js';
import { Acts } from '../../domain/acts/index.js';
import { Administration } from '../../domain/administration/index.js';
import { RecordedAudits, StoredAudits } from '../../domain/audits/recorded/index.js';
import { type DecisionServices, openDecisionService, type ServiceOptions } from '../../domain/decisions/index.js';
import { retentionJob } from '../../domain/decisions/retention/index.js';
import { Accounts, AdminLinks, ApiKeys, ledgerPublic, Passkeys, Sessions } from '../../domain/identity/index.js';
import { JobRunner } from '../../domain/jobs/index.js';
import type { Log } from '../../domain/log/api/index.js';
import type { Runtime } from '../../domain/log/ports/index.js';
import { Settings } from '../../domain/settings/index.js';
import { readConfiguration, type ServiceConfiguration } from '../configuration/index.js';
import { accessOf, type LoadedRoom, loadRooms, openRooms, sectionsOf, tablesOf } from '../rooms/index.js';
import type { AppDeps } from './app.js';
import type { RegistryService, ServerDeps } from './base/deps.js';
import { openRetention } from './documents/retention.js';

export interface ControlPlaneOptions extends StoreOptions {
  readonly version: string;
  readonly onProblem?: (cause: Error) => void;
  /** Clock with its timers, randomness and crypto; by default those of Node. */
  readonly runtime?: Runtime;
  /** The configuration of `tribune.yaml`; by default every key has its default value. */
  readonly configuration?: ServiceConfiguration;
  /** Bounds and intervals of the decision service. */
  readonly service?: Pick<ServiceOptions, 'limits' | 'windowMs' | 'publishIntervalMs' | 'epochMs' | 'ledger'>;
}

/** The services behind the HTTP server. Commands that work on the data folder use them without an HTTP server. */
export interface ControlPlane {
  readonly deps: AppDeps;
  readonly store: Store;
  /** Starts the periodic jobs. A command that ends at once does not call it. */
  startJobs(): Promise<void>;
  /**
   * Finishes the work that was accepted, publishes, and stops the database. It is safe to call twice. Also when it throws for work that
   * could not be finished, everything is released.
   */
  close(): Promise<void>;
}

/** Opens store, decision service, registry and identity of a data folder. When it throws, nothing keeps running. */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const rooms = await loadRooms();
  const access = await accessOf(rooms);
  const { runtime = nodeRuntime, onProblem = () => undefined } = options;
  const opened = new Opened();
  try {
    const openedStore = await openStore({ createPostgresUser: true, ...options, rooms: tablesOf(rooms) });
    const store = opened.add(openedStore, (one) => one.close());
    const sealer = opened.add(sealerFor(runtime, store.keyring.indexKey()), (one) => one.close());
    const settings = opened.add(await openSettings(rooms, store, { clock: runtime, onProblem }), (one) => one.close());
    const { pendingInferences } = store;
    const stores = { ...store, keyring: keyringFor(store.keyring, pendingInferences) };
    const isPublic = settings.read(ledgerPublic);
    const service = await openDecisionService({
      stores,
      registry: store.registry,
      signers: store.signers,
      runtime,
      sealer,
      onProblem,
      ...options.service,
      events: rooms.flatMap(({ events = [] }) => events),
      ledger: { ...options.service?.ledger, isPublic },
    });
    opened.add(service, (one) => one.close());
    opened.add(followPublic(settings, service.log, isPublic), (unfollow) => unfollow());
    const acts = new Acts({
      transactions: store.transactions,
      log: service.log,
      runtime,
      acts: rooms.flatMap((room) => room.acts ?? []),
    });
    for (const one of rooms.flatMap(({ followers = [] }) => followers)) service.followers.add(one, store.transactions);
    const auditResults = new StoredAudits({
      store: store.audits,
      acts,
      runtime,
      noteRead: service.history.noteRead,
    });
    const judging = opened.add(openJudge(), (one) => one.close());
    const audits = new RecordedAudits({
      history: service.history,
      source: new SegmentTallies(service.history, { scratch: join(options.dataDir, 'scratch') }),
      judge: judging.judge,
      results: auditResults,
      nowMs: () => runtime.nowMs(),
      atOnce: auditsAtOnce(),
    });
    opened.add(audits, (one) => one.close());
    const retention = openRetention(service, {
      settings,
      progress: store.retentionProgress,
      registry: store.registry,
      clock: runtime,
    });
    const deps: ServerDeps = {
      access,
      ...depsOf(store, service, { version: options.version, runtime, acts, settings }),
      pendingInferences,
      settings,
      audits,
      auditResults,
      retention,
      jobs: () => jobs.status(),
      followers: () => service.followers.status(),
    };
    const open = openRooms(rooms, {
      ...deps,
      acts,
      clock: runtime,
      dataDir: options.dataDir,
      configuration: options.configuration ?? readConfiguration(sectionsOf(rooms), null),
      storesOf: store.of,
      onProblem,
    });
    const jobs = new JobRunner({ clock: runtime, store: store.jobs, onProblem }, [
      ...service.jobs(),
      audits.sealingJob(),
      retentionJob(retention),
      ...open.flatMap((room) => room.jobs ?? []),
    ]);
    opened.add(jobs, (one) => one.close());
    return {
      deps: { ...deps, rooms: open },
      store,
      async startJobs() {
        await jobs.start();
        service.followers.start();
      },
      close: () => opened.close(),
    };
  } catch (cause) {
    throw await opened.abandon(cause);
  }
}

function openSettings(
  rooms: readonly LoadedRoom[],
  store: Store,
  { clock, onProblem }: { clock: Runtime; onProblem: (cause: Error) => void },
): Promise<Settings> {
  const told = (cause: unknown): void => onProblem(cause instanceof Error ? cause : new Error(String(cause)));
  return Settings.open(
    { store: store.settings, clock, onProblem: told },
    rooms.flatMap(({ settings = [] }) => settings),
  );
}

/**
 * Keeps the log informed whether the ledger is public: a public ledger publishes its checkpoints at fixed times from the moment at which
 * it is opened.
 *
 * @returns what ends it
 */
function followPublic(settings: Settings, log: Log, atOpening: boolean): () => void {
  const unfollow = settings.onChange(ledgerPublic, (isPublic) => log.setPublic(isPublic));
  const isPublic = settings.read(ledgerPublic);
  if (isPublic !== atOpening) log.setPublic(isPublic);
  return unfollow;
}

interface PlaneParts {
  readonly version: string;
  readonly runtime: Runtime;
  readonly acts: Acts<RoomStores>;
  readonly settings: Settings;
}

function depsOf(
  store: Store,
  service: DecisionServices,
  { version, runtime, acts, settings }: PlaneParts,
): Omit<
  ServerDeps,
  'access' | 'settings' | 'pendingInferences' | 'audits' | 'auditResults' | 'jobs' | 'followers' | 'retention'
> {
  const { ingest, reading, subjects, log } = service;
  const identity = { acts, runtime, store: store.identity };
  const hasher = boundedHasher(argon2Hasher);
  return {
    ingest,
    reading,
    subjects,
    log,
    metrics: () => service.metrics(),
    producers: () => service.producers(),
    identity: {
      keys: new ApiKeys(identity),
      accounts: new Accounts({ ...identity, hasher }),
      sessions: new Sessions(store.identity, runtime),
      links: new AdminLinks({ ...identity, hasher }),
      passkeys: new Passkeys({ ...identity, verifier: passkeyVerifier }),
      federated: identity,
    },
    registry: registryService(store, service, { acts, settings, runtime }),
    ping: () => store.ping(),
    freeBytes: () => store.freeBytes(),
    version,
    nowMs: () => runtime.nowMs(),
  };
}

function registryService(
  store: Store,
  service: DecisionServices,
  { acts, settings, runtime }: Omit<PlaneParts, 'version'>,
): RegistryService {
  const administration = new Administration({
    acts,
    settings,
    registry: store.registry,
    nowMs: () => runtime.nowMs(),
    registryChanged: () => service.reloadRegistry(),
  });
  return {
    view: () => service.registry(),
    snapshot: () => administration.snapshot(),
    apply: (wanted, by, ownedBy) => administration.apply(wanted, by, ownedBy),
  };
}
