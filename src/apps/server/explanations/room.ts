import { createHash } from 'node:crypto';
import { explanationTables } from '../../../adapters/postgres/explanations/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { openScorer } from '../../../adapters/replaying/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import type { Acts } from '../../../domain/acts/index.js';
import { explanationEvents } from '../../../domain/explained-decisions/events/index.js';
import { explanationActs, explanationReasons } from '../../../domain/explained-decisions/index.js';
import { answerEvents } from '../../../domain/explanation-answers/events/index.js';
import { answerExplanation, ExplanationAnswers } from '../../../domain/explanation-answers/index.js';
import { modelStore } from '../../../domain/model-store/index.js';
import { offerEvents } from '../../../domain/recourse-offers/events/index.js';
import { checkOffers, offerReasons, RecourseOffers } from '../../../domain/recourse-offers/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { openPlace } from '../artifacts/open-place.js';
import { Slots } from '../base/index.js';
import { openRemoteModels } from '../remote-models/open-remote-models.js';
import { explanationAccess } from './access.js';
import { answerRoutes } from './answer-routes.js';
import { explanationsConfiguration } from './configuration/index.js';
import { explanationMetrics } from './metrics.js';
import { offerRoutes } from './offer-routes.js';
import { explanationRoutes } from './routes.js';
import { explanationServices } from './services.js';

/** Checks of offers at once; each opens hundreds of records. */
const MOST_CHECKS = 2;

export const explanationsParts = defineParts({
  access: explanationAccess,
  events: [...explanationEvents, ...answerEvents, ...offerEvents],
  acts: [...explanationActs, answerExplanation, checkOffers],
  configuration: [explanationsConfiguration],
  reasons: [...explanationReasons, ...offerReasons],
  routes: [...explanationRoutes, ...answerRoutes, ...offerRoutes],
  services: explanationServices,
  open(context: RoomContext) {
    const { explained, adverseQueue: queue, explanationsTold: told } = context;
    const counts = explanationMetrics({ explained, queue, told });
    const { developers } = context.configuration.read(explanationsConfiguration);
    const scorer = openScorer();
    const { scoreMany: score } = openRemoteModels(context).scorers(scorer);
    const { reading, registry, nowMs, storesOf } = context;
    const models = modelStore({ bytes: openPlace(context).bytes, newSha256: () => createHash('sha256') });
    const offers = () =>
      new RecourseOffers({
        ...{ reading, models, nowMs, crypto: nodeRuntime, score },
        registry: () => registry.view(),
        // The stores are looked up when they are used: a room is opened before a service without tables needs them.
        store: storesOf(explanationTables).explanations,
        acts: context.acts as unknown as Acts<object>,
      });
    const answers = new ExplanationAnswers({
      ...{ reading, maker: explained, crypto: nodeRuntime, nowMs },
      registry: () => registry.view(),
      acts: context.acts,
    });
    return {
      deps: {
        ...{ explained, queue, counts, answers, offers, openedToDevelopers: new Set(developers) },
        cases: () => storesOf(oversightTables).cases,
        slots: new Slots(MOST_CHECKS, 'offers are being checked'),
      },
      metrics: counts.all,
      start: async () => queue.start(),
      async stop() {
        await queue.stop();
        await scorer.close();
      },
    };
  },
});
