import { z } from 'zod';
import type { RemoteModels } from '../../../domain/remote-models/index.js';
import type { Slots } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { digest } from '../http/schemas.js';

export interface RemoteModelRouteDeps {
  readonly remoteModels: RemoteModels;
  /** Bounds how many wait for endpoints. */
  readonly slots: Slots;
}

const route = routesOver<RemoteModelRouteDeps>();

const checkAnswer = z
  .object({
    version: digest,
    endpoint: z.string().meta({ description: 'Address of the endpoint, without query.' }),
    same: z.boolean().meta({ description: 'Whether every canary is answered as when the version was pinned.' }),
    rows: z.int().meta({ description: 'Canaries that were asked for.' }),
    other: z.int().meta({ description: 'Those that are answered otherwise.' }),
    greatest: z.number().meta({ description: 'Greatest difference of a score.' }),
    first: z.int().nullable().meta({ description: 'Number of the first row that is answered otherwise, from 0.' }),
    tolerance: z.number().meta({ description: 'Difference that counts as none; 0 means to the bit.' }),
  })
  .meta({ id: 'RemoteModelCheck' });

/** Routes about models behind a network. */
export const remoteModelRoutes: readonly Route<RemoteModelRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/remote-models/check',
    action: 'remote-model.check',
    summary: 'Ask the endpoint of a version for its canaries, and say whether it answers as when it was pinned',
    body: jsonBody(z.strictObject({ version: digest })),
    answer: checkAnswer,
    noStore: true,
    errors: [
      'BODY_INVALID',
      'INVALID',
      'NOT_FOUND',
      'MODEL_INVALID',
      'MODEL_UNREACHABLE',
      'MODEL_ANSWER_INVALID',
      'STORE_INVALID',
      'SERVICE_BUSY',
      'STORE_UNAVAILABLE',
    ],
    handle: ({ body: { version }, actor }, { remoteModels, slots }) =>
      slots.run(() => remoteModels.check(version, { actor, purpose: 'on request' })),
  }),
];
