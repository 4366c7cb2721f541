import { parse } from 'yaml';
import { z } from 'zod';
import { readKeyFile } from '../../../adapters/data-folder/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { ROLE_NAMES } from '../../../domain/identity/index.js';
import type { OpenIdOptions } from '../../server/routes/index.js';

const text = z.string().min(1).max(2000);
const role = z.enum(ROLE_NAMES).exclude(['admin']);
const file = z
  .strictObject({
    issuer: z.url(),
    clientId: text,
    clientSecret: text.optional(),
    redirectUri: z.url().regex(/\/v1\/session\/openid\/callback$/, 'must end with /v1/session/openid/callback'),
    provisioning: z
      .strictObject({
        domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'is no domain'),
        role: role.optional(),
      })
      .optional(),
    groups: z
      .strictObject({ claim: text, scope: text.optional(), roles: z.record(text, z.array(role).min(1)) })
      .optional(),
  })
  .refine(
    ({ provisioning, groups }) =>
      provisioning === undefined || (provisioning.role === undefined) === (groups !== undefined),
    {
      path: ['provisioning', 'role'],
      message: 'is needed without `groups`, and groups decide it otherwise',
    },
  );

/** Settings of the identity provider from a YAML file of mode 0600, because it may hold the client's secret. */
export function readOpenIdFile(path: string | undefined): OpenIdOptions | undefined {
  if (path === undefined) return undefined;
  const source = readKeyFile(path);
  if (source === null) throw mistake(path, 'the file does not exist');
  const result = file.safeParse(tryParse(source, path));
  if (result.success) {
    const { groups, ...rest } = result.data;
    const mapped = groups && { groupsClaim: groups.claim, groupsScope: groups.scope, groups: groups.roles };
    return { ...rest, ...mapped } as OpenIdOptions;
  }
  const [issue] = result.error.issues;
  throw mistake(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as described'}`);
}

function tryParse(source: string, path: string): unknown {
  try {
    return parse(source);
  } catch {
    // The parser's message may quote the secret.
    throw mistake(path, 'it is not YAML');
  }
}

const mistake = (path: string, what: string): TribuneError =>
  new TribuneError('USAGE', `${path}: ${what}`, {
    remedy: 'Give issuer, clientId, clientSecret, redirectUri; see docs/guides/accounts.md.',
  });
