import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passkeyVerifier } from '../../../src/adapters/identity/passkey-verifier.js';
import { artifactTables } from '../../../src/adapters/postgres/artifacts/index.js';
import { auditTables } from '../../../src/adapters/postgres/audits/index.js';
import { calibrationTables } from '../../../src/adapters/postgres/calibrations/index.js';
import { deploymentRuleTables } from '../../../src/adapters/postgres/deployment-rules/index.js';
import { evidenceTables } from '../../../src/adapters/postgres/evidence/index.js';
import { lineageTables } from '../../../src/adapters/postgres/lineage/index.js';
import { mandateTables } from '../../../src/adapters/postgres/mandates/index.js';
import { noticeTables } from '../../../src/adapters/postgres/notices/index.js';
import { oversightTables } from '../../../src/adapters/postgres/oversight/index.js';
import { personMessageTables } from '../../../src/adapters/postgres/person-messages/index.js';
import { personRequestTables } from '../../../src/adapters/postgres/person-requests/index.js';
import { recordDocumentTables } from '../../../src/adapters/postgres/record-documents/index.js';
import { stopTables } from '../../../src/adapters/postgres/stops/index.js';
import { systemEndTables } from '../../../src/adapters/postgres/system-ends/index.js';
import { nodeRuntime } from '../../../src/adapters/runtime/index.js';
import { readConfiguration } from '../../../src/apps/configuration/index.js';
import type { RoomContext } from '../../../src/apps/rooms/define/index.js';
import { accessOf, type LoadedRoom, loadRooms, openRooms, sectionsOf } from '../../../src/apps/rooms/index.js';
import { type App, type AppOptions, buildApp } from '../../../src/apps/server/app.js';
import type { ServerDeps } from '../../../src/apps/server/base/deps.js';
import { toldReady } from '../../../src/apps/server/explanations/metrics.js';
import { memoryIdentityStore } from '../../../src/apps/testing/memory-identity-store.js';
import { memoryPendingInferenceStore } from '../../../src/apps/testing/memory-pending-inference-store.js';
import { memorySettingStore } from '../../../src/apps/testing/memory-setting-store.js';
import { MemoryArtifactStore } from '../../../src/apps/testing/stores/memory-artifact-store.js';
import { TribuneError } from '../../../src/core/base/errors.js';
import { unknownAlert } from '../../../src/domain/alerts/acts/index.js';
import type { Alerts } from '../../../src/domain/alerts/service/index.js';
import type { CalibrationStore, StandardStore } from '../../../src/domain/calibrations/index.js';
import type { AdverseQueue } from '../../../src/domain/explained-decisions/adverse/index.js';
import type { Gates } from '../../../src/domain/gates/index.js';
import { Accounts } from '../../../src/domain/identity/accounts.js';
import { AdminLinks } from '../../../src/domain/identity/admin-link.js';
import { ApiKeys } from '../../../src/domain/identity/api-keys.js';
import { Passkeys } from '../../../src/domain/identity/passkeys.js';
import type { IdentityRuntime, PasswordHasher } from '../../../src/domain/identity/ports.js';
import type { Role } from '../../../src/domain/identity/roles.js';
import type { Scope } from '../../../src/domain/identity/scopes.js';
import { Sessions } from '../../../src/domain/identity/sessions.js';
import type { Incidents } from '../../../src/domain/incidents/index.js';
import type { LineageStore } from '../../../src/domain/lineage/ports/index.js';
import type { Monitor } from '../../../src/domain/live-monitor/service/index.js';
import type { MandateStore } from '../../../src/domain/mandates/index.js';
import type { NoticeStore } from '../../../src/domain/notices/ports/index.js';
import type { CaseStore, DrawStore } from '../../../src/domain/oversight/ports/index.js';
import type { StatementStore } from '../../../src/domain/record-documents/statements/ports/index.js';
import { RegistryView } from '../../../src/domain/registry/view.js';
import { RuleView } from '../../../src/domain/rule-door/index.js';
import type { DecidingRule } from '../../../src/domain/rule-records/index.js';
import type { Setting } from '../../../src/domain/settings/index.js';
import { Settings } from '../../../src/domain/settings/settings.js';
import { Propagations } from '../../../src/domain/stops/board/index.js';
import type { StopSwitch } from '../../../src/domain/stops/index.js';
import { actsWithoutTables, memoryIdentityActs } from '../../support/identity-acts.js';
import { idleService } from './idle-service.js';

const NOTHING = { systems: [], models: [], versions: [], deployments: [] };
/** Refuses as the rooms do where there is nothing of the kind. */
const nothingHere = (what: string): Promise<never> =>
  Promise.reject(new TribuneError('NOT_FOUND', `there is no ${what} here`));
const NO_RUN = {
  id: '',
  deployment: '',
  startedAtMs: 0,
  endedAtMs: 0,
  state: 'failed',
  audit: null,
  problem: null,
  again: null,
} as const;
/** A search that finds nothing, as there is no log here. */
const NOTHING_FOUND = {
  search: async () => ({
    ...{ decisions: [], looked: 0, erased: 0, backToMs: null, next: null, people: 0, isOnePerson: false },
  }),
};
/** A stop switch whose state is never sure: a stream of it would not end under a clock that stands. */
const IDLE_SWITCH = {
  board: {
    triedOut: new Map(),
    sure: null,
    demand: () => {
      throw new TribuneError('STORE_UNAVAILABLE', 'there is no stop switch here');
    },
    propagations: new Propagations(),
  },
  list: async () => [],
  waiting: async () => [],
  find: () => nothingHere('stop'),
  decided: async () => ({ counts: [], moreCounts: false, decisions: [], foreign: [], next: null }),
  canaries: {
    list: async () => [],
    decided: async () => ({ counts: new Map(), foreign: new Map() }),
    find: () => nothingHere('canary'),
    start: () => nothingHere('deployment'),
    share: () => nothingHere('canary'),
    hold: () => nothingHere('canary'),
    release: () => nothingHere('canary'),
    promote: () => nothingHere('canary'),
    rollBack: () => nothingHere('canary'),
  },
} as unknown as StopSwitch;

/** A queue of explanations where nothing is due. */
const IDLE_QUEUE = {
  totals: { due: 0, aside: 0 },
  start: () => undefined,
  stop: async () => undefined,
} as unknown as AdverseQueue;
/** A monitor that watches nothing. */
const IDLE_MONITOR = {
  look: null,
  view: {
    watched: async () => [],
    lastChange: async () => 0,
    changes: async () => [],
    deployment: () => nothingHere('deployment'),
  },
  noteRead: async () => undefined,
  watches: {
    watch: () => nothingHere('deployment'),
    unwatch: async () => false,
  },
} as unknown as Monitor;
/** Alerts where nothing fires. */
const IDLE_ALERTS = {
  look: null,
  routes: [],
  feed: { last: async () => 0 },
  health: () => [],
  firing: async () => [],
  list: async () => [],
  alert: async (id: number) => Promise.reject(unknownAlert(id)),
  silences: async () => [],
  channels: async () => [],
  start: async () => undefined,
  testChannel: () => nothingHere('channel'),
  acts: {
    acknowledge: async () => [],
    release: async () => [],
    silence: () => nothingHere('alert'),
    endSilence: async () => false,
  },
} as unknown as Alerts;
/** No training run was told. */
const NO_LINEAGE: LineageStore = {
  insertRun: async () => undefined,
  insertSubjects: async () => undefined,
  knownSubjects: async () => 0,
  run: async () => null,
  runsOfVersion: async () => ({ runs: [], next: null }),
  runsOfData: async () => ({ runs: [], next: null }),
  data: async () => [],
  dataOfSubject: async () => ({ ids: [], total: 0 }),
};

/** Nobody said anything for a document. */
const NO_STATEMENTS: StatementStore = { insertStatement: async () => undefined, statementsAbout: async () => [] };

/** No notices, and no link that opens one. */
const NO_NOTICES: Partial<NoticeStore> = {
  find: async () => null,
  lock: async () => null,
  link: async () => null,
  lockLink: async () => null,
  session: async () => null,
  endSession: async () => undefined,
  removeSessions: async () => undefined,
};

/** Nobody acts for anybody. */
const NO_MANDATES: Partial<MandateStore> = {
  find: async () => null,
  lock: async () => null,
  ofDecision: async () => [],
};

/** Nobody reads anything again, and nothing is written down that readers go by. */
const NO_CALIBRATIONS: Partial<CalibrationStore> = {
  find: async () => null,
  lock: async () => null,
  list: async () => [],
};
const NO_STANDARDS: Partial<StandardStore> = { newest: async () => null, of: async () => [] };

/** No cases, and none that waits. */
const NO_CASES: Partial<CaseStore> = {
  find: async () => null,
  list: async () => ({ cases: [], changed: [] }),
  heldBy: async () => ({ cases: [], changed: [] }),
  queues: async () => ({ states: [], changed: [] }),
  load: async () => [],
  undecided: async () => ({ cases: [], changed: [] }),
  undecidedOf: async () => [],
  settled: async () => ({ cases: [], changed: [] }),
  decidedSince: async () => ({ opened: 0, decided: 0 }),
  count: async () => ({
    open: { legal: 0, appeal: 0, uncertain: 0, fairness: 0, quality: 0 },
    ...{ escalated: 0, awaitingSubject: 0, untold: 0, closed: 0, oldestMs: null, changed: [] },
  }),
};

/** No draws of policies. */
const NO_DRAWS: Partial<DrawStore> = {
  next: async () => ({ draws: [], changed: [] }),
  counts: async () => ({ waiting: 0, without: 0 }),
  frames: async () => [],
};

/** Incidents where there is none. */
const IDLE_INCIDENTS = {
  feed: { last: async () => 0 },
  list: async () => [],
  openOnes: async () => [],
  count: async () => ({ open: 0, closed: 0 }),
  items: async () => [],
  plans: async () => [],
  map: async () => ({ dependencies: [], suspects: [] }),
  find: () => nothingHere('incident'),
  plan: () => nothingHere('plan'),
  open: () => nothingHere('system'),
  savePlan: () => nothingHere('system'),
} as unknown as Incidents;

/** Gates where there is none. */
const IDLE_GATES = {
  list: async () => [],
  listed: async () => [],
  counts: () => [],
  fact: () => nothingHere('waiver'),
  waiting: async () => [],
  status: () => nothingHere('gate'),
  dryRun: () => nothingHere('deployment'),
  sign: () => nothingHere('gate'),
  attest: () => nothingHere('gate'),
  proposeWaiver: () => nothingHere('gate'),
  proposeChange: () => nothingHere('gate'),
  proposal: () => nothingHere('proposal'),
  withdraw: () => nothingHere('signature'),
  endWaiver: () => nothingHere('waiver'),
} as unknown as Gates;
const NO_REPORT = { at: '', erased: false, rules: [], warnings: [] };

export class Clock {
  ms = Date.parse('2026-11-22T10:00:00Z');
  advance(ms: number): void {
    this.ms += ms;
  }
}

/** A clock that tells the time and fires nothing. */
const standing = (clock: Clock) => {
  const timer = { cancel: () => undefined };
  return { nowMs: () => clock.ms, after: () => timer, every: () => timer, turn: async () => undefined };
};

/** Not a hash: fast, for tests of everything but hashing. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
};

export const PASSWORD = 'a long enough passphrase';

/** The HTTP rim over a back end that does nothing, with identity in memory and a clock in the test's hand. */
export async function rim(
  overrides: Partial<ServerDeps> = {},
  options: Partial<AppOptions> = {},
  more: readonly LoadedRoom[] = [],
) {
  const clock = new Clock();
  const lines: string[] = [];
  const runtime: IdentityRuntime = {
    nowMs: () => clock.ms,
    randomBytes: (n) => new Uint8Array(randomBytes(n)),
    sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  };
  const store = memoryIdentityStore();
  const service = idleService();
  const rooms = await loadRooms();
  const settingStore = memorySettingStore();
  const settings = await Settings.open(
    {
      store: settingStore,
      clock: { ...nodeRuntime, nowMs: () => clock.ms },
      onProblem: () => undefined,
    },
    rooms.flatMap((room) => room.settings ?? []),
  );
  const identity = {
    store,
    runtime,
    acts: memoryIdentityActs(store, (event) => service.calls.push(['record', event])),
  };
  const deps = {
    access: await accessOf([...rooms, ...more]),
    ...service,
    identity: {
      keys: new ApiKeys(identity),
      accounts: new Accounts({ ...identity, hasher: plainHasher, takesTwo: async () => [] }),
      sessions: new Sessions(store, runtime),
      links: new AdminLinks({ ...identity, hasher: plainHasher }),
      passkeys: new Passkeys({ ...identity, verifier: passkeyVerifier }),
      federated: identity,
    },
    registry: {
      snapshot: async () => NOTHING,
      view: () => new RegistryView(NOTHING),
      apply: async () => [],
    },
    pendingInferences: memoryPendingInferenceStore(),
    settings,
    audits: {
      request: async () => Promise.reject(new Error('no audits here')),
      seal: async () => ({ segments: 0, entries: 0 }),
    },
    auditResults: {
      read: async () => Promise.reject(new Error('no audits here')),
      look: async () => Promise.reject(new Error('no audits here')),
      list: async () => [],
    },
    monitor: IDLE_MONITOR,
    alerts: IDLE_ALERTS,
    decisionSearch: NOTHING_FOUND,
    trainingRows: { summary: () => nothingHere('request'), lines: () => nothingHere('request') as never },
    auditRuns: { start: async () => NO_RUN, again: async () => NO_RUN, list: async () => [] },
    stopSwitch: IDLE_SWITCH,
    incidents: IDLE_INCIDENTS,
    gates: IDLE_GATES,
    ends: { current: () => new Map(), changed: () => undefined },
    rules: { current: () => new RuleView<DecidingRule>(), changed: () => undefined },
    explained: {
      ...{ explanation: async () => 'unknown' as const, deploymentOf: async () => null },
      ...{ isFar: async () => false, waiting: 0 },
      explainedBy: () => nothingHere('version'),
    },
    adverseQueue: IDLE_QUEUE,
    explanationsTold: toldReady(),
    jobs: () => [],
    runJob: () => undefined,
    followers: () => [],
    retention: { plan: async () => NO_REPORT, run: async () => NO_REPORT, report: null },
    ping: async () => undefined,
    freeBytes: () => 1e12,
    version: '0.0.0-test',
    nowMs: () => clock.ms,
    ...overrides,
  } satisfies ServerDeps;
  const log = { level: 'debug', write: (line: string) => lines.push(line) } as const;
  const all = [...rooms, ...more];
  const open = openRooms(all, {
    ...deps,
    acts: actsWithoutTables(identity.acts) as unknown as RoomContext['acts'],
    clock: standing(clock),
    configuration: readConfiguration(sectionsOf(all), null),
    dataDir: join(tmpdir(), 'tribune-rim-without-data'),
    storesOf: (({ room }) => {
      if (room === artifactTables.room) return { artifacts: new MemoryArtifactStore() };
      if (room === oversightTables.room) return { cases: NO_CASES, caseDraws: NO_DRAWS };
      if (room === lineageTables.room) return { lineage: NO_LINEAGE };
      if (room === recordDocumentTables.room) return { statements: NO_STATEMENTS };
      if (room === noticeTables.room) return { notices: NO_NOTICES };
      if (room === evidenceTables.room) return { evidence: {} };
      if (room === personMessageTables.room) return { personMessages: {} };
      if (room === personRequestTables.room) return { personRequests: { list: async () => [] } };
      if (room === mandateTables.room) return { mandates: NO_MANDATES };
      if (room === calibrationTables.room) return { calibrations: NO_CALIBRATIONS, standards: NO_STANDARDS };
      if (room === stopTables.room) return { reactions: { list: async () => [] } };
      if (room === systemEndTables.room) return { systemEnds: { all: async () => [] } };
      if (room === deploymentRuleTables.room) return { deploymentRules: { rules: async () => [] } };
      if (room === auditTables.room) return { dueAudits: { of: async () => new Map() } };
      throw new Error(`no tables of ${room} here`);
    }) as RoomContext['storesOf'],
    onProblem: () => undefined,
  });
  const app: App = await buildApp({ ...deps, rooms: open }, { log, ...options });
  // Who is there before a test begins is no entry.
  const before = { store, runtime, acts: memoryIdentityActs(store) };
  const keys = new ApiKeys(before);
  const accounts = new Accounts({ ...before, hasher: plainHasher, takesTwo: async () => [] });
  const key = async (...scopes: Scope[]): Promise<string> =>
    (await keys.issue({ name: 'test', scopes, createdBy: 'test' })).key;
  const changeSetting = async (setting: Setting, document: unknown): Promise<void> => {
    await settings.keep({ settings: settingStore, enter: () => undefined }, { setting, document }, 'test');
    await settings.refresh();
  };
  let n = 0;
  /** Cookie header of a fresh session with these roles. */
  const session = async (...roles: Role[]): Promise<{ cookie: string; id: string; name: string }> => {
    const account = await accounts.create({ name: `person-${++n}`, password: PASSWORD, roles }, 'test');
    const token = await deps.identity.sessions.begin(account.id, { method: 'password' });
    return { cookie: `__Host-tribune=${token}`, id: account.id, name: account.name };
  };
  return { ...app, deps, settings, changeSetting, accounts, service, clock, lines, key, session, store, runtime };
}
