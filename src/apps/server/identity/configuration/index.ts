import { z } from 'zod';
import { defined } from '../../../../core/base/defined.js';
import { ROLE_NAMES } from '../../../../domain/identity/index.js';
import { defineConfiguration, secret } from '../../../configuration/index.js';

const text = z.string().min(1).max(2000);
const role = z.enum(ROLE_NAMES).exclude(['admin']);

/** The identity provider of the sign-in; without one people sign in with password or passkey. */
export const openIdConfiguration = defineConfiguration(
  'openid',
  z
    .strictObject({
      issuer: z.url().describe('address of the identity provider'),
      clientId: text.describe('name under which the provider knows this service'),
      clientSecret: secret().max(2000).optional().describe('secret that the provider gave'),
      redirectUri: z
        .url()
        .regex(/\/v1\/session\/openid\/callback$/, 'must end with /v1/session/openid/callback')
        .describe('the way back, `https://NAME/v1/session/openid/callback`'),
      provisioning: z
        .strictObject({
          domain: z
            .string()
            .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'is no domain')
            .describe('people of this domain get an account when they first come'),
          role: role.optional().describe('the role of that account, where groups do not decide it'),
        })
        .optional(),
      groups: z
        .strictObject({
          claim: text.describe('claim that names the groups of a person'),
          scope: text.optional().describe('scope that asks for that claim'),
          roles: z.record(text, z.array(role).min(1)).describe('roles of each group'),
        })
        .optional(),
    })
    .refine(
      ({ provisioning, groups }) =>
        provisioning === undefined || (provisioning.role === undefined) === (groups !== undefined),
      {
        path: ['provisioning', 'role'],
        message: 'is needed without `groups`, and groups decide it otherwise',
      },
    )
    .transform(({ issuer, clientId, clientSecret, redirectUri, provisioning, groups }) => ({
      issuer,
      clientId,
      redirectUri,
      ...defined({
        clientSecret,
        provisioning: provisioning && { domain: provisioning.domain, ...defined({ role: provisioning.role }) },
        groupsClaim: groups?.claim,
        groupsScope: groups?.scope,
        groups: groups?.roles,
      }),
    }))
    .optional(),
);
