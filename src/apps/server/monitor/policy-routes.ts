import { z } from 'zod';
import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { withoutFewCounts } from '../../../core/policy/open-sections/monitor-parts/index.js';
import { type Route, routesOver } from '../http/route.js';
import { digest, time } from '../http/schemas.js';
import { deploymentQuery } from './schemas.js';
import { type MonitorRouteDeps, SEES, sightOf } from './sight.js';
import { epochReason } from './watch-schemas.js';

/** Most epochs that are listed: a policy is changed some times a year. */
const MOST_EPOCHS = 200;

const route = routesOver<MonitorRouteDeps>();

const epochList = z
  .object({
    deployment: z.string(),
    epochs: z
      .array(
        z.object({
          epoch: z.int(),
          policy: digest,
          by: z.string().meta({ description: 'Who had it watched: `account:ID` or `key:ID`.' }),
          reason: epochReason,
          since: time,
          until: time.nullable().meta({ description: 'Null while it is watched by it.' }),
        }),
      )
      .meta({ description: 'The newest first.' }),
  })
  .meta({ id: 'WatchedPolicies' });

const policyText = z
  .object({
    digest,
    text: z.string(),
    isVerbatim: z.boolean().meta({
      description: 'False where counts of fewer than 11 people are `[withheld]` from a caller who may see no person.',
    }),
  })
  .meta({ id: 'PolicyText' });

/** Routes of the policies by which deployments were watched over time. */
export const watchedPolicyRoutes: readonly Route<MonitorRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/monitor/policies',
    action: 'monitor.read',
    summary: 'By which policies a deployment was watched, who changed them, and when',
    query: deploymentQuery,
    answer: epochList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle({ query: { deployment } }, { monitor }) {
      const epochs = await monitor.view.epochs(deployment, MOST_EPOCHS);
      return {
        deployment,
        epochs: epochs.map(({ epoch, policyDigest, by, reason, beganAtMs, endedAtMs }) => ({
          ...{ epoch, policy: policyDigest, by, reason },
          since: new Date(beganAtMs).toISOString(),
          until: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
        })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/policies/:digest',
    action: 'monitor.read',
    within: SEES,
    summary: 'The text of a policy by which something was watched',
    answer: policyText,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { monitor }) {
      const wanted = call.params.digest!;
      const text = await monitor.view.policyText(wanted);
      if (text === null)
        throw new TribuneError('NOT_FOUND', `nothing was ever watched by a policy ${wanted}`, {
          remedy: 'GET /v1/monitor/policies names those of a deployment.',
        });
      if (digestText(sha256(utf8(text))) !== wanted)
        throw new TribuneError('STORE_INVALID', `the policy ${wanted} is another one than was stored`, {
          remedy: 'Restore the newest backup, and find out who wrote to the database.',
        });
      const shown = (await sightOf(call)) === 'persons' ? text : withoutFewCounts(text);
      return { digest: wanted, text: shown, isVerbatim: shown === text };
    },
  }),
];
