import { z } from 'zod';
import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import { checkPolicy, type PolicyMistake, parsePolicy } from '../../../core/policy/index.js';
import type { ServerDeps } from '../base/deps.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { digest } from '../http/schemas.js';

type PolicyDeps = Pick<ServerDeps, 'nowMs'>;
const route = routesOver<PolicyDeps>();

const policyCheck = z
  .strictObject({ policy: z.string().min(1).meta({ description: 'The policy file, verbatim.' }) })
  .meta({ id: 'PolicyCheck' });

const policyFindings = z
  .object({
    digest: digest.meta({ description: 'Of the bytes of the file, by which the registry and audits name it.' }),
    policy: z
      .object({
        name: z.string(),
        version: z.string(),
        requirements: z.array(z.string()).meta({ description: 'Their ids.' }),
      })
      .nullable()
      .meta({ description: 'Null where something is wrong.' }),
    mistakes: z.array(
      z.object({
        line: z.int(),
        column: z.int(),
        severity: z.enum(['error', 'warning']),
        message: z.string(),
        remedy: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'PolicyFindings' });

/** Route that holds a policy against its rules, as `tribune policy check` does. Nothing is kept. */
export const policyRoutes: readonly Route<PolicyDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/policies/check',
    action: 'policy.check',
    summary: 'Every mistake of a policy with line, column and remedy; nothing is kept',
    body: jsonBody(policyCheck),
    answer: policyFindings,
    noStore: true,
    errors: ['BODY_INVALID'],
    handle({ body: { policy: text } }, { nowMs }) {
      const mistakes = checkPolicy(text, { today: new Date(nowMs()).toISOString().slice(0, 10) });
      const isWrong = mistakes.some(({ severity }) => severity === 'error');
      return {
        digest: digestText(sha256(utf8(text))),
        policy: isWrong ? null : summaryOf(text),
        mistakes: mistakes.map(printed),
      };
    },
  }),
];

function summaryOf(text: string) {
  const { name, version, requirements } = parsePolicy(text).policy;
  return { name, version, requirements: requirements.map(({ id }) => id) };
}

const printed = ({ line, column, severity, message, remedy }: PolicyMistake) => ({
  ...{ line, column, severity, message },
  remedy: remedy === '' ? null : remedy,
});
