import { z } from 'zod';
import {
  MAX_ACCOUNT_NAME,
  MAX_KEY_DAYS,
  MAX_OVERLAP_DAYS,
  MAX_PASSWORD,
  MIN_PASSWORD,
  ROLE_NAMES,
  SCOPE_NAMES,
} from '../../../domain/identity/index.js';
import { someText } from '../../../domain/settings/index.js';
import { time } from '../http/schemas.js';

const password = someText(MAX_PASSWORD);
/**
 * The schema accepts a short password: the domain refuses it together with its other demands on passwords. The description states the
 * least length.
 */
const newPassword = password.meta({ minLength: MIN_PASSWORD });
const accountName = someText(MAX_ACCOUNT_NAME);

export const signIn = z.strictObject({ name: accountName, password }).meta({ id: 'SignIn' });
export const stepUp = z.strictObject({ password }).meta({ id: 'StepUp' });
export const passwordChange = z.strictObject({ password: newPassword }).meta({ id: 'PasswordChange' });
export const setup = z
  .strictObject({ token: someText(100), name: accountName, password: newPassword })
  .meta({ id: 'Setup' });

export const newKey = z
  .strictObject({
    name: accountName,
    scopes: z.array(z.enum(SCOPE_NAMES)).min(1),
    days: z.int().min(1).max(MAX_KEY_DAYS).nullable().optional(),
  })
  .meta({ id: 'NewKey' });

const role = z.enum(ROLE_NAMES);
export const session = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(role),
    hasPassword: z.boolean(),
    provedUntil: time.meta({ description: 'Until then sensitive acts ask for no further proof.' }),
    may: z.array(z.string()).meta({ description: 'Actions of the table of access that the roles allow.' }),
    mayWithOwn: z.array(z.string()).meta({
      description:
        'Actions that the roles allow only with objects to which they stand in a relation, such as the systems that they own.',
    }),
  })
  .meta({ id: 'Session' });
export const newAccount = z
  .strictObject({ name: accountName, password: newPassword.nullable(), roles: z.array(role) })
  .meta({ id: 'NewAccount' });
export const setupLink = z
  .strictObject({
    roles: z.array(role).min(1).optional().meta({ description: 'Of the new account; an administrator when not said.' }),
    account: accountName.optional().meta({ description: 'Name of an account whose password is set anew.' }),
  })
  .refine(({ roles, account }) => roles === undefined || account === undefined, 'give either roles or account')
  .meta({ id: 'SetupLink' });
export const accountChange = z
  .strictObject({
    roles: z.array(role).optional(),
    disabled: z.boolean().optional(),
    password: newPassword
      .optional()
      .meta({ description: 'For a person who lost theirs; by a caller who could give each of their roles.' }),
  })
  .meta({ id: 'AccountChange' });

export const rotation = z
  .strictObject({
    overlapDays: z
      .int()
      .min(0)
      .max(MAX_OVERLAP_DAYS)
      .optional()
      .meta({ description: 'How long the old key still works; 7 days.' }),
  })
  .meta({ id: 'Rotation' });

const accountView = z.object({ id: z.string(), name: z.string(), roles: z.array(role), disabled: z.boolean() });
export const accountAnswer = accountView.meta({ id: 'Account' });
export const accountList = z
  .object({
    accounts: z.array(accountAnswer),
    roles: z
      .array(
        z.object({
          role,
          means: z.string(),
          mayGive: z.boolean().meta({ description: 'Whether the caller may give it to others.' }),
        }),
      )
      .meta({ description: 'Every role.' }),
  })
  .meta({ id: 'AccountList' });

const scope = z.enum(SCOPE_NAMES);
const keyView = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: time.nullable(),
  createdBy: z.string(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  replaces: z.string().nullable(),
});
export const keyList = z
  .object({
    keys: z.array(keyView.meta({ id: 'ApiKey' })),
    scopes: z
      .array(
        z.object({
          scope,
          means: z.string(),
          mayGive: z.boolean().meta({ description: 'Whether the caller may put it into a key.' }),
        }),
      )
      .meta({ description: 'Every scope.' }),
  })
  .meta({ id: 'KeyList' });
export const issuedKey = keyView
  .extend({ key: z.string().meta({ description: 'The key itself, told this once.' }) })
  .meta({ id: 'IssuedKey' });
