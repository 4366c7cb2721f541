import type { RecourseOffers } from '../../../domain/recourse-offers/index.js';
import type { Slots } from '../base/index.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { offersAnswer, offersRequest } from './offer-schemas.js';

export interface OfferRouteDeps {
  readonly offers: () => RecourseOffers;
  /** Bounds how many check at once. */
  readonly slots: Slots;
}

const route = routesOver<OfferRouteDeps>();

/** Routes about what was promised to people. */
export const offerRoutes: readonly Route<OfferRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/offers/check',
    action: 'explanation.offers',
    summary: 'Hold a version that is to serve against the changes that were offered to people, a part at a time',
    headers: purposeHeader,
    body: jsonBody(offersRequest),
    answer: offersAnswer,
    noStore: true,
    errors: [
      ...(['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'] as const),
      ...(['MODEL_UNREACHABLE', 'MODEL_ANSWER_INVALID'] as const),
    ],
    async handle(call, { offers, slots }) {
      const { deployment, version, cutoff = null, after = null } = call.body;
      return slots.run(() => offers().part({ deployment, version, cutoff, after }, readerOf(call)));
    },
  }),
];
