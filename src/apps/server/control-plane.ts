import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../adapters/postgres/index.js';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { sealerFor } from '../../adapters/sealing/index.js';
import { Opened } from '../../core/base/closing.js';
import { Acts } from '../../domain/acts/index.js';
import { openDecisionService, type ServiceOptions } from '../../domain/decisions/index.js';
import { EndSource } from '../../domain/end-door/index.js';
import { GateSource } from '../../domain/gate-door/index.js';
import { ledgerPublic } from '../../domain/identity/index.js';
import { JobRunner } from '../../domain/jobs/index.js';
import type { Runtime } from '../../domain/log/ports/index.js';
import { SeenRegistry } from '../../domain/registry/index.js';
import { RuleSource } from '../../domain/rule-door/index.js';
import { Settings } from '../../domain/settings/index.js';
import { readConfiguration, type ServiceConfiguration } from '../configuration/index.js';
import { makeServices } from '../rooms/define/index.js';
import { accessOf, type LoadedRoom, loadRooms, openRooms, sectionsOf, tablesOf } from '../rooms/index.js';
import type { AppDeps } from './app.js';
import type { ServerDeps } from './base/deps.js';

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

/**
 * Opens the ground of a data folder (store, settings, logs with the services over them, acts), then the rooms: each makes its services on
 * that ground, then opens what its routes need. When it throws, nothing keeps running.
 */
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
    const [gates, rules, ends] = [new GateSource(), new RuleSource(), new EndSource()];
    const decisions = await openDecisionService({
      stores: store,
      registry: store.registry,
      gates,
      rules,
      ends,
      signers: store.signers,
      runtime,
      sealer,
      onProblem,
      ...options.service,
      events: rooms.flatMap(({ events = [] }) => events),
      ledger: { ...options.service?.ledger, isPublic: settings.read(ledgerPublic) },
    });
    opened.add(decisions, (one) => one.close());
    const acts = new Acts({
      transactions: store.actTransactions,
      log: decisions.log,
      runtime,
      acts: rooms.flatMap((room) => room.acts ?? []),
    });
    const { followers } = decisions;
    for (const one of rooms.flatMap((room) => room.followers ?? [])) followers.add(one, store.transactions);

    const configuration = options.configuration ?? readConfiguration(sectionsOf(rooms), null);
    const { dataDir } = options;
    const scratch = join(dataDir, 'scratch');
    const seenRegistry = new SeenRegistry(store.registry);
    const own = { store, decisions, gates, rules, ends, access, acts, settings, seenRegistry, runtime };
    const ground = { ...own, dataDir, scratch, configuration, onProblem };
    const made = makeServices(rooms, ground, opened);
    const deps: ServerDeps = {
      ...made.services,
      access,
      settings,
      jobs: () => jobs.status(),
      runJob: (name) => jobs.runNow(name),
      followers: () => followers.status(),
      ping: () => store.ping(),
      freeBytes: () => store.freeBytes(),
      version: options.version,
      nowMs: () => runtime.nowMs(),
    };
    const open = openRooms(rooms, {
      ...deps,
      acts,
      clock: runtime,
      dataDir,
      configuration,
      storesOf: store.of,
      onProblem,
    });
    const jobs = new JobRunner({ clock: runtime, store: store.jobs, onProblem }, [
      ...made.jobs,
      ...open.flatMap((room) => room.jobs ?? []),
    ]);
    opened.add(jobs, (one) => one.close());
    return {
      deps: { ...deps, rooms: open },
      store,
      async startJobs() {
        await jobs.start();
        followers.start();
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
