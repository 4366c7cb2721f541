import { createHash } from 'node:crypto';
import { calibrationTables } from '../../../adapters/postgres/calibrations/index.js';
import { evidenceTables } from '../../../adapters/postgres/evidence/index.js';
import { mandateTables } from '../../../adapters/postgres/mandates/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { noticeTables } from '../../../adapters/postgres/notices/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { personMessageTables } from '../../../adapters/postgres/person-messages/index.js';
import { personRequestTables } from '../../../adapters/postgres/person-requests/index.js';
import { openScorer } from '../../../adapters/replaying/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { oversightReasons } from '../../../core/oversight/index.js';
import { calibrationActs, calibrationEvents, calibrationReasons } from '../../../domain/calibrations/index.js';
import type { DecisionReading } from '../../../domain/decisions/api/index.js';
import { evidenceEvents } from '../../../domain/evidence/events/index.js';
import { evidenceActs, evidenceReasons } from '../../../domain/evidence/index.js';
import { mandateActs, mandateEvents, mandateReasons } from '../../../domain/mandates/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { noticeEvents } from '../../../domain/notices/events/index.js';
import { noticeActs, noticeReasons } from '../../../domain/notices/index.js';
import { caseEvents } from '../../../domain/oversight/events/index.js';
import {
  caseActs,
  caseClockJob,
  caseDrawJob,
  casePatternJob,
  caseReasons,
  Oversight,
  type OversightDeps,
  PolicyRoutes,
} from '../../../domain/oversight/index.js';
import { messageEvents } from '../../../domain/person-messages/events/index.js';
import { messageActs, messageReasons } from '../../../domain/person-messages/index.js';
import { requestActs, requestEvents, requestReasons } from '../../../domain/person-requests/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import {
  type NoticePartDeps,
  noticeAccess,
  noticePart,
  noticePartRoutes,
  noticesConfiguration,
} from '../notices/index.js';
import { messagesConfiguration } from '../person-messages/index.js';
import { changesConfiguration, sourceChangesPart } from '../source-changes/index.js';
import { oversightAccess } from './access.js';
import { readsBlind } from './blind.js';
import { calibrationPart } from './calibration-part.js';
import { type CalibrationRouteDeps, calibrationRoutes } from './calibration-routes.js';
import { casesConfiguration } from './configuration/index.js';
import { caseEvidenceRoutes } from './evidence-routes.js';
import { CaseLook, caseMetrics } from './metrics.js';
import { type OversightRouteDeps, readerRoutes } from './reader-routes.js';
import { recheckOver, scoreOver } from './recheck.js';
import { oversightRoutes } from './routes.js';
import { oversightServices } from './services.js';

export const oversightParts = defineParts<OversightRouteDeps & NoticePartDeps & CalibrationRouteDeps>({
  access: { rows: { ...oversightAccess.rows, ...noticeAccess.rows } },
  configuration: [casesConfiguration, noticesConfiguration, changesConfiguration, messagesConfiguration],
  events: [
    ...caseEvents,
    ...noticeEvents,
    ...evidenceEvents,
    ...messageEvents,
    ...requestEvents,
    ...mandateEvents,
    ...calibrationEvents,
  ],
  acts: [
    ...caseActs,
    ...noticeActs,
    ...evidenceActs,
    ...messageActs,
    ...requestActs,
    ...mandateActs,
    ...calibrationActs,
  ],
  reasons: [
    ...oversightReasons,
    ...caseReasons,
    ...noticeReasons,
    ...evidenceReasons,
    ...messageReasons,
    ...requestReasons,
    ...mandateReasons,
    ...calibrationReasons,
  ],
  tables: [
    oversightTables,
    noticeTables,
    evidenceTables,
    personMessageTables,
    personRequestTables,
    mandateTables,
    calibrationTables,
  ],
  services: oversightServices,
  routes: [...readerRoutes, ...caseEvidenceRoutes, ...oversightRoutes, ...calibrationRoutes, ...noticePartRoutes],
  open(context: RoomContext) {
    const scorer = openScorer();
    const models = modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') });
    const { reading, registry, incidents, clock, onProblem } = context;
    const { cases: store, caseDraws: draws, caseTrainings: trainings } = context.storesOf(oversightTables);
    const { trainingFresh, demandTraining } = context.configuration.read(casesConfiguration);
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    const kept = () => context.storesOf(monitorTables).monitor;
    const routes = new PolicyRoutes({
      monitor: { lastEpoch: (one) => kept().lastEpoch(one), policy: (digest) => kept().policy(digest) },
      isAlerting: async () => false,
      nowMs: () => clock.nowMs(),
    });
    const oversight = new Oversight({
      // Acts hold the stores of every room; their types name only those that every service has.
      acts: context.acts as unknown as OversightDeps['acts'],
      store,
      draws,
      trainings,
      training: { freshMs: trainingFresh, isDemanded: demandTraining },
      registry: { load: () => registry.snapshot() },
      material: (decision) => reading.material(decision),
      materialWithGroups: (decision) => withGroups(reading, decision),
      recheck: recheckOver(models, scorer.score),
      readers: () => readersOf(context),
      score: scoreOver(models, scorer.score),
      patternRule: async (deployment) => (await routes.of(deployment))?.table.overturns ?? null,
      drawDecisions: (span) => reading.drawn(span),
      materialsOf: (ids) => reading.materials(ids),
      drawnShares: async (deployment) => {
        const table = (await routes.of(deployment))?.table;
        return { known: table?.knownAnswers ?? 0, holdout: table?.holdout ?? 0 };
      },
      ...{ incidents, crypto: nodeRuntime, nowMs: () => clock.nowMs(), onProblem },
    });
    const counts = new CaseLook(oversight);
    const { deps, subjectOf, jobs, metrics } = noticePart(context, oversight);
    const changes = sourceChangesPart(context, oversight);
    return {
      deps: {
        ...{ oversight, explained: context.explained, ...deps },
        ...calibrationPart(context, { oversight, readers: () => readersOf(context) }),
      },
      subjectOf,
      jobs: [
        caseClockJob(oversight),
        caseDrawJob(oversight),
        casePatternJob(oversight),
        counts.job(),
        ...changes.jobs,
        ...jobs,
      ],
      metrics: [...caseMetrics(counts, () => clock.nowMs()), ...changes.metrics, ...metrics],
      stop: () => scorer.close(),
    };
  },
});

/** A decision with its attributes; null for an unknown one. */
async function withGroups(reading: Pick<DecisionReading, 'materials'>, decision: string) {
  for await (const [found] of reading.materials([decision], { attributes: true })) return found?.open() ?? null;
  return null;
}

/** Accounts in use that may read cases. Those whose claim would be refused are nobody who is left to read one: by their roles they are left out here, for want of a training by the room. */
async function readersOf({ identity, access }: Pick<RoomContext, 'identity' | 'access'>) {
  const all = await identity.accounts.list();
  return all
    .filter(({ disabledAtMs, roles }) => disabledAtMs === null && readsBlind(access, roles))
    .map(({ id, name, roles }) => ({ id: `account:${id}`, name, roles }));
}
